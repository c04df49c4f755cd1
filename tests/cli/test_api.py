"""Requests of one's own: read at once, written with care, and never forgotten."""

import json
from pathlib import Path

import pytest
from command_line import Flowtly
from served import acme

from toolkit.entities.operations import OPERATIONS, declared
from toolkit.planning.direct import Aim, standing
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import Fault, FaultKind, Switches


def test_what_is_read_is_printed(flowtly: Flowtly) -> None:
    shown = json.loads(flowtly("api", "get", "/budgets?itemsPerPage=2").out)
    assert len(shown["member"]) == 2

    told = json.loads(flowtly("--json", "api", "GET", "/budgets?itemsPerPage=2").out)
    assert (told["version"], told["status"], told["body"]) == (1, 200, shown)
    assert json.loads(flowtly("--json", "runs", "direct").out)["requests"] == []


def test_all_pages_are_followed(flowtly: Flowtly) -> None:
    whole = json.loads(flowtly("api", "GET", "/transactions?itemsPerPage=1").out)["totalItems"]

    assert len(json.loads(flowtly("api", "GET", "/transactions?itemsPerPage=100", "--paginate").out)) == whole
    assert len(json.loads(flowtly("--json", "api", "GET", "/budgets", "--paginate").out)["members"]) == 12


def test_a_write_needs_a_yes_and_is_journalled(flowtly: Flowtly, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text('{"name": "By hand"}')
    refused = flowtly("api", "POST", "/budget-groups", "-d", "@body.json")
    assert (refused.code, "pass --yes" in refused.err) == (2, True)

    made = json.loads(flowtly("api", "POST", "/budget-groups", "-d", "@body.json", "--yes").out)
    changed = flowtly("api", "PATCH", f"/budget-groups/{made['id']}", "-d", "@-", "--yes", answer='{"name": "Else"}')
    assert json.loads(changed.out)["name"] == "Else"

    second, first = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
    assert (first["method"], first["body"], first["state"]) == ("POST", {"name": "By hand"}, "done")
    assert first["detail"] == made["@id"]
    assert (second["before"]["name"], second["body"]) == ("By hand", {"name": "Else"})
    listed = flowtly("runs", "direct").out
    assert "POST /budget-groups" in listed
    assert "demo@flowtly.test" in listed


def test_what_cannot_be_undone_stands_behind_its_guard(flowtly: Flowtly) -> None:
    stopped = flowtly("api", "DELETE", "/budgets/bgt_0012", "--yes")
    assert (stopped.code, "--allow irreversible" in stopped.err) == (6, True)
    assert json.loads(flowtly("--json", "runs", "direct").out)["requests"] == []

    gone = flowtly("api", "DELETE", "/budgets/bgt_0012", "--yes", "--allow", "irreversible")
    assert (gone.code, "Done: 204" in gone.err) in {(0, True), (8, False)}
    assert gone.code == 0 or "unknown DELETE /budgets/bgt_0012" in " ".join(gone.out.split())
    (request,) = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
    assert request["before"]["id"] == "bgt_0012"


def test_a_refusal_is_journalled_and_told(flowtly: Flowtly) -> None:
    refused = flowtly("api", "POST", "/budget-groups", "-d", "{}", "--yes")

    assert (refused.code, "422" in refused.err) == (9, True)
    (request,) = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
    assert request["state"] == "failed"
    assert "422" in flowtly("runs", "direct").out


def test_files_go_up_and_come_down(flowtly: Flowtly, tmp_path: Path) -> None:
    (tmp_path / "kvitto.txt").write_text("abc")
    upload = ("api", "POST", "/transaction-attachments/create", "-F", "file=@kvitto.txt")

    made = json.loads(flowtly(*upload, "--yes", "--allow", "irreversible").out)
    assert (made["name"], made["mimeType"], made["size"]) == ("kvitto.txt", "text/plain", 3)
    (request,) = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
    assert request["body"]["files"]["file"]["size"] == 3
    assert flowtly("api", "GET", "/transactions/export/mt940").out.startswith(":20:")
    archive = ("api", "POST", "/transactions/attachments/zip", "-d", '{"transactions": ["/api/transactions/txn_701"]}')
    assert "Ask again with -o FILE" in flowtly(*archive).err
    saved = flowtly("--json", *archive, "-o", "a.zip")
    assert (json.loads(saved.out)["saved"], (tmp_path / "a.zip").read_bytes()[:2]) == ("a.zip", b"PK")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("GET", "/budgets", "-d", "{}"), 2, "has no body"),
        (("POST", "/budgets", "-d", "{}", "-F", "a=b"), 2, "one body"),
        (("POST", "/budgets", "-d", "{secret"), 2, "no JSON"),
        (("POST", "/budgets", "-d", "[1]"), 2, "JSON object"),
        (("POST", "/budgets", "-d", "@nowhere.json"), 4, "There is no file nowhere.json"),
        (("POST", "/budgets", "-d", "@."), 4, "cannot be read"),
        (("POST", "/budgets", "-F", "alone"), 2, "NAME=VALUE"),
        (("POST", "/budgets", "--paginate"), 2, "--paginate goes with GET"),
        (("PUT", "/budgets"), 2, "PUT"),
        (("GET", "https://evil.example/budgets"), 2, "no path of the API"),
        (("GET", "/nowhere"), 9, "404"),
    ],
)
def test_what_makes_no_request_is_said(flowtly: Flowtly, arguments: tuple[str, ...], code: int, said: str) -> None:
    refused = flowtly("api", *arguments)

    assert (refused.code, said in refused.err) == (code, True)
    assert "secret" not in refused.err


@pytest.mark.parametrize(("answer", "said", "sent"), [("n\n", "Nothing was sent.", 0), ("y\n", "Send POST", 1)])
def test_who_sits_there_is_asked(
    flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch, answer: str, said: str, sent: int
) -> None:
    monkeypatch.setattr("toolkit.cli.session.Session.interactive", True)

    done = flowtly("api", "POST", "/budget-groups", "-d", '{"name": "Asked"}', answer=answer)

    assert (done.code, said in done.err) == (0, True)
    assert len(json.loads(flowtly("--json", "runs", "direct").out)["requests"]) == sent


def test_a_form_may_have_plain_parts(flowtly: Flowtly, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("abc")
    parts = ("-F", "file=@a.txt", "-F", "transaction=/api/transactions/txn_904")

    made = flowtly("api", "POST", "/transaction-attachments/create", *parts, "--yes", "--allow", "irreversible")

    assert json.loads(made.out)["transaction"] == "/api/transactions/txn_904"


def test_a_file_that_is_no_archive_says_where_it_went(flowtly: Flowtly, tmp_path: Path) -> None:
    done = flowtly("api", "GET", "/transactions/export/mt940", "-o", "all.sta")

    assert (done.code, done.out) == (0, "")
    assert f"Saved all.sta: {(tmp_path / 'all.sta').stat().st_size:,} bytes of text/plain." in done.err


def test_an_answer_that_was_lost_is_unknown(flowtly: Flowtly, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)
    lost = Fault("POST", "/budget-groups", FaultKind.DROP_AFTER_COMMIT)
    with acme(home, Switches(faults=(lost,))):
        done = flowtly("api", "POST", "/budget-groups", "-d", '{"name": "Lost"}', "--yes")
        (request,) = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
        groups = json.loads(flowtly("api", "GET", "/budget-groups").out)["member"]

    assert (done.code, request["state"], "may have happened" in request["detail"]) == (8, "unknown", True)
    assert [group["name"] for group in groups].count("Lost") == 1


def test_what_was_cut_off_is_shown_as_such(flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that dies between sending and the answer leaves the request in the journal."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    assert flowtly("runs", "direct").out == "No direct requests yet.\n\n"
    monkeypatch.setattr("toolkit.api.operations.Operations.send", die)
    flowtly("api", "POST", "/budget-groups", "-d", '{"name": "Cut off"}', "--yes")

    (request,) = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
    assert (request["state"], request["answered"]) == ("sending", None)
    assert "cut off before an answer came" in flowtly("runs", "direct").out.replace("\n     ", " ")


def test_a_login_by_hand_is_refused(flowtly: Flowtly) -> None:
    body = '{"username": "ann", "password": "hunter2-hunter2"}'

    refused = flowtly("api", "POST", "/login", "-d", body, "--yes", "--allow", "irreversible")

    assert (refused.code, "auth login" in refused.err) == (2, True)


def test_only_edits_and_what_can_be_deleted_again_pass_without_a_guard() -> None:
    writes = [each for each in OPERATIONS if each.endpoint.writes]
    free = {each.name for each in writes if not standing("", "", each, Aim("sandbox"))}

    assert free == {
        *(f"PATCH /{path}/{{id}}" for path in _paths("PATCH")),
        *(f"POST /{path}" for path in _paths("POST") - {"transactions"}),
    }
    assert [guard.name for guard in standing("POST", "/x", None, Aim("https://acme.example"))] == [
        "irreversible",
        "production",
    ]


def _paths(method: str) -> set[str]:
    standard = [each for each in OPERATIONS if each.standard is not None]
    return {each.entity.path for each in standard if each.endpoint.method == method}


@pytest.mark.parametrize(
    ("service", "production", "guards"),
    [
        ("sandbox", None, []),
        ("http://127.0.0.1:8000", None, []),
        ("https://acme.example", None, ["production"]),
        ("https://acme.example", False, []),
        ("sandbox", True, ["production"]),
    ],
)
def test_where_mistakes_are_expensive_a_guard_stands(service: str, production: bool | None, guards: list[str]) -> None:  # noqa: FBT001 - a value of the table
    patch = declared("PATCH /budgets/{id}")

    assert [guard.name for guard in standing("PATCH", "/budgets/1", patch, Aim(service, production))] == guards
