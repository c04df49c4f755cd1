"""Differences as text and as JSON: base, workbook and live side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence

from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.record import value_to_json
from toolkit.language import _, mark, ngettext
from toolkit.planning.comparison import Compared
from toolkit.planning.differences import Difference, Outcome
from toolkit.planning.row_outcomes import Happening, RowOutcome
from toolkit.reports.refusals import refusal_lines
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean, wrap
from toolkit.reports.words import Known, phrase

WORDS: Mapping[Outcome, str] = {
    Outcome.NOTHING: mark("nothing to do: all sides agree"),
    Outcome.AGREED: mark("nothing to do: both changed it to the same"),
    Outcome.SEND: mark("send yours: only you changed it"),
    Outcome.KEEP: mark("keep live: only others changed it"),
    Outcome.CONFLICT: mark("conflict: both changed it, differently"),
    Outcome.SETTLED_MINE: mark("send yours: the Resolution says mine"),
    Outcome.SETTLED_LIVE: mark("keep live: the Resolution says live"),
    Outcome.CREATE: mark("create: it is new"),
    Outcome.DELETE: mark("delete"),
    Outcome.ACCEPT: mark("accept: what the service suggests"),
    Outcome.HELD: mark("not sent: something stands against the row"),
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
    Outcome.ACCEPT: Tone.CHANGED,
    Outcome.HELD: Tone.BAD,
    Outcome.GONE: Tone.BAD,
}


def text(compared: Compared, width: int, paint: Paint) -> str:
    """Show a line for each cell with the change that writes it, the rows that are refused, and how many there are."""
    found, refused = compared.differences, [each for row in compared.rows for each in row.at.refusals]
    sections = [
        unplanned(compared.errors, width, paint),
        _table(found, compared.names, width, paint),
        refusal_lines(refused, width, paint),
        [_counted(found)] if found else [],
    ]
    if not any(sections):
        return _("Nothing differs: the workbook, its base and the live records agree.")
    return "\n\n".join("\n".join(section) for section in sections if section)


def unplanned(errors: int, width: int, paint: Paint) -> list[str]:
    """Say that there is no plan, where there are errors; nothing where there are none."""
    if not errors:
        return []
    said = ngettext(
        "There is no plan: the workbook has {count} error to mend first. So would the other rows be planned:",
        "There is no plan: the workbook has {count} errors to mend first. So would the other rows be planned:",
        errors,
    ).format(count=f"{errors:,}")
    return [paint(line, Tone.BAD) for line in wrap(said, width)]


def _table(found: Sequence[Difference], names: Mapping[str, str], width: int, paint: Paint) -> list[str]:
    if not found:
        return []
    known = Known(names=names)
    titles = (mark("Cell"), mark("Column"), mark("Base"), mark("Mine"), mark("Live"), mark("Outcome"))
    return Table(titles, [_row(each, known) for each in found]).lines(width, paint)


def _row(each: Difference, known: Known) -> list[Painted]:
    column = each.entity.by_field.get(each.field)
    base, mine, live = (shown(each.entity, each.field, side, known) for side in (each.base, each.mine, each.live))
    mine = clean(each.text or "") if each.outcome is Outcome.UNREADABLE else mine
    tone = _TONES.get(each.outcome, Tone.NORMAL)
    return [
        Painted(clean(f"{each.sheet}!{each.cell or each.row}")),
        Painted(column.title if column is not None else _(each.field)),
        *map(Painted, (base, mine, live)),
        Painted(_told(each), tone),
    ]


def _told(each: Difference) -> str:
    """Say what comes of a cell, and the number of the change that writes it."""
    words = _(WORDS[each.outcome])
    return words if each.change is None else f"{words} · {_('change {n}').format(n=each.change)}"


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


def json(workbook: str, compared: Compared) -> JsonObject:
    """Spell the differences for machines, and what happens to each row that does not ask for nothing."""
    told = [row for row in compared.rows if row.happening not in _QUIET]
    return {
        "workbook": workbook,
        "differences": [_spelt(each) for each in compared.differences],
        "rows": [_spelt_row(row) for row in told],
        "errors": compared.errors,
    }


_QUIET = frozenset({Happening.NOTHING, Happening.IGNORED})


def _spelt_row(row: RowOutcome) -> JsonObject:
    return {
        "entity": row.mine.entity.path,
        "sheet": row.mine.header.sheet,
        "row": row.mine.row,
        "id": row.mine.id,
        "outcome": row.happening.value,
        "changes": [change.n for change in row.at.changes],
        "refused": [each.reason for each in row.at.refusals],
    }


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
        "change": each.change,
    }


def side_json(entity: Entity, field: str, value: Value | None) -> Json:
    """Spell one side as the service would."""
    if field not in entity.by_field:
        return None if value is None else str(value)
    return value_to_json(entity, field, value)
