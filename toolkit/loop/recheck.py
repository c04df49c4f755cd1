"""Plans are looked at again before they are approved or applied: against their own rows, and against what is live."""

from collections.abc import Sequence
from pathlib import Path

from toolkit.entities import Entity, find
from toolkit.entities.canonical import Json, canonical
from toolkit.entities.labels import Labels, Live
from toolkit.errors import DependantsMoved, NamesMoved, PlanDiffers, PlanUnderived, PlanWorse
from toolkit.loop.dependants import look_for_dependants
from toolkit.loop.plan import plan_of, plan_text
from toolkit.loop.reach import Reached, targets
from toolkit.planning import guards
from toolkit.planning.dependants import dependants_words, targets_of, with_dependants, worse_than_said
from toolkit.planning.discrepancies import Discrepancy, discrepancies_in, discrepancies_of
from toolkit.planning.names import moved_names, targets_sent
from toolkit.planning.plan import UNDERIVED, Plan

_LONGEST = 60


def read_sound_plan(path: Path) -> Plan:
    """Read a plan that may be approved or applied: all that it would send follows from its own rows.

    Raises what `read_plan` raises, `PlanUnderived` for a plan of an earlier version, and `PlanDiffers`.
    """
    text = plan_text(path)
    plan = plan_of(path, text)
    _demand(plan, discrepancies_in(text))
    return plan


def demand_sound(plan: Plan) -> None:
    """Raise `PlanUnderived` or `PlanDiffers` where what a plan would send does not follow from its rows."""
    _demand(plan, discrepancies_of(plan))


def demand_as_it_said(plan: Plan, reached: Reached) -> None:
    """Look again at what a plan says of the service, by the thresholds of the profile in force.

    Raises `DependantsMoved` if more points at a record that it takes away than it says, `PlanWorse` if a guard stands
    that it does not name, and `NamesMoved` if a record that it would point at has another name than it says.
    """
    live = reached.client.snapshot(_looked_at(plan, reached))
    _demand_dependants(plan, reached, live)
    said = {guard.name: guard.message for guard in plan.guards}
    now = {guard.name: guard.message for guard in guards.standing(plan, live, reached.profile.thresholds)}
    if now.keys() - said.keys():
        raise PlanWorse(said, now)
    for iri, told, found in moved_names(plan, Labels(live)):
        raise NamesMoved(iri, told, found)


def _demand_dependants(plan: Plan, reached: Reached, live: Live) -> None:
    pointing = look_for_dependants(reached.client, targets_of(plan.changes), live)
    now = with_dependants(plan.changes, pointing, live, Labels({**live, **pointing.records}))
    for worse in worse_than_said(plan.changes, now):
        label = f"{worse.now.entity.singular} {worse.now.label}"
        raise DependantsMoved(label, dependants_words(worse.said), dependants_words(worse.now))


def _looked_at(plan: Plan, reached: Reached) -> tuple[Entity, ...]:
    """Return the entities that guards count and names come from; none where a plan can say nothing wrong of them."""
    counted = guards.counted(plan, reached.profile.thresholds)
    named = tuple(find(path) for path in sorted({path for path, iri in targets_sent(plan) if iri in plan.names}))
    return tuple(dict.fromkeys((*counted, *named, *_for_labels(named))))


def _for_labels(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    return targets(entities) if any(entity.column(name).target for entity in entities for name in entity.label) else ()


def _demand(plan: Plan, found: Sequence[Discrepancy]) -> None:
    if plan.derivation == UNDERIVED:
        raise PlanUnderived
    if found:
        first = found[0]
        raise PlanDiffers(first.place, _short(first.stands), _short(first.follows), len(found))


def _short(value: Json) -> str:
    text = canonical(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
