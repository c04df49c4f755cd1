"""Headers: which sheet is which entity, and which of its columns is which field."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from toolkit.checking.guesses import Guess, guess, header_rows
from toolkit.checking.guesses import taken as taken_header
from toolkit.checking.header_reading import SEARCHED_ROWS, HeaderReading, best_row, folded_header, header_spellings
from toolkit.checking.issues import Issue, Problem, Severity, quoted
from toolkit.entities import DIRECTORIES, ENTITIES, PARTS, WORKLISTS
from toolkit.entities.entity import Entity
from toolkit.entities.record import Header
from toolkit.excel.sheet import Row, Sheet, letters
from toolkit.language import _, mark, translations

_OWN_SHEETS = (mark("Read me"), "Lists", "_flowtly")
_NONE_TAKEN: Mapping[str, Entity | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sheet that looks like an entity's and was not read, as other sheets are known by name; `--sheet` takes it."""

    sheet: str
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class _Unclear:
    """A sheet whose columns fit several entities alike, or none of them; a row of it that may be its header."""

    entities: tuple[Entity, ...]
    row: int


_Found = HeaderReading | Entity | _Unclear
"""What is known of a sheet that is to be read: its header, or its entity alone, or that it is unclear whose it is."""


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
    left_out: tuple[LeftOut, ...] = ()


def recognise(
    sheets: Sequence[Sheet], pulled: Collection[str] = (), taken: Mapping[str, Entity | None] = _NONE_TAKEN
) -> Recognised:
    """Find the entity and the header of each sheet.

    A sheet is an entity's by its name: title, path or singular, whatever the case and the spaces. A sheet with another
    name is known by its columns: if it has *Command*, if its entity is among those `pulled` into the workbook and has
    no other sheet, if it is as wide as a template, or if no sheet is known otherwise. `taken` are the names of sheets
    that are to be read in any case, with their entities where these were told.
    """
    rows = {sheet.name: header_rows(sheet) for sheet in sheets if not _is_ours(sheet.name)}
    found: dict[str, _Found] = {}
    for name, first in rows.items():
        known = _taken(first, taken[name]) if name in taken else _by_name(name, first, pulled)
        if known is not None:
            found[name] = known
    guesses = {name: guess(rows[name]) for name in rows if name not in found and entity_named(name) is None}
    found |= _pulled(guesses, pulled, {_entity(each) for each in found.values()})
    found |= _guessed(guesses, found)
    return _recognised(sheets, found, guesses)


def _is_ours(name: str) -> bool:
    return any(_squeezed(name) == _squeezed(own) for title in _OWN_SHEETS for own in translations(title))


def _taken(rows: Sequence[Row], entity: Entity | None) -> _Found:
    if entity is not None:
        return best_row(entity, rows) or entity
    found = taken_header(rows)
    return found.only or _unclear(found, rows)


def _unclear(found: Guess, rows: Sequence[Row]) -> _Unclear:
    row = found.readings[0].row if found.readings else next((row.number for row in rows), 1)
    return _Unclear(found.entities, row)


def _by_name(name: str, rows: Sequence[Row], pulled: Collection[str]) -> HeaderReading | Entity | None:
    """Return the header, or the entity where only the name of the sheet tells it.

    What only the service writes is read where it was pulled. A sheet of one's own may be called the same.
    """
    entity = entity_named(name)
    if entity is None:
        return None
    best = best_row(entity, rows)
    if entity not in DIRECTORIES:
        return best or entity
    if best is None or not best.made_by_template:
        return None
    is_own = entity.path not in pulled if pulled else best.unknown or best.again
    return None if is_own else best


def _pulled(
    guesses: Mapping[str, Guess], pulled: Collection[str], known: Collection[Entity | None]
) -> Mapping[str, _Found]:
    """Return the sheets of what was pulled that have another name by now."""
    only = {name: each.only for name, each in guesses.items()}
    return {
        name: reading
        for name, reading in only.items()
        if reading and reading.made_by_template and reading.entity.path in pulled and reading.entity not in known
    }


def _guessed(guesses: Mapping[str, Guess], found: Mapping[str, _Found]) -> Mapping[str, _Found]:
    """Return the sheets that are known by their columns alone; what is unclear is so only where nothing else is."""
    left = {name: each for name, each in guesses.items() if name not in found}
    certain: dict[str, _Found] = {
        name: each.only for name, each in left.items() if each.only and (not found or each.commanded or each.wide)
    }
    unclear: dict[str, _Found] = {
        name: _Unclear(each.entities, each.readings[0].row)
        for name, each in left.items()
        if len(each.readings) > 1 and (each.commanded or not (found or certain))
    }
    return certain | unclear


def _entity(found: _Found) -> Entity | None:
    match found:
        case HeaderReading():
            return found.entity
        case Entity():
            return found
        case _:
            return None


def _recognised(sheets: Sequence[Sheet], found: Mapping[str, _Found], guesses: Mapping[str, Guess]) -> Recognised:
    headers: list[tuple[Sheet, Header]] = []
    issues: list[Issue] = []
    for sheet in sheets:
        match found.get(sheet.name):
            case HeaderReading() as reading:
                headers.append((sheet, _header(sheet, reading)))
                issues += _issues(sheet, reading)
            case Entity() as entity:
                issues.append(_no_header(sheet, entity))
            case _Unclear() as unclear:
                issues.append(_whose(sheet, unclear))
            case None:
                pass
    return Recognised(
        headers=tuple(headers),
        issues=tuple(issues),
        ignored=tuple(sheet.name for sheet in sheets if sheet.name not in found),
        sheets=tuple(sheet.name for sheet in sheets),
        left_out=tuple(
            LeftOut(name, each.entities) for name, each in guesses.items() if each.readings and name not in found
        ),
    )


def _whose(sheet: Sheet, unclear: _Unclear) -> Issue:
    """Ask whose rows a sheet holds."""
    paths = [entity.path for entity in unclear.entities or ENTITIES]
    said = (
        _('The columns of sheet "{sheet}" fit several entities alike: {entities}.')
        if unclear.entities
        else _('The columns of sheet "{sheet}" fit no entity; there are {entities}.')
    ).format(sheet=sheet.name, entities=", ".join(paths))
    hint = _('Give the sheet the name of one, or say --sheet "{sheet}={entity}".').format(
        sheet=sheet.name, entity=paths[0]
    )
    return Issue(
        sheet=sheet.name,
        cell=f"A{unclear.row}",
        row=unclear.row,
        entity="",
        field="",
        rule="sheet-unclear",
        severity=Severity.ERROR,
        message=f"{said} {hint}",
    )


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


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _header(sheet: Sheet, reading: HeaderReading) -> Header:
    names = {name: letters(index) for index, name in reading.names.items()}
    return Header(reading.entity, sheet.name, reading.row, names)


def _issues(sheet: Sheet, reading: HeaderReading) -> list[Issue]:
    unknown = [_unknown(sheet, reading, index, text) for index, text in reading.unknown.items()]
    return unknown + [_twice(sheet, reading, index, name, text) for index, (name, text) in reading.again.items()]


def _twice(sheet: Sheet, reading: HeaderReading, index: int, name: str, text: str) -> Issue:
    first = next(letters(place) for place, taken in reading.names.items() if taken == name)
    title = _title(reading.entity, name)
    message = _(
        "Column {first} is {title} already. Keep one of the two, or start this header with # to ignore it."
    ).format(first=first, title=title)
    return _issue(sheet, reading, index, name, Problem("header-twice", message, text))


def _unknown(sheet: Sheet, reading: HeaderReading, index: int, text: str) -> Issue:
    taken = set(reading.names.values())
    free = {spelling: name for spelling, name in header_spellings(reading.entity)[1].items() if name not in taken}
    near = [free[spelling] for spelling in get_close_matches(folded_header(text), free, n=1)]
    meant = _("Did you mean {near}?").format(near=_title(reading.entity, near[0])) + " " if near else ""
    what = _("{text} is no column of {entity}.").format(text=quoted(text), entity=reading.entity.title)
    message = _("{what} {meant}Start it with # to keep it as your own note.").format(what=what, meant=meant)
    return _issue(sheet, reading, index, "", Problem("header-unknown", message, text))


def _title(entity: Entity, name: str) -> str:
    return entity.by_field[name].title if name in entity.by_field else name


def _issue(sheet: Sheet, reading: HeaderReading, index: int, name: str, problem: Problem) -> Issue:
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
