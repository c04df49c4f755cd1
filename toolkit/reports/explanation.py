"""One cell explained, as text and as JSON."""

from collections.abc import Iterator

from toolkit.entities.canonical import Json, JsonObject, canonical
from toolkit.entities.cell import Cell
from toolkit.language import _
from toolkit.planning.explanation import Explained
from toolkit.reports.differences import WORDS, shown, side_json
from toolkit.reports.terminal import Paint, Tone, clean, hanging
from toolkit.reports.words import Known

_INDENT = 12
"""Columns that the words on the left take."""


def text(explained: Explained, width: int, paint: Paint) -> str:
    """Show the cell, then its way from what is stored to what is sent."""
    head = f"{explained.sheet}!{explained.cell}"
    column = explained.entity.by_field.get(explained.column)
    title = column.title if column is not None else explained.column or _("no column of ours")
    record = f" {explained.label} ({explained.mine.id})" if explained.mine is not None and explained.mine.id else ""
    lines = [paint(clean(f"{head}  {title}, {explained.entity.singular}{record}"), Tone.STRONG)]
    for word, said in _told(explained, Known(names=explained.names)):
        lines += hanging(f"{word:<{_INDENT}}", clean(said), width)
    return "\n".join(lines)


def _told(explained: Explained, known: Known) -> Iterator[tuple[str, str]]:
    yield _("Stored"), _stored(explained.raw, hidden=explained.hidden)
    for step in explained.steps:
        yield _("Reading"), step
    sides = explained.sides
    if sides is not None:
        entity, name = sides.entity, sides.field
        yield _("Base"), shown(entity, name, sides.base, known) if sides.based else _("none: the row was not pulled")
        yield _("Mine"), shown(entity, name, sides.mine, known)
        yield _("Live"), shown(entity, name, sides.live, known)
        yield _("Cell"), _(WORDS[sides.outcome])
    yield _("Row"), explained.fate
    if explained.mine is not None and explained.mine.settlement is not None and explained.mine.settlement.chosen:
        yield _("Resolution"), _resolution(explained)
    for request in explained.requests:
        body = "" if request.body is None else f" {canonical(request.body)}"
        yield _("Request"), f"{request.method} {request.path}{body}"
    for rule, message in explained.rules:
        yield _("Rule"), f"{rule}: {message}"


def _stored(raw: Cell | None, *, hidden: bool) -> str:
    if raw is None:
        said = _("nothing")
    else:
        said = _('{type} "{text}", format {format}').format(
            type=raw.stored.value, text=raw.text, format=raw.format.code or "General"
        )
        said += _(", result of a formula") if raw.formula else ""
    return said + (_(", in a hidden row") if hidden else "")


def _resolution(explained: Explained) -> str:
    """Return the sides that the row takes, with when it was shown what is live."""
    settlement = explained.mine.settlement if explained.mine is not None else None
    if settlement is None:
        return ""
    sides = [f"{side.value}: {name}" for name, side in settlement.sides.items()]
    said = "; ".join([*([settlement.rest.value] if settlement.rest is not None else []), *sides])
    if settlement.seen is None:
        return _("{sides}, and the workbook never showed what was live").format(sides=said)
    return _("{sides}, chosen for what was live at {when}").format(sides=said, when=settlement.seen.at)


def json(explained: Explained) -> JsonObject:
    """Spell the same for machines."""
    sides, mine = explained.sides, explained.mine
    return {
        "sheet": explained.sheet,
        "cell": explained.cell,
        "row": explained.row,
        "entity": explained.entity.path,
        "field": explained.column,
        "id": mine.id if mine is not None else None,
        "command": explained.command,
        "stored": _stored_json(explained.raw),
        "hidden": explained.hidden,
        "steps": list(explained.steps),
        "base": side_json(sides.entity, sides.field, sides.base) if sides is not None else None,
        "mine": side_json(sides.entity, sides.field, sides.mine) if sides is not None else None,
        "live": side_json(sides.entity, sides.field, sides.live) if sides is not None else None,
        "outcome": sides.outcome.value if sides is not None else None,
        "resolution": _resolution(explained) or None,
        "fate": explained.fate,
        "change": explained.changes[0] if explained.changes else None,
        "changes": list(explained.changes),
        "happening": explained.happening,
        "requests": [request.to_json() for request in explained.requests],
        "rules": [{"rule": rule, "message": message} for rule, message in explained.rules],
    }


def _stored_json(raw: Cell | None) -> Json:
    if raw is None:
        return None
    return {"type": raw.stored.value, "text": raw.text, "format": raw.format.code, "formula": raw.formula}
