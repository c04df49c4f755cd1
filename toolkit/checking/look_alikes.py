"""Look-alikes: new rows of one sheet that would make records that nobody could tell apart."""

from collections.abc import Iterator, Mapping, Sequence

from toolkit.checking.decode import Line, Table
from toolkit.checking.edits import Sayings, shown, usable
from toolkit.checking.issues import Issue, Problem
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.likeness import said_otherwise
from toolkit.entities.natural_keys import Key, key_of
from toolkit.entities.record import Command
from toolkit.language import _

KEY_TWICE = "key-twice"


def look_alike_issues(table: Table, sayings: Sayings) -> Iterator[Issue]:
    """Report each new row with the natural key of an earlier one, unless it says CREATE: then a second one is meant.

    Rows that lack a required part of the key, or have one that cannot be read, are not compared. An optional part that
    is empty in both is the same in both, as far as anyone can tell.
    """
    entity = table.entity
    if not all(entity.column(name).writable for name in entity.natural_key):
        return
    needed = [name for name in entity.natural_key if entity.column(name).required]
    seen: dict[Key, tuple[Line, Mapping[str, Value | None]]] = {}
    for line in sayings.creations:
        if not sayings.unreadable.isdisjoint((line.number, name) for name in entity.natural_key):
            continue
        values = _values(table, line)
        key = key_of(entity, values) if all(values.get(name) is not None for name in needed) else None
        first, before = seen.setdefault(key, (line, values)) if key else (line, values)
        if first is not line and line.command is not Command.CREATE:
            yield _issue(table, line, first, said_otherwise(entity, values, before))


def _values(table: Table, line: Line) -> dict[str, Value | None]:
    key = set(table.entity.natural_key)
    readings = zip(table.columns, line.readings, strict=True)
    return {column.field: usable(value) for column, value in readings if column.field in key}


def _issue(table: Table, line: Line, first: Line, spelled: str) -> Issue:
    entity, header = table.entity, table.header
    told = _("Row {first} creates the same {entity} already: the same {titles}.").format(
        first=first.number, entity=entity.singular, titles=_titles(entity, entity.natural_key)
    )
    remedy = _(
        "Nothing is created twice: change one of the rows, or take it out. "
        "If a second one is meant, write CREATE in Command of its row."
    )
    name = next((field for field in entity.natural_key if field in header.letters), entity.natural_key[0])
    column = entity.column(name)
    text = shown(column, _values(table, line).get(name))
    return Problem(KEY_TWICE, " ".join(filter(None, [told, spelled, remedy])), text).at(header, line.number, name)


def _titles(entity: Entity, fields: Sequence[str]) -> str:
    return ", ".join(entity.column(name).title for name in fields)
