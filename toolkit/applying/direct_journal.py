"""The journal of direct requests: committed before they leave and after they are answered, like those of a plan."""

from sqlalchemy import RowMapping, insert, select, update

from toolkit.applying.direct import Direct, DirectRequest
from toolkit.applying.journal import Journal, now
from toolkit.applying.schema import DIRECT
from toolkit.applying.states import State
from toolkit.entities.canonical import Json, canonical, parse
from toolkit.language import _, mark

UNANSWERED = mark("Sent, and the program was cut off before an answer came. It may have happened.")


def sending(journal: Journal, direct: Direct) -> int:
    """Commit that a request is about to leave, and return its number. Raises `JournalUnusable`."""
    with journal.transaction() as connection:
        result = connection.execute(
            insert(DIRECT).values(
                service=direct.service,
                profile=direct.profile,
                username=direct.user,
                method=direct.method,
                path=direct.path,
                body=None if direct.body is None else canonical(direct.body),
                before=None if direct.before is None else canonical(direct.before),
                state=State.SENDING.value,
                detail="",
                sent_at=now(),
                source=direct.source or None,
            )
        )
        key = result.inserted_primary_key
    return int(key[0]) if key else 0


def settle(journal: Journal, number: int, state: State, detail: str) -> None:
    """Commit what became of a request. Raises `JournalUnusable`."""
    with journal.transaction() as connection:
        done = update(DIRECT).where(DIRECT.c.seq == number)
        connection.execute(done.values(state=state.value, detail=detail, answered_at=now()))


def direct_requests(journal: Journal) -> tuple[DirectRequest, ...]:
    """Return every direct request, newest first."""
    with journal.transaction() as connection:
        found = connection.execute(select(DIRECT).order_by(DIRECT.c.seq.desc())).mappings().all()
    return tuple(_read(row) for row in found)


def _read(row: RowMapping) -> DirectRequest:
    body = _json(row["body"])
    direct = Direct(
        service=row["service"],
        profile=row["profile"],
        user=row["username"],
        method=row["method"],
        path=row["path"],
        body=body if isinstance(body, dict) else None,
        before=_json(row["before"]),
        source=row["source"] or "",
    )
    state = State(row["state"])
    detail = _(UNANSWERED) if state is State.SENDING else row["detail"]
    return DirectRequest(row["seq"], direct, state, detail, row["sent_at"], row["answered_at"])


def _json(text: str | None) -> Json:
    return None if text is None else parse(text)
