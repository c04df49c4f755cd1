"""Changes in the words that every form of a plan's report uses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import unquote

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NO_ROWS, Rows, Value
from toolkit.entities.record import Record
from toolkit.language import _
from toolkit.planning.changes import Action, Change, Create, Delete, Patch, Place, Replace
from toolkit.planning.losses import losses_of
from toolkit.planning.plan import Plan
from toolkit.planning.reversibility import Reversibility
from toolkit.reports.lines import Deed, Line, PartLines
from toolkit.reports.terminal import clean
from toolkit.reports.words import Known, is_empty, is_number, phrase


@dataclass(frozen=True, slots=True)
class Block:
    """One change as words. `id` is empty for a record that is not there yet, `remark` for a change without any.

    `losses` say why it cannot be undone, where that is not the operation's own doing.
    """

    n: int
    symbol: str
    verb: str
    entity: Entity
    label: str
    id: str
    sheet: str
    row: int
    reversibility: Reversibility
    lines: tuple[Line, ...]
    remark: str = ""
    losses: tuple[str, ...] = ()


ACTION = "!"
"""The symbol of an operation, whatever its verb."""

SYMBOLS = {"create": "+", "patch": "~", "replace": "-/+", "delete": "-"}


def blocks(plan: Plan) -> Iterator[Block]:
    """Yield every change of a plan in words, in its order."""
    known = Known.of(plan)
    return (_block(change, known) for change in plan.changes)


def _block(change: Change, known: Known) -> Block:
    return Block(
        n=change.n,
        symbol=SYMBOLS.get(change.verb, ACTION),
        verb=change.verb,
        entity=change.entity,
        label=clean(change.label),
        id="" if isinstance(change, Create) else clean(_id(change.before)),
        sheet=clean(change.place.sheet),
        row=change.place.row,
        reversibility=change.reversibility,
        lines=tuple(_lines(change, known)),
        remark=_remark(change),
        losses=tuple(map(clean, losses_of(change))),
    )


def _id(record: Record) -> str:
    """Return the id of a record, and its IRI where that is another one's, or tells another id."""
    last = unquote(record.iri.rpartition("/")[2])
    return record.id if last == record.id else f"{record.id} ({record.iri})"


def _lines(change: Change, known: Known) -> Iterator[Line]:
    match change:
        case Create():
            return _all(change.entity, change.after, Deed.SETS, change.place, known)
        case Patch() | Replace():
            return _edits(change, change.edits, known)
        case Delete():
            return _all(change.entity, change.before.values, Deed.LOSES, None, known)
        case Action():
            return _edits(change, change.expected, known)
        case _:
            assert_never(change)


def _all(entity: Entity, values: Mapping[str, Value], deed: Deed, place: Place | None, known: Known) -> Iterator[Line]:
    for column in entity.sent:
        value = values.get(column.field)
        if isinstance(column.kind, Rows):
            sides = (value, NO_ROWS) if deed is Deed.LOSES else (NO_ROWS, value)
            yield from PartLines(entity, column.field, place.parts if place else ()).between(column.kind, *sides)
        elif not is_empty(value):
            words = clean(phrase(entity, column.field, value, known))
            before, after = (words, "") if deed is Deed.LOSES else ("", words)
            yield Line(deed, _address(place, column.field), column.title, before, after, is_number(value))


def _edits(change: Patch | Replace | Action, edits: Mapping[str, Value | None], known: Known) -> Iterator[Line]:
    for column in change.entity.columns:
        if column.field in edits:
            old, new = change.before.values.get(column.field), edits[column.field]
            if isinstance(column.kind, Rows):
                lines = PartLines(change.entity, column.field, change.place.parts)
                yield from lines.between(column.kind, old, new)
                continue
            before, after = (clean(phrase(change.entity, column.field, value, known)) for value in (old, new))
            deed = Deed.CLEARS if new is None else Deed.CHANGES
            numeric = is_number(old) or is_number(new)
            yield Line(deed, _address(change.place, column.field), column.title, before, after, numeric)


def _address(place: Place | None, name: str) -> str:
    return f"{place.letters[name]}{place.row}" if place and name in place.letters else ""


def _remark(change: Change) -> str:
    if isinstance(change, Action):
        return f"{clean(change.says).removesuffix('.')}."
    if not isinstance(change, Replace):
        return ""
    last = change.requests[-1].method if change.requests else ""
    order = (
        _("then the old one is deleted")
        if last == "DELETE"
        else _("the old one is deleted first, as both cannot stand at once")
    )
    return _("The service cannot edit {entity}: the record is made anew with a new id, {order}.").format(
        entity=change.entity.plural, order=order
    )
