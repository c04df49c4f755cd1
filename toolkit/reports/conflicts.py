"""Conflicts in the words that every form of a plan's report uses."""

from dataclasses import dataclass

from toolkit.language import _
from toolkit.planning.changes import Conflict
from toolkit.planning.plan import Plan
from toolkit.reports.terminal import clean
from toolkit.reports.words import Known, phrase


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A cell whose author and somebody else disagree; each side's value as it reads."""

    where: str
    title: str
    base: str
    mine: str
    live: str
    reason: str


def disagreements(plan: Plan) -> tuple[Disagreement, ...]:
    """Return every conflict of a plan in words, in the plan's order."""
    known = Known.of(plan)
    return tuple(_disagreement(conflict, known) for conflict in plan.conflicts)


def _disagreement(conflict: Conflict, known: Known) -> Disagreement:
    column = conflict.entity.by_field.get(conflict.field)
    values = (conflict.base, conflict.mine, conflict.live)
    base, mine, live = (clean(phrase(conflict.entity, conflict.field, value, known)) for value in values)
    where = f"{clean(conflict.sheet)}!{conflict.cell or conflict.row}"
    return Disagreement(
        where, column.title if column else _(conflict.field), base, mine, live, clean(_(conflict.reason))
    )
