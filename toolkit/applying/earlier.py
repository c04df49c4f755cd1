"""Earlier: what became of operations on records before, so that one without a way back is not repeated by chance."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from toolkit.applying.journal import Journal
from toolkit.applying.schema import CHANGES, RUNS
from toolkit.applying.states import State
from toolkit.entities.entity import Entity
from toolkit.errors import SentBefore
from toolkit.planning.changes import Action
from toolkit.planning.plan import Plan

_TELLING = (State.SENDING.value, State.UNKNOWN.value, State.DONE.value)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last time that an operation on a record left: in which run, and whether it is known to have happened.

    `digest` is that of the record as it was then.
    """

    run: str
    known: bool
    digest: str


def earlier(journal: Journal, service: str, entity: Entity, verb: str) -> Mapping[str, Earlier]:
    """Return the last time that an operation left for each record of an entity, by the record's id."""
    wanted = (
        select(CHANGES.c.record, CHANGES.c.state, RUNS.c.id)
        .join(RUNS, CHANGES.c.run == RUNS.c.id)
        .where(RUNS.c.service == service, CHANGES.c.entity == entity.path, CHANGES.c.verb == verb)
        .where(CHANGES.c.state.in_(_TELLING))
        .order_by(RUNS.c.seq)
    )
    with journal.reading() as connection:
        found = {str(record): (str(run), str(state)) for record, state, run in connection.execute(wanted)}
    relied = {run: journal.plan(run).relied_on for run in {run for run, _state in found.values()}}
    return {
        record: Earlier(run, state == State.DONE.value, relied[run].get(f"{entity.path}/{record}", ""))
        for record, (run, state) in found.items()
    }


def demand_first(plan: Plan, journal: Journal) -> None:
    """Raise `SentBefore` where a plan repeats an operation that watches its record, and the journal knows of one.

    It may be repeated once the record has become another since.
    """
    actions = [change for change in plan.changes if isinstance(change, Action) and change.watches]
    kinds = dict.fromkeys((change.entity, change.verb) for change in actions)
    known = {kind: earlier(journal, plan.origin.service, *kind) for kind in kinds}
    for change in actions:
        last = known[change.entity, change.verb].get(change.before.id)
        if last is not None and (not last.known or last.digest == change.before.digest(change.entity)):
            raise SentBefore(f"{change.entity.singular} {change.label}", last.run)
