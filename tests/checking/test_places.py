"""Places: a cell by its address in a workbook, by line and column in a text file."""

import pytest

from toolkit.checking.places import Places


@pytest.mark.parametrize(("cell", "name"), [("A1", "line 1, column 1"), ("AB1048576", "line 1048576, column 28")])
def test_a_cell_of_text_goes_by_line_and_column(cell: str, name: str) -> None:
    assert Places.LINES.of(cell) == name
    assert Places.CELLS.of(cell) == cell


def test_machines_get_numbers() -> None:
    assert Places.LINES.to_json("C12") == {"line": 12, "column": 3}
    assert Places.CELLS.to_json("C12") == {}
