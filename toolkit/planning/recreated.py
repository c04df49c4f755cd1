"""Recreated: what pointed at a record that is gone points at the row that brings it back."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Clear, Command, Mine, Record
from toolkit.planning.drafts import spot
from toolkit.planning.merge import same, wanted

_NONE: Mapping[str, Record] = {}
_UNREAD = frozenset({Command.DELETE, Command.IGNORE})


def at_their_rows(rows: Sequence[Mine], asking: Collection[int], base: Live, live: Live) -> list[Mine]:
    """Return the rows, where each reference that would be sent to a record of a gone row names that row instead.

    `asking` are the indexes of the rows that ask for something. Whether a gone row brings its record back is decided by
    its Resolution; what it has no columns for is as it was pulled. A cell that nobody touched, in a row whose record is
    there, sends nothing, and stays as it is.
    """
    gone = dict(_gone(rows, base, live))
    if not gone:
        return list(rows)
    return [_pointed(mine, gone, base, live) if index in asking else mine for index, mine in enumerate(rows)]


def _gone(rows: Iterable[Mine], base: Live, live: Live) -> Iterator[tuple[str, NewRow]]:
    """Yield the rows whose records somebody deleted, each with the IRI that its record had."""
    for mine in rows:
        then = _then(mine, base)
        if then is not None and then.iri and mine.command not in _UNREAD and not _is_there(mine, live):
            yield then.iri, NewRow(mine.entity.path, *spot(mine))


def _pointed(mine: Mine, gone: Mapping[str, NewRow], base: Live, live: Live) -> Mine:
    then, values = _then(mine, base), mine.values
    if mine.command in _UNREAD:
        return mine
    stays = _is_there(mine, live)
    if then is not None and not stays:
        values = {name: value for name, value in then.values.items() if mine.entity.column(name).writable} | {**values}
    changed: dict[str, Value | Clear | None] = {}
    for column in mine.entity.references:
        value = values.get(column.field)
        target = gone.get(value) if isinstance(value, str) else None
        untouched = stays and then is not None and same(then.values.get(column.field), wanted(value))
        if target is not None and (target.sheet, target.row) != spot(mine) and not untouched:
            changed[column.field] = target
    return replace(mine, values={**values, **changed})


def _then(mine: Mine, base: Live) -> Record | None:
    return base.get(mine.entity.path, _NONE).get(mine.id or "")


def _is_there(mine: Mine, live: Live) -> bool:
    return mine.id in live.get(mine.entity.path, _NONE)
