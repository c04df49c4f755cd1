"""`flowtly attachments upload|detach`: shown, agreed to, journalled, sent once, read back."""

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly, Outcome
from served import acme, arriving_late

from toolkit.applying.journal import open_journal
from toolkit.attachments.uploads import Fate, Rules
from toolkit.loop.attachment_writes import plan_upload
from toolkit.loop.attachment_writes import upload as do_upload
from toolkit.loop.reach import reach
from toolkit.sandbox.seed.documents import pdf
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import Fault, FaultKind, Switches
from toolkit.settings import journal_url, load_profile

CREATE = "/transaction-attachments/create"
DETACH = ("attachments", "detach", "tat_0001")


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every service know us."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)


@pytest.fixture
def receipts(flowtly: Flowtly) -> Path:
    """Make a folder of two receipts of two transactions."""
    folder = flowtly.folder / "receipts"
    for own in ("txn_903", "txn_904"):
        (folder / f"receipt {own}").mkdir(parents=True)
        (folder / f"receipt {own}" / f"kvitto åäö {own}.pdf").write_bytes(pdf(own))
    (folder / "receipt txn_904" / ".DS_Store").write_bytes(b"x")
    return folder


def upload(flowtly: Flowtly, *arguments: str | Path) -> tuple[Outcome, dict[str, str]]:
    """Upload, and return what became of each file."""
    done = flowtly("--json", "attachments", "upload", *arguments)
    told = json.loads(done.out) if done.out else {}
    return done, {each["document"]: each["outcome"] for each in told.get("outcomes", [])}


def of_transaction(flowtly: Flowtly, own: str) -> list[tuple[str, int]]:
    found = json.loads(flowtly("--json", "attachments", "search", "--transaction", own).out)
    return [(each["name"], each["size"]) for each in found["documents"]]


def requests(flowtly: Flowtly) -> Iterator[tuple[str, str]]:
    told = json.loads(flowtly("--json", "runs", "direct").out)
    return ((each["path"], each["state"]) for each in told["requests"])


def test_each_document_goes_to_the_transaction_of_its_folder_once(flowtly: Flowtly, receipts: Path) -> None:
    done, outcomes = upload(flowtly, receipts, "--yes")

    assert (done.code, set(outcomes.values()), len(outcomes)) == (0, {"done"}, 2)
    assert of_transaction(flowtly, "txn_904") == [("kvitto åäö txn_904.pdf", len(pdf("txn_904")))]
    assert set(requests(flowtly)) == {(CREATE, "done")}
    again, nothing = upload(flowtly, receipts, "--yes")
    assert (again.code, nothing) == (0, {})
    assert len(json.loads(again.out)["plan"]["there"]) == 2
    assert len(list(requests(flowtly))) == 2


def test_nothing_is_sent_before_somebody_said_yes(flowtly: Flowtly, receipts: Path) -> None:
    asked = flowtly("attachments", "upload", receipts)

    assert (asked.code, "2 to send, 0 there already, 0 refused" in asked.out) == (2, True)
    assert list(requests(flowtly)) == []


def test_what_may_not_be_sent_is_named_and_the_rest_is_sent(flowtly: Flowtly, receipts: Path) -> None:
    (receipts / "loose.pdf").write_bytes(pdf("loose"))
    (receipts / "receipt txn_904" / "setup.exe").write_bytes(b"MZ")

    done = flowtly("attachments", "upload", receipts, "--yes")
    awaiting, outcomes = upload(flowtly, receipts, "--yes", "--awaiting")

    assert done.code == 4
    assert "--awaiting" in done.out
    assert ".exe are not sent" in " ".join(done.out.split())
    assert (awaiting.code, outcomes) == (4, {"loose.pdf": "done"})
    assert "loose.pdf" in flowtly("attachments", "search", "--awaiting", "loose").out


def test_a_workbook_tells_what_goes_where(flowtly: Flowtly, receipts: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Note", "File", "Transaction"])
    sheet.append(["x", "receipt txn_903/kvitto åäö txn_903.pdf", "/api/transactions/txn_905"])
    sheet.append(["x", None, "txn_1"])
    book.save(receipts / "list.xlsx")

    done, outcomes = upload(flowtly, receipts / "list.xlsx", "--yes")

    assert (done.code, list(outcomes.values())) == (0, ["done"])
    assert len(of_transaction(flowtly, "txn_905")) == 1


@pytest.mark.parametrize("path", ["../secret.pdf", "/etc/passwd", "C:\\secret.pdf", "a/../../secret.pdf"])
def test_a_workbook_cannot_name_files_outside_of_its_folder(path: str, flowtly: Flowtly) -> None:
    (flowtly.folder / "secret.pdf").write_bytes(pdf("secret"))
    folder = flowtly.folder / "inbox"
    folder.mkdir()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["File", "Transaction"])
    sheet.append([path, "txn_904"])
    book.save(folder / "list.xlsx")

    done, outcomes = upload(flowtly, folder / "list.xlsx", "--yes")

    assert (done.code, outcomes, "outside of its folder" in done.err) == (2, {}, True)


def test_what_names_no_document_is_said_to(flowtly: Flowtly) -> None:
    (flowtly.folder / "empty").mkdir()
    openpyxl.Workbook().save(flowtly.folder / "none.xlsx")
    link = flowtly.folder / "linked"
    link.mkdir()
    (link / "a.pdf").symlink_to(flowtly.folder / "none.xlsx")

    for source, says in (
        ("empty", "there is no file"),
        ("none.xlsx", "columns File and Transaction"),
        ("nowhere", "There is no file"),
        ("linked", "it is a link"),
    ):
        done, _outcomes = upload(flowtly, source, "--yes")
        assert (done.code in {2, 4}, says in done.err) == (True, True)


def test_a_download_and_what_was_added_to_it(flowtly: Flowtly) -> None:
    flowtly("attachments", "download", "--period", "2026-10", "-o", "october")
    october = flowtly.folder / "october"
    (next(october.glob("*txn_925")) / "more.pdf").write_bytes(pdf("more"))

    done, outcomes = upload(flowtly, october, "--yes")
    by_index, none = upload(flowtly, october / "index.xlsx", "--yes")

    assert (done.code, list(outcomes.values())) == (0, ["done"])
    assert len(of_transaction(flowtly, "txn_925")) == 3
    assert (by_index.code, none, len(json.loads(by_index.out)["plan"]["there"])) == (0, {}, 5)


def test_a_lost_answer_is_unknown_and_never_doubled(flowtly: Flowtly, receipts: Path, home: Path) -> None:
    with acme(home, Switches(faults=(Fault("POST", CREATE, FaultKind.DROP_AFTER_COMMIT),))):
        lost, first = upload(flowtly, receipts, "--yes")
        again, second = upload(flowtly, receipts, "--yes")
        held = of_transaction(flowtly, "txn_903") + of_transaction(flowtly, "txn_904")
        states = [state for _, state in requests(flowtly)]

    assert (lost.code, sorted(first.values())) == (8, ["done", "unknown"])
    assert (again.code, second, len(held), states) == (0, {}, 2, ["done", "done"])


def test_a_request_that_had_no_effect_is_settled_and_sent_again(flowtly: Flowtly, receipts: Path, home: Path) -> None:
    with acme(home, Switches(faults=(Fault("POST", CREATE, FaultKind.DROP_BEFORE_COMMIT),))):
        lost, first = upload(flowtly, receipts, "--yes")
        with arriving_late(home):
            stopped, _ = upload(flowtly, receipts, "--yes")
        again, second = upload(flowtly, receipts, "--yes")
        states = [state for _, state in requests(flowtly)]

    assert (lost.code, "unknown" in first.values()) == (8, True)
    assert (stopped.code, "may still take effect until" in stopped.out) == (8, True)
    assert (again.code, list(second.values())) == (0, ["done"])
    assert sorted(states) == ["done", "done", "failed"]


def test_a_refusal_of_one_leaves_the_others(flowtly: Flowtly, receipts: Path, home: Path) -> None:
    (home / "config.toml").parent.mkdir(exist_ok=True)
    with acme(home) as url:
        config = home / "config.toml"
        config.write_text(f'{config.read_text()}\n[profiles.acme.service]\nupload_file = "document"\n')
        done, outcomes = upload(flowtly, receipts, "--yes")

    assert url
    assert (done.code, set(outcomes.values())) == (9, {"failed"})
    assert "is required" in done.out


def test_a_document_that_was_not_tied_as_sent_is_told(flowtly: Flowtly, receipts: Path, home: Path) -> None:
    with acme(home):
        config = home / "config.toml"
        config.write_text(f'{config.read_text()}\n[profiles.acme.service]\nupload_transaction = "booking"\n')
        done = flowtly("attachments", "upload", receipts, "--yes")

    assert (done.code, "It is not tied to the transaction." in done.out) == (10, True)
    assert "0 of 2 done and read back." in done.out


def test_a_file_that_is_altered_after_it_was_shown_is_not_sent(receipts: Path, home: Path) -> None:
    with (
        reach(load_profile("sandbox", {}), home / "sandbox") as reached,
        open_journal(journal_url({"FLOWTLY_HOME": str(home)})) as journal,
    ):
        plan = plan_upload(reached, journal, receipts, Rules())
        first, second = (item.candidate.path for item in plan.items)
        first.write_bytes(pdf("another"))
        second.unlink()
        outcomes = do_upload(reached, journal, plan, lambda _outcome: None)

    assert [each.fate for each in outcomes] == [Fate.FAILED, Fate.FAILED]
    assert "altered" in outcomes[0].detail


def test_a_production_service_is_guarded(flowtly: Flowtly, receipts: Path, home: Path) -> None:
    with acme(home):
        config = home / "config.toml"
        config.write_text(f"{config.read_text()}production = true\n")
        stopped, nothing = upload(flowtly, receipts, "--yes")
        passed, outcomes = upload(flowtly, receipts, "--yes", "--allow", "production")

    assert (stopped.code, nothing, "Guard production" in stopped.err) == (6, {}, True)
    assert (passed.code, set(outcomes.values())) == (0, {"done"})


def test_a_document_is_taken_off_its_transaction_behind_its_guard(flowtly: Flowtly) -> None:
    stopped = flowtly(*DETACH, "--yes")
    unasked = flowtly(*DETACH, "--allow", "irreversible")
    done = flowtly(*DETACH, "--allow", "irreversible", "--yes")
    again = flowtly("--json", *DETACH, "--allow", "irreversible", "--yes")

    assert (stopped.code, unasked.code, done.code, again.code) == (6, 2, 0, 0)
    assert "off transaction" in stopped.out
    assert "1 of 1 done and read back." in done.out
    assert "tat_0001 awaits a transaction already." in again.err
    assert list(requests(flowtly)) == [("/transaction-attachments/tat_0001/detach", "done")]


def test_machines_get_the_outcome_of_each_detachment(flowtly: Flowtly) -> None:
    done = flowtly("--json", "attachments", "detach", "tat_0001", "tat_0015", "--allow", "irreversible", "--yes")

    outcomes = json.loads(done.out)["outcomes"]
    assert (done.code, [each["outcome"] for each in outcomes]) == (0, ["done"])
    assert "tat_0015 awaits a transaction already." in done.err


def test_a_document_that_is_not_there_is_not_detached(flowtly: Flowtly) -> None:
    done = flowtly("attachments", "detach", "tat_0001", "tat_nope", "--allow", "irreversible", "--yes")

    assert (done.code, "no document tat_nope" in done.err) == (2, True)
    assert list(requests(flowtly)) == []
