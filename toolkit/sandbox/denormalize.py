"""From a request's body to stored values, as strictly as API Platform: the first wrong type is the answer."""

import json
from collections.abc import Callable
from datetime import datetime

from toolkit.entities import find
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Day, Flags, Integer, Moment, Number, YesNo
from toolkit.sandbox.calls import Call
from toolkit.sandbox.links import CHILDREN, Children
from toolkit.sandbox.naming import CURRENCIES, class_name, key, parse_iri
from toolkit.sandbox.problems import Invalid, Problem, Violation
from toolkit.sandbox.sql import Scalar
from toolkit.sandbox.switches import Currencies
from toolkit.sandbox.wire import Wire, WireObject, php_type

NO_CURRENCY = "69945ac1-2db4-405f-bec7-d2772f73df52"

_NO_DATE = (
    "The data is either not an string, an empty string, or null; you should pass a string that can be parsed "
    "with the passed format or a valid DateTime string."
)


def denormalize(call: Call, entity: Entity, document: WireObject) -> dict[str, Scalar]:
    """Return the stored values of a body's writable fields; unknown and read-only ones are dropped without a word.

    Raises `Problem` 400 for the first value of a wrong type, in the order of the body.
    """
    stored: dict[str, Scalar] = {}
    for name, value in document.items():
        column = entity.by_field.get(name)
        children = CHILDREN.get((entity.path, name))
        if children is not None:
            stored[name] = _children(call, name, children, value)
        elif column is not None and column.writable:
            stored[name] = _value(call, entity, column, value)
    return stored


def date_value(text: str) -> str:
    """Return a date as it is stored: the wall clock, without offset and fraction. Raises `Problem` 400."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0).isoformat()
    except ValueError:
        reason = "The timezone could not be found in the database"
        raise Problem(400, f"Failed to parse time string ({text}) at position 0 ({text[:1]}): {reason}") from None


def pointed(call: Call, target: str, value: str) -> Scalar:
    """Return the id that an IRI points at. Raises `Problem` 400 where it is none of `target`, or nobody's."""
    found = parse_iri(value, call.origin)
    if found is None:
        raise Problem(400, f'Invalid IRI "{value}".')
    path, text = found
    own = key(path, text)
    if own is None or call.store.get(find(path), own) is None:
        raise Problem(400, f'Item not found for "{value}".')
    if path != target:
        raise WrongClass(path)
    return own


class WrongClass(Exception):
    """An IRI points at a record of another class."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def _value(call: Call, entity: Entity, column: Column, value: Wire) -> Scalar:
    if value is None and (not column.required or column.target is not None):
        return None
    if column.target is not None:
        return _reference(call, entity, column, value)
    if isinstance(column.kind, Number) and call.switches.decimals:
        return _decimal(column.field, value)
    return _reader(column)(column.field, value)


def _reader(column: Column) -> Callable[[str, Wire], Scalar]:
    """Return what reads a value of a column that is no reference."""
    readers = ((Day | Moment, _date), (Flags, _flags), (Integer | YesNo, _integer), (Number, _float))
    return next((read for kind, read in readers if isinstance(column.kind, kind)), _string)


def _reference(call: Call, entity: Entity, column: Column, value: Wire) -> Scalar:
    if isinstance(value, dict | list):
        detail = f'Nested documents for attribute "{column.field}" are not allowed. Use IRIs instead.'
        raise Problem(400, detail)
    if not isinstance(value, str):
        raise _wrong_type(column.field, '"array" (nested document) or "string" (IRI)', value)
    target = str(column.target)
    if target == CURRENCIES and call.switches.currencies is Currencies.CODES:
        return _currency(call, column.field, value)
    try:
        return pointed(call, target, value)
    except WrongClass as wrong:
        expected, given = (f"App\\Entity\\{class_name(path)}" for path in (target, wrong.path))
        own = f"App\\Entity\\{class_name(entity.path)}"
        raise Problem(
            400,
            f'Failed to denormalize attribute "{column.field}" value for class "{own}": Expected argument of type '
            f'"?{expected}", "{given}" given at property path "{column.field}".',
        ) from None


def _currency(call: Call, field: str, code: str) -> Scalar:
    if call.store.get(find(CURRENCIES), code) is None:
        raise Invalid((Violation(field, "This value is not a valid currency.", NO_CURRENCY),))
    return code


def _date(field: str, value: Wire) -> Scalar:
    if value is None:
        raise _wrong_type(field, '"DateTimeInterface"', value)
    if not isinstance(value, str) or not value.strip():
        raise Problem(400, _NO_DATE)
    return date_value(value)


def _flags(field: str, value: Wire) -> Scalar:
    if not isinstance(value, list | dict):
        raise _wrong_type(field, '"array"', value)
    words = list(value.values()) if isinstance(value, dict) else value
    for n, word in enumerate(words):
        _string(f"{field}[{n}]", word)
    return json.dumps(words, ensure_ascii=False)


def _integer(field: str, value: Wire) -> Scalar:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong_type(field, '"int"', value)
    return value


def _float(field: str, value: Wire) -> Scalar:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong_type(field, '"float"', value)
    return float(value)


def _decimal(field: str, value: Wire) -> Scalar:
    """Read a decimal, which the database takes as a string and refuses where it holds no number."""
    text = str(_string(field, value))
    try:
        return float(text)
    except ValueError:
        raise Problem(500, "Internal Server Error") from None


def _string(field: str, value: Wire) -> Scalar:
    if not isinstance(value, str):
        raise _wrong_type(field, '"string"', value)
    return value


def _children(call: Call, field: str, children: Children, value: Wire) -> Scalar:
    """Read the rows of a record: they replace those it had, under new ids, whatever ids they came with."""
    if not isinstance(value, list):
        raise _wrong_type(field, '"array"', value)
    rows = []
    for child in value:
        if not isinstance(child, dict):
            raise _wrong_type(field, '"array"', child)
        row = {column.field: _child_value(column, child.get(column.field)) for column in children.columns}
        kept = {name: each for name, each in row.items() if each is not None}
        rows.append({"id": call.store.next(children.name), **kept})
    return json.dumps(rows, ensure_ascii=False)


def _child_value(column: Column, value: Wire) -> Scalar:
    """Read one field of a row; a missing one is left to validation."""
    if value is None:
        return None
    found = _reader(column)(column.field, value)
    return int(found) if isinstance(found, float) and found.is_integer() else found


def _wrong_type(field: str, expected: str, value: Wire) -> Problem:
    return Problem(400, f'The type of the "{field}" attribute must be {expected}, "{php_type(value)}" given.')
