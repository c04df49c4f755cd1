"""Texts put through openpyxl stay texts, and stay where they can be seen."""

import openpyxl
import pytest

from toolkit.excel.put import put


def test_what_looks_like_a_formula_stays_text() -> None:
    cell = put(openpyxl.Workbook().worksheets[0], 1, 1, "=1+1")
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert put(openpyxl.Workbook().worksheets[0], 1, 1, "a\x00b\ud800\n").value == "a\ufffdb\ufffd\n"


def test_a_cell_that_a_merged_range_hides_is_refused() -> None:
    sheet = openpyxl.Workbook().worksheets[0]
    sheet.merge_cells("A1:B1")
    with pytest.raises(TypeError, match="merged range"):
        put(sheet, 1, 2, "unseen")
