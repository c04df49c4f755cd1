"""Where a plan file does not follow from its own rows, in words."""

import re
from collections.abc import Iterator, Sequence

from toolkit.entities.canonical import Json, JsonObject, canonical
from toolkit.language import _, ngettext
from toolkit.planning.discrepancies import Discrepancy
from toolkit.planning.plan import UNDERIVED, Plan
from toolkit.reports.terminal import GAP, Paint, Tone, clean, hanging, wrap

_CHANGE = re.compile(r"changes\[(\d+)\]\.?")


def title(found: Sequence[Discrepancy]) -> str:
    """Say that a plan was edited, and in how many places it shows."""
    return ngettext(
        "This plan was edited after it was made, and is not applied: {count:,} place does not follow from its rows.",
        "This plan was edited after it was made, and is not applied: {count:,} places do not follow from its rows.",
        len(found),
    ).format(count=len(found))


def sentences(plan: Plan, found: Sequence[Discrepancy]) -> Iterator[str]:
    """Yield what stands at each place and what follows instead."""
    for each in found:
        told = _("{place}: {stands} stands there; from the rows follows {follows}.")
        yield told.format(place=_place(plan, each.place), stands=_shown(each.stands), follows=_shown(each.follows))


def lines(plan: Plan, found: Sequence[Discrepancy], width: int, paint: Paint) -> list[str]:
    """Show every place, in the colour of what is wrong."""
    if not found:
        return []
    told = [line for sentence in sentences(plan, found) for line in hanging(GAP, sentence, width)]
    return [paint(line, Tone.BAD) for line in (*wrap(title(found), width), *told)]


def json(found: Sequence[Discrepancy]) -> list[JsonObject]:
    """Return every place for machines."""
    return [{"place": each.place, "stands": each.stands, "follows": each.follows} for each in found]


def undated(plan: Plan) -> Iterator[str]:
    """Say that a plan of an earlier version can only be shown."""
    if plan.derivation == UNDERIVED:
        yield _(
            "An earlier version of this program made this plan: it can be shown, and is neither applied nor approved."
        )


def _place(plan: Plan, place: str) -> str:
    """Name a change by its number, as the plan shows it."""
    found = _CHANGE.match(place)
    if found is None or int(found[1]) >= len(plan.changes):
        return clean(place)
    rest = clean(place[found.end() :]) or "row"
    return _("Change {n}, {rest}").format(n=plan.changes[int(found[1])].n, rest=rest)


def _shown(value: Json) -> str:
    return _("nothing") if value is None else clean(canonical(value))
