"""Whether a change is called by what its record holds: a label that was edited would name an innocent record."""

from collections.abc import Mapping, Sequence

from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import SEPARATOR
from toolkit.planning.changes import Change, Create
from toolkit.planning.drafts import Spot, spot


def labels_of(changes: Sequence[Change], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the label of each change, another one where the plan's does not follow from the values of the record.

    `names` are the labels of the records that references point at, by IRI. A label that other records share has the
    id behind it; only live records tell, so both are right.
    """
    found: list[str] = []
    made: dict[Spot, str] = {}
    for change in changes:
        label = _true(change, names, made)
        if isinstance(change, Create):
            made[change.place.sheet, change.place.row] = label
        found.append(label)
    return tuple(found)


def _true(change: Change, names: Mapping[str, str], made: Mapping[Spot, str]) -> str:
    if isinstance(change, Create):
        return _plain(change, change.after, names, made) or f"new {change.entity.english_singular}"
    plain = _plain(change, change.before.values, names, made) or change.before.id
    numbered = f"{SEPARATOR}{change.before.id}"
    told = change.label
    while told.endswith(numbered) and told != plain:
        told = told.removesuffix(numbered)
    return change.label if told == plain else plain


def _plain(change: Change, values: Mapping[str, Value], names: Mapping[str, str], made: Mapping[Spot, str]) -> str:
    words = (_word(change, name, values[name], names, made) for name in change.entity.label if name in values)
    return SEPARATOR.join(words)


def _word(change: Change, name: str, value: Value, names: Mapping[str, str], made: Mapping[Spot, str]) -> str:
    column = change.entity.by_field[name]
    if isinstance(value, NewRow):
        return made.get(spot(value), "")
    if column.target is not None and isinstance(value, str):
        return names.get(value, value)
    return str(column.kind.to_cell(value))
