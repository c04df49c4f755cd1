"""The guard before values that only change rows among themselves, as where one column was sorted without the others."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.parts import owner_of, parts_of
from toolkit.language import _, ngettext
from toolkit.planning.cells_written import WrittenCell, cells_written
from toolkit.planning.changes import Change, Patch, Replace
from toolkit.planning.plan import Guard
from toolkit.thresholds import GuardName, Thresholds

_SHOWN = 3
"""So many columns are named in a message; the rest is counted."""

_Moved = tuple[Entity, Column, int]
"""A column, and how many of its values go from one row to another."""


def shuffled(changes: Sequence[Change], live: Live, thresholds: Thresholds) -> Iterator[Guard]:
    """Yield the guard before columns of mostly unique values in which rows take over each other's."""
    found = [
        (entity, column, rows)
        for entity, column, rows in _moved(changes, thresholds)
        if _is_mostly_unique(entity, column, live)
    ]
    if not found:
        return
    told = "; ".join(
        ngettext("{column} of {count:,} row of {entity}", "{column} of {count:,} rows of {entity}", rows).format(
            column=column.title, count=rows, entity=entity.plural
        )
        for entity, column, rows in found[:_SHOWN]
    )
    rest = len(found) - _SHOWN
    if rest > 0:
        told += " " + ngettext("and {count:,} more column", "and {count:,} more columns", rest).format(count=rest)
    yield Guard(
        GuardName.SHUFFLED,
        _(
            "{told} would become what other rows hold now: it looks as if one column, or Id, was sorted without the "
            "others; the threshold is {limit:,} rows."
        ).format(told=told, limit=thresholds.shuffled),
    )


def looked_at_for_shuffling(changes: Sequence[Change], thresholds: Thresholds) -> Iterator[Entity]:
    """Yield the entities whose live records tell whether what moves between rows is mostly unique."""
    for entity, _column, _rows in _moved(changes, thresholds):
        owner = owner_of(entity)
        yield entity if owner is None else owner.entity


def _moved(changes: Sequence[Change], thresholds: Thresholds) -> Iterator[_Moved]:
    """Yield each column in which so many rows as the threshold says take over what other rows lose."""
    columns: defaultdict[tuple[Entity, Column], list[WrittenCell]] = defaultdict(list)
    for change in changes:
        for cell in cells_written(change) if isinstance(change, Patch | Replace) else ():
            if cell.before is not None and cell.after is not None and cell.before != cell.after:
                columns[cell.entity, cell.column].append(cell)
    for (entity, column), cells in columns.items():
        taken = Counter(cell.after for cell in cells) & Counter(cell.before for cell in cells)
        if taken.total() >= thresholds.shuffled:
            yield entity, column, taken.total()


def _is_mostly_unique(entity: Entity, column: Column, live: Live) -> bool:
    """Tell whether over half of the live values of a column are different ones."""
    values = [value for value in _live_values(entity, column, live) if value is not None]
    return 2 * len(set(values)) > len(values)


def _live_values(entity: Entity, column: Column, live: Live) -> Iterator[Value | None]:
    owner = owner_of(entity)
    records = live.get(entity.path if owner is None else owner.entity.path, {}).values()
    for record in records if owner is None else parts_of(records, owner):
        yield record.values.get(column.field)
