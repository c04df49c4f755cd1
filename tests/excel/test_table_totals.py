"""The totals rows of Excel's tables are found."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from toolkit.excel.workbook import Worksheet, open_workbook


def with_tables(path: Path, *areas: str, totals: bool) -> Worksheet:
    """Write a sheet with tables, and open it."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for area in areas:
            sheet.add_table(area, {"total_row": totals, "columns": [{"header": "Name", "total_string": "Total"}]})
    return open_workbook(path).sheets[0]


def rewritten(path: Path, part: str, old: str, new: str) -> Worksheet:
    """Replace a text in one part of a workbook, and open it again."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in held[part]
    held[part] = held[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return open_workbook(path).sheets[0]


def test_each_table_with_a_totals_row_has_one(tmp_path: Path) -> None:
    assert with_tables(tmp_path / "t.xlsx", "A1:A4", "C3:C9", totals=True).totals() == ("A4:A4", "C9:C9")


def test_tables_without_a_totals_row_and_sheets_without_tables_have_none(tmp_path: Path) -> None:
    assert with_tables(tmp_path / "t.xlsx", "A1:A4", totals=False).totals() == ()
    assert with_tables(tmp_path / "none.xlsx", totals=False).totals() == ()


@pytest.mark.parametrize(
    ("part", "old", "new", "totals"),
    [
        ("xl/tables/table1.xml", 'ref="A1:A4" totals', 'ref="$A$1:$C$4" totals', ("A4:C4",)),
        ("xl/tables/table1.xml", 'totalsRowCount="1"', 'totalsRowCount="2"', ("A3:A4",)),
        ("xl/tables/table1.xml", 'totalsRowCount="1"', 'totalsRowCount="x"', ()),
        ("xl/tables/table1.xml", 'ref="A1:A4" totals', 'ref="?" totals', ()),
        ("xl/tables/table1.xml", "<table ", "<broken", ()),
        ("xl/worksheets/_rels/sheet1.xml.rels", "../tables/table1.xml", "../tables/table9.xml", ()),
        ("xl/worksheets/_rels/sheet1.xml.rels", 'Target="', 'TargetMode="External" Target="', ()),
    ],
)
def test_what_a_table_says_counts_and_a_damaged_one_says_nothing(
    tmp_path: Path, part: str, old: str, new: str, totals: tuple[str, ...]
) -> None:
    with_tables(tmp_path / "t.xlsx", "A1:A4", totals=True)
    assert rewritten(tmp_path / "t.xlsx", part, old, new).totals() == totals
