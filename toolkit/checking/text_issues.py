"""What goes wrong with text files alone: rows that are split wrongly, and texts that a spreadsheet spoilt on the way.

A text file has what Excel showed when it was saved: 2,51101E+11 for a long number, ####### for a narrow column. What
was there is lost, so such a cell is an issue, unless the record has that very text.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import dropwhile

from toolkit.checking.issues import Issue, Problem, Severity, quoted
from toolkit.checking.mojibake import read_twice
from toolkit.entities.kinds import Text
from toolkit.entities.record import Header, Record
from toolkit.excel.sheet import Row, Sheet, column_index, letters
from toolkit.language import _, ngettext

_SCIENTIFIC = re.compile(r"[-+]?\d{1,3}(?:[.,]\d+)?E[-+]\d{1,3}", re.IGNORECASE)
_HIDDEN = re.compile(r"#{3,}")
_DECIMALS = re.compile(r"[-+]?\d{8,}[.,]\d+")


def text_issues(sheet: Sheet, header: Header, live: Mapping[str, Record]) -> Iterator[Issue]:
    """Yield the issues of the rows below the header of a text file; `live` has the records of its entity by id."""
    rows = dropwhile(lambda row: row.number < header.row, sheet.rows())
    last = max(next(rows).cells)
    names = _text_columns(header)
    twice: dict[str, tuple[int, str, str, int]] = {}
    for row in rows:
        if surplus := _surplus(row, last):
            yield _too_many(header, row, last, surplus)
        record = live.get(_text(row, header.letters.get("Id", "")))
        for name, index in names.items():
            cell = row.cells.get(index)
            if cell is None or (record is not None and cell.text in {record.id, record.values.get(name)}):
                continue
            if (problem := _spoilt(cell.text.strip())) is not None:
                yield problem.at(header, row.number, name)
            elif better := read_twice(cell.text):
                number, text, meant, count = twice.get(name, (row.number, cell.text, better, 0))
                twice[name] = number, text, meant, count + 1
    for name, (number, text, meant, count) in twice.items():
        yield _read_twice(text, meant, count).at(header, number, name)


def _text_columns(header: Header) -> Mapping[str, int]:
    """Return the columns of the Id, of free texts and of references, by name."""
    columns = header.entity.columns
    names = ["Id", *(each.field for each in columns if isinstance(each.kind, Text) or each.target is not None)]
    return {name: column_index(header.letters[name]) for name in names if name in header.letters}


def _text(row: Row, at: str) -> str:
    cell = row.cells.get(column_index(at)) if at else None
    return "" if cell is None else cell.text.strip()


def _surplus(row: Row, last: int) -> list[int]:
    """Return the columns right of all headers that hold something; delimiters at the end of a line hold nothing."""
    return [index for index, cell in row.cells.items() if index > last and cell.text.strip()]


def _too_many(header: Header, row: Row, last: int, surplus: list[int]) -> Issue:
    return Issue(
        sheet=header.sheet,
        cell=f"{letters(surplus[0])}{row.number}",
        row=row.number,
        entity=header.entity.path,
        field="",
        rule="fields-surplus",
        severity=Severity.ERROR,
        message=_(
            "This row has {found:,} fields, and the header has {expected:,}, so what belongs where is not known. Is "
            "there a delimiter within a text? Put quotes around that text."
        ).format(found=max(surplus) + 1, expected=last + 1),
        value=row.cells[surplus[0]].text,
    )


def _spoilt(text: str) -> Problem | None:
    """Say what a spreadsheet made of a text that looked like a number."""
    if _SCIENTIFIC.fullmatch(text):
        said = _("{text} is how a spreadsheet shows a long number: its last digits are lost.")
        return _lost("text-scientific", said, text)
    if _HIDDEN.fullmatch(text):
        said = _("{text} is how a spreadsheet shows a number that is wider than its column: it is lost.")
        return _lost("text-hidden", said, text)
    if _DECIMALS.fullmatch(text):
        said = _("{text} is a long number with decimals where text belongs: a spreadsheet took it for an amount.")
        return _lost("text-decimals", said, text)
    return None


def _lost(rule: str, said: str, text: str) -> Problem:
    advice = _(
        "Type it again in a column of the format Text, and save anew; if it is meant so, put the row into an .xlsx."
    )
    return Problem(rule, f"{said.format(text=quoted(text))} {advice}", text)


def _read_twice(text: str, meant: str, count: int) -> Problem:
    said = _("{text} looks like UTF-8 that was read as another encoding: {meant}? It is taken as it stands.")
    message = said.format(text=quoted(text), meant=quoted(meant))
    if count > 1:
        more = ngettext(
            "{more:,} more cell of this column looks so.", "{more:,} more cells of this column look so.", count - 1
        )
        message = f"{message} {more.format(more=count - 1)}"
    return Problem("text-read-twice", message, text, Severity.WARNING)
