"""Merged ranges, which stand behind the rows."""

from pathlib import Path

import pytest
from packages import MAIN, SHEET, parts, save, worksheet

from toolkit.excel.limits import Limits
from toolkit.excel.workbook import open_workbook

ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'
MERGED = '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="D1:E1"/></mergeCells>'


def prefixed(xml: str) -> str:
    return xml.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")


@pytest.mark.parametrize(
    "sheet",
    [
        worksheet(ROWS, MERGED),
        worksheet(f"<!-- </sheetData> -->{ROWS}", f"<!-- </sheetData> -->{MERGED}"),
        worksheet(ROWS + "<!-- x -->" * 50_000, MERGED),
        worksheet("", MERGED),
        prefixed(worksheet(ROWS, MERGED)),
        f'<?xml version="1.0" encoding="UTF-16"?>{worksheet(ROWS, MERGED)}'.encode("utf-16"),
        f'<worksheet xmlns="{MAIN}"><sheetData/>{MERGED}</worksheet>',
    ],
)
def test_they_are_read_however_the_part_is_spelt(tmp_path: Path, sheet: str | bytes) -> None:
    made = {**parts(), SHEET: sheet}
    [first] = open_workbook(save(tmp_path / "one.xlsx", made), Limits()).sheets
    assert first.merged() == ("A1:B2", "D1:E1")
