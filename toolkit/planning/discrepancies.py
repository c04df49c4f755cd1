"""Discrepancies: where a plan file does not say what follows from its own rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.entities.canonical import Json, JsonObject, canonical
from toolkit.language import _
from toolkit.planning.derive import dangling, derive
from toolkit.planning.plan import DERIVATION, UNDERIVED, Plan
from toolkit.planning.planfile import content_of, read


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One place of a plan, such as `changes[2].requests[0].body.amount`, with what stands there and what follows.

    Either is `None` where there is nothing.
    """

    place: str
    stands: Json
    follows: Json


def discrepancies_of(plan: Plan) -> tuple[Discrepancy, ...]:
    """Return where the requests, order and needs of a plan are not those that follow from its rows."""
    return _found(content_of(plan), plan)


def discrepancies_in(text: str) -> tuple[Discrepancy, ...]:
    """Return the same of a plan file, and where it tells anything otherwise than this program would write it.

    Raises what `planfile.load` raises.
    """
    content, plan = read(text)
    return _found(content, plan)


def _found(content: JsonObject, plan: Plan) -> tuple[Discrepancy, ...]:
    if plan.derivation not in {UNDERIVED, DERIVATION}:
        return (Discrepancy("derivation", plan.derivation, DERIVATION),)
    loose = tuple(
        Discrepancy(f"changes[{at}].{name}", _("a row that nothing creates"), None) for at, name in dangling(plan)
    )
    return loose or tuple(_between("", content, content_of(derive(plan))))


def _between(place: str, stands: Json, follows: Json) -> Iterator[Discrepancy]:
    if isinstance(stands, Mapping) and isinstance(follows, Mapping):
        yield from _between_objects(place, stands, follows)
    elif isinstance(stands, list | tuple) and isinstance(follows, list | tuple) and len(stands) == len(follows):
        for at, (one, other) in enumerate(zip(stands, follows, strict=True)):
            yield from _between(f"{place}[{at}]", one, other)
    elif canonical(stands) != canonical(follows):
        yield Discrepancy(place, stands, follows)


def _between_objects(place: str, stands: JsonObject, follows: JsonObject) -> Iterator[Discrepancy]:
    for name in dict.fromkeys((*stands, *follows)):
        inner = f"{place}.{name}" if place else name
        if name in stands and name in follows:
            yield from _between(inner, stands[name], follows[name])
        else:
            yield Discrepancy(inner, stands.get(name), follows.get(name))
