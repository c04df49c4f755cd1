"""Outcomes: what an answer, an error or a needed change makes of a change."""

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.applying.readback import given
from toolkit.applying.receipts import Mismatch, Receipt, Status, shown
from toolkit.applying.states import Outcome, State
from toolkit.applying.violated import as_sent
from toolkit.entities import find
from toolkit.entities.part_row import PartRow
from toolkit.entities.record import Record
from toolkit.errors import NotAuthenticated, OutcomeUnknown, Refused, ServiceError, Unreachable, Violation
from toolkit.language import _, mark
from toolkit.planning.changes import Action, Change, Create, Delete, Patch, Replace

STOPPED = mark("Not sent: the run was stopped before.")

_STATES = {
    Status.DONE: State.DONE,
    Status.FAILED: State.FAILED,
    Status.SKIPPED: State.SKIPPED,
    Status.UNKNOWN: State.UNKNOWN,
}


def receipt(change: Change, status: Status, detail: str = "") -> Receipt:
    """Return a receipt for a change, with what is known of it before it is sent."""
    return Receipt(
        n=change.n,
        entity=change.entity.path,
        sheet=change.place.sheet,
        row=change.place.row,
        verb=change.verb,
        id=None if isinstance(change, Create) else change.before.id,
        status=status,
        detail=detail,
    )


def settled(receipt: Receipt) -> Outcome:
    """Return an outcome whose state is that of its receipt."""
    return Outcome(receipt, _STATES[receipt.status])


def done(change: Change, after: Record | None, wrong: Sequence[Mismatch] = (), detail: str = "") -> Outcome:
    """Return the outcome of a change that took effect, though some fields may not have taken.

    What the service set by itself is told, and is no mismatch.
    """
    given = "" if after is None or isinstance(change, Delete | Action) else by_itself(change, after)
    made = receipt(change, Status.DONE, " ".join(filter(None, [wrong_words(change, wrong), detail, given])))
    return settled(
        replace(
            made,
            id=made.id if after is None else after.id,
            after=after,
            mismatches=tuple(wrong),
            cells=wrong_cells(change, wrong),
        )
    )


def wrong_cells(change: Change, wrong: Sequence[Mismatch]) -> dict[str, str]:
    """Map the cells whose fields did not take to what is there instead."""
    return cells(change, {mismatch.field: str(mismatch) for mismatch in wrong})


def wrong_words(change: Change, wrong: Sequence[Mismatch]) -> str:
    """Say in sentences what did not take, each with the address of its cell where it has one."""
    letters, row = change.place.letters, change.place.row
    addressed = (f"{letters[each.field]}{row}: " if each.field in letters else "" for each in wrong)
    return " ".join(f"{address}{mismatch}" for address, mismatch in zip(addressed, wrong, strict=True))


def by_itself(change: Create | Patch | Replace, after: Record) -> str:
    """Say which fields the service set though nothing was sent for them; empty where it set none."""
    before = change.before if isinstance(change, Patch) else None
    values = given(change.entity, change.requests[0].body or {}, before, after)
    told = ", ".join(_("{name} to {value}").format(name=name, value=shown(value)) for name, value in values.items())
    return _("The service set {told} by itself.").format(told=told) if told else ""


def conflict(change: Change, detail: str, fields: dict[str, str] | None = None) -> Outcome:
    """Return the outcome of a change that was not sent, as the record is no longer what the plan relied on."""
    made = receipt(change, Status.SKIPPED, detail)
    return settled(replace(made, conflict=True, cells=cells(change, fields or {})))


def met(change: Create | Replace, id: str) -> Outcome:
    """Return the outcome of a creation that was answered with a record that had been there before it."""
    told = _(
        "The service answered with the {entity} {id}, which was there before: nothing new was made. What was sent may "
        "have changed it; look at it. It is none of this run's, and is never undone by deleting it."
    ).format(entity=change.entity.singular, id=id)
    return conflict(change, told)


def still_there(change: Delete | Replace, detail: str = "") -> Outcome:
    """Return the outcome of a deletion that the service confirmed, and the record is there all the same."""
    told = _("The service answered that it deleted {id}, and it is still there.").format(id=change.before.id)
    made = receipt(change, Status.FAILED, f"{told} {detail}".strip())
    return settled(replace(made, mismatches=(Mismatch("id", None, change.before.id),)))


def not_sent(change: Change, detail: str = STOPPED) -> Outcome:
    """Return the outcome of a change that stays planned, for a resume to send."""
    return Outcome(receipt(change, Status.SKIPPED, detail), State.PLANNED)


def blocked(change: Change, by: Outcome) -> Outcome:
    """Return the outcome of a change that needs another, which is not done."""
    needed = by.receipt
    if by.sendable or by.state is State.UNKNOWN:
        return not_sent(change, _("Not sent: it needs change {n}, which {why}.").format(n=needed.n, why=_why(by)))
    made = receipt(
        change, Status.SKIPPED, _("Not sent: it needs change {n}, which {why}.").format(n=needed.n, why=_why(by))
    )
    return settled(replace(made, conflict=needed.conflict))


def _why(by: Outcome) -> str:
    match by.receipt.status:
        case Status.FAILED:
            return "failed"
        case Status.UNKNOWN:
            return _("was sent, and no answer tells what came of it")
        case _:
            return _("was not done")


def trouble(change: Change, error: ServiceError | OutcomeUnknown) -> Outcome:
    """Return what an error of the service makes of a change.

    A refusal had no effect. One that says "later" (429), and a request that never left, may be sent by a resume.
    Whatever else came of it, it may have taken effect: that is unknown.
    """
    match error:
        case Refused():
            broken = as_sent(change, error)
            told = cells(change, _broken(change, broken))
            made = replace(receipt(change, Status.FAILED, _refusal(change, error, broken)), cells=told)
            return Outcome(made, State.FAILED, left=not error.retryable)
        case Unreachable() | NotAuthenticated():
            return never_left(change, error)
        case OutcomeUnknown():
            return replace(settled(receipt(change, Status.UNKNOWN, str(error))), over=error.finished)
        case _:
            return settled(receipt(change, Status.UNKNOWN, str(error)))


def never_left(change: Change, error: ServiceError) -> Outcome:
    """Return what becomes of a change nothing of which was sent, because of an error before."""
    return Outcome(receipt(change, Status.FAILED, str(error)), State.FAILED, left=False, halts=_halts(error))


def _halts(error: ServiceError) -> bool:
    """Tell whether nothing else will get through either."""
    return isinstance(error, Unreachable | NotAuthenticated)


def cells(change: Change, fields: dict[str, str]) -> dict[str, str]:
    """Map what is wrong with fields to the cells they came from; a field without a cell is left to the detail."""
    place = change.place
    found: dict[str, str] = {}
    for path, text in fields.items():
        part = _part(change, path)
        if part is not None:
            found[part.cell(path.rpartition(".")[2])] = text
        elif path in place.letters:
            found[f"{place.letters[path]}{place.row}"] = text
    return found


def _part(change: Change, path: str) -> PartRow | None:
    """Return the row of another sheet that a path such as `invoiceRows[2].priceNet` is about, if it is about one."""
    found = re.match(r"(\w+)\[(\d+)\]", path)
    if found is None:
        return None
    at = (found[1], int(found[2]))
    return next((part for part in change.place.parts if (part.field, part.index) == at), None)


def _broken(change: Change, violations: Sequence[Violation]) -> dict[str, str]:
    """Map each field, of a part its whole path, to everything that is wrong with it, a sentence once."""
    fields: dict[str, list[str]] = {}
    for violation in violations:
        name = violation.path if _part(change, violation.path) is not None else _field(violation)
        said = fields.setdefault(name, [])
        if violation.message not in said:
            said.append(violation.message)
    return {name: " ".join(said) for name, said in fields.items()}


def _field(violation: Violation) -> str:
    """Return the column's field of a path: `invoiceRows[2].amount` is about invoiceRows."""
    return re.split(r"[.\[]", violation.path, maxsplit=1)[0]


def _refusal(change: Change, error: Refused, violations: Sequence[Violation]) -> str:
    """Say what the service said; violations that have a cell are told there and here."""
    told = [f"{_title(change, violation)}: {violation.message}" for violation in violations]
    said = " ".join(told) or error.detail
    return _("The service refused with {status}: {detail}. {advice}").format(
        status=error.status, detail=said.removesuffix("."), advice=error.advice
    )


def _title(change: Change, violation: Violation) -> str:
    part = _part(change, violation.path)
    if part is not None:
        name = violation.path.rpartition(".")[2]
        column = find(part.entity).by_field.get(name)
        return f"{part.cell(name)} {column.title}" if column is not None else part.cell(name)
    column = change.entity.by_field.get(_field(violation))
    return column.title if column is not None else violation.path or _("The record")
