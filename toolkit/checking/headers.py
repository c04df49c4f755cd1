"""Headers: which sheet is which entity, and which of its columns is which field."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import takewhile

from toolkit.checking.characters import visible
from toolkit.checking.issues import Issue, Problem, Severity, quoted
from toolkit.entities import DIRECTORIES, ENTITIES, PARTS, WORKLISTS
from toolkit.entities.cell import Stored
from toolkit.entities.entity import Entity
from toolkit.entities.record import Header
from toolkit.excel.sheet import Row, Sheet, letters
from toolkit.language import _, mark, translations

SEARCHED_ROWS = 20
"""A header stands in one of the first rows; what is below is data."""

COMMON = (mark("Command"), mark("Id"), mark("Status"), mark("Detail"), mark("Resolution"))
"""Columns that the sheet of every entity has or may have."""

_NOTE = "#"
_OWN_SHEETS = (mark("Read me"), "Lists", "_flowtly")
_FIT = 0.5
_NUMBERED = re.compile(r"(.*?[^\W\d])[ _]?(?:[0-9]{1,2}|\([0-9]{1,2}\)|[._][0-9]{1,2})")
"""A header with a number behind it: `Amount2` of Excel, `Amount (2)`, `Amount_2`, and `Amount.1` of pandas."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The sheets that belong to an entity with their headers, what is wrong with headers, and which sheets are left.

    `sheets` has the names of all sheets in the order of the workbook. A sheet whose name is an entity's, but which has
    no header, is neither in `headers` nor in `ignored`: it has an issue.
    """

    headers: tuple[tuple[Sheet, Header], ...]
    issues: tuple[Issue, ...]
    ignored: tuple[str, ...]
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A row read as the header of an entity: names by column index, and the texts that are no name or a second one.

    `again` has the name that a column repeats, and the text that does so.
    """

    entity: Entity
    row: int
    names: Mapping[int, str]
    unknown: Mapping[int, str]
    again: Mapping[int, tuple[str, str]]

    @property
    def fields(self) -> int:
        """The number of the entity's own columns."""
        return sum(name in self.entity.by_field for name in self.names.values())

    @property
    def made_by_template(self) -> bool:
        """Tell whether the columns are there that nobody has by chance."""
        return not {"Command", "Id"}.isdisjoint(self.names.values())

    @property
    def fit(self) -> float:
        """The share of columns that entity and row have in common."""
        return self.fields / (len(self.entity.columns) + len(self.unknown))


def recognise(sheets: Sequence[Sheet]) -> Recognised:
    """Find the entity and the header of each sheet.

    A sheet is an entity's by its name: title, path or singular, whatever the case and the spaces. A sheet with another
    name is one if it has a column `Command` or `Id` and its header fits exactly one entity best.
    """
    headers: list[tuple[Sheet, Header]] = []
    issues: list[Issue] = []
    ignored: list[str] = []
    for sheet in sheets:
        found = _recognise_sheet(sheet)
        if found is None:
            ignored.append(sheet.name)
        elif isinstance(found, Entity):
            issues.append(_no_header(sheet, found))
        else:
            headers.append((sheet, _header(sheet, found)))
            issues += _issues(sheet, found)
    return Recognised(tuple(headers), tuple(issues), tuple(ignored), tuple(sheet.name for sheet in sheets))


def _recognise_sheet(sheet: Sheet) -> _Reading | Entity | None:
    """Return the header, or the entity where only the name of the sheet tells it, or `None` for other sheets."""
    name = _squeezed(sheet.name)
    if any(name == _squeezed(own) for title in _OWN_SHEETS for own in translations(title)):
        return None
    rows = list(takewhile(lambda row: row.number <= SEARCHED_ROWS, sheet.rows()))
    entity = _entities_by_name().get(name)
    if entity is None:
        return _by_header(rows)
    best = _best_row(entity, rows)
    if entity in DIRECTORIES:
        return best if best is not None and best.made_by_template else None
    return best or entity


@cache
def _entities_by_name() -> Mapping[str, Entity]:
    return {
        _squeezed(name): entity
        for entity in (*DIRECTORIES, *ENTITIES, *PARTS, *WORKLISTS)
        for spelling in (entity.english_singular, entity.path, entity.english_title)
        for name in translations(spelling)
    }


def entity_named(name: str) -> Entity | None:
    """Return the entity whose rows a sheet or a file of this name holds, whatever the case and the spaces."""
    return _entities_by_name().get(_squeezed(name))


def fitting(sheet: Sheet) -> tuple[Entity, ...]:
    """Return the entities that a header among the first rows fits best, for a sheet that certainly is an entity's.

    Most columns are known, and more than one. Of two or more that are returned, none fits better than another.
    """
    rows = list(takewhile(lambda row: row.number <= SEARCHED_ROWS, sheet.rows()))
    best = (_best_row(entity, rows) for entity in (*ENTITIES, *PARTS, *WORKLISTS))
    found = [reading for reading in best if reading and reading.fields > max(1, len(reading.unknown))]
    most = max((reading.fields for reading in found), default=0)
    likely = [reading for reading in found if reading.fields == most]
    fit = max((reading.fit for reading in likely), default=0)
    return tuple(reading.entity for reading in likely if reading.fit == fit)


def _by_header(rows: Sequence[Row]) -> _Reading | None:
    """Return the reading that fits best; `None` where no entity or more than one does."""
    best = (_best_row(entity, rows) for entity in (*ENTITIES, *PARTS, *WORKLISTS))
    fitting = [reading for reading in best if reading and reading.made_by_template and reading.fit >= _FIT]
    ranked = sorted(fitting, key=lambda reading: reading.fit, reverse=True)
    if len(ranked) > 1 and ranked[0].fit == ranked[1].fit:
        return None
    return ranked[0] if ranked else None


def _best_row(entity: Entity, rows: Sequence[Row]) -> _Reading | None:
    """Return the row with most of the entity's columns, the first of several; `None` where no row has one."""
    readings = [_read(entity, row) for row in rows]
    best = max(readings, key=lambda reading: (reading.fields, len(reading.names)), default=None)
    return best if best is not None and best.fields else None


def _read(entity: Entity, row: Row) -> _Reading:
    names: dict[int, str] = {}
    unknown: dict[int, str] = {}
    again: dict[int, tuple[str, str]] = {}
    for index, cell in sorted(row.cells.items()):
        text = visible(cell.text)
        if cell.stored is Stored.BLANK or not text or text.startswith(_NOTE):
            continue
        name = name_of(entity, text)
        if name is None:
            unknown[index] = text
        elif name in names.values():
            again[index] = name, text
        else:
            names[index] = name
    for index, text in list(unknown.items()):
        name = _doubled(entity, text)
        if name in names.values():
            again[index] = name, unknown.pop(index)
    return _Reading(entity, row.number, names, unknown, again)


def _doubled(entity: Entity, text: str) -> str:
    """Return the name that a header repeats as programs number a second column; an empty text for others."""
    match = _NUMBERED.fullmatch(text)
    return name_of(entity, match[1]) or "" if match else ""


def name_of(entity: Entity, text: str) -> str | None:
    """Return what a header means. Exact spelling goes first: invoices have `Status` from us and a field `status`."""
    exact, folded = _spellings(entity)
    return exact.get(text) or folded.get(_folded(text))


@cache
def _spellings(entity: Entity) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return what each spelling of a header means, exactly and folded; of two meanings the first counts."""
    exact: dict[str, str] = {}
    folded: dict[str, str] = {}
    for spelling, name in _said(entity):
        exact.setdefault(spelling, name)
        folded.setdefault(_folded(spelling), name)
    return exact, folded


def _said(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield each way to write a header with the name it means, titles in every language, what counts most first."""
    yield from ((name, name) for name in COMMON)
    yield from ((column.english_title, column.field) for column in entity.columns)
    yield from ((column.field, column.field) for column in entity.columns)
    yield from ((title, column.field) for column in entity.columns for title in translations(column.english_title))
    yield from ((title, name) for name in COMMON for title in translations(name))
    yield from ((alias, column.field) for column in entity.columns for alias in column.aliases)


def spellings(entity: Entity) -> Mapping[str, str]:
    """Return every exact way to write a header of the entity, in any language, with the name it means."""
    return _spellings(entity)[0]


def _folded(text: str) -> str:
    """Drop case, repeated spaces and a mark at the end that says a column is required."""
    return " ".join(visible(text).rstrip("* ").casefold().split())


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _header(sheet: Sheet, reading: _Reading) -> Header:
    names = {name: letters(index) for index, name in reading.names.items()}
    return Header(reading.entity, sheet.name, reading.row, names)


def _issues(sheet: Sheet, reading: _Reading) -> list[Issue]:
    unknown = [_unknown(sheet, reading, index, text) for index, text in reading.unknown.items()]
    return unknown + [_twice(sheet, reading, index, name, text) for index, (name, text) in reading.again.items()]


def _twice(sheet: Sheet, reading: _Reading, index: int, name: str, text: str) -> Issue:
    first = next(letters(place) for place, taken in reading.names.items() if taken == name)
    title = _title(reading.entity, name)
    message = _(
        "Column {first} is {title} already. Keep one of the two, or start this header with # to ignore it."
    ).format(first=first, title=title)
    return _issue(sheet, reading, index, name, Problem("header-twice", message, text))


def _unknown(sheet: Sheet, reading: _Reading, index: int, text: str) -> Issue:
    taken = set(reading.names.values())
    free = {spelling: name for spelling, name in _spellings(reading.entity)[1].items() if name not in taken}
    near = [free[spelling] for spelling in get_close_matches(_folded(text), free, n=1)]
    meant = _("Did you mean {near}?").format(near=_title(reading.entity, near[0])) + " " if near else ""
    what = _("{text} is no column of {entity}.").format(text=quoted(text), entity=reading.entity.title)
    message = _("{what} {meant}Start it with # to keep it as your own note.").format(what=what, meant=meant)
    return _issue(sheet, reading, index, "", Problem("header-unknown", message, text))


def _title(entity: Entity, name: str) -> str:
    return entity.by_field[name].title if name in entity.by_field else name


def _issue(sheet: Sheet, reading: _Reading, index: int, name: str, problem: Problem) -> Issue:
    return Issue(
        sheet=sheet.name,
        cell=f"{letters(index)}{reading.row}",
        row=reading.row,
        entity=reading.entity.path,
        field=name,
        rule=problem.rule,
        severity=problem.severity,
        message=problem.message,
        value=problem.text,
    )


def _no_header(sheet: Sheet, entity: Entity) -> Issue:
    titles = ", ".join([_("Command"), _("Id"), *(column.title for column in entity.columns)])
    return Issue(
        sheet=sheet.name,
        cell="A1",
        row=1,
        entity=entity.path,
        field="",
        rule="header-missing",
        severity=Severity.ERROR,
        message=(
            _("The first {count} rows have no header. Write the names of the columns into one row: {titles}.").format(
                count=SEARCHED_ROWS, titles=titles
            )
        ),
    )
