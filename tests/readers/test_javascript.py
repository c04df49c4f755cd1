"""Workbooks that we write open in exceljs and in SheetJS, with their cells and their notes.

Skipped where node is not installed, unless `FLOWTLY_TESTS_REQUIRE_NODE` is set: then that is a failure. The libraries
are those of `package-lock.json`, by version and digest; they are fetched where they are not there yet.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.excel.annotate import patch_workbook

HERE = Path(__file__).parent
PARTLY = 7
READERS = ("exceljs", "sheetjs")

Found = Mapping[str, Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]]]
"""What was found, by path, reader, sheet, `cells` or `notes`, and address."""


@pytest.fixture
def node() -> str:
    """Give the program that runs JavaScript, with the libraries in place."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        lacking = "node or npm is not installed"
        (pytest.fail if os.environ.get("FLOWTLY_TESTS_REQUIRE_NODE") else pytest.skip)(lacking)
    if not (HERE / "node_modules" / ".package-lock.json").exists():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True, capture_output=True)
    return program


def read(node: str, *paths: Path) -> Found:
    done = subprocess.run(
        [node, str(HERE / "read.js"), *map(str, paths)], check=True, capture_output=True, text=True, timeout=300
    )
    found: Found = json.loads(done.stdout)
    return found


def written(flowtly: Flowtly) -> list[Path]:
    """Write a workbook of each kind."""
    run = (
        ("template", "transactions", "-o", "template.xlsx"),
        ("pull", "budgets", "budget-groups", "-o", "pulled.xlsx"),
        ("pull", "transactions", "--totals", "--ids", "-o", "totals.xlsx"),
        ("pull", "invoices", "-o", "invoices.xlsx"),
        ("worklist", "unassigned", "-o", "list.xlsx"),
        ("attachments", "download", "--period", "2026-10", "-o", "october"),
        ("audit", "export", "--period", "2026-10", "-o", "bundle"),
    )
    for words in run:
        done = flowtly(*words)
        assert done.code == 0, (words, done)
    edited = flowtly.folder / "edited.xlsx"
    patch_workbook(flowtly.folder / "pulled.xlsx", edited, {"Budgets": {"D3": "unheard of", "C2": "Renamed"}}, None)
    (flowtly.folder / "new.csv").write_text("Name;Type;Granularity\nNordic Fair;global;month\n")
    assert flowtly("annotate", "edited.xlsx").code == 0
    assert flowtly("apply", "edited.xlsx", "--yes").code == PARTLY
    assert flowtly("apply", "new.csv", "--yes", "--entity", "budgets").code == 0
    return sorted(flowtly.folder.rglob("*.xlsx"))


def test_all_of_them_open_with_their_cells_and_notes(flowtly: Flowtly, node: str) -> None:
    paths = written(flowtly)
    found = read(node, *paths)

    assert len(paths) >= 10
    for path, reader in product(paths, READERS):
        book = openpyxl.load_workbook(path)
        sheets = found[str(path)][reader]
        assert list(sheets) == book.sheetnames, (path, reader)
        for page in book.worksheets:
            told = sheets[page.title]
            texts, notes = expected(page)
            assert {at: told["cells"].get(at) for at in texts} == texts, (path, reader, page.title)
            assert {at: spaced(note) for at, note in told["notes"].items()} == notes, (path, reader, page.title)


def expected(page: Worksheet) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the texts and the notes of a sheet, as one more library reads them."""
    cells = [cell for row in page for cell in row if isinstance(cell, Cell)]
    texts = {cell.coordinate: cell.value for cell in cells if cell.data_type == "s" and isinstance(cell.value, str)}
    return texts, {cell.coordinate: spaced(cell.comment.text) for cell in cells if cell.comment}


def spaced(text: str) -> str:
    return " ".join(text.split())
