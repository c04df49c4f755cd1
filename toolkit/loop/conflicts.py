"""Conflicts as a workbook tells them: a sentence at the cell, and what was shown kept for the Resolution."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.record import Command
from toolkit.entities.settlement import Seen
from toolkit.excel.base import Base
from toolkit.excel.findings.finding import Finding
from toolkit.excel.findings.writing import Texts
from toolkit.language import _
from toolkit.loop.columns import RESOLUTION
from toolkit.planning.changes import Conflict
from toolkit.planning.part_refusals import ELSEWHERE
from toolkit.planning.plan import Plan
from toolkit.planning.settling import asked_for

CONFLICT = "conflict"
"""The Status of a row that waits for its Resolution."""


def conflict_findings(plan: Plan) -> list[Finding]:
    """Return what there is to say at each cell in conflict: the three sides, when live was seen, and what to do."""
    return [_finding(conflict, plan) for conflict in plan.conflicts]


def title_of(conflict: Conflict) -> str:
    """Return the title of the column that a conflict is about."""
    column = conflict.entity.by_field.get(conflict.field)
    return column.title if column is not None else _(conflict.field)


def _finding(conflict: Conflict, plan: Plan) -> Finding:
    mine = _shown(conflict.entity, conflict.field, conflict.mine, plan.names)
    return Finding(conflict.sheet, conflict.cell, title_of(conflict), "error", _sentence(conflict, plan), mine)


def _sentence(conflict: Conflict, plan: Plan) -> str:
    when = plan.origin.planned_at.replace("T", " ").replace("+00:00", _(" UTC"))
    said = _(conflict.reason)
    reason = said[:1].upper() + said[1:]
    sides = (conflict.base, conflict.mine, conflict.live)
    base, mine, live = (_shown(conflict.entity, conflict.field, side, plan.names) for side in sides)
    gone = conflict.field not in conflict.entity.by_field
    told = _of_what_is_gone(conflict.intent) if gone else _of_what_differs(conflict.intent)
    return told.format(reason=reason, base=base, mine=mine, live=live, when=when)


def _of_what_is_gone(intent: str) -> str:
    """Return the sentence of a row whose record or part is not there any more."""
    if intent.startswith(ELSEWHERE):
        return _("{reason} (seen {when}). Resolution: live leaves it there. To change it there, pull again.")
    if intent:
        return _("{reason} (seen {when}). Resolution: mine puts it where you moved it, live leaves it out.")
    return _("{reason} (seen {when}). Resolution: live leaves it deleted, mine creates it again with a new id.")


def _of_what_differs(intent: str) -> str:
    """Return the sentence of a cell that two people changed, or that one changed and the other takes away."""
    if intent == Command.DELETE:
        return _(
            "{reason}. It was {base}, and live is {live} (seen {when}). "
            "Resolution: mine deletes it all the same, live keeps it."
        )
    if intent:
        return _(
            "{reason}. It was {base}, and live is {live} (seen {when}). "
            "Resolution: mine moves it with what you changed, live leaves it where it is."
        )
    return _(
        "{reason}. It was {base}, you want {mine}, and live is {live} (seen {when}). "
        "Resolution: mine sends yours, live keeps theirs."
    )


def _shown(entity: Entity, field: str, value: Value | None, names: Mapping[str, str]) -> str:
    """Return a value as a cell shows it, references by name."""
    column = entity.by_field.get(field)
    if value is None or column is None:
        return _("(empty)")
    if isinstance(value, str) and column.target is not None:
        return names.get(value, value)
    text = str(value) if isinstance(value, tuple) and not value else str(column.kind.to_cell(value))
    return f'"{text}"' if isinstance(value, str) else text


def without_choices(conflicts: Sequence[Conflict], letters: Mapping[str, Mapping[str, str]]) -> Texts:
    """Return what empties each Resolution that was chosen for a live value which is no longer the one shown."""
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for conflict in conflicts:
        column = letters.get(conflict.sheet, {}).get(RESOLUTION)
        if conflict.resolution and column is not None:
            texts[conflict.sheet][f"{column}{conflict.row}"] = ""
    return texts


def merged(one: Texts, other: Texts) -> Texts:
    """Join texts of different cells."""
    return {sheet: {**one.get(sheet, {}), **other.get(sheet, {})} for sheet in {**one, **other}}


def with_seen(base: Base, conflicts: Sequence[Conflict], at: str) -> Base:
    """Return the base with what is live of these conflicts and what the rows ask for, as shown at this time.

    The time is RFC 3339 in UTC.
    What was shown earlier of other fields stays: a Resolution may have been chosen for it.
    """
    seen = {path: dict(shown) for path, shown in base.seen.items()}
    for conflict in conflicts:
        of_entity = seen.setdefault(conflict.entity.path, {})
        if conflict.id is not None:
            known = of_entity.get(conflict.id, Seen(at, {}))
            asked = {**known.asked, conflict.field: asked_for(conflict.mine, conflict.intent)}
            of_entity[conflict.id] = Seen(at, {**known.values, conflict.field: conflict.live}, asked)
    return replace(base, seen=seen)
