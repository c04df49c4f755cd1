"""A run as text and as JSON: what became of each change, whether it adds up, and what to do next."""

from collections.abc import Iterator

from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.entities import find
from toolkit.entities.canonical import JsonObject
from toolkit.entities.formats import JSON_VERSION
from toolkit.language import _, mark, ngettext
from toolkit.planning.reconcile import Verification
from toolkit.reports import totals as control
from toolkit.reports.tables import Table
from toolkit.reports.terminal import GAP, Paint, Painted, Tone, clean, hanging, left, wrap

TONES = {Status.DONE: Tone.GOOD, Status.FAILED: Tone.BAD, Status.SKIPPED: Tone.CHANGED, Status.UNKNOWN: Tone.BAD}


def text(run: Run, width: int, paint: Paint, verification: Verification | None = None) -> str:
    """List every receipt, then the counts, the control totals if verified, and the commands that make sense now."""
    title = _("Run {id} of {workbook} on {service}").format(
        id=run.id, workbook=clean(run.origin.workbook), service=clean(run.origin.service)
    )
    rows, details = [row(each) for each in run.receipts], [clean(told(each)) for each in run.receipts]
    table = Table((mark("n"), mark("what"), mark("where"), mark("status")), rows, right=frozenset("n"), below=details)
    sections = (
        [paint(line, Tone.STRONG) for line in wrap(title, width)],
        table.lines(width, paint) if run.receipts else [],
        [totals(run)],
        control.verified(verification, width, paint) if verification else [],
        list(next_steps(run, width)),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def totals(run: Run) -> str:
    """Return the counts as a sum that anybody can check."""
    counts = " + ".join(f"{run.count(status):,} {_(status.value)}" for status in Status)
    return _("{count:,} planned = {counts}.").format(count=len(run.receipts), counts=counts)


def row(receipt: Receipt) -> list[Painted]:
    """Return what a table shows of a receipt: its number, what was done to what, where it stands, and its status."""
    what = f"{_(receipt.verb)} {find(receipt.entity).singular}"
    return [
        Painted(str(receipt.n)),
        Painted(clean(f"{what} {receipt.id}" if receipt.id else what)),
        Painted(clean(f"{receipt.sheet}!{receipt.row}")),
        Painted(_(receipt.status.value), TONES[receipt.status]),
    ]


def told(receipt: Receipt) -> str:
    """Join the detail with the cells' own messages, where it does not say them already."""
    cells = (f"{cell}: {message}" for cell, message in receipt.cells.items() if message not in receipt.detail)
    return " ".join(filter(None, [receipt.detail, *cells]))


def next_steps(run: Run, width: int) -> Iterator[str]:
    """Say which commands make sense now, each on one line so that it can be copied."""
    advice = dict(_advice(run))
    longest = max(map(len, advice), default=0)
    for command, why in advice.items():
        yield from hanging(f"{GAP}{left(command, longest)}{GAP}", why, width)


def _advice(run: Run) -> Iterator[tuple[str, str]]:
    if run.unknown:
        yield f"flowtly resume {run.id}", _("finds out what became of the unknown changes")
    elif run.ended is None:
        yield f"flowtly resume {run.id}", _("goes on where the run was cut off")
    elif run.unsent:
        yield (
            f"flowtly resume {run.id}",
            ngettext(
                "sends the change that never left", "sends the {count:,} changes that never left", run.unsent
            ).format(count=run.unsent),
        )
    if any(receipt.conflict for receipt in run.receipts):
        undone = run.origin.undone
        again = f"flowtly undo {undone} -o UNDO.json" if undone else f"flowtly plan {run.origin.workbook}"
        yield again, _("shows what somebody else changed since this plan was made")
    if run.receipts:
        yield f"flowtly results {run.id} -o RESULT.xlsx", _("writes each outcome beside its row")
    if any(receipt.written for receipt in run.receipts) and not run.unknown:
        yield f"flowtly undo {run.id} -o UNDO.json", _("plans how to take back what can be")


def json(run: Run, verification: Verification | None = None) -> JsonObject:
    """Spell what `apply --json` prints: the run, its plan, the four counts, the control totals and every receipt."""
    return {
        "version": JSON_VERSION,
        "run": run.id,
        "plan": run.plan_id,
        **{status.value: run.count(status) for status in Status},
        "totals": control.json(verification),
        "receipts": [receipt_json(receipt) for receipt in run.receipts],
    }


def receipt_json(receipt: Receipt) -> JsonObject:
    """Spell a receipt as `apply --json` does."""
    return {
        "n": receipt.n,
        "entity": receipt.entity,
        "sheet": receipt.sheet,
        "row": receipt.row,
        "verb": receipt.verb,
        "id": receipt.id,
        "status": receipt.status.value,
        "detail": receipt.detail,
        "cells": dict(receipt.cells),
    }
