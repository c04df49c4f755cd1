"""Key filters: how a collection is narrowed to the natural key of one record, by the filters that it advertises. Pure.

What comes back is looked at again by whoever asked, so a filter may let through too much, and must never leave out the
record itself. Amounts are not asked for: a service may keep them in a type that equals no decimal.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from unicodedata import normalize

from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Choice, Day, Integer, Moment, Month, Reference, Text

_DAY = timedelta(days=1)


def askable(entity: Entity, advertised: Collection[str]) -> tuple[Column, ...]:
    """Return the columns of the natural key that the advertised filters can be asked for."""
    columns = (entity.by_field[name] for name in entity.natural_key)
    return tuple(column for column in columns if (names := _variables(column)) and names <= set(advertised))


def key_filters(entity: Entity, body: JsonObject, advertised: Collection[str]) -> dict[str, str]:
    """Return the filters, by name, for the natural key of the record that a body makes; none where nothing narrows."""
    columns = askable(entity, advertised)
    return {name: value for column in columns for name, value in _narrowing(column, body.get(column.field))}


def _variables(column: Column) -> frozenset[str]:
    match column.kind:
        case Day() | Moment():
            return frozenset({f"{column.field}[after]", f"{column.field}[before]"})
        case Reference() | Choice() | Month() | Text() | Integer():
            return frozenset({column.field})
        case _:
            return frozenset()


def _narrowing(column: Column, json: Json) -> Iterator[tuple[str, str]]:
    field = column.field
    match column.kind, json:
        case Day() | Moment(), str():
            yield from _days(field, json)
        case Text(), str() if not _is_plain(json):
            return
        case _, str() if json:
            yield field, json
        case Integer(), int() if not isinstance(json, bool):
            yield field, str(json)


def _is_plain(text: str) -> bool:
    """Tell whether a service stores a text as it is: without blanks to be trimmed or letters to be composed."""
    return text == " ".join(normalize("NFC", text).split())


def _days(field: str, text: str) -> Iterator[tuple[str, str]]:
    """Ask for the day before to the day after: a service may count days by another clock."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return
    yield f"{field}[after]", str(day - _DAY)
    yield f"{field}[before]", str(day + 2 * _DAY)
