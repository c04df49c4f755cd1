"""Sources: what a file or standard input is, and whose rows its text has."""

from pathlib import Path

import pytest

from toolkit.checking.places import Places
from toolkit.entities.budgets import BUDGETS
from toolkit.errors import EmptyText, NotAWorkbook, OldWorkbook, WhichEntity, WorkbookTooLarge
from toolkit.excel.limits import Limits
from toolkit.excel.workbook import Workbook, open_workbook
from toolkit.forms.table import TextFile
from toolkit.loop import source
from toolkit.loop.source import STDIN, Source, as_workbook, open_source, places_of

TEMPLATE = Path(__file__).parents[2] / "templates" / "budgets.xlsx"
ROWS = "Command,Id,Name,Type\n,b1,Fair,global\n"


def text(path: Path, content: str) -> TextFile:
    path.write_text(content, encoding="utf-8")
    opened = open_source(Source(path))
    assert isinstance(opened, TextFile)
    return opened


@pytest.mark.parametrize(
    "name", ["budgets.csv", "Budgets.TSV", "budget.txt", "budżety.csv", "mine.csv", "budgets (1).csv"]
)
def test_text_finds_its_entity_by_name_or_header(tmp_path: Path, name: str) -> None:
    assert text(tmp_path / name, ROWS).sheet.name == "Budgets"


def test_the_entity_that_is_told_counts(tmp_path: Path) -> None:
    path = tmp_path / "transactions.csv"
    path.write_text(ROWS, encoding="utf-8")

    opened = open_source(Source(path, entity=BUDGETS))

    assert [sheet.name for sheet in opened.sheets] == ["Budgets"]


def test_a_header_that_fits_several_entities_alike_is_a_question(tmp_path: Path) -> None:
    with pytest.raises(WhichEntity, match=r"Its header fits .*project-transactions.* alike\. Say so with --entity"):
        text(tmp_path / "mine.csv", "Id,Transaction,Amount\n,x,1\n")


def test_a_header_of_nothing_known_is_a_question(tmp_path: Path) -> None:
    with pytest.raises(WhichEntity, match="Neither its name nor its header is that of an entity"):
        text(tmp_path / "mine.csv", "Colour,Size\nred,1\n")


def test_a_file_of_blank_rows_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyText):
        text(tmp_path / "budgets.csv", ",,\n,,\n")


def test_what_comes_through_standard_input_is_known_by_its_content() -> None:
    workbook = open_source(Source(STDIN, TEMPLATE.read_bytes()))
    rows = open_source(Source(STDIN, ROWS.encode()))

    assert isinstance(workbook, Workbook)
    assert workbook.sha256 == open_workbook(TEMPLATE).sha256
    assert (workbook.path, rows.path) == (STDIN, STDIN)
    assert (places_of(workbook), places_of(rows)) == (Places.CELLS, Places.LINES)


def test_a_workbook_that_is_called_text_is_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "budgets.csv"
    path.write_bytes(TEMPLATE.read_bytes())

    assert isinstance(open_source(Source(path)), Workbook)


def test_other_kinds_of_files_get_their_sentence() -> None:
    with pytest.raises(OldWorkbook, match="stdin is an Excel 97-2003 workbook"):
        open_source(Source(STDIN, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))
    with pytest.raises(NotAWorkbook, match="stdin is not an Excel workbook: it is a PDF document"):
        open_source(Source(STDIN, b"%PDF-1.7"))


def test_text_that_is_called_a_workbook_is_none(tmp_path: Path) -> None:
    path = tmp_path / "budgets.xlsx"
    path.write_text(ROWS, encoding="utf-8")

    with pytest.raises(NotAWorkbook, match="looks like plain text, such as CSV"):
        open_source(Source(path))


def test_standard_input_has_the_limit_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_LIMITS", Limits(packed=10))

    with pytest.raises(WorkbookTooLarge, match="stdin has 37 bytes, more than the limit of 10"):
        open_source(Source(STDIN, ROWS.encode()))


def test_text_becomes_a_workbook_with_the_same_cells_at_the_same_places(tmp_path: Path) -> None:
    path = tmp_path / "budgets.csv"
    path.write_text('sep=,\n\nCommand,Id,Name\n,b1,"two\nlines"\n,,\'=1+1\n', encoding="utf-8")
    source = Source(path)
    opened = open_source(source)

    with as_workbook(source, opened) as made:
        [sheet] = open_workbook(made).sheets
        cells = {row.number: {n: cell.text for n, cell in row.cells.items()} for row in sheet.rows()}
        formulas = [cell for row in sheet.rows() for cell in row.cells.values() if cell.formula]

    assert cells == {3: {0: "Command", 1: "Id", 2: "Name"}, 4: {1: "b1", 2: "two\nlines"}, 6: {2: "=1+1"}}
    assert (sheet.name, formulas, made.exists()) == ("Budgets", [], False)


def test_a_workbook_from_standard_input_has_a_file_for_as_long_as_it_is_needed() -> None:
    source = Source(STDIN, TEMPLATE.read_bytes())

    with as_workbook(source, open_source(source)) as made:
        assert made.read_bytes() == source.data
    assert not made.exists()


def test_a_workbook_on_disk_is_its_own_file() -> None:
    source = Source(TEMPLATE)

    with as_workbook(source, open_source(source)) as made:
        assert made == TEMPLATE
