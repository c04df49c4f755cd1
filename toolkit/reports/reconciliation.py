"""How a statement compares with the service, as text and as JSON."""

from collections.abc import Iterator, Sequence

from toolkit.bank.reconcile import Reconciliation, amount_of, day_of, reference_of
from toolkit.bank.statement import Movement
from toolkit.entities.canonical import JsonObject
from toolkit.entities.record import Record
from toolkit.language import _, ngettext
from toolkit.reports.terminal import Paint, Tone, clean, elide
from toolkit.reports.words import count

_SHOWN = 20
"""So many movements of one side are listed; the JSON has all."""


def text(found: Reconciliation, width: int, paint: Paint) -> str:
    """Tell how many movements both sides have, and list those that only one has."""
    lines = [
        *_side(_("only in the file"), [_movement(each) for each in found.only_file], width, paint),
        *_side(_("only on the service"), [_record(each) for each in found.only_service], width, paint),
        *(f"  {elide(clean(_unlike(movement, record)), width - 2)}" for movement, record in found.unlike[:_SHOWN]),
        *(f"  {elide(clean(_moved(*pair)), width - 2)}" for pair in (*found.moved, *found.doubtful)[:_SHOWN]),
    ]
    return "\n".join([*lines, _verdict(found, paint)])


def json(found: Reconciliation) -> JsonObject:
    """Spell a reconciliation for machines."""
    return {
        "holds": found.holds,
        "matched": found.matched,
        "file": {"movements": found.matched + len(found.only_file), "sum": found.file_sum},
        "service": {"transactions": found.matched + len(found.only_service), "sum": found.service_sum},
        "onlyFile": [
            {
                "line": each.line,
                "date": str(each.value_date),
                "amount": each.amount,
                "reference": each.reference,
                "text": each.text,
            }
            for each in found.only_file
        ],
        "onlyService": [
            {"id": each.id, "date": str(day_of(each)), "amount": amount_of(each), "reference": reference_of(each)}
            for each in found.only_service
        ],
        "unlike": [{"line": movement.line, "id": record.id} for movement, record in found.unlike],
        "otherDay": [
            {"line": movement.line, "id": record.id, "certain": (movement, record) in found.moved}
            for movement, record in (*found.moved, *found.doubtful)
        ],
    }


def _verdict(found: Reconciliation, paint: Paint) -> str:
    if found.holds:
        unlike = (
            " "
            + ngettext("{count:,} reference differs.", "{count:,} references differ.", len(found.unlike)).format(
                count=len(found.unlike)
            )
            if found.unlike
            else ""
        )
        told = _("Reconciled: {movements}, {sum:,f} on both sides.").format(
            movements=count(found.matched, "movement"), sum=found.file_sum
        )
        return paint(told, Tone.GOOD) + unlike
    return paint(
        _(
            "Not reconciled: the file has {in_file:,} movements of {file_sum:,f}, the service "
            "{on_service:,} of {service_sum:,f}."
        ).format(
            in_file=found.matched + len(found.only_file),
            file_sum=found.file_sum,
            on_service=found.matched + len(found.only_service),
            service_sum=found.service_sum,
        ),
        Tone.BAD,
    )


def _side(title: str, lines: Sequence[str], width: int, paint: Paint) -> Iterator[str]:
    if not lines:
        return
    yield paint(f"{count(len(lines), 'movement')} {title}:", Tone.BAD)
    yield from (f"  {elide(line, width - 2)}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield "  " + _("and {count:,} more").format(count=len(lines) - _SHOWN)


def _movement(each: Movement) -> str:
    return clean(
        _("line {line}: {value_date} {amount:,f} {reference} {text}").format(
            line=each.line,
            value_date=each.value_date,
            amount=each.amount,
            reference=each.reference,
            text=" ".join(each.text.split()),
        )
    )


def _record(each: Record) -> str:
    description = each.values.get("description") or ""
    return clean(f"{each.id}: {day_of(each)} {amount_of(each):,f} {reference_of(each)} {description}")


def _unlike(movement: Movement, record: Record) -> str:
    return _("line {line}: the reference is {reference}, and {id} has {other}").format(
        line=movement.line,
        reference=movement.reference or _("none"),
        id=record.id,
        other=reference_of(record) or _("none"),
    )


def _moved(movement: Movement, record: Record) -> str:
    return _("line {line}: the value date is {here}, and {id} has {there}").format(
        line=movement.line, here=movement.value_date, id=record.id, there=day_of(record)
    )
