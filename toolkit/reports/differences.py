"""Differences as text and as JSON: base, workbook and live side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence

from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.record import value_to_json
from toolkit.language import _, mark, ngettext
from toolkit.planning.differences import Difference, Outcome
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean
from toolkit.reports.words import Known, phrase

WORDS: Mapping[Outcome, str] = {
    Outcome.NOTHING: mark("nothing to do: all sides agree"),
    Outcome.AGREED: mark("nothing to do: both changed it to the same"),
    Outcome.SEND: mark("send yours: only you changed it"),
    Outcome.KEEP: mark("keep live: only others changed it"),
    Outcome.CONFLICT: mark("conflict: both changed it, differently"),
    Outcome.SETTLED_MINE: mark("send yours: the Resolution says mine"),
    Outcome.SETTLED_LIVE: mark("keep live: the Resolution says live"),
    Outcome.CREATE: mark("create: a new record"),
    Outcome.DELETE: mark("delete the record"),
    Outcome.GONE: mark("the record was deleted by somebody"),
    Outcome.UNREADABLE: mark("mend it: the cell cannot be read"),
}
"""What comes of a cell, and why."""

_TONES: Mapping[Outcome, Tone] = {
    Outcome.SEND: Tone.CHANGED,
    Outcome.CREATE: Tone.GOOD,
    Outcome.CONFLICT: Tone.BAD,
    Outcome.UNREADABLE: Tone.BAD,
    Outcome.DELETE: Tone.BAD,
    Outcome.GONE: Tone.BAD,
}


def text(found: Sequence[Difference], names: Mapping[str, str], width: int, paint: Paint) -> str:
    """Show a line for each cell, and how many there are of each kind."""
    if not found:
        return _("Nothing differs: the workbook, its base and the live records agree.")
    known = Known(names=names)
    rows = [_row(each, known) for each in found]
    titles = (_("Cell"), _("Column"), _("Base"), _("Mine"), _("Live"), _("Outcome"))
    return "\n".join([*Table(titles, rows).lines(width, paint), "", _counted(found)])


def _row(each: Difference, known: Known) -> list[Painted]:
    column = each.entity.by_field.get(each.field)
    base, mine, live = (shown(each.entity, each.field, side, known) for side in (each.base, each.mine, each.live))
    mine = clean(each.text or "") if each.outcome is Outcome.UNREADABLE else mine
    tone = _TONES.get(each.outcome, Tone.NORMAL)
    return [
        Painted(clean(f"{each.sheet}!{each.cell}")),
        Painted(column.title if column is not None else _(each.field)),
        *map(Painted, (base, mine, live)),
        Painted(_(WORDS[each.outcome]), tone),
    ]


def shown(entity: Entity, field: str, value: Value | None, known: Known) -> str:
    """Return how a side reads; a column that is no field holds words."""
    if field in entity.by_field:
        return clean(phrase(entity, field, value, known))
    return clean(str(value)) if value is not None else ""


def _counted(found: Sequence[Difference]) -> str:
    counts = Counter(each.outcome for each in found)
    cells = ngettext("{count} cell differs", "{count} cells differ", len(found)).format(count=f"{len(found):,}")
    parts = ", ".join(f"{number:,} {_(WORDS[outcome]).partition(':')[0]}" for outcome, number in counts.items())
    return f"{cells}: {parts}."


def json(workbook: str, found: Sequence[Difference]) -> JsonObject:
    """Spell the differences for machines."""
    return {"workbook": workbook, "differences": [_spelt(each) for each in found]}


def _spelt(each: Difference) -> JsonObject:
    return {
        "entity": each.entity.path,
        "sheet": each.sheet,
        "row": each.row,
        "cell": each.cell,
        "field": each.field,
        "id": each.id,
        "base": side_json(each.entity, each.field, each.base),
        "mine": side_json(each.entity, each.field, each.mine),
        "live": side_json(each.entity, each.field, each.live),
        "outcome": each.outcome.value,
        "text": each.text,
    }


def side_json(entity: Entity, field: str, value: Value | None) -> Json:
    """Spell one side as the service would."""
    if field not in entity.by_field:
        return None if value is None else str(value)
    return value_to_json(entity, field, value)
