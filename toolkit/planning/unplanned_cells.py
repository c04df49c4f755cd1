"""The cells of a row that differ and that a plan does not write, with the reason: kept, agreed, held, or gone."""

from collections.abc import Iterator, Sequence

from toolkit.entities.record import Clear, Command, Mine, Record
from toolkit.planning.at_rows import AtRow
from toolkit.planning.changes import Create, Delete, Patch, Replace
from toolkit.planning.decide import Sides
from toolkit.planning.differences import Difference, Outcome, fields_shown, outcome_of, sides_of
from toolkit.planning.merge import same, wanted
from toolkit.planning.planned_cells import cell_of

_SENT = frozenset({Outcome.SEND, Outcome.SETTLED_MINE, Outcome.CONFLICT})


def unplanned(mine: Mine, sides: Sides, at: AtRow, told: Sequence[Difference], *, held: bool) -> Iterator[Difference]:
    """Yield the cells that differ beside those that the plan writes or holds in conflict, which are `told`.

    `held` tells whether something stands against the row.
    """
    base, live = sides.base_of(mine), sides.live_of(mine) or _matched(at)
    if mine.command is Command.DELETE:
        if not told:
            yield _not_deleted(mine, live, held=held)
    elif any(isinstance(change, Create | Delete) for change in at.own) or (at.parts and live is None):
        return
    elif live is not None:
        yield from _beside(mine, sides, (base, live), told, held=held)
    elif base is not None:
        yield from _gone(mine, base, told, held=held)
    elif held:
        yield from _not_created(mine, told)


def _not_deleted(mine: Mine, live: Record | None, *, held: bool) -> Difference:
    values = (None, "DELETE", None)
    if held:
        return cell_of(mine, "Command", values, Outcome.HELD)
    return cell_of(mine, "Command", values, Outcome.AGREED if live is None else Outcome.SETTLED_LIVE)


def _beside(
    mine: Mine, sides: Sides, records: tuple[Record | None, Record], told: Sequence[Difference], *, held: bool
) -> Iterator[Difference]:
    base, live = records
    known = {each.field for each in told}
    for name in fields_shown(mine, sides):
        outcome = outcome_of(mine, name, base, live) if name not in known else Outcome.NOTHING
        if outcome in _SENT:
            # Nothing of the row is sent, or the text only names the record, in another spelling.
            outcome = Outcome.HELD if held else Outcome.NOTHING
        if outcome is not Outcome.NOTHING:
            yield cell_of(mine, name, sides_of(mine, name, base, live), outcome)


def _gone(mine: Mine, base: Record, told: Sequence[Difference], *, held: bool) -> Iterator[Difference]:
    if any(each.field == "Id" for each in told):
        return
    touched = any(not same(base.values.get(name), wanted(wish)) for name, wish in mine.values.items())
    outcome = Outcome.HELD if held else Outcome.SETTLED_LIVE if touched else Outcome.GONE
    yield cell_of(mine, "Id", (base.id, base.id, None), outcome)


def _not_created(mine: Mine, told: Sequence[Difference]) -> Iterator[Difference]:
    known = {each.field for each in told}
    filled = [(name, wish) for name, wish in mine.values.items() if wish is not None and name not in known]
    for name, wish in filled:
        yield cell_of(mine, name, (None, None if wish is Clear.CLEAR else wish, None), Outcome.HELD)
    if not filled and not told:
        yield cell_of(mine, "Command", (None, mine.command.value or None, None), Outcome.HELD)


def _matched(at: AtRow) -> Record | None:
    """Return the live record that a row without an Id was found to mean."""
    return next((change.before for change in at.own if isinstance(change, Patch | Replace)), None)
