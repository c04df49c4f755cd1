"""Invoices as a table and as JSON: drafts, and those that do not add up."""

from collections.abc import Iterable, Iterator, Sequence

from toolkit.entities.billing import GROSS, NET, Gap
from toolkit.entities.canonical import JsonObject
from toolkit.entities.invoices import INVOICES
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.language import _, mark
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean

_FIELDS = ("name", "client", "issueDate", "dueDate", NET, GROSS, "currency", "status")
_AMOUNTS = (NET, GROSS)
_UNEQUAL = (mark("id"), mark("Number"), mark("amount"), mark("says"), mark("rows come to"))


def text(records: Sequence[Record], labels: Labels, width: int, paint: Paint) -> str:
    """Show a table of invoices, or a sentence where there is none."""
    if not records:
        return _("The service lists no drafts.")
    titles = (mark("id"), *(INVOICES.column(name).title for name in _FIELDS))
    rows = [
        [Painted(clean(record.id)), *(Painted(_shown(record, name, labels)) for name in _FIELDS)] for record in records
    ]
    numbers = frozenset(INVOICES.column(name).title for name in _AMOUNTS)
    return "\n".join(Table(titles, rows, numbers).lines(width, paint))


def json(records: Iterable[Record], labels: Labels) -> JsonObject:
    """Spell invoices for machines: every declared field, and the labels of what they refer to."""
    return {
        "invoices": [
            {"id": record.id, "iri": record.iri, **record.to_json(INVOICES), "labels": dict(_labels(record, labels))}
            for record in records
        ]
    }


def unequal(found: Sequence[tuple[Record, Sequence[Gap]]], width: int, paint: Paint) -> str:
    """Show the invoices whose rows do not come to what they say."""
    if not found:
        return _("Every invoice with rows adds up.")
    rows = [
        [
            Painted(clean(record.id)),
            Painted(clean(str(record.values.get("name", "")))),
            Painted(_(INVOICES.column(gap.field).title)),
            Painted(_money(gap.stated), Tone.BAD),
            Painted(_money(gap.expected)),
        ]
        for record, gaps in found
        for gap in gaps
    ]
    return "\n".join(Table(_UNEQUAL, rows, frozenset({"says", "rows come to"})).lines(width, paint))


def unequal_json(found: Iterable[tuple[Record, Sequence[Gap]]]) -> JsonObject:
    """Spell for machines what does not add up."""
    return {
        "unequal": [
            {
                "id": record.id,
                "name": str(record.values.get("name", "")),
                "field": gap.field,
                "stated": gap.stated,
                "expected": gap.expected,
            }
            for record, gaps in found
            for gap in gaps
        ]
    }


def _shown(record: Record, name: str, labels: Labels) -> str:
    value = record.values.get(name)
    column = INVOICES.column(name)
    if value is None:
        return ""
    if column.target is not None:
        return clean(labels.of(column.target, str(value)))
    return _money(value) if name in _AMOUNTS else clean(str(column.kind.to_cell(value))).removesuffix(" 00:00:00")


def _money(value: Value) -> str:
    return f"{value:,.2f}" if not isinstance(value, str | tuple) else str(value)


def _labels(record: Record, labels: Labels) -> Iterator[tuple[str, str]]:
    for column in INVOICES.references:
        value = record.values.get(column.field)
        if isinstance(value, str) and column.target is not None:
            yield column.field, labels.of(column.target, value)
