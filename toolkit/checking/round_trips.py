"""Round trips: rows that make records point at each other in a circle, by way of records of the service as well."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.checking.issues import Issue
from toolkit.checking.row_issues import at
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Clear, Command, Mine, Record
from toolkit.language import _

Node = str | NewRow
"""A record: its IRI, or the row that creates it."""

_NONE: Mapping[str, Record] = {}
_SHOWN = 5
"""So many records of a circle are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """A row whose record points at another of the same entity; `changed` tells whether that is the row's own doing."""

    mine: Mine
    target: Node | None
    changed: bool


def round_trips(rows: Sequence[Mine], base: Live, live: Live) -> Iterator[Issue]:
    """Report each row that closes a circle among records of one entity, such as corrections of invoices.

    Circles of new rows alone are reported for all references, as none of them can be created first.
    """
    labels = Labels(live)
    for entity in dict.fromkeys(mine.entity for mine in rows):
        for column in entity.references:
            if column.target == entity.path and column.writable:
                found = [mine for mine in rows if mine.entity is entity]
                yield from _of_column(column, found, base.get(entity.path, _NONE), live.get(entity.path, _NONE), labels)


def _of_column(
    column: Column, rows: Sequence[Mine], base: Mapping[str, Record], live: Mapping[str, Record], labels: Labels
) -> Iterator[Issue]:
    targets: dict[Node, Node | None] = {record.iri: _iri(record, column) for record in live.values()}
    asking: dict[Node, _Asking] = {}
    for mine in rows:
        if mine.command in {Command.IGNORE, Command.DELETE}:
            continue
        node, found = _asked(mine, column, base, live)
        if node is not None:
            asking[node], targets[node] = found, found.target
    for node, found in asking.items():
        circle = _circle(node, targets) if found.changed else ()
        if any(isinstance(each, str) for each in circle):
            told = _("{column} leads in a circle: {records}. Name another {singular}, or empty the cell.")
            entity = found.mine.entity
            named = [_name(each, entity, labels) for each in (*circle[:_SHOWN], node)]
            message = told.format(column=column.title, records=" → ".join(named), singular=entity.singular)
            yield at(found.mine, column.field, "reference-circle", message)


def _asked(
    mine: Mine, column: Column, base: Mapping[str, Record], live: Mapping[str, Record]
) -> tuple[Node | None, _Asking]:
    """Return the record of a row, and what it is to point at: a cell that nobody touched keeps what is live."""
    wish = mine.values.get(column.field)
    meant = wish if isinstance(wish, str | NewRow) else None
    then, now = base.get(mine.id or ""), live.get(mine.id or "")
    record = now or then
    if mine.id is None:
        node = None if mine.command is Command.UPDATE else NewRow(mine.entity.path, mine.header.sheet, mine.row)
        return node, _Asking(mine, meant, meant is not None)
    if record is None:
        return None, _Asking(mine, None, changed=False)
    shown = _iri(then, column) if then is not None else None
    silent = column.field not in mine.values or (then is None and wish is None)
    if silent or (wish is not Clear.CLEAR and then is not None and meant == shown):
        return record.iri, _Asking(mine, _iri(record, column), changed=False)
    return record.iri, _Asking(mine, meant, meant is not None)


def _circle(node: Node, targets: Mapping[Node, Node | None]) -> tuple[Node, ...]:
    """Return the records from one that points, by way of others, at itself; nothing where it does not."""
    path: dict[Node, None] = {}
    at_node: Node | None = node
    while at_node is not None and at_node not in path:
        path[at_node] = None
        at_node = targets.get(at_node)
    return tuple(path) if at_node == node else ()


def _iri(record: Record, column: Column) -> str | None:
    found = record.values.get(column.field)
    return found if isinstance(found, str) else None


def _name(node: Node, entity: Entity, labels: Labels) -> str:
    return f"{node.sheet}!{node.row}" if isinstance(node, NewRow) else labels.of(entity.path, node)
