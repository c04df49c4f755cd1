"""Conflicts in the words that every form of a plan's report uses."""

from dataclasses import dataclass

from toolkit.planning.changes import Conflict
from toolkit.planning.plan import Plan
from toolkit.reports.changes import new_rows
from toolkit.reports.terminal import clean
from toolkit.reports.words import Numbers, phrase


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
    numbers = new_rows(plan.changes)
    return tuple(_disagreement(conflict, numbers) for conflict in plan.conflicts)


def _disagreement(conflict: Conflict, numbers: Numbers) -> Disagreement:
    column = conflict.entity.by_field.get(conflict.field)
    values = (conflict.base, conflict.mine, conflict.live)
    base, mine, live = (clean(phrase(conflict.entity, conflict.field, value, numbers)) for value in values)
    where = f"{clean(conflict.sheet)}!{conflict.cell or conflict.row}"
    return Disagreement(where, column.title if column else conflict.field, base, mine, live, clean(conflict.reason))
