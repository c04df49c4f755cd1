"""A plan as one HTML file that needs nothing else: no script, no font, no picture, no network."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.entities.entity import Entity
from toolkit.planning.discrepancies import Discrepancy
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import identity
from toolkit.reports.changes import Block, blocks
from toolkit.reports.conflicts import disagreements
from toolkit.reports.discrepancies import sentences, title
from toolkit.reports.pages import ROWS, template
from toolkit.reports.plans import notes, parts_line, proved_line, summary_line, undo_line
from toolkit.reports.totals import after, before, change, of


@dataclass(frozen=True, slots=True)
class Section:
    """The changes of one entity, as far as they are shown."""

    entity: Entity
    blocks: tuple[Block, ...]


def html(plan: Plan, rows: int = ROWS, found: Sequence[Discrepancy] = ()) -> str:
    """Return the page. It shows at most `rows` changed cells, conflicts and refusals each, and counts the others.

    `found` is where the plan does not follow from its rows. Every value is escaped; a content security policy forbids
    whatever could still slip through.
    """
    sections, hidden = _sections(plan, rows)
    conflicts = disagreements(plan)
    return template("plan.html.jinja").render(
        origin=plan.origin,
        sections=sections,
        edited=title(found) if found else "",
        discrepancies=list(sentences(plan, found)),
        guards=plan.guards,
        id=identity(plan),
        conflicts=conflicts[:rows],
        refusals=plan.refusals[:rows],
        hidden=hidden + max(len(conflicts) - rows, 0) + max(len(plan.refusals) - rows, 0),
        notes=notes(plan),
        totals=[(of(total), total.currency, before(total), change(total), after(total)) for total in plan.totals],
        proved=proved_line(plan),
        summary=summary_line(plan),
        parts=parts_line(plan),
        undo=undo_line(plan),
    )


def _sections(plan: Plan, rows: int) -> tuple[list[Section], int]:
    """Take changes in their order until the rows are used up, gathered by entity; return also how many are left."""
    shown: dict[str, list[Block]] = {}
    hidden = 0
    for block in blocks(plan):
        height = max(len(block.lines), 1)
        fitting = min(height, rows)
        if fitting:
            shown.setdefault(block.entity.path, []).append(replace(block, lines=block.lines[:fitting]))
        rows -= fitting
        hidden += height - fitting
    return [Section(found[0].entity, tuple(found)) for found in shown.values()], hidden
