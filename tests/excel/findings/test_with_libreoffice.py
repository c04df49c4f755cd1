"""LibreOffice opens what we annotate, and what it saves can be cleared."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from odd_workbooks import ODD
from packages import save

from toolkit.excel.findings.annotate import Cleared, annotate, clear
from toolkit.excel.findings.finding import Finding

FINDINGS = (Finding("One", "A1", "Name", "error", "Is missing."), Finding("One", "B4", "Amount", "warning", "Odd."))

pytestmark = [
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
    pytest.mark.filterwarnings("ignore:.* extension is not supported"),
]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with every odd workbook, annotated and then saved by LibreOffice, which is slow to start."""
    folder = tmp_path_factory.mktemp("office")
    files = [save(folder / f"{name}.xlsx", make()) for name, make in ODD.items()]
    for file in files:
        annotate(file, file, FINDINGS)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder / "saved", *files], check=True, capture_output=True, timeout=300)
    return folder / "saved"


@pytest.mark.parametrize("name", ODD)
def test_libreoffice_opens_and_saves_it(saved: Path, name: str) -> None:
    book = openpyxl.load_workbook(saved / f"{name}.xlsx")

    assert [row[4].value for row in book.worksheets[-1].iter_rows(min_row=2)] == ["Is missing.", "Odd."]
    assert "Is missing." in book["One"]["A1"].comment.text


@pytest.mark.parametrize("name", ODD)
def test_what_libreoffice_saved_is_cleared(saved: Path, name: str) -> None:
    cleared = saved / f"{name}.cleared.xlsx"

    assert clear(saved / f"{name}.xlsx", cleared) is Cleared.BY_MARKS

    book = openpyxl.load_workbook(cleared)
    assert not [sheet.title for sheet in book.worksheets if sheet.title.startswith("Findings")]
    notes = [cell.comment for row in book["One"].iter_rows() for cell in row if cell.comment]
    assert not [note.text for note in notes if "Flowtly check" in note.text]
