"""A text file as a sheet: rows by the line they start on, cells by column, all of it text."""

from pathlib import Path

import pytest

from toolkit.entities.cell import Cell, Stored
from toolkit.errors import EmptyText, NotText, NotThisEncoding, TextBroken, UnclearDelimiter, WorkbookTooLarge
from toolkit.forms.table import LONGEST_TEXT, TextFile, Told, read_text

PATH = Path("budgets.csv")


def read(text: str, told: Told = Told()) -> TextFile:  # noqa: B008 - frozen
    return read_text(PATH, text.encode(), told)


def rows(text: str, told: Told = Told()) -> dict[int, dict[int, str]]:  # noqa: B008 - frozen
    found = read(text, told).sheet.rows()
    return {row.number: {index: cell.text for index, cell in row.cells.items()} for row in found}


def test_rows_go_by_the_line_they_start_on() -> None:
    text = 'Id,Name\r\n\r\n1,"two\r\nlines"\r\n2,b\n\n3,c\r4,d'

    assert rows(text) == {
        1: {0: "Id", 1: "Name"},
        3: {0: "1", 1: "two\r\nlines"},
        5: {0: "2", 1: "b"},
        7: {0: "3", 1: "c"},
        8: {0: "4", 1: "d"},
    }


def test_every_cell_is_text_and_an_empty_field_is_none() -> None:
    found = list(read("Id,Name,Note\n007,,12.5\n").sheet.rows())

    assert found[1].cells == {0: Cell(Stored.TEXT, "007"), 2: Cell(Stored.TEXT, "12.5")}
    assert read("Id,Name").sheet.merged() == ()


def test_quotes_hold_delimiters_and_quotes() -> None:
    assert rows('Id,Name\n1,"a ""b"", c"\n2,5" pipe')[2] == {0: "1", 1: 'a "b", c'}
    assert rows('Id,Name\n2,5" pipe')[2] == {0: "2", 1: '5" pipe'}


def test_the_escape_of_formulas_is_undone() -> None:
    assert rows("Id,Name\n'=1,'t Hart\n")[2] == {0: "=1", 1: "'t Hart"}


def test_a_line_that_names_the_delimiter_is_no_row() -> None:
    assert rows("sep=|\nId|Name\n1|a,b\n") == {2: {0: "Id", 1: "Name"}, 3: {0: "1", 1: "a,b"}}


def test_what_is_told_counts() -> None:
    assert rows("a;b,c\nd;e,f\n", Told(delimiter=";"))[1] == {0: "a", 1: "b,c"}
    found = read_text(PATH, "Id;Name\n1;był\n".encode("cp1250"), Told(encoding="cp1250"))
    assert [row.cells[1].text for row in found.sheet.rows()] == ["Name", "był"]
    assert (found.encoding, found.delimiter, found.rivals) == ("windows-1250", ";", ())


def test_it_can_be_read_again_and_again() -> None:
    sheet = read("Id,Name\n1,a\n").sheet

    assert list(sheet.rows()) == list(sheet.rows())


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('Id,Name\n1,a\n2,"open\n3,b\n', 3, "a quote is opened and never closed"),
        ('Id,Name\n1,"a" b\n', 2, "a quoted field goes on after its closing quote"),
    ],
)
def test_broken_quotes_are_told_with_their_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(TextBroken, match=f"from line {line} on: {reason}"):
        rows(text)


def test_a_field_that_is_too_long_is_told_with_its_line() -> None:
    with pytest.raises(WorkbookTooLarge, match="characters in a field of line 2"):
        rows(f"Id,Name\n1,{'x' * (LONGEST_TEXT + 1)}\n")


def test_a_row_that_is_too_wide_is_told_with_its_line() -> None:
    with pytest.raises(WorkbookTooLarge, match="16,385 fields in line 2"):
        rows(f"Id,Name\n{'x,' * 16_384}x\n", Told(delimiter=","))


def test_what_cannot_be_read_has_a_sentence_each() -> None:
    with pytest.raises(EmptyText, match="is empty"):
        read(" \n")
    with pytest.raises(NotText, match="is no text in any encoding"):
        read_text(PATH, b"\x81\x00\x01\x02\xff", Told())
    with pytest.raises(NotThisEncoding, match="is not in UTF-8"):
        read_text(PATH, b"\xe5", Told(encoding="utf-8"))
    with pytest.raises(UnclearDelimiter, match="can be split by commas or semicolons alike"):
        read("a;b,c\nd;e,f\n")
