"""Agreement: rows of one thing must not say different things, whichever sheets they stand on."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from toolkit.checking.issues import Issue
from toolkit.checking.row_issues import at, seen_from
from toolkit.entities.answers import said
from toolkit.entities.entity import Entity
from toolkit.entities.labels import Live
from toolkit.entities.record import Clear, Command, Mine, Record
from toolkit.entities.worklists import BOOKINGS, OWN_FIELDS, WORKLISTS, stands_for
from toolkit.language import _

_NONE: Mapping[str, Record] = {}


def disagreements(rows: Sequence[Mine], base: Live, live: Live) -> Iterator[Issue]:
    """Report answers about a record of which another row says something else.

    What was shown in a cell, and left as it was, is no opinion.
    """
    records = _touched_records(rows, base, live)
    answers: defaultdict[tuple[Entity, str], list[Mine]] = defaultdict(list)
    for mine in rows:
        if mine.entity in WORKLISTS and mine.command is not Command.IGNORE and mine.id:
            answers[stands_for(mine.entity)[0], mine.id].append(mine)
    for (entity, identifier), found in answers.items():
        before = base.get(entity.path, _NONE).get(identifier) or live.get(entity.path, _NONE).get(identifier)
        yield from _among(found, before)
        record_row = records.get((entity.path, identifier))
        if record_row is not None:
            yield from _beside(found, record_row, before)


def opinions(mine: Mine, before: Record | None) -> Iterator[str]:
    """Yield the fields of its record that a row of a work list says something of."""
    for name in OWN_FIELDS[mine.entity]:
        wish = said(mine, name)
        if wish is not None and (before is None or wish != before.values.get(name)):
            yield name


def _among(rows: Sequence[Mine], before: Record | None) -> Iterator[Issue]:
    """Hold the rows of a work list against each other."""
    first: dict[str, Mine] = {}
    for mine in rows:
        for name in opinions(mine, before):
            other = first.setdefault(name, mine)
            if said(other, name) != said(mine, name):
                told = _("{cell} says something else of the same {singular}. Make them agree, or empty one.")
                singular = stands_for(mine.entity)[0].singular
                message = told.format(cell=seen_from(mine, other, name), singular=singular)
                yield at(mine, name, "rows-disagree", message)


def _beside(rows: Sequence[Mine], record_row: Mine, before: Record | None) -> Iterator[Issue]:
    """Hold the rows of a work list against the record's own row: they would be two edits of one record."""
    amount = _says_amount(record_row, before)
    for mine in rows:
        names = [*opinions(mine, before)]
        names += ["accept"] if said(mine, "accept") is True else []
        names += [name for name in BOOKINGS if amount and mine.entity.by_field.get(name) and said(mine, name)]
        if names:
            told = _("{cell} says something of the same {singular} as well. Keep what is said of it in one of the two.")
            cell = seen_from(mine, record_row, "Id")
            message = told.format(cell=cell, singular=record_row.entity.singular)
            yield at(mine, names[0], "rows-disagree", message)


def _says_amount(record_row: Mine, before: Record | None) -> bool:
    then = before.values.get("amount") if before is not None else None
    return record_row.values.get("amount", then) != then


def _touched_records(rows: Sequence[Mine], base: Live, live: Live) -> Mapping[tuple[str, str], Mine]:
    """Return the rows of records that ask for something, by the path of the entity and the id."""
    found: dict[tuple[str, str], Mine] = {}
    for mine in rows:
        path = mine.entity.path
        if mine.entity in WORKLISTS or mine.command is Command.IGNORE or not mine.id:
            continue
        then = base.get(path, _NONE).get(mine.id)
        if mine.command is Command.DELETE or _is_touched(mine, then, live.get(path, _NONE).get(mine.id)):
            found[path, mine.id] = mine
    return found


def _is_touched(mine: Mine, base: Record | None, live: Record | None) -> bool:
    wishes = {name: wish for name, wish in mine.values.items() if name in mine.entity.sendable}
    if base is not None:
        return any(base.values.get(name) != _value(wish) for name, wish in wishes.items())
    known = live.values if live is not None else {}
    return any(wish is not None and known.get(name) != _value(wish) for name, wish in wishes.items())


def _value(wish: object) -> object:
    return None if wish is Clear.CLEAR else wish
