"""A plan as text: every change with its cells, what stands against it, and the totals on the last lines."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import assert_never

from toolkit.entities.canonical import pretty
from toolkit.entities.part_row import Deed as PartDeed
from toolkit.language import _, mark, ngettext
from toolkit.planning.cells_written import parts_written
from toolkit.planning.discrepancies import Discrepancy
from toolkit.planning.plan import Guard, Plan
from toolkit.planning.planfile import SHORT, content_of, dump, identity, sealed, summary
from toolkit.planning.reversibility import Reversibility
from toolkit.reports import discrepancies, totals
from toolkit.reports.changes import ACTION, SYMBOLS, Block, blocks
from toolkit.reports.conflicts import Disagreement, disagreements
from toolkit.reports.lines import Deed, Line
from toolkit.reports.refusals import refusal_lines
from toolkit.reports.tables import Table
from toolkit.reports.terminal import (
    GAP,
    Paint,
    Painted,
    Tone,
    clean,
    elide,
    focus,
    hanging,
    left,
    right,
    width_of,
    wrap,
)
from toolkit.reports.words import count

ARROW = " → "
_INDENT = " " * 6
_TITLE_LIMIT = 28
_VALUE_LIMIT = 96
_TONES = {"create": Tone.GOOD, "patch": Tone.CHANGED, "replace": Tone.CHANGED, "delete": Tone.BAD}
_PART_VERBS = {PartDeed.CREATED: "create", PartDeed.CHANGED: "patch", PartDeed.DELETED: "delete"}
_UNDO_TONES = {
    Reversibility.REVERSIBLE: Tone.QUIET,
    Reversibility.NEW_ID: Tone.CHANGED,
    Reversibility.IRREVERSIBLE: Tone.BAD,
}


def text(plan: Plan, width: int, paint: Paint, found: Sequence[Discrepancy] = ()) -> str:
    """Show a plan: header, changes in the order they will be made, conflicts, refusals, control totals, notes, counts.

    `width` is the columns of the terminal, 80 or more to read well. Values that do not fit are cut in their
    middle, here only: the plan file has them whole. `found` is where the plan does not follow from its rows.
    """
    sections = (
        _header(plan, width, paint),
        discrepancies.lines(plan, found, width, paint),
        *(_block(block, width, paint) for block in blocks(plan)),
        _conflicts(plan, width, paint),
        refusal_lines(plan.refusals, width, paint),
        _guards(plan.guards, width, paint),
        totals.predicted(plan.totals, width, paint),
        [line for note in notes(plan) for line in hanging(_("Note:") + " ", note, width)],
        hanging(_("Proved:") + " ", proved, width) if (proved := proved_line(plan)) else [],
        _totals(plan, width, paint),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def json(plan: Plan, found: Sequence[Discrepancy] = ()) -> str:
    """Return a plan for machines: its file, and `discrepancies` where it does not follow from its rows."""
    return pretty({**sealed(content_of(plan)), "discrepancies": discrepancies.json(found)}) if found else dump(plan)


def summary_line(plan: Plan) -> str:
    """Return the totals in one line, for example `Plan: 3 to create, 1 to patch, … 0 refused.`."""
    counts = summary(plan)
    asked = sorted({change.verb for change in plan.changes} - set(SYMBOLS))
    planned = ", ".join(
        _("{count:,} to {verb}").format(count=counts[verb], verb=_(verb)) for verb in (*SYMBOLS, *asked)
    )
    conflicts = count(counts["conflicts"], "conflict")
    return _("Plan: {planned}; {unchanged:,} unchanged, {conflicts}, {refused:,} refused.").format(
        planned=planned, unchanged=counts["unchanged"], conflicts=conflicts, refused=counts["refused"]
    )


def parts_line(plan: Plan) -> str:
    """Return what becomes of parts of records, in one line, for example `Invoice rows: 1 to create, … 2 to delete.`.

    Nothing where no part comes, goes or changes.
    """
    found = Counter((part.entity, part.deed) for change in plan.changes for part in parts_written(change))
    told = [
        _("{entity}: {listed}.").format(
            entity=entity.title,
            listed=", ".join(
                _("{count:,} to {verb}").format(count=found[entity, deed], verb=_(verb))
                for deed, verb in _PART_VERBS.items()
            ),
        )
        for entity in dict.fromkeys(entity for entity, _deed in found)
    ]
    return " ".join(told)


def undo_line(plan: Plan) -> str:
    """Return how the changes can be undone, in one line, or nothing where there is no change."""
    if not plan.changes:
        return ""
    kinds = Counter(change.reversibility for change in plan.changes)
    return _("Undo: {listed}.").format(listed=", ".join(f"{kinds[word]:,} {_(word.value)}" for word in Reversibility))


def proved_line(plan: Plan) -> str:
    """Return what was found true before the plan was made, or nothing for a plan that no workbook was checked for."""
    proved = plan.proved
    if proved is None:
        return ""
    cells, references = count(proved.cells, "cell"), count(proved.references, "reference")
    return _("{cells} checked against the rules, {references} found among live records, {records} compared.").format(
        cells=cells, references=references, records=count(proved.records, "record")
    )


def _totals(plan: Plan, width: int, paint: Paint) -> list[str]:
    return [
        paint(line, Tone.STRONG)
        for sentence in (summary_line(plan), parts_line(plan), undo_line(plan))
        if sentence
        for first, colon, rest in [sentence.partition(": ")]
        for line in hanging(first + colon, rest, width)
    ]


def _header(plan: Plan, width: int, paint: Paint) -> list[str]:
    origin = plan.origin
    title = _("Plan {id} of {workbook} for {service}").format(
        id=identity(plan)[:SHORT], workbook=clean(origin.workbook), service=clean(origin.service)
    )
    undoing = _("profile {profile} · user {user} · planned at {planned_at} · takes back the plan {sha256}")
    asked = _("profile {profile} · user {user} · planned at {planned_at} · workbook {sha256}")
    facts = (undoing if origin.undone else asked).format(
        profile=clean(origin.profile),
        user=clean(origin.user),
        planned_at=clean(origin.planned_at),
        sha256=clean(origin.workbook_sha256)[:SHORT],
    )
    used = {change.verb for change in plan.changes}
    symbols = {**SYMBOLS, **dict.fromkeys(sorted(used - set(SYMBOLS)), ACTION)}
    legend = GAP.join(f"{symbol} {_(verb)}" for verb, symbol in symbols.items() if verb in used)
    lines = [paint(line, Tone.STRONG) for line in wrap(title, width)]
    return [*lines, *(paint(line, Tone.QUIET) for line in wrap(facts, width)), *([legend] if legend else [])]


def _block(block: Block, width: int, paint: Paint) -> list[str]:
    symbol = paint(f"{block.symbol:>3}", _TONES.get(block.verb, Tone.CHANGED))
    number = f" {block.n} "
    head = elide(f"{_(block.verb)} {block.entity.singular} “{block.label}”", width - 3 - len(number))
    tail = " · ".join(filter(None, [block.id, f"{block.sheet}!{block.row}", _(block.reversibility.value)]))
    painted = paint(tail, _UNDO_TONES[block.reversibility])
    first = f"{symbol}{number}{paint(head, Tone.STRONG)}"
    fits = 3 + len(number) + width_of(head) + len(GAP) + width_of(tail) <= width
    lines = [f"{first}{GAP}{painted}"] if fits else [first, f"{_INDENT}{painted}"]
    remark = hanging(_INDENT, block.remark, width) if block.remark else []
    losses = [line for loss in block.losses for line in hanging(_INDENT, loss, width)]
    return [*lines, *remark, *losses, *_fields(block.lines, width)]


def _fields(lines: Sequence[Line], width: int) -> Iterator[str]:
    """Align addresses, titles and numbers of one block; what is left of the width goes to the values."""
    if not lines:
        return
    cells = max(width_of(line.cell) for line in lines)
    marked = any(line.symbol for line in lines)
    columns = [width_of(line.title) for line in lines if not line.whole]
    titles = min(max(columns, default=0) + 1, _TITLE_LIMIT)
    befores = _widest(line.before for line in lines if line.numeric and line.deed is Deed.CHANGES)
    afters = _widest(line.after for line in lines if line.numeric)
    for line in lines:
        cell = f"{left(line.cell, cells)}{GAP}" if cells else ""
        symbol = f"{line.symbol or ' '} " if marked else ""
        if line.whole:
            words = line.after if line.deed is Deed.SETS else line.before
            yield from hanging(f"{_INDENT}{symbol}{cell}{line.title}: ", words, width)
            continue
        start = f"{_INDENT}{symbol}{cell}{left(elide(f'{line.title}:', titles), titles)} "
        first, *rest = _values(line, befores, afters, max(width - width_of(start), 20))
        yield start + first
        yield from (" " * width_of(start) + text for text in rest)


def _widest(texts: Iterable[str]) -> int:
    return max(map(width_of, texts), default=0)


def _values(line: Line, befores: int, afters: int, room: int) -> list[str]:
    after = right(line.after, afters) if line.numeric else line.after
    match line.deed:
        case Deed.SETS:
            return [elide(after, room)]
        case Deed.CLEARS:
            return [
                _("clears {before}").format(
                    before=elide(line.before, room - len(_("clears {before}").format(before="")))
                )
            ]
        case Deed.LOSES:
            return [elide(line.before, room)]
        case Deed.CHANGES:
            return _pair(right(line.before, befores) if line.numeric else line.before, after, room)
        case _:
            assert_never(line.deed)


def _pair(before: str, after: str, room: int) -> list[str]:
    """Put an arrow between two values; on two lines where one is too short, there cut around what differs."""
    if width_of(before) + len(ARROW) + width_of(after) <= room:
        return [f"{before}{ARROW}{after}"]
    arrow = ARROW.lstrip()
    room -= len(arrow)
    if max(width_of(before), width_of(after)) > room:
        before, after = focus(before, after)
    return [elide(before, room), f"{arrow}{elide(after, room)}"]


def _conflicts(plan: Plan, width: int, paint: Paint) -> list[str]:
    """Show base, mine and live beside each other, a table for each reason."""
    lines: list[str] = []
    for reason, found in groupby(sorted(disagreements(plan), key=_reason), key=_reason):
        rows = [_row(each) for each in found]
        lines += [paint(line, Tone.BAD) for line in wrap(f"{count(len(rows), 'conflict')}: {_(reason)}", width)]
        table = Table((mark("cell"), mark("column"), mark("base"), mark("mine"), mark("live")), rows)
        lines += [f"{GAP}{line}" for line in table.lines(width - len(GAP), paint)]
    return lines


def _reason(each: Disagreement) -> str:
    return each.reason


def _row(each: Disagreement) -> list[Painted]:
    values = (elide(value, _VALUE_LIMIT) for value in (each.base, each.mine, each.live))
    return [Painted(text) for text in (each.where, each.title, *values)]


def notes(plan: Plan) -> list[str]:
    """Return what a reader of the plan has to know beside its changes, each in a sentence."""
    return [*discrepancies.undated(plan), *_two_way(plan.unbased), *map(clean, plan.notes)]


def _two_way(sheets: Sequence[str]) -> Iterator[str]:
    if sheets:
        named = ngettext("Sheet {sheets} carries", "Sheets {sheets} carry", len(sheets)).format(
            sheets=clean(", ".join(sheets))
        )
        yield (
            _(
                "{named} no base, so the rows were compared with the live records alone: what colleagues "
                "changed meanwhile counts as a difference."
            ).format(named=named)
        )


def _guards(guards: Sequence[Guard], width: int, paint: Paint) -> list[str]:
    """Name the guards that stand, with the option that passes each."""
    if not guards:
        return []
    names = max(len(guard.name) for guard in guards)
    lines = [
        line
        for guard in guards
        for line in hanging(
            f"{GAP}{left(guard.name, names)}{GAP}",
            _("{message} Pass it with {allow}.").format(message=clean(guard.message), allow=guard.allow),
            width,
        )
    ]
    title = ngettext(
        "{count} guard stands before this plan:", "{count} guards stand before this plan:", len(guards)
    ).format(count=len(guards))
    return [paint(title, Tone.BAD), *lines]
