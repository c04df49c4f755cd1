"""A plan in JSON: every value as the service spells it, every cell by its address."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import assert_never

from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.part_row import PartRow
from toolkit.entities.record import Record, value_to_json, values_to_json
from toolkit.entities.reliance import Reliance
from toolkit.planning.changes import (
    Action,
    Change,
    Conflict,
    Create,
    Delete,
    Dependants,
    Patch,
    Place,
    Refusal,
    Replace,
)
from toolkit.planning.drafts import after_edits
from toolkit.planning.plan import UNDERIVED, Plan
from toolkit.planning.reliance import target_of
from toolkit.planning.totals import Total

Sheets = Mapping[str, Mapping[str, str]]
"""Column letters by sheet and field."""


def spell(plan: Plan) -> JsonObject:
    """Spell everything a plan holds; `readplan.read_plan` is the way back.

    Column letters stand once for each sheet, and in a change only where it has others.
    """
    sheets: dict[str, Mapping[str, str]] = {}
    for change in plan.changes:
        sheets.setdefault(change.place.sheet, change.place.letters)
        for part in change.place.parts:
            sheets.setdefault(part.sheet, part.letters)
    told: JsonObject = {
        "origin": asdict(plan.origin),
        "guards": [{"name": guard.name, "message": guard.message, "allow": guard.allow} for guard in plan.guards],
        "notes": list(plan.notes),
        "unbased": list(plan.unbased),
        "unchanged": plan.unchanged,
        "sheets": {sheet: dict(letters) for sheet, letters in sheets.items()},
        "changes": [_change(change, sheets) for change in plan.changes],
        "conflicts": [_conflict(conflict) for conflict in plan.conflicts],
        "refusals": [_refusal(refusal) for refusal in plan.refusals],
        "relied_on": dict(plan.relied_on),
        "names": dict(plan.names),
        "twins": {str(n): list(ids) for n, ids in plan.twins.items()},
        "totals": [_total(total) for total in plan.totals],
        "proved": asdict(plan.proved) if plan.proved else None,
        **_derivation(plan),
    }
    # Left out where it says nothing, so that a plan of an earlier version keeps its digest.
    return {**told, "counted": True} if plan.counted else told


def _derivation(plan: Plan) -> JsonObject:
    """Return what the requests are derived by; nothing for an earlier version, whose digest has none of it."""
    if plan.derivation == UNDERIVED:
        return {}
    return {"derivation": plan.derivation, "spelling": {path: list(names) for path, names in plan.spelling.items()}}


def _total(total: Total) -> JsonObject:
    told: JsonObject = {
        "entity": total.entity.path,
        "field": total.field,
        "currency": total.currency,
        "before": total.before,
        "effect": total.effect,
        "after": total.after,
        "others": total.others,
    }
    return {**told, "whole": True} if total.whole else told


def _change(change: Change, sheets: Sheets) -> JsonObject:
    entity, place = change.entity, change.place
    before = None if isinstance(change, Create) else change.before
    head: dict[str, Json] = {
        "n": change.n,
        "entity": entity.path,
        "sheet": place.sheet,
        "row": place.row,
        "verb": change.verb,
        "id": before.id if before else None,
        "label": change.label,
        "reversible": change.reversibility.value,
        "needs": list(change.needs),
        "before": before.to_json(entity) if before else None,
        "after": _after(change),
        "edits": list(_edits(entity, place, before, _edited(change))),
        "requests": [request.to_json() for request in change.requests],
    }
    if before:
        head["iri"] = before.iri
        if before.extra:
            head["extra"] = before.extra
    if isinstance(change, Create) and change.relies:
        head["relies"] = [_reliance(change.entity, each) for each in change.relies]
    if isinstance(change, Action):
        head["says"] = change.says
        if change.watches:
            head["watches"] = list(change.watches)
    if isinstance(change, Delete | Replace) and change.dependants:
        head["dependants"] = [_dependants(each) for each in change.dependants]
    if place.letters != sheets[place.sheet]:
        head["letters"] = dict(place.letters)
    if place.parts:
        head["parts"] = [_part(part, sheets) for part in place.parts]
    return head


def _reliance(entity: Entity, reliance: Reliance) -> JsonObject:
    told: dict[str, Json] = {"field": reliance.field, "id": reliance.id, "iri": reliance.iri}
    if reliance.values:
        told["values"] = values_to_json(target_of(entity, reliance), reliance.values)
    if reliance.beside is not None:
        told["beside"] = {own: value_to_json(entity, "amount", it) for own, it in reliance.beside.items()}
    return told


def _dependants(dependants: Dependants) -> JsonObject:
    return {
        "entity": dependants.entity.path,
        "field": dependants.field,
        "ids": list(dependants.ids),
        "names": list(dependants.names),
    }


def _part(part: PartRow, sheets: Sheets) -> JsonObject:
    told: dict[str, Json] = {
        "field": part.field,
        "index": part.index,
        "entity": part.entity,
        "sheet": part.sheet,
        "row": part.row,
        "id": part.id,
        "deed": part.deed.value,
    }
    # Left out where it says nothing, so that a plan of an earlier version keeps its digest.
    told |= {} if part.was is None else {"was": part.was}
    return told if part.letters == sheets[part.sheet] else {**told, "letters": dict(part.letters)}


def _after(change: Change) -> Json:
    match change:
        case Create() | Replace():
            return values_to_json(change.entity, change.after)
        case Patch():
            return values_to_json(change.entity, after_edits(change.entity, change.before, change.edits))
        case Action():
            return values_to_json(change.entity, after_edits(change.entity, change.before, change.expected))
        case Delete():
            return None
        case _:
            assert_never(change)


def _edited(change: Change) -> Mapping[str, Value | None]:
    """Return the fields of a live record that a change makes different."""
    match change:
        case Create() | Delete():
            return {}
        case Patch() | Replace():
            return change.edits
        case Action():
            return change.expected
        case _:
            assert_never(change)


def _edits(
    entity: Entity, place: Place, before: Record | None, edits: Mapping[str, Value | None]
) -> Iterator[JsonObject]:
    was = before.values if before else {}
    for name, value in edits.items():
        yield {
            "field": name,
            "cell": f"{place.letters[name]}{place.row}" if name in place.letters else None,
            "before": value_to_json(entity, name, was.get(name)),
            "after": value_to_json(entity, name, value),
        }


def _conflict(conflict: Conflict) -> JsonObject:
    entity, name = conflict.entity, conflict.field
    told: JsonObject = {
        "entity": entity.path,
        "sheet": conflict.sheet,
        "row": conflict.row,
        "cell": conflict.cell,
        "field": name,
        "base": value_to_json(entity, name, conflict.base),
        "mine": value_to_json(entity, name, conflict.mine),
        "live": value_to_json(entity, name, conflict.live),
        "reason": conflict.reason,
        "id": conflict.id,
        "resolution": conflict.resolution,
    }
    return {**told, "intent": conflict.intent} if conflict.intent else told


def _refusal(refusal: Refusal) -> JsonObject:
    return {"entity": refusal.entity.path, "sheet": refusal.sheet, "row": refusal.row, "reason": refusal.reason}
