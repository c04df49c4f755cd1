"""Bad input gets a sentence with the place, the right exit code, and changes nothing."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly

Make = Callable[[Path], None]
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)


def _missing(path: Path) -> None:
    del path


def _text(path: Path) -> None:
    path.write_text("Name;Type\nA;global\n", encoding="utf-8")


def _old(path: Path) -> None:
    path.write_bytes(OLE)


def _protected(path: Path) -> None:
    path.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le"))


def _folder(path: Path) -> None:
    path.mkdir()


def _cut(path: Path) -> None:
    _other_sheets(path)
    path.write_bytes(path.read_bytes()[:-300])


def _other_sheets(path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Holiday plans")["A1"] = "Where"
    book.save(path)


def _plain_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("hello.txt", "hello")


FILES: dict[Make, str] = {
    _missing: "There is no file",
    _text: "is not an Excel workbook",
    _old: "Excel 97-2003",
    _protected: "protected by a password",
    _folder: "cannot be read",
    _cut: "damaged",
    _plain_zip: "is not an Excel workbook",
    _other_sheets: "no sheet for any entity",
}


@pytest.mark.parametrize("make", FILES, ids=lambda make: make.__name__.strip("_"))
@pytest.mark.parametrize("command", ["check", "plan"])
def test_a_file_that_is_no_filled_template_is_named(flowtly: Flowtly, make: Make, command: str) -> None:
    """The sentence names the file, and nothing appears beside it."""
    make(flowtly.folder / "wrong.xlsx")
    before = sorted(flowtly.folder.iterdir())

    outcome = flowtly(command, "wrong.xlsx")

    assert outcome.code == 4
    assert "wrong.xlsx" in outcome.err
    assert FILES[make] in outcome.err
    assert [path for path in sorted(flowtly.folder.iterdir()) if path.name != "home"] == [
        path for path in before if path.name != "home"
    ]


HEADERS: dict[str, tuple[list[str | None], str]] = {
    "no header": ([None, None], "header"),
    "an unknown header": (["Name", "Tpye"], "Type"),
    "a header twice": (["Name", "Name"], "already"),
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_header_that_cannot_be_read_is_an_issue(flowtly: Flowtly, case: str) -> None:
    """The issue says what was found in the header's cell."""
    titles, word = HEADERS[case]
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Budgets")
    for column, title in enumerate(titles, 1):
        sheet.cell(1, column, title)
    sheet.cell(2, 1, "A name")
    book.save(flowtly.folder / "b.xlsx")

    outcome = flowtly("check", "b.xlsx", "--offline")

    assert outcome.code == 4
    assert word in outcome.out


def test_a_template_of_another_version_is_refused(flowtly: Flowtly) -> None:
    """The version is in the hidden sheet, and is looked at before anything else."""
    flowtly("template", "budgets", "-o", "b.xlsx", "--offline")
    book = openpyxl.load_workbook(flowtly.folder / "b.xlsx")
    for row in book["_flowtly"].iter_rows():
        if row[0].value == "version":
            row[1].value = "99"
    book.save(flowtly.folder / "b.xlsx")

    outcome = flowtly("check", "b.xlsx", "--offline")

    assert (outcome.code, "version 99" in outcome.err) == (4, True)


def test_a_plan_edited_by_hand_is_refused(flowtly: Flowtly) -> None:
    """One altered letter anywhere in the file breaks the digest."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    flowtly("plan", "b.xlsx", "-o", "p.json")
    plan = flowtly.folder / "p.json"
    plan.write_text(plan.read_text(encoding="utf-8").replace("demo@", "dema@"), encoding="utf-8")

    outcome = flowtly("apply", "p.json")

    assert (outcome.code, "digest" in outcome.err) == (5, True)


def test_a_plan_for_another_service_is_refused(flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan names its service; elsewhere it is not sent."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    flowtly("plan", "b.xlsx", "-o", "p.json")
    monkeypatch.setenv("FLOWTLY_URL", "http://127.0.0.1:9")

    outcome = flowtly("apply", "p.json")

    assert (outcome.code, "made for the service sandbox" in outcome.err) == (5, True)


@pytest.mark.parametrize("text", ["", "no json", "[]", json.dumps({"version": 1})])
def test_what_is_no_plan_is_named(flowtly: Flowtly, text: str) -> None:
    """Apply and show say what is wrong with a file that holds no plan."""
    (flowtly.folder / "p.json").write_text(text, encoding="utf-8")

    codes = {flowtly("show", "p.json").code, flowtly("apply", "p.json").code}

    assert codes == {5}


def test_an_output_that_cannot_be_written_changes_nothing(flowtly: Flowtly) -> None:
    """A folder that is not there is a sentence."""
    outcome = flowtly("template", "budgets", "-o", "nowhere/b.xlsx", "--offline")

    assert (outcome.code, "cannot be written" in outcome.err) == (4, True)
