"""Rows: how the journal spells changes and receipts in its tables."""

from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping

from toolkit.applying.receipts import Mismatch, Receipt, Run, Status, Summary
from toolkit.applying.states import Entry, Outcome, Sending, State, Step
from toolkit.applying.trail import Exchange, Heard
from toolkit.entities import find
from toolkit.entities.canonical import Json, canonical, digest, parse
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record, values_from_json
from toolkit.entities.typed_json import array_of, object_of
from toolkit.language import _, mark
from toolkit.planning.changes import Change, Create
from toolkit.planning.plan import Origin

NOT_SENT = mark("Not sent yet.")
CUT_OFF = mark("Sent, and the run was cut off before an answer came. It may have happened.")

Values = dict[str, str | int | float | bool | None]
"""Column names to what SQLAlchemy writes there."""

_STATUS = {
    State.PLANNED: Status.SKIPPED,
    State.SENDING: Status.UNKNOWN,
    State.DONE: Status.DONE,
    State.FAILED: Status.FAILED,
    State.SKIPPED: Status.SKIPPED,
    State.UNKNOWN: Status.UNKNOWN,
}
_DETAIL = {State.PLANNED: NOT_SENT, State.SENDING: CUT_OFF}


def planned(run: str, change: Change, known: Sequence[str]) -> Values:
    """Spell a change that has not been touched yet."""
    return {
        "run": run,
        "n": change.n,
        "entity": change.entity.path,
        "sheet": change.place.sheet,
        "row": change.place.row,
        "verb": change.verb,
        "state": State.PLANNED.value,
        "step": Step.ONLY.value,
        "conflict": False,
        "record": None if isinstance(change, Create) else change.before.id,
        "detail": "",
        "cells": "{}",
        "mismatches": "[]",
        "known": canonical(list(known)),
    }


def sent(entity: Entity, sending: Sending, now: str) -> Values:
    """Spell what is known right before a request leaves."""
    values: Values = {
        "state": State.SENDING.value,
        "step": sending.step.value,
        "request_sha256": digest(sending.request.to_json()),
        "detail": "",
        "sent_at": now,
        "answered_at": None,
    }
    if sending.before is not None:
        values["before"] = record_text(entity, sending.before)
    if sending.twin is not None:
        values |= {"twin": sending.twin.id, "after": record_text(entity, sending.twin)}
    return values


def request(run: str, n: int, sending: Sending, now: str) -> Values:
    """Spell a request that is about to leave."""
    sent = sending.request
    return {"run": run, "n": n, "id": sending.id, "method": sent.method, "path": sent.path, "sent_at": now}


def heard(heard: Heard) -> Values:
    """Spell what is known of a request once it was answered or given up."""
    return {"service_id": heard.service_id, "milliseconds": heard.milliseconds, "exposed": heard.exposed}


def exchange(row: RowMapping) -> Exchange:
    """Read a request back."""
    return Exchange(
        n=row["n"],
        method=row["method"],
        path=row["path"],
        id=row["id"],
        sent_at=row["sent_at"],
        service_id=row["service_id"],
        milliseconds=row["milliseconds"],
        exposed=row["exposed"],
    )


def settled(outcome: Outcome, now: str) -> Values:
    """Spell what came of a change."""
    receipt = outcome.receipt
    values: Values = {
        "state": outcome.state.value,
        "conflict": receipt.conflict,
        "record": receipt.id,
        "twin": receipt.twin,
        "detail": receipt.detail,
        "cells": canonical(receipt.cells),
        "mismatches": canonical([{"field": m.field, "sent": m.sent, "got": m.got} for m in receipt.mismatches]),
        "after": None if receipt.after is None else record_text(find(receipt.entity), receipt.after),
    }
    if outcome.state in {State.DONE, State.FAILED} and outcome.left:
        values["answered_at"] = now
    if not outcome.left:
        values["sent_at"] = None
    if outcome.over:
        values["deadline"] = ""
    if outcome.step is not None:
        values["step"] = outcome.step.value
    return values


def entry(row: RowMapping) -> Entry:
    """Read a change back."""
    state = State(row["state"])
    return Entry(
        outcome=Outcome(_receipt(row, state), state, left=row["sent_at"] is not None),
        step=Step(row["step"]),
        known=tuple(map(str, _list(row["known"]))),
        before=_record(find(row["entity"]), row["before"]),
        sent_at=row["sent_at"],
        deadline=row["deadline"],
    )


def run(row: RowMapping, entries: Sequence[Entry]) -> Run:
    """Read a run back."""
    return Run(
        id=row["id"],
        plan_id=row["plan_id"],
        origin=_origin(row),
        started=row["started"],
        ended=row["ended"],
        result=row["result"],
        receipts=tuple(entry.receipt for entry in entries),
        erased=row["erased"] is not None,
        unsent=sum(entry.outcome.sendable for entry in entries),
    )


def summary(row: RowMapping, states: Mapping[str, int]) -> Summary:
    """Read one line of the history; `states` counts the changes in each state."""
    counts = dict.fromkeys(Status, 0)
    for state, count in states.items():
        counts[_STATUS[State(state)]] += count
    return Summary(
        id=row["id"],
        plan_id=row["plan_id"],
        origin=_origin(row),
        started=row["started"],
        ended=row["ended"],
        result=row["result"],
        done=counts[Status.DONE],
        failed=counts[Status.FAILED],
        skipped=counts[Status.SKIPPED],
        unknown=counts[Status.UNKNOWN],
    )


def record_text(entity: Entity, record: Record) -> str:
    """Spell a record as canonical JSON."""
    return canonical(
        {"id": record.id, "iri": record.iri, "values": record.to_json(entity), "extra": dict(record.extra)}
    )


def there(text: str) -> Mapping[str, frozenset[str]]:
    """Read back which ids each entity had."""
    return {path: frozenset(map(str, array_of(ids))) for path, ids in _object(text).items()}


def _record(entity: Entity, text: str | None) -> Record | None:
    if text is None:
        return None
    json = _object(text)
    return Record(
        str(json["id"]),
        str(json["iri"]),
        values_from_json(entity, object_of(json["values"])),
        object_of(json["extra"]),
    )


def _receipt(row: RowMapping, state: State) -> Receipt:
    return Receipt(
        n=row["n"],
        entity=row["entity"],
        sheet=row["sheet"],
        row=row["row"],
        verb=row["verb"],
        id=row["record"],
        status=_STATUS[state],
        detail=row["detail"] or _(_DETAIL.get(state, "")),
        cells={address: str(text) for address, text in _object(row["cells"]).items()},
        mismatches=tuple(
            Mismatch(str(json["field"]), json["sent"], json["got"]) for json in map(object_of, _list(row["mismatches"]))
        ),
        conflict=row["conflict"],
        half=state is not State.DONE and (row["twin"] is not None or Step(row["step"]).second),
        twin=row["twin"],
        after=_record(find(row["entity"]), row["after"]),
    )


def _origin(row: RowMapping) -> Origin:
    return Origin(
        workbook=row["workbook"],
        workbook_sha256=row["workbook_sha256"],
        service=row["service"],
        profile=row["profile"],
        user=row["username"],
        planned_at=row["planned_at"],
    )


def _object(text: str) -> Mapping[str, Json]:
    return object_of(parse(text))


def _list(text: str) -> Sequence[Json]:
    return array_of(parse(text))
