"""Changes in the words that every form of a plan's report uses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import unquote

from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Rows, Value
from toolkit.entities.record import Record
from toolkit.language import _
from toolkit.planning.cells_written import parts_written
from toolkit.planning.changes import Action, Change, Create, Delete, Patch, Place, Replace
from toolkit.planning.losses import losses_of
from toolkit.planning.plan import Plan
from toolkit.planning.reliance import target_of
from toolkit.planning.reversibility import Reversibility
from toolkit.reports.lines import Deed, Line, part_lines
from toolkit.reports.terminal import clean
from toolkit.reports.words import Known, is_empty, is_number, phrase, spelt


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
    """Yield the lines of a record's own fields, then those of its parts."""
    match change:
        case Create():
            yield from _all(change.entity, change.after, Deed.SETS, change.place, known)
        case Patch() | Replace():
            yield from _edits(change, change.edits, known)
        case Delete():
            yield from _all(change.entity, change.before.values, Deed.LOSES, None, known)
        case Action():
            yield from _edits(change, change.expected, known)
        case _:
            assert_never(change)
    for part in parts_written(change):
        yield from part_lines(part)


def _all(entity: Entity, values: Mapping[str, Value], deed: Deed, place: Place | None, known: Known) -> Iterator[Line]:
    for column in entity.sent:
        value = values.get(column.field)
        if not is_empty(value) and not _in_parts(entity, column):
            words = clean(phrase(entity, column.field, value, known))
            before, after = (words, "") if deed is Deed.LOSES else ("", words)
            yield Line(deed, _address(place, column.field), column.title, before, after, is_number(value))


def _edits(change: Patch | Replace | Action, edits: Mapping[str, Value | None], known: Known) -> Iterator[Line]:
    for column in change.entity.columns:
        if column.field in edits and not _in_parts(change.entity, column):
            old, new = change.before.values.get(column.field), edits[column.field]
            before, after = (clean(phrase(change.entity, column.field, value, known)) for value in (old, new))
            deed = Deed.CLEARS if new is None else Deed.CHANGES
            numeric = is_number(old) or is_number(new)
            yield Line(deed, _address(change.place, column.field), column.title, before, after, numeric)


def _in_parts(entity: Entity, column: Column) -> bool:
    """Tell whether a field is an array whose parts have lines of their own."""
    return isinstance(column.kind, Rows) and any(children.field == column.field for children in entity.children)


def _address(place: Place | None, name: str) -> str:
    return f"{place.letters[name]}{place.row}" if place and name in place.letters else ""


def _relies(change: Create) -> Iterator[str]:
    """Say what must still hold when a new record is sent, beside that all is there which it points at."""
    for each in change.relies:
        if each.beside is not None:
            amount = each.values.get("amount")
            others = [f"{own} ({_('the whole') if it is None else spelt(it)})" for own, it in each.beside.items()]
            yield _("Sent only while the {singular} comes to {amount} and is booked on {others}.").format(
                singular=target_of(change.entity, each).singular,
                amount=_("nothing") if amount is None else spelt(amount),
                others=", ".join(others) or _("nothing else"),
            )


def _remark(change: Change) -> str:
    if isinstance(change, Create):
        return clean(" ".join(_relies(change)))
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
