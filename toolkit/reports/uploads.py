"""Uploads of statements, as text and as JSON: what is sent in which request, and what became of every movement."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.bank.reconcile import amount_of, day_of, reference_of
from toolkit.bank.statement import Movement
from toolkit.bank.uploaded import Batch, Fate, Sent, Uploaded
from toolkit.entities.canonical import JsonObject
from toolkit.entities.record import Record
from toolkit.language import _, mark, ngettext
from toolkit.reports import reconciliation
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean, elide

_PLANNED = (mark("request"), mark("file"), mark("account"), mark("movements"), mark("sum"), mark("bytes"))
_SENT = (mark("request"), mark("file"), mark("movements"), mark("status"))
_NUMBERS = frozenset({"movements", "sum", "bytes"})
_TONES = {Fate.DONE: Tone.GOOD, Fate.NOT_SENT: Tone.CHANGED}
_SHOWN = 20


def plan_text(batches: Sequence[Batch], changes: Sequence[str], width: int, paint: Paint) -> str:
    """Show the requests, and what had to be changed in the text of movements."""
    rows = [[Painted(text) for text in _cells(number, each)] for number, each in enumerate(batches, 1)]
    count = ngettext("Uploaded in {count} request:", "Uploaded in {count:,} requests:", len(rows))
    lines = [count.format(count=len(rows)), "", *Table(_PLANNED, rows, _NUMBERS).lines(width, paint)]
    lines += [clean(each) for each in changes]
    return "\n".join([*lines, ""])


def text(done: Uploaded, width: int, paint: Paint) -> str:
    """Tell what became of each request, and of every movement."""
    rows = [_row(number, each) for number, each in enumerate(done.sent, 1)]
    details = [clean(each.detail) for each in done.sent]
    lines = Table(_SENT, rows, _NUMBERS, below=details).lines(width, paint)
    lines += _listed(_("missing"), [_movement(each) for each in done.missing], width, paint)
    lines += _listed(_("doubled"), [_record(each) for each in done.doubled], width, paint)
    lines += [reconciliation.text(each, width, paint) for each in done.found]
    return "\n".join(lines)


def json(done: Uploaded, changes: Sequence[str]) -> JsonObject:
    """Spell an upload for machines."""
    return {
        "upload": [
            {
                "file": each.batch.name,
                "account": each.batch.account,
                "movements": len(each.batch.movements),
                "sha256": each.batch.sha256,
                "status": each.fate.value,
                "detail": each.detail,
            }
            for each in done.sent
        ],
        "changes": list(changes),
        "missing": [
            {"line": each.line, "date": str(each.value_date), "amount": each.amount, "reference": each.reference}
            for each in done.missing
        ],
        "doubled": [
            {"id": each.id, "date": str(day_of(each)), "amount": amount_of(each), "reference": reference_of(each)}
            for each in done.doubled
        ],
        "reconciliation": [reconciliation.json(each) for each in done.found],
    }


def _cells(number: int, batch: Batch) -> tuple[str, ...]:
    total = sum((each.amount for each in batch.movements), Decimal(0))
    count, size = f"{len(batch.movements):,}", f"{batch.size:,}"
    return str(number), clean(batch.name), clean(batch.account), count, f"{total:,.2f}", size


def _row(number: int, sent: Sent) -> list[Painted]:
    count = f"{len(sent.batch.movements):,}"
    tone = _TONES.get(sent.fate, Tone.BAD)
    return [Painted(str(number)), Painted(clean(sent.batch.name)), Painted(count), Painted(_(sent.fate.value), tone)]


def _listed(title: str, shown: Sequence[str], width: int, paint: Paint) -> Iterator[str]:
    if shown:
        yield paint(f"{title}: {len(shown):,}", Tone.BAD)
    yield from (f"  {elide(clean(each), width - 2)}" for each in shown[:_SHOWN])
    if len(shown) > _SHOWN:
        yield "  " + _("and {count:,} more").format(count=len(shown) - _SHOWN)


def _movement(each: Movement) -> str:
    return _("line {line}: {day} {amount:,.2f} {reference}").format(
        line=each.line, day=each.value_date, amount=each.amount, reference=each.reference
    )


def _record(each: Record) -> str:
    return f"{each.id}: {day_of(each)} {amount_of(each):,.2f} {reference_of(each)}"
