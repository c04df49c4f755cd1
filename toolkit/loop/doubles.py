"""What a plan would create is not there already: held against live records right before a plan is applied.

A plan of a statement may be applied days after it was made, and a colleague may have imported the same statement
meanwhile. Where a creation can be deleted again that is mended; a transaction stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from toolkit.entities.kinds import Value
from toolkit.entities.record import Record
from toolkit.errors import CreatedSince
from toolkit.loop.reach import Reached
from toolkit.planning.changes import Create, Reversibility
from toolkit.planning.plan import Plan

Content = tuple[Value | None, ...]


def refuse_doubles(plan: Plan, reached: Reached) -> None:
    """Raise `CreatedSince` where a creation without a way back would repeat a live record, field by field.

    Movements that are all alike differ in the balance after them, so that two real ones are not taken for doubles.
    """
    creations = _final(plan)
    for entity in dict.fromkeys(change.entity for change in creations):
        own = [change for change in creations if change.entity is entity]
        there = [record.id for record in _there(own, reached.client.list(entity).values())]
        if there:
            raise CreatedSince(entity.title.lower(), there)


def _final(plan: Plan) -> tuple[Create, ...]:
    return tuple(
        change
        for change in plan.changes
        if isinstance(change, Create) and change.reversibility is Reversibility.IRREVERSIBLE
    )


def _there(creations: Iterable[Create], live: Iterable[Record]) -> Iterator[Record]:
    """Yield the live records that have all that some creation would write; they are looked up by the fields written."""
    wanted: defaultdict[tuple[str, ...], set[Content]] = defaultdict(set)
    for change in creations:
        fields = tuple(sorted(change.after))
        wanted[fields].add(_content(change.after, fields))
    for record in live:
        if any(_content(record.values, fields) in contents for fields, contents in wanted.items()):
            yield record


def _content(values: Mapping[str, Value], fields: Iterable[str]) -> Content:
    return tuple(map(values.get, fields))
