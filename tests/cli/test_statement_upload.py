"""`flowtly statements import --upload`: many movements in a request, sent once, each looked for afterwards."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bank_files import crlf
from command_line import Flowtly, Outcome
from served import acme, arriving_late

from toolkit.entities.canonical import Json
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.loop.reach import reach
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import DEFAULT, Fault, FaultKind, Imports, Switches
from toolkit.settings import load_profile

ALLOWED = ("--allow", "irreversible", "--yes")
IMPORT = ("statements", "import")
PATH = "/transactions/import"


def statement(days: range, *, without: int = 0) -> str:
    """Return a statement with a movement on each day of November; each is worth its day."""
    lines = [
        line
        for day in days
        if day != without
        for line in (f":61:2611{day:02}11{day:02}C{day},00NTRFNONREF//REF{day}", f":86:Avgift {day} åäö")
    ]
    total = sum(day for day in days if day != without)
    head = (":20:NOV26", ":25:DE89370400440532013000", ":28C:11/1", ":60F:C261101EUR155836,98")
    return crlf(*head, *lines, f":62F:C261130EUR{155836 + total},98", "-")


@pytest.fixture(autouse=True)
def november(flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a statement of seven movements, and let every service know us."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)
    path = flowtly.folder / "november.sta"
    path.write_text(statement(range(1, 8)), newline="")
    return path


@contextmanager
def served(home: Path, switches: Switches = DEFAULT, **names: str) -> Iterator[None]:
    """Serve a company whose profile calls things by these names."""
    with acme(home, switches):
        config = home / "config.toml"
        lines = "".join(f'{name} = "{value}"\n' for name, value in names.items())
        config.write_text(f"{config.read_text()}\n[profiles.acme.service]\n{lines}")
        yield


def brought() -> list[Record]:
    """Return the transactions of November that the default profile's service has."""
    with reach(load_profile(None), Path()) as reached:
        found = list(reached.client.records(TRANSACTIONS))
    return [each for each in found if str(each.values["execDate"]).startswith("2026-11")]


def upload(flowtly: Flowtly, *options: str) -> tuple[int, dict[str, list[dict[str, Json]]]]:
    done = flowtly("--json", *IMPORT, "november.sta", *ALLOWED, *options)
    return done.code, json.loads(done.out) if done.out else {}


def fates(told: dict[str, list[dict[str, Json]]]) -> list[Json]:
    return [each["status"] for each in told["upload"]]


def journalled(flowtly: Flowtly) -> list[tuple[str, str]]:
    found = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
    return [(each["path"], each["state"]) for each in reversed(found)]


def words(outcome: Outcome) -> str:
    return " ".join((outcome.out + outcome.err).split())


def test_a_file_of_which_nothing_is_there_goes_as_it_is_and_is_known_again(
    flowtly: Flowtly, home: Path, november: Path
) -> None:
    with served(home):
        code, told = upload(flowtly, "--upload")
        again = flowtly(*IMPORT, "november.sta", "--upload", *ALLOWED)
        direct = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
        made = brought()

    (sent,) = told["upload"]
    assert (code, sent["status"], sent["file"], sent["movements"]) == (0, "done", "november.sta", 7)
    assert (told["missing"], told["doubled"], len(made)) == ([], [], 7)
    assert {str(each.values["description"]) for each in made} >= {"Avgift 1 åäö"}
    assert direct[0]["body"]["files"]["file"]["size"] == november.stat().st_size
    assert direct[0]["source"] == direct[0]["body"]["files"]["file"]["sha256"] == sent["sha256"]
    assert (again.code, "This very file was uploaded on" in words(again)) == (0, True)
    assert len(direct) == 1


def test_only_what_is_lacking_is_given_in_chunks_that_say_what_they_cannot_hold(
    flowtly: Flowtly, home: Path, november: Path
) -> None:
    (flowtly.folder / "first.sta").write_text(statement(range(3, 5)), newline="")
    with served(home):
        assert flowtly(*IMPORT, "first.sta", "--upload", *ALLOWED).code == 0
        shown = flowtly(*IMPORT, "november.sta", "--upload", "--chunk", "2", "--yes")
        code, told = upload(flowtly, "--upload", "--chunk", "2")
        made = brought()

    assert shown.code == 6
    assert "Uploaded in 3 requests:" in shown.out
    assert "november.1.sta: 6 characters replaced in 2 lines: å → a, ä → a, ö → o" in shown.out
    assert (code, [each["movements"] for each in told["upload"]]) == (0, [2, 2, 1])
    assert sorted(str(each.values["operationNumber"]) for each in made) == [f"REF{day}" for day in range(1, 8)]
    assert november.exists()


def test_a_service_that_takes_no_files_is_given_the_transactions(flowtly: Flowtly, home: Path) -> None:
    with served(home, import_format="json", import_way="upload"):
        code, told = upload(flowtly, "--chunk", "4")
        (last, first) = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
        made = brought()

    assert (code, fates(told), told["changes"]) == (0, ["done", "done"], [])
    assert (len(first["body"]["transactions"]), len(last["body"]["transactions"])) == (4, 3)
    assert {"Avgift 7 åäö"} < {str(each.values["description"]) for each in made}


def test_the_profile_says_how_and_the_call_may_say_otherwise(flowtly: Flowtly, home: Path) -> None:
    with served(home, import_way="upload"):
        saved = flowtly(*IMPORT, "november.sta", "-o", "p.json")
        one_by_one = flowtly(*IMPORT, "november.sta", "--no-upload", *ALLOWED)
        assert (saved.code, "--no-upload" in saved.err) == (2, True)
        assert (one_by_one.code, len(brought()), journalled(flowtly)) == (0, 7, [])


def test_nothing_is_uploaded_without_leave_and_a_yes(flowtly: Flowtly, home: Path) -> None:
    with served(home):
        assert flowtly(*IMPORT, "november.sta", "--upload", "--yes").code == 6
        assert flowtly(*IMPORT, "november.sta", "--upload", "--allow", "irreversible").code == 2
        assert brought() == []


def test_where_plans_must_be_approved_nothing_is_uploaded(flowtly: Flowtly, home: Path) -> None:
    with acme(home):
        config = home / "config.toml"
        config.write_text(f"{config.read_text()}approvals = 1\n")
        assert flowtly(*IMPORT, "november.sta", "--upload", *ALLOWED).code == 6
        assert (brought(), journalled(flowtly)) == ([], [])


@pytest.mark.parametrize("format", ["form", "json"])
def test_an_unanswered_upload_of_which_all_is_there_is_done(flowtly: Flowtly, home: Path, format: str) -> None:
    with served(home, Switches(faults=(Fault("POST", PATH, FaultKind.DROP_AFTER_COMMIT),)), import_format=format):
        code, told = upload(flowtly, "--upload", "--chunk", "4")

        assert (code, fates(told), len(brought())) == (10, ["done", "not sent"], 4)
        assert upload(flowtly, "--upload")[0] == 0
        assert (len(brought()), [state for _path, state in journalled(flowtly)]) == (7, ["done", "done"])


@pytest.mark.parametrize("format", ["form", "json"])
def test_an_unanswered_upload_is_never_sent_again_unless_somebody_says_so(
    flowtly: Flowtly, home: Path, format: str
) -> None:
    with served(home, Switches(faults=(Fault("POST", PATH, FaultKind.DROP_BEFORE_COMMIT),)), import_format=format):
        code, told = upload(flowtly, "--upload")
        refused = [flowtly(*IMPORT, "november.sta", way, *ALLOWED) for way in ("--upload", "--no-upload")]
        with arriving_late(home):
            early = flowtly(*IMPORT, "november.sta", "--upload", "--again", *ALLOWED)
        assert brought() == []
        again, resent = upload(flowtly, "--upload", "--again")

        assert (code, fates(told), len(told["missing"])) == (8, ["unknown"], 7)
        assert [each.code for each in refused] == [8, 8]
        assert "7 of its movements are not there" in words(refused[0])
        assert (early.code, "may still take effect until" in words(early)) == (8, True)
        assert (again, fates(resent), len(brought())) == (0, ["done"], 7)
        assert [state for _path, state in journalled(flowtly)] == ["failed", "done"]


def test_an_unanswered_upload_that_arrived_later_is_settled_by_looking(flowtly: Flowtly, home: Path) -> None:
    with served(home, Switches(faults=(Fault("POST", PATH, FaultKind.DROP_BEFORE_COMMIT),))):
        assert upload(flowtly, "--upload")[0] == 8
        (flowtly.folder / "late.sta").write_text(statement(range(1, 8)).replace("NOV26", "LATE"), newline="")
        with arriving_late(home):
            early = flowtly(*IMPORT, "late.sta", "--upload", *ALLOWED)
        late = flowtly(*IMPORT, "late.sta", "--upload", *ALLOWED)
        settled = flowtly(*IMPORT, "november.sta", "--upload", *ALLOWED)

        assert (early.code, "may still take effect until" in words(early)) == (8, True)
        assert (late.code, "What came of the upload of another file is not known" in words(late)) == (0, True)
        assert (settled.code, len(brought())) == (0, 7)
        assert [state for _path, state in journalled(flowtly)] == ["done", "done"]


@pytest.mark.parametrize(
    ("imports", "missing", "doubled", "code"),
    [
        (Imports.HALF, [4, 5, 6, 7], [], 10),
        (Imports.TWICE, [], [7], 10),
        (Imports.UNREFERENCED, [], [], 0),
    ],
)
def test_a_service_that_says_yes_and_does_otherwise_is_found_out(
    flowtly: Flowtly, home: Path, imports: Imports, missing: list[int], doubled: list[int], code: int
) -> None:
    with served(home, Switches(imports=imports)):
        shown = flowtly(*IMPORT, "november.sta", "--upload", *ALLOWED)

        assert shown.code == code
        assert f"missing: {len(missing)}" in shown.out or not missing
        assert [day for day in range(1, 8) if f"{day}.00 REF{day}" in shown.out.partition("request")[2]] == [
            *missing,
            *doubled,
        ]
        assert ("doubled: 1" in shown.out) == bool(doubled)


def test_half_a_chunk_is_told_and_the_rest_goes_with_the_next_import(flowtly: Flowtly, home: Path) -> None:
    with served(home, Switches(imports=Imports.HALF)):
        codes = [upload(flowtly, "--upload")[0] for _time in range(3)]
        left = json.loads(flowtly("--json", *IMPORT, "november.sta", "--no-upload", *ALLOWED).out)

        assert codes == [10, 10, 10]
        assert (left["done"], len(brought())) == (1, 7)


def test_after_a_refusal_no_further_chunk_is_sent(flowtly: Flowtly, home: Path) -> None:
    with served(home, Switches(faults=(Fault("POST", PATH, FaultKind.TOO_MANY_REQUESTS, times=99, skip=1),))):
        code, told = upload(flowtly, "--upload", "--chunk", "3")

        assert (code, fates(told)) == (7, ["done", "failed", "not sent"])
        assert (len(told["missing"]), len(brought())) == (4, 3)
    with served(home, Switches(faults=(Fault("POST", PATH, FaultKind.TOO_MANY_REQUESTS, times=99),))):
        assert upload(flowtly, "--upload")[0] == 9


def test_an_upload_that_something_in_front_turns_away_is_unknown_and_sent_once(flowtly: Flowtly, home: Path) -> None:
    """The service would take a second one: that none arrives is what is tested."""
    with served(home, Switches(faults=(Fault("POST", PATH, FaultKind.UNAVAILABLE),))):
        code, told = upload(flowtly, "--upload")

        assert (code, fates(told), brought()) == (8, ["unknown"], [])


def test_a_second_of_the_same_day_and_amount_must_really_arrive(flowtly: Flowtly, home: Path) -> None:
    (flowtly.folder / "other.sta").write_text(statement(range(1, 8)).replace("//REF", "//OTHER"), newline="")
    with served(home):
        upload(flowtly, "--upload")
    with served(home, Switches(imports=Imports.HALF)):
        done = flowtly("--json", *IMPORT, "other.sta", "--upload", "--same-day", "new", *ALLOWED)

        assert (done.code, len(json.loads(done.out)["missing"]), len(brought())) == (10, 4, 10)
