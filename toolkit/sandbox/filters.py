"""Filters of collections: which there are, as `search` says, and what they ask of the store.

Anything unknown or unreadable is ignored in silence, as API Platform does: a typo returns everything.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from toolkit.entities.columns import Column
from toolkit.entities.entity import DIRECTORY, Entity
from toolkit.entities.kinds import Choice, Day, Flags, Integer, Moment, Number, Reference, Structure, YesNo
from toolkit.sandbox import sql
from toolkit.sandbox.links import LINKS, stored_columns
from toolkit.sandbox.naming import key, parse_iri
from toolkit.sandbox.sql import Scalar, Where

Query = tuple[tuple[str, str], ...]

_PARTIAL = frozenset({"name", "description"})
_DATES = {"before": "<=", "strictly_before": "<", "after": ">=", "strictly_after": ">"}
_RANGES = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_NUMBERED = re.compile(r"\[\d+\]$")


@dataclass(frozen=True, slots=True)
class Filter:
    """One query parameter: its name, the property it is about, and the condition that its values make, if any."""

    variable: str
    property: str
    condition: Callable[[tuple[str, ...]], Where | None]


def available(entity: Entity) -> tuple[Filter, ...]:
    """Return the filters of an entity's collections, in the order `search` lists them. Directories have none."""
    if entity.operations == DIRECTORY:
        return ()
    named = [each for column in stored_columns(entity) for each in _filters(column)]
    linked = [_exists_link(entity.path, field) for path, field in LINKS if path == entity.path]
    return (*_exact("id", partial(id_value, entity.path)), *named, *linked)


def sortable(entity: Entity) -> tuple[str, ...]:
    """Return the properties that a collection can be ordered by."""
    if entity.operations == DIRECTORY:
        return ()
    unsortable = (Reference, Flags, Structure)
    return ("id", *(column.field for column in stored_columns(entity) if not isinstance(column.kind, unsortable)))


def conditions(entity: Entity, query: Query) -> tuple[Where, ...]:
    """Return what the query asks for."""
    asked = _grouped(query)
    made = (each.condition(asked[each.variable]) for each in available(entity) if each.variable in asked)
    return tuple(where for where in made if where is not None)


def ordering(entity: Entity, query: Query) -> tuple[str, ...]:
    """Return the order that the query asks for, the first property first."""
    known = {f"order[{field}]": field for field in sortable(entity)}
    asked = {known[name]: value.upper() for name, value in query if name in known}
    return tuple(f"{sql.quoted(field)} {value}" for field, value in asked.items() if value in {"ASC", "DESC"})


def _grouped(query: Query) -> Mapping[str, tuple[str, ...]]:
    """Gather values by parameter: `x[]` and `x[0]` are lists, and of a repeated `x` the last counts."""
    asked: dict[str, tuple[str, ...]] = {}
    for name, value in query:
        plain = _NUMBERED.sub("[]", name)
        asked[plain] = (*asked.get(plain, ()), value) if plain.endswith("[]") else (value,)
    return asked


def _filters(column: Column) -> Iterator[Filter]:
    match column.kind:
        case Reference(target):
            yield from _exact(column.field, partial(id_value, target))
        case Day() | Moment():
            yield from _dates(column.field)
        case Integer() | YesNo():
            yield from _exact(column.field, _integer_value)
            yield from _ranges(column.field)
        case Number():
            yield from _ranges(column.field)
        case Flags() | Structure():
            return
        case _:
            yield from _texts(column)
    if not column.required:
        yield Filter(f"exists[{column.field}]", column.field, partial(_exists, sql.filled(column.field)))


def _texts(column: Column) -> Iterator[Filter]:
    if column.field in _PARTIAL and not isinstance(column.kind, Choice):
        yield Filter(column.field, column.field, lambda values: sql.containing(column.field, values[-1]))
    else:
        yield from _exact(column.field, str)


def _exact(field: str, read: Callable[[str], Scalar]) -> Iterator[Filter]:
    def condition(values: tuple[str, ...]) -> Where | None:
        try:
            return sql.among(field, tuple(read(value) for value in values))
        except ValueError:
            return None

    yield Filter(field, field, condition)
    yield Filter(f"{field}[]", field, condition)


def _dates(field: str) -> Iterator[Filter]:
    for word, operator in _DATES.items():
        yield Filter(f"{field}[{word}]", field, partial(_compared, field, operator, _date_value))


def _ranges(field: str) -> Iterator[Filter]:
    yield Filter(f"{field}[between]", field, partial(_between, field))
    for word, operator in _RANGES.items():
        yield Filter(f"{field}[{word}]", field, partial(_compared, field, operator, float))


def _compared(field: str, operator: str, read: Callable[[str], Scalar], values: tuple[str, ...]) -> Where | None:
    try:
        return sql.compared(field, operator, read(values[-1]))
    except ValueError:
        return None


def _between(field: str, values: tuple[str, ...]) -> Where | None:
    low, _, high = values[-1].partition("..")
    try:
        bounds = (float(low), float(high))
    except ValueError:
        return None
    return Where(f"{sql.quoted(field)} BETWEEN ? AND ?", bounds)


def _exists_link(path: str, field: str) -> Filter:
    link = LINKS[path, field]
    return Filter(f"exists[{field}]", field, partial(_exists, sql.linked(path, link.path, link.field)))


def _exists(where: Where, values: tuple[str, ...]) -> Where | None:
    wanted = _BOOLEANS.get(values[-1])
    if wanted is None:
        return None
    return where if wanted else sql.negated(where)


def id_value(path: str, text: str) -> Scalar:
    """Read an IRI or a bare id; what cannot be an id of the entity matches nothing."""
    pointed = parse_iri(text, origin="")
    if pointed is not None:
        return key(path, pointed[1]) if pointed[0] == path else None
    return key(path, text)


def _integer_value(text: str) -> Scalar:
    return int(text)


def _date_value(text: str) -> Scalar:
    return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0).isoformat()
