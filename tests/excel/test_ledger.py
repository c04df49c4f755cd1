"""Ledgers keep texts as texts, numbers exact and formulas ours, and another program can read them."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from toolkit.entities.cell import Stored
from toolkit.errors import TooManyRecords
from toolkit.excel.front import Formula
from toolkit.excel.ledger import AMOUNT, DAY, LedgerColumn, LedgerSheet, LineOfBalance, write_ledger
from toolkit.excel.workbook import open_workbook

COLUMNS = (
    LedgerColumn("Day", DAY),
    LedgerColumn("Amount", AMOUNT, zero=True),
    LedgerColumn("Text"),
    LedgerColumn("Sum", AMOUNT),
)
ROWS = (
    (date(2026, 10, 1), Decimal("12.50"), "=1+1", Formula("B2", Decimal("12.50"))),
    (date(2026, 10, 2), Decimal(-3), "0012", Formula("ROUND(D2+B3,4)", Decimal("9.50"))),
    (None, None, "a < b & c", None),
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, [LedgerSheet("First", COLUMNS, ROWS, 3, LineOfBalance("Balance", 0, 1, 2))])
    return path


def test_what_was_written_is_read_exactly(written: Path) -> None:
    (sheet,) = open_workbook(written).sheets

    rows = list(sheet.rows())
    cells = [(cell.stored, cell.text, cell.formula) for cell in rows[1].cells.values()]
    assert [cell.text for cell in rows[0].cells.values()] == ["Day", "Amount", "Text", "Sum"]
    assert cells == [
        (Stored.NUMBER, "46296", False),
        (Stored.NUMBER, "12.50", False),
        (Stored.TEXT, "=1+1", False),
        (Stored.NUMBER, "12.50", True),
    ]
    assert rows[3].cells[2].text == "a < b & c"


def test_another_program_finds_formulas_dates_and_the_chart(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["First"]

    assert sheet["D3"].value == "=ROUND(D2+B3,4)"
    assert sheet["C2"].data_type == "s"
    assert sheet["A2"].is_date
    assert sheet.conditional_formatting
    assert "xl/charts/chart1.xml" in ZipFile(written).namelist()


def test_the_same_rows_give_the_same_bytes(written: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write_ledger(again, [LedgerSheet("First", COLUMNS, ROWS, 3, LineOfBalance("Balance", 0, 1, 2))])

    assert again.read_bytes() == written.read_bytes()


def test_a_table_that_no_sheet_holds_is_refused_and_no_file_made(tmp_path: Path) -> None:
    with pytest.raises(TooManyRecords, match="First"):
        write_ledger(tmp_path / "no.xlsx", [LedgerSheet("First", COLUMNS, (), 1_048_576)])

    assert not list(tmp_path.glob("*.xlsx"))


def test_a_chart_of_nothing_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    write_ledger(path, [LedgerSheet("First", COLUMNS, (), 0, LineOfBalance("Balance", 0, 1, 0))])

    assert not [name for name in ZipFile(path).namelist() if "chart" in name]
