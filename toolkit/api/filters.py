"""Filters: what is sent of them, and whether a record fulfils them. Pure.

API Platform ignores a value that it cannot read, and answers with everything. So values are read here first, as their
column would, and what comes back is looked at again. That second look is as loose as the loosest service: it
cannot know whether a text is searched whole or in part, nor the hours of a day that the service keeps.
"""

import operator
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial

from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Choice, Day, Integer, Kind, Moment, Month, Number, Reference, Text, Value, YesNo
from toolkit.entities.record import Record
from toolkit.errors import BadFilterValue
from toolkit.language import _

Filters = Mapping[str, str]
"""Query parameters as API Platform spells them, `amount[gte]` for example; a list counts: `id[0]`, `id[1]`."""

_NAME = re.compile(r"(?P<outer>[^\[\]]+)(?:\[(?P<inner>[^\[\]]*)\])?")
_NUMBERED = re.compile(r"\[\d+\]$")
_WORDS = {"true": "1", "1": "1", "yes": "1", "false": "0", "0": "0", "no": "0"}
_SINCE, _UNTIL = frozenset({"after", "strictly_after"}), frozenset({"before", "strictly_before"})
_RANGES: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}

Holds = Callable[[Record], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter as it is sent, and whether a record fulfils it. Of conditions with one `group` any will do."""

    name: str
    value: str
    holds: Holds
    group: str


def conditions(entity: Entity, filters: Filters) -> tuple[Condition, ...]:
    """Read the values of filters. Raises `BadFilterValue` for one that the service would ignore in silence."""
    return tuple(_condition(entity, name, value) for name, value in filters.items())


def fulfils(record: Record, wanted: tuple[Condition, ...]) -> bool:
    """Tell whether a record fulfils every condition, as far as can be told from here."""
    groups = dict.fromkeys(condition.group for condition in wanted)
    return all(any(each.holds(record) for each in wanted if each.group == group) for group in groups)


def variable(name: str) -> str:
    """Return a filter's name as the service advertises it: the values of a list share theirs."""
    return _NUMBERED.sub("[]", name)


def _condition(entity: Entity, name: str, value: str) -> Condition:
    parts = _NAME.fullmatch(name)
    outer, inner = (parts["outer"], parts["inner"]) if parts else ("", None)
    match outer, inner:
        case "exists", str(field) if field:
            sent = _word(entity, name, value)
            return Condition(name, sent, partial(_exists, field, sent == "1"), name)
        case "order", _:
            if value.lower() not in {"asc", "desc"}:
                raise BadFilterValue(entity.path, name, _("asc or desc"))
            return Condition(name, value, _whatever, name)
        case "id", _:
            return Condition(name, value, lambda record: _points_at(value, record.id), variable(name))
        case _:
            column = entity.by_field.get(outer)
            sent, fits = _read(entity, name, column, inner or "", value)
            return Condition(name, sent, partial(_fits, outer, fits), variable(name))


Fits = Callable[[Value | None], bool]


def _read(entity: Entity, name: str, column: Column | None, how: str, value: str) -> tuple[str, Fits]:
    """Return the value to send, and what a field has to be."""
    kind = column.kind if column else None
    if how and not how.isdigit():
        return value, _compared(entity, name, kind, how, value)
    if isinstance(kind, YesNo):
        word = _word(entity, name, value)
        return word, partial(operator.eq, word == "1")
    return value, _equal(entity, name, kind, value)


def _compared(entity: Entity, name: str, kind: Kind | None, how: str, value: str) -> Fits:
    if isinstance(kind, Day | Moment) and how in _SINCE | _UNTIL:
        return partial(_in_time, how, _day(entity, name, value))
    if isinstance(kind, Integer | Number | YesNo) and how in {*_RANGES, "between"}:
        return _in_range(entity, name, how, value)
    return _unknown


def _equal(entity: Entity, name: str, kind: Kind | None, value: str) -> Fits:
    match kind:
        case Integer() | Number():
            return partial(operator.eq, _number(entity, name, value))
        case Reference():
            return partial(_points_at, value)
        case Text() | Choice() | Month():
            return partial(_contains, _folded(value))
        case _:
            return _unknown


def _fits(field: str, fits: Fits, record: Record) -> bool:
    return fits(record.values.get(field))


def _exists(field: str, wanted: bool, record: Record) -> bool:  # noqa: FBT001 -- a value of the filter, no switch
    return ((record.values.get(field) is not None) or field in record.extra) == wanted


def _whatever(record: Record) -> bool:
    del record
    return True


def _unknown(found: Value | None) -> bool:
    del found
    return True


def _points_at(wanted: str, found: Value | None) -> bool:
    return isinstance(found, str) and found.rsplit("/", 1)[-1] == wanted.rsplit("/", 1)[-1]


def _contains(wanted: str, found: Value | None) -> bool:
    return isinstance(found, str) and wanted in _folded(found)


def _in_time(how: str, wanted: date, found: Value | None) -> bool:
    """Compare by the day alone; services differ in whether a missing date counts as any."""
    if not isinstance(found, date):
        return True
    day = found.date() if isinstance(found, datetime) else found
    return day >= wanted if how in _SINCE else day <= wanted


def _in_range(entity: Entity, name: str, how: str, value: str) -> Fits:
    if how == "between":
        low, dots, high = value.partition("..")
        bounds = _number(entity, name, low), _number(entity, name, high if dots else "")
        return lambda found: (number := _as_number(found)) is not None and bounds[0] <= number <= bounds[1]
    bound, compare = _number(entity, name, value), _RANGES[how]
    return lambda found: (number := _as_number(found)) is not None and compare(number, bound)


def _as_number(found: Value | None) -> Decimal | None:
    return Decimal(found) if isinstance(found, int | Decimal) else None


def _number(entity: Entity, name: str, value: str) -> Decimal:
    expected = (
        _("two numbers with two dots between them, 10..20") if name.endswith("[between]") else _("a number, 12.50")
    )
    try:
        number = Decimal(value) if value.isascii() and "_" not in value else Decimal("nan")
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise BadFilterValue(entity.path, name, expected)
    return number


def _day(entity: Entity, name: str, value: str) -> date:
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        raise BadFilterValue(entity.path, name, _("a date, 2026-01-31")) from None


def _word(entity: Entity, name: str, value: str) -> str:
    word = _WORDS.get(value.lower())
    if word is None:
        raise BadFilterValue(entity.path, name, _("yes or no"))
    return word


def _folded(text: str) -> str:
    """Return text without case and accents, which many databases do not tell apart."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parted if not unicodedata.combining(char))
