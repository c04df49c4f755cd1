"""The rules that values of the right type may still break: 422, all of them at once."""

import json
from collections.abc import Mapping
from datetime import datetime

from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity, InOrder
from toolkit.entities.kinds import Choice, Month, Text, Unreadable
from toolkit.entities.kinds.texts import CELL_LIMIT
from toolkit.sandbox.links import CHILDREN, stored_columns
from toolkit.sandbox.problems import Invalid, Violation
from toolkit.sandbox.sql import Scalar
from toolkit.sandbox.store import Row

NOT_BLANK = "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
NOT_NULL = "ad32d13f-c3d4-423b-909a-857b961eb720"
CHOICE = "8e179f1b-97aa-4560-a02f-2a8b42e49df7"
TOO_LONG = "d94b19cc-114f-4f44-9cc4-4138e80a87b9"
MALFORMED = "de1e3db3-5ed4-4941-aae4-59f3667cc3a3"
TOO_EARLY = "ea4e51d1-3342-48bd-87f1-9e672cd90cad"
POSITIVE = "778b7ae0-84d3-481a-9dec-35fdb64b1d78"


_NEW: Mapping[str, int] = {}


def validate(entity: Entity, row: Row, replaced: Mapping[str, int] = _NEW) -> None:
    """Check a record as it would be stored. Raises `Invalid` with every violation, in the order of the columns.

    `replaced` says of each array that the request replaces how many items it had: new items are numbered from there
    on, as Doctrine adds them to a collection before it takes the old ones out.
    """
    found = [each for column in stored_columns(entity) for each in _column(column, column.field, row.get(column.field))]
    fields = [field for path, field in CHILDREN if path == entity.path]
    found += [each for field in fields for each in _children(entity.path, field, row, replaced.get(field, 0))]
    found += [each for rule in entity.rules for each in _in_order(rule, row)]
    if found:
        raise Invalid(tuple(found))


def _column(column: Column, path: str, value: Scalar) -> list[Violation]:
    if value is None or value == "":
        return _missing(column, path) if column.required else []
    if not isinstance(column.kind, Text | Month) or not isinstance(value, str):
        return []
    if isinstance(column.kind, Choice) and column.kind.choices and value not in column.kind.choices:
        return [Violation(path, "The value you selected is not a valid choice.", CHOICE)]
    if isinstance(column.kind, Month):
        return _month(column.kind, path, value)
    limit = column.kind.limit
    if limit != CELL_LIMIT and len(value) > limit:
        message = f"This value is too long. It should have {limit} characters or less."
        return [Violation(path, message, TOO_LONG)]
    return []


def _missing(column: Column, path: str) -> list[Violation]:
    if isinstance(column.kind, Text):
        return [Violation(path, "This value should not be blank.", NOT_BLANK)]
    return [Violation(path, "This value should not be null.", NOT_NULL)]


def _month(kind: Month, path: str, value: str) -> list[Violation]:
    try:
        fits = kind.from_json(value) == value
    except Unreadable:
        fits = False
    return [] if fits else [Violation(path, "This value is not valid.", MALFORMED)]


def _children(path: str, field: str, row: Row, first: int) -> list[Violation]:
    found: list[Violation] = []
    for n, child in enumerate(json.loads(str(row.get(field) or "[]")), start=first):
        for column in CHILDREN[path, field].columns:
            place = f"{field}[{n}].{column.field}"
            found += _column(column, place, child.get(column.field))
            if column.field == "quantity" and child.get("quantity", 1) <= 0:
                found.append(Violation(place, "This value should be positive.", POSITIVE))
    return found


def _in_order(rule: InOrder, row: Row) -> list[Violation]:
    first, last = row.get(rule.first), row.get(rule.last)
    if first is None or last is None or str(first) <= str(last):
        return []
    moment = datetime.fromisoformat(str(first))
    hour = f"{moment.hour % 12 or 12}:{moment:%M %p}"
    message = f"This value should be greater than or equal to {moment:%b} {moment.day}, {moment.year}, {hour}."
    return [Violation(rule.last, message, TOO_EARLY)]
