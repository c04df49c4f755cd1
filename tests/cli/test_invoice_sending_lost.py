"""Invoices whose sending was not answered, and services that send in another way."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from command_line import Flowtly, Outcome
from served import acme

from toolkit.loop.reach import reach
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import Fault, FaultKind, Switches
from toolkit.settings import load_profile

ALLOWED = ("--allow", "irreversible", "--yes")
SEND = ("invoices", "send")
Statuses = Callable[[], Mapping[str, str]]


@pytest.fixture
def known(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let every service know us."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)
    return home


def words(outcome: Outcome) -> str:
    return " ".join((outcome.out + outcome.err).split())


@pytest.fixture
def lost(known: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """Serve a company that loses the answer to the first sending, after or before it has taken effect."""
    faults = (Fault("POST", "/send", request.param),)
    with acme(known, Switches(faults=faults)):
        yield


@pytest.mark.parametrize("lost", [FaultKind.DROP_AFTER_COMMIT], indirect=True)
@pytest.mark.usefixtures("lost")
def test_what_the_service_shows_is_settled_and_not_sent_again(flowtly: Flowtly) -> None:
    broken = flowtly("--json", *SEND, "16", *ALLOWED)
    resumed = flowtly("resume", json.loads(broken.out)["run"])
    again = flowtly(*SEND, "16", *ALLOWED)

    assert (broken.code, resumed.code, again.code) == (8, 0, 4)
    assert "sent already" in words(again)


@pytest.mark.parametrize("lost", [FaultKind.UNAVAILABLE, FaultKind.DROP_BEFORE_COMMIT], indirect=True)
@pytest.mark.usefixtures("lost")
def test_a_sending_is_on_the_wire_once_whatever_stands_in_front_says(flowtly: Flowtly, known: Path) -> None:
    """The service would take a second one, and then show that it was sent."""
    broken = flowtly("--json", *SEND, "16", *ALLOWED)

    with reach(load_profile(None), known) as reached:
        invoice = reached.client.send("GET", "/invoices/16")
    assert (broken.code, json.loads(broken.out)["unknown"]) == (8, 1)
    assert invoice is not None
    assert invoice["status"] != "sent"


@pytest.mark.parametrize("lost", [FaultKind.DROP_BEFORE_COMMIT], indirect=True)
@pytest.mark.usefixtures("lost")
def test_what_the_service_does_not_show_is_left_to_a_person(flowtly: Flowtly) -> None:
    broken = flowtly("--json", *SEND, "16", *ALLOWED)
    run = json.loads(broken.out)["run"]

    asked = flowtly("resume", run)
    again = flowtly(*SEND, "16", *ALLOWED)
    told = flowtly("resume", run, "--send", "1")

    assert (broken.code, asked.code, again.code, told.code) == (8, 8, 4, 0)
    assert f"Run {run} sent it, and nobody knows whether it went out" in words(again)
    assert "--adopt 1=16" in words(asked)
    assert "sent already" in words(flowtly(*SEND, "16", *ALLOWED))


@pytest.mark.parametrize("lost", [FaultKind.DROP_BEFORE_COMMIT], indirect=True)
@pytest.mark.usefixtures("lost")
def test_a_plan_that_was_saved_before_does_not_send_it_again_either(flowtly: Flowtly) -> None:
    flowtly(*SEND, "17", "16", "-o", "saved.json")
    broken = flowtly(*SEND, "16", *ALLOWED)

    refused = flowtly("apply", "saved.json", "--allow", "irreversible")

    assert (broken.code, refused.code) == (8, 5)
    assert "has sent invoice F/2026/08/002 before, and it may have happened" in words(refused)


def test_a_service_that_does_not_show_what_it_sent_is_not_asked_twice(flowtly: Flowtly, known: Path) -> None:
    """Its status for what was sent is another word than the profile says."""
    with acme(known):
        config = known / "config.toml"
        config.write_text(config.read_text() + '\n[profiles.acme.service]\nsend_status = "mailed"\n')
        first = flowtly(*SEND, "16", *ALLOWED)
        with reach(load_profile(None), known) as reached:
            reached.client.send("PATCH", "/invoices/16", {"status": "created"})
        again = flowtly(*SEND, "16", *ALLOWED)

    assert (first.code, again.code) == (10, 4)
    assert "sent it as it is now, though the service does not show it" in words(again)


def test_a_service_that_only_sends_lists_gets_lists_of_one(flowtly: Flowtly, known: Path) -> None:
    with acme(known):
        config = known / "config.toml"
        config.write_text(config.read_text() + '\n[profiles.acme.service]\nsend_way = "list"\n')
        planned = flowtly("--json", *SEND, "16", "-o", "p.json")
        done = flowtly("--json", *SEND, "16", "17", *ALLOWED)

    (change,) = json.loads(planned.out)["changes"]
    assert change["requests"] == [
        {"method": "POST", "path": "/invoices/send", "body": {"invoices": ["/api/invoices/16"]}}
    ]
    assert (done.code, json.loads(done.out)["done"]) == (0, 2)
