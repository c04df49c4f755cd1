"""From three sides to one plan: the rows of a workbook, their base, and the live records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Mine, Record
from toolkit.planning import guards, requests
from toolkit.planning.changes import Action, Change, Conflict, Create, Delete, Patch, Place, Refusal, Replace
from toolkit.planning.choices import idle_choices
from toolkit.planning.dependants import NOTHING_READ, Pointing, with_dependants
from toolkit.planning.dependents import pointers
from toolkit.planning.derive import requests_of
from toolkit.planning.drafts import Act, Clash, Draft, Edit, Fate, Idle, New, Removal, Spot, Swap, spot
from toolkit.planning.moves import once
from toolkit.planning.names import names_of
from toolkit.planning.notes import notes_of, rows_alone, rows_gone, spelled_otherwise
from toolkit.planning.order import in_order, needs_of, rank, renumbered
from toolkit.planning.parts import decide_together
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.reliance import relies
from toolkit.planning.relied import relied_on
from toolkit.planning.spelling import Spelling, spelling_of
from toolkit.planning.totals import totals_of
from toolkit.thresholds import DEFAULT, Thresholds


def make_plan(
    origin: Origin,
    rows: Sequence[Mine],
    base: Mapping[str, Mapping[str, Record]],
    live: Live,
    labels: Labels,
    thresholds: Thresholds = DEFAULT,
) -> Plan:
    """Plan what makes the service hold what the rows ask for.

    `base` has an entry for each entity whose sheet carries a base, by path, then by id; the others are compared two-way
    and named in `unbased`. `live` holds the records of every entity of the rows, and of those they point at.
    Every row has one fate: a change, unchanged, in conflict, or refused (decisions 1 to 7).
    """
    folded, decided = decide_together(rows, base, live)
    fates = list(once([*decided, *folded.fates, *folded.not_sent(decided)], folded.moves))
    drafts = [fate for fate in decided if isinstance(fate, Draft)]
    idle = [mine for mine, fate in zip(folded.rows, decided, strict=True) if isinstance(fate, Idle)]
    leaving = pointers([draft for draft in drafts if isinstance(draft, Removal | Swap)], live)
    needs = needs_of(drafts, leaving)
    order = in_order([rank(draft) for draft in drafts], needs)
    ordered = [drafts[index] for index in order]
    spelling = spelling_of((draft.mine.entity for draft in ordered), live)
    numbered = _numbered(ordered, renumbered(order, needs), labels, spelling, live)
    changes = with_dependants(numbered, NOTHING_READ, live, labels)
    plan = Plan(
        origin=origin,
        changes=changes,
        conflicts=_conflicts(fates),
        refusals=_refusals(fates),
        unchanged=sum(isinstance(fate, Idle) for fate in fates),
        relied_on=relied_on(ordered, live),
        unbased=tuple(sorted({mine.header.sheet for mine in rows if mine.entity.path not in base})),
        notes=(
            *notes_of(ordered, rows_alone(ordered, base), rows_gone(idle, live)),
            *spelled_otherwise(folded.rows, decided),
            *idle_choices(rows, base, live, _conflicts(fates)),
        ),
        twins=_twins(ordered),
        totals=totals_of(changes, live),
        spelling=spelling,
    )
    return replace(plan, guards=guards.standing(plan, live, thresholds), names=names_of(plan, labels))


def with_pointing(plan: Plan, pointing: Pointing, live: Live, labels: Labels, thresholds: Thresholds = DEFAULT) -> Plan:
    """Return the plan with what more was read of what points at the records that it takes away."""
    told = replace(plan, changes=with_dependants(plan.changes, pointing, live, labels))
    return replace(told, guards=guards.standing(told, live, thresholds))


def _conflicts(fates: Sequence[Fate]) -> tuple[Conflict, ...]:
    found = [conflict for fate in fates if isinstance(fate, Clash) for conflict in fate.conflicts]
    return tuple(sorted(found, key=lambda conflict: (conflict.sheet, conflict.row)))


def _refusals(fates: Sequence[Fate]) -> tuple[Refusal, ...]:
    found = [fate for fate in fates if isinstance(fate, Refusal)]
    return tuple(sorted(found, key=lambda refusal: (refusal.sheet, refusal.row)))


def _twins(ordered: Sequence[Draft]) -> dict[int, tuple[str, ...]]:
    """Return the live records that new ones look like, by the number of the change."""
    return {n: draft.twins for n, draft in enumerate(ordered, start=1) if isinstance(draft, New) and draft.twins}


def _numbered(
    ordered: Sequence[Draft], needs: Sequence[tuple[int, ...]], labels: Labels, spelling: Spelling, live: Live
) -> tuple[Change, ...]:
    numbers = {spot(draft.mine): n for n, draft in enumerate(ordered, start=1) if isinstance(draft, New | Swap)}
    names: dict[Spot, str] = {}
    changes: list[Change] = []
    for n, (draft, needed) in enumerate(zip(ordered, needs, strict=True), start=1):
        names[spot(draft.mine)] = label = _label(draft, names, labels)
        wording = requests.Wording(numbers, frozenset(spelling.get(draft.mine.entity.path, ())))
        change = _change(draft, n, needed, label, wording)
        if isinstance(change, Create) and isinstance(draft, New):
            change = replace(change, relies=relies(draft, live))
        changes.append(change)
    return tuple(changes)


def _label(draft: Draft, names: Mapping[Spot, str], labels: Labels) -> str:
    """Call a change's record by its label; a new one is called by what it is going to be."""
    entity = draft.mine.entity
    if not isinstance(draft, New):
        return labels.of_record(entity, draft.before)
    named: dict[str, Value] = {
        name: names[spot(value)] if isinstance(value, NewRow) else value for name, value in draft.after.items()
    }
    return labels.plain(entity, named) or f"new {entity.english_singular}"


def _change(draft: Draft, n: int, needs: tuple[int, ...], label: str, wording: requests.Wording) -> Change:
    change = _bare(draft, n, needs, label)
    return replace(change, requests=requests_of(change, wording))


def _bare(draft: Draft, n: int, needs: tuple[int, ...], label: str) -> Change:
    """Return the change that a draft is, without its requests: they follow from it, see `derive`."""
    mine = draft.mine
    entity, place = mine.entity, Place(mine.header.sheet, mine.row, mine.header.letters, mine.parts)
    match draft:
        case New(after=after):
            return Create(n, entity, place, label, after, (), needs)
        case Edit(before=before, edits=edits):
            return Patch(n, entity, place, label, before, edits, (), needs)
        case Swap(before=before, edits=edits, after=after):
            return Replace(n, entity, place, label, before, edits, after, (), needs)
        case Removal(before=before):
            return Delete(n, entity, place, label, before, (), needs)
        case Act(before=before, asked=asked):
            once = (requests.act(asked.path),)
            return Action(n, entity, place, label, before, asked.verb, asked.says, asked.expected, once, needs)
        case _:
            assert_never(draft)
