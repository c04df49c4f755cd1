"""How values read in a report: amounts as the workbook shows them, texts in quotes, references by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Self
from urllib.parse import unquote

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Amount, Kind, NewRow, RawValue, Reference, Structure, Value
from toolkit.language import _, mark, mark_many, ngettext
from toolkit.planning.changes import Create
from toolkit.planning.plan import Plan

EMPTY = mark("(empty)")
_NOUNS = {
    "cell": mark_many("{number:,} cell", "{number:,} cells"),
    "conflict": mark_many("{number:,} conflict", "{number:,} conflicts"),
    "departure": mark_many("{number:,} departure", "{number:,} departures"),
    "error": mark_many("{number:,} error", "{number:,} errors"),
    "movement": mark_many("{number:,} movement", "{number:,} movements"),
    "record": mark_many("{number:,} record", "{number:,} records"),
    "reference": mark_many("{number:,} reference", "{number:,} references"),
    "request": mark_many("{number:,} request", "{number:,} requests"),
    "sheet": mark_many("{number:,} sheet", "{number:,} sheets"),
    "statement": mark_many("{number:,} statement", "{number:,} statements"),
    "warning": mark_many("{number:,} warning", "{number:,} warnings"),
}
WORDS = (
    *(mark("create"), mark("patch"), mark("replace"), mark("delete")),
    *(mark("list"), mark("read"), mark("GET by id")),
    *(mark("reversible"), mark("reversible with a new id"), mark("irreversible")),
    *(mark("done"), mark("failed"), mark("skipped"), mark("unknown"), mark("sending")),
    *(mark("error"), mark("warning"), mark("departure"), mark("note")),
    *(mark("text"), mark("choice"), mark("flags"), mark("integer"), mark("amount"), mark("number"), mark("yes/no")),
    *(mark("date"), mark("moment"), mark("month"), mark("reference"), mark("structure")),
    *(mark("no currency"), mark("both sides hold the same"), mark("only the live record changed")),
    *(mark("changed on both sides"), mark("deleted by somebody since the pull")),
)
"""Words that plans, journals and JSON hold in English, and that reports show in the language that is spoken."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a plan knows of the records that references point at.

    `numbers` has the number of the change that creates a row, by sheet and row; `names` the labels of live records,
    by IRI.
    """

    numbers: Mapping[tuple[str, int], int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Gather what a plan knows."""
        new = (change for change in plan.changes if isinstance(change, Create))
        return cls({(change.place.sheet, change.place.row): change.n for change in new}, plan.names)

    def called(self, iri: str) -> str:
        """Return the record's label with its id behind it, or the IRI of one without a name."""
        label, identifier = self.names.get(iri), unquote(iri.rsplit("/", 1)[-1])
        if label is None:
            return iri
        return label if label.endswith(identifier) else f"{label} ({identifier})"


def count(number: int, noun: str) -> str:
    """Return the number with one of the nouns of `_NOUNS`, as the language counts."""
    return ngettext(*_NOUNS[noun], number).format(number=number)


def phrase(entity: Entity, name: str, value: Value | None, known: Known) -> str:
    """Return how a field's value reads; a reference to a new row names the change that creates it."""
    if value is None or is_empty(value):
        return _(EMPTY)
    if isinstance(value, RawValue):
        return _('"{value}" (cannot be read)').format(value=value)
    if isinstance(value, NewRow):
        n = known.numbers.get((value.sheet, value.row))
        made = _("change {n}").format(n=n) if n else _("{sheet} row {row}").format(sheet=value.sheet, row=value.row)
        return _("known after apply ({made})").format(made=made)
    kind = entity.by_field[name].kind
    return known.called(value) if isinstance(kind, Reference) and isinstance(value, str) else _spelt(kind, value)


def is_empty(value: Value | None) -> bool:
    """Tell whether a cell that shows the value looks blank."""
    return value is None or value in ("", ())


def _spelt(kind: Kind, value: Value) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case int():
            return f"{value:,}"
        case Decimal():
            return _number(kind, value)
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S} UTC"
        case str() if type(kind) is not Structure:
            return f'"{value}"' if kind.word == "text" else value
        case _:
            return str(kind.to_cell(value))


def _number(kind: Kind, value: Decimal) -> str:
    """Group thousands; give an amount the decimals of its currency, and never round one away."""
    if not isinstance(kind, Amount):
        return f"{value:,f}"
    exponent = value.as_tuple().exponent
    places = max(kind.places, -exponent) if isinstance(exponent, int) else kind.places
    return f"{value:,.{places}f}"


def is_number(value: Value | None) -> bool:
    """Tell whether a value is one that columns align to the right."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def spelt(value: Value) -> str:
    """Return a value without its column: numbers with their thousands, texts as they are."""
    return f"{value:,}" if isinstance(value, int | Decimal) and not isinstance(value, bool) else str(value)
