"""Violations as a service numbers them, turned into places of the array that was sent.

Of an array that a PATCH replaces, API Platform numbers the elements from the last live one on; what it finds while it
reads the body, before any rule, it numbers as sent. A service of another make may do neither. What cannot be told is
told with both values, and has no cell: an innocent one would be mended, and the wrong one kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.entities.kinds import Part, Rows
from toolkit.entities.part_row import Deed
from toolkit.errors import Refused, Violation
from toolkit.language import _
from toolkit.planning.changes import Change, Patch

_INDEXED = re.compile(r"(\w+)\[(\d+)\](?:\.(.*))?")
_WRONG_TYPE = "ba785a8c-82cb-4283-967c-3cf342181b40"
"""The code of Symfony's rule that a value is of a type: what breaks it is found while the body is read."""


@dataclass(frozen=True, slots=True)
class _Array:
    """The elements of one array of a request, how many were live before, and which come from changed rows."""

    sent: Sequence[Part]
    live: int
    changed: frozenset[int]


def as_sent(change: Change, error: Refused) -> tuple[Violation, ...]:
    """Return the violations with the indexes of the request's own arrays; a doubtful one has no path."""
    from_rules = [each for each in error.violations if error.status != 400 and each.code != _WRONG_TYPE]
    return tuple(_as_sent(change, each, from_rules) if each in from_rules else each for each in error.violations)


def _as_sent(change: Change, violation: Violation, others: Sequence[Violation]) -> Violation:
    found = _INDEXED.fullmatch(violation.path)
    array = _array(change, found[1]) if found is not None else None
    if found is None or array is None or not array.live:
        return violation
    told = int(found[2])
    if any(index < array.live for index in _indexes(others, found[1])):
        return violation
    index = told - array.live
    if index not in array.changed and told in array.changed:
        return _doubtful(change, violation, found[1], found[3] or "", array.sent[index], array.sent[told])
    path = f"{found[1]}[{index}]" + (f".{found[3]}" if found[3] else "")
    return replace(violation, path=path)


def _indexes(violations: Sequence[Violation], field: str) -> Iterator[int]:
    """Yield every index that is told of one array: one below the live ones tells that nothing is counted on."""
    for each in violations:
        found = _INDEXED.fullmatch(each.path)
        if found is not None and found[1] == field:
            yield int(found[2])


def _array(change: Change, field: str) -> _Array | None:
    column = change.entity.by_field.get(field)
    if not isinstance(change, Patch) or column is None or not isinstance(column.kind, Rows):
        return None
    sent = column.kind.parts(change.edits.get(field)) or []
    live = column.kind.parts(change.before.values.get(field)) or []
    rows = (part for part in change.place.parts if part.field == field and part.deed is not Deed.KEPT)
    return _Array(sent, len(live), frozenset(row.index for row in rows if row.index is not None))


def _doubtful(change: Change, violation: Violation, name: str, field: str, *parts: Part) -> Violation:
    """Return a violation that names what it may be about, and has no place."""
    columns = next(each.entity.by_field for each in change.entity.children if each.field == name)
    title = columns[field].title if field in columns else field
    told = (f'"{part.values.get("name", "")}" ({title} {part.values.get(field, "")})' for part in parts)
    return replace(violation, path="", message=f"{_(' or ').join(told)}: {violation.message}")
