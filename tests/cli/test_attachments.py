"""`flowtly attachments download|verify|search`: all that there is, proved, or no folder at all."""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from sqlite3 import connect

import openpyxl
import pytest
from command_line import Flowtly, squeezed
from served import acme

from toolkit.loop.attachment_work import Work
from toolkit.sandbox.seed.books import transactions
from toolkit.sandbox.seed.documents import png
from toolkit.sandbox.seed.plans import budget_transactions
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import Archives, Fault, FaultKind, Switches

ZIP = "/transactions/attachments/zip"
RENT = "2026-10-01 -42500.00 Fastighets AB Kungsholmen txn_921"
OCTOBER = ("attachments", "download", "--period", "2026-10", "-o", "october")


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every service know us."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_month_comes_into_readable_folders_with_an_index_and_a_manifest(flowtly: Flowtly) -> None:
    done = flowtly("--json", *OCTOBER)

    folder = flowtly.folder / "october"
    told = json.loads(done.out)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (done.code, told["folder"], told["awaiting"]) == (0, "october", 6)
    assert told["manifest"] == manifest
    assert (manifest["complete"], manifest["files"], manifest["service"]) == (True, 5, "sandbox")
    assert manifest["asked"]["from"] == "2026-10-01"
    documents = [each for holding in manifest["transactions"] for each in holding["documents"]]
    assert {each["path"] for each in documents} | {"index.xlsx", "manifest.json"} == files_of(folder)
    assert {f"{RENT}/Faktura.pdf", f"{RENT}/FAKTURA (2).PDF"} <= files_of(folder)
    for each in documents:
        content = (folder / each["path"]).read_bytes()
        assert (len(content), sha256(content).hexdigest(), each["odd"]) == (each["size"], each["sha256"], "")
    assert not (flowtly.folder / "october.partial").exists()


def test_the_index_leads_to_each_document_with_its_amount_and_digest(flowtly: Flowtly) -> None:
    flowtly(*OCTOBER)

    sheet = openpyxl.load_workbook(flowtly.folder / "october" / "index.xlsx").active
    assert sheet is not None
    titles, first, *others = [list(row) for row in sheet.iter_rows(values_only=True)]
    row = dict(zip(titles, first, strict=True))
    path = f"{RENT}/Faktura.pdf"
    digest = sha256((flowtly.folder / "october" / path).read_bytes()).hexdigest()
    assert row["File"] == f'=HYPERLINK("{path}","{path}")'
    assert (row["Amount"], row["Currency"], row["Transaction"]) == (-42500, "SEK", "txn_921")
    assert row["SHA-256"] == digest
    assert len(others) == 4
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        ((), 19),
        (("--from", "2026-10-02", "--to", "2026-10-04"), 1),
        (("--to", "2025-11-30"), 3),
        (("--account", "Företagskonto", "--period", "2026-10"), 5),
        (("--filter", "amount[lt]=-50000"), 1),
    ],
)
def test_what_is_asked_for_comes(chosen: tuple[str, ...], count: int, flowtly: Flowtly) -> None:
    done = flowtly("--json", "attachments", "download", *chosen, "-o", "docs")

    assert (done.code, json.loads(done.out)["manifest"]["files"]) == (0, count)
    assert flowtly("attachments", "verify", "docs").code == 0


def test_the_transactions_of_a_workbook_are_enough(flowtly: Flowtly) -> None:
    flowtly("pull", "transactions", "--filter", "execDate[after]=2026-10-05", "-o", "late.xlsx")

    done = flowtly("--json", "attachments", "download", "--workbook", "late.xlsx", "-o", "docs")

    assert (done.code, json.loads(done.out)["manifest"]["files"]) == (0, 2)


def test_a_workbook_of_bookings_means_their_transactions(flowtly: Flowtly) -> None:
    flowtly("pull", "budget-transactions", "-o", "bookings.xlsx")
    booked = {str(row["transaction"]) for row in budget_transactions(list(transactions()))}

    done = flowtly("--json", "attachments", "download", "--workbook", "bookings.xlsx", "-o", "docs")

    found = {each["id"] for each in json.loads(done.out)["manifest"]["transactions"]}
    assert done.code == 0
    assert found
    assert found <= booked


def test_transactions_of_a_workbook_that_are_not_there_are_named(flowtly: Flowtly) -> None:
    flowtly("pull", "transactions", "--filter", "execDate[after]=2026-10-05", "-o", "late.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "late.xlsx")
    for row in range(2, 9):
        book["Transactions"].cell(row, 2, f"txn_no{row}")
    book.save(flowtly.folder / "late.xlsx")

    done = flowtly("attachments", "download", "--workbook", "late.xlsx", "-o", "docs")

    assert (done.code, "The service has no transaction txn_no2, txn_no3" in squeezed(done.err)) == (2, True), done.err
    assert "(+" in done.err


def test_an_unknown_token_is_refused_and_shown_nowhere(
    flowtly: Flowtly, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FLOWTLY_USERNAME")
    monkeypatch.delenv("FLOWTLY_PASSWORD")
    monkeypatch.setenv("FLOWTLY_TOKEN", "hush.hush.hush")
    with acme(home):
        done = flowtly(*OCTOBER)

    assert done.code == 9
    assert "hush" not in done.out + done.err
    assert not list(flowtly.folder.glob("october*"))


def test_wrong_wishes_are_said_to_be(flowtly: Flowtly) -> None:
    assert flowtly(*OCTOBER, "--from", "2026-01-01").code == 2
    assert flowtly("attachments", "download", "--from", "2026-02-01", "--to", "2026-01-01", "-o", "x").code == 2
    (flowtly.folder / "october").mkdir()
    (flowtly.folder / "october" / "mine.txt").write_text("mine")
    taken = flowtly(*OCTOBER)
    assert (taken.code, "Choose another folder" in taken.err) == (2, True)
    assert files_of(flowtly.folder / "october") == {"mine.txt"}


@pytest.mark.parametrize(
    ("style", "batch"), [(Archives.FOLDERS, 2), (Archives.FLAT, 1), (Archives.FLAT, 25), (Archives.LINK, 25)]
)
def test_however_the_service_names_and_gives_them_each_finds_its_transaction(
    style: Archives, batch: int, flowtly: Flowtly, home: Path
) -> None:
    with acme(home, Switches(archives=style)):
        done = flowtly("--json", *OCTOBER, "--batch", str(batch))

    manifest = json.loads(done.out)["manifest"]
    owned = {
        holding["id"]: {each["attachment"] for each in holding["documents"]} for holding in manifest["transactions"]
    }
    assert done.code == 0
    assert owned == {"txn_921": {"tat_0021", "tat_0022"}, "txn_922": {"tat_0025"}, "txn_925": {"tat_0023", "tat_0024"}}
    assert flowtly("attachments", "verify", "october").code == 0


@pytest.mark.parametrize(
    ("style", "code", "says"),
    [
        (Archives.HTML, 9, "gave a web page"),
        (Archives.EMPTY, 9, "gave an empty file"),
        (Archives.TRUNCATED, 10, "it has no end; only a part of it came"),
        (Archives.WRONG_CRC, 10, "Bad CRC-32"),
    ],
)
def test_what_is_no_whole_zip_leaves_no_folder(
    style: Archives, code: int, says: str, flowtly: Flowtly, home: Path
) -> None:
    with acme(home, Switches(archives=style)):
        done = flowtly(*OCTOBER)

    assert (done.code, done.out) == (code, "")
    assert says in squeezed(done.err)
    assert not (flowtly.folder / "october").exists()
    assert "index.xlsx" not in {path.name for path in flowtly.folder.rglob("*")}


def test_an_answer_that_is_cut_off_is_asked_for_again(flowtly: Flowtly, home: Path) -> None:
    with acme(home, Switches(faults=(Fault("POST", ZIP, FaultKind.TRUNCATED_ANSWER),))):
        done = flowtly(*OCTOBER)

    assert done.code == 0


def test_a_disk_without_room_is_told_before_it_is_full(flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(flowtly.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=100))

    done = flowtly(*OCTOBER)

    assert (done.code, "bytes are to be unpacked, and 100 are free" in squeezed(done.err)) == (4, True), done.err
    assert not (flowtly.folder / "october").exists()


def test_what_got_nowhere_leaves_nothing(flowtly: Flowtly, home: Path) -> None:
    unknown = flowtly(*OCTOBER, "--account", "Nowhere")
    with acme(home, Switches(faults=(Fault("GET", "/transactions", FaultKind.ERROR_AFTER_COMMIT, times=99),))):
        broken = flowtly(*OCTOBER)

    assert (unknown.code, broken.code) == (4, 9)
    assert not list(flowtly.folder.glob("october*"))


def test_two_downloads_into_one_folder_do_not_meet(flowtly: Flowtly) -> None:
    with Work(flowtly.folder / "october"):
        second = flowtly(*OCTOBER)
    third = flowtly(*OCTOBER)

    assert (second.code, "Another download into october is under way" in squeezed(second.err)) == (2, True)
    assert third.code == 0
    assert not (flowtly.folder / "october.partial").exists()


def test_what_came_before_a_failure_is_not_asked_for_again(flowtly: Flowtly, home: Path) -> None:
    twice = (
        Fault("POST", ZIP, FaultKind.TRUNCATED_ANSWER, skip=1, times=2),
        Fault("POST", ZIP, FaultKind.ERROR_AFTER_COMMIT, skip=5, times=99),
    )
    with acme(home, Switches(faults=twice)):
        cut = flowtly(*OCTOBER, "--batch", "1")
        between = (flowtly.folder / "october").exists()
        again = flowtly(*OCTOBER, "--batch", "1")

    assert (cut.code, between) == (9, False)
    assert "not fetched twice" in squeezed(cut.err) or "try again" in cut.err
    assert (again.code, "1 batch came in an earlier run." in again.err) == (0, True)
    assert len(files_of(flowtly.folder / "october")) == 7


def test_a_file_that_was_altered_in_between_is_fetched_again(flowtly: Flowtly, home: Path) -> None:
    with acme(home, Switches(faults=(Fault("POST", ZIP, FaultKind.TRUNCATED_ANSWER, skip=2, times=2),))):
        flowtly(*OCTOBER, "--batch", "1")
        work = flowtly.folder / "october.partial" / "files"
        (work / RENT / "Faktura.pdf").write_bytes(b"%PDF other")
        (work / "stray").mkdir()
        again = flowtly(*OCTOBER, "--batch", "1")

    assert (again.code, "1 batch came in an earlier run." in again.err) == (0, True)
    assert flowtly("attachments", "verify", "october").code == 0


def test_documents_that_the_service_lists_and_does_not_give_are_named(flowtly: Flowtly, home: Path) -> None:
    with acme(home, Switches(archives=Archives.MISSING)):
        lacking = flowtly(*OCTOBER)
        made = (flowtly.folder / "october").exists()
        kept = flowtly("--json", *OCTOBER, "--keep-incomplete")

    assert (lacking.code, made) == (10, False)
    assert "annons.png" in lacking.out
    assert "--keep-incomplete" in lacking.err
    manifest = json.loads(kept.out)["manifest"]
    absent = [each["name"] for holding in manifest["transactions"] for each in holding["absent"]]
    assert (kept.code, manifest["complete"], absent) == (0, False, ["annons.png"])
    verified = flowtly("attachments", "verify", "october")
    assert (verified.code, "1 never came, or not whole" in verified.out) == (0, True)


@pytest.mark.parametrize("size", [0.5, 1.5], ids=["half", "more"])
def test_a_document_of_another_size_than_listed_is_not_complete(flowtly: Flowtly, home: Path, size: float) -> None:
    """Neither the folder nor the audit's count takes it for the document."""
    shown = flowtly("attachments", "search", "--transaction", "txn_921")
    assert "tat_0021" in shown.out
    with connect(home / "sandbox" / "sandbox.sqlite3") as store:
        (content,) = store.execute("SELECT content FROM documents WHERE attachment = 'tat_0021'").fetchone()
        other = (content * 2)[: int(len(content) * size)]
        store.execute("UPDATE documents SET content = ? WHERE attachment = 'tat_0021'", (other,))

    lacking = flowtly(*OCTOBER)
    made = (flowtly.folder / "october").exists()
    kept = flowtly("--json", *OCTOBER, "--keep-incomplete")
    audit = flowtly("audit", "export", "--period", "2026-10", "-o", "bundle", "--attachments", "october")

    assert (lacking.code, made) == (10, False)
    assert "It came with other bytes than the service lists, or without any." in squeezed(lacking.out)
    manifest = json.loads(kept.out)["manifest"]
    absent = [each["attachment"] for holding in manifest["transactions"] for each in holding["absent"]]
    assert (manifest["complete"], absent) == (False, ["tat_0021"])
    assert audit.code == 10
    assert "4 present, 0 missing, 1 other than listed" in squeezed(audit.out).replace("are present", "present")
    assert "Other than listed: tat_0021." in audit.out


def test_verify_names_what_was_touched(flowtly: Flowtly) -> None:
    flowtly(*OCTOBER)
    touched = flowtly.folder / "october" / RENT / "Faktura.pdf"
    touched.write_bytes(touched.read_bytes().replace(b"1.4", b"1.5"))

    found = flowtly("attachments", "verify", "october")
    told = json.loads(flowtly("--json", "attachments", "verify", "october").out)

    assert (found.code, "1 file is not as it came." in found.out) == (10, True)
    assert [(each["path"], each["trouble"]) for each in told["findings"]] == [(f"{RENT}/Faktura.pdf", "altered")]
    assert flowtly("attachments", "verify", flowtly.folder).code == 2


def test_verify_needs_no_service(flowtly: Flowtly, home: Path) -> None:
    flowtly(*OCTOBER)
    shutil.rmtree(home)

    assert flowtly("attachments", "verify", "october").code == 0
    assert not home.exists()


@pytest.mark.parametrize(
    ("sought", "ids"),
    [
        (("TELIA",), ["tat_0012", "tat_0015"]),
        (("--transaction", "txn_921"), ["tat_0022", "tat_0021"]),
        (("--transaction", "/api/transactions/txn_922"), ["tat_0025"]),
        (("faktura", "--period", "2026-10"), ["tat_0022", "tat_0021", "tat_0023", "tat_0025"]),
        (("--awaiting", "hetzner"), ["tat_0017"]),
        (("--to", "2025-11-05"), ["tat_0001"]),
        (("nothing is called so",), []),
    ],
)
def test_documents_are_found(sought: tuple[str, ...], ids: list[str], flowtly: Flowtly) -> None:
    found = json.loads(flowtly("--json", "attachments", "search", *sought).out)["documents"]

    assert sorted(each["id"] for each in found) == sorted(ids)


def test_what_was_found_is_shown_with_its_transaction(flowtly: Flowtly) -> None:
    found = flowtly("attachments", "search", "telia").out

    assert "txn_802" in found
    assert "awaits one" in found
    assert "2 documents" in found
    assert flowtly("attachments", "search", "nothing is called so").out.strip() == "No documents."


def test_a_document_without_bytes_is_missing_and_an_odd_one_is_noted(flowtly: Flowtly) -> None:
    (flowtly.folder / "fake.pdf").write_bytes(png())
    (flowtly.folder / "body.json").write_text('{"name": "lost.pdf", "transaction": "/api/transactions/txn_904"}')
    tied = ("-F", "transaction=/api/transactions/txn_905")
    allowed = ("--yes", "--allow", "irreversible")
    assert flowtly("api", "POST", "/transaction-attachments/create", "-F", "file=@fake.pdf", *tied, *allowed).code == 0
    assert flowtly("api", "POST", "/transaction-attachments", "-d", "@body.json", "--yes").code == 0

    done = flowtly("attachments", "download", "--period", "2026-09", "-o", "september", "--batch", "1")

    assert done.code == 10
    assert "lost.pdf" in done.out
    assert "Its name says .pdf, and its bytes are those of .png." in squeezed(done.out)
    assert not (flowtly.folder / "september").exists()


def test_a_month_without_documents_is_a_folder_that_says_so(flowtly: Flowtly) -> None:
    done = flowtly("attachments", "download", "--period", "2026-09", "-o", "september")

    assert (done.code, "None of these transactions has a document." in done.out) == (0, True)
    assert files_of(flowtly.folder / "september") == {"index.xlsx", "manifest.json"}


def test_a_transaction_that_is_not_there_is_said_to_be_none(flowtly: Flowtly) -> None:
    found = flowtly("attachments", "search", "--transaction", "txn_nope")

    assert (found.code, "The service has no transaction txn_nope." in found.err) == (2, True)
