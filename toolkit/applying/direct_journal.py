"""The journal of direct requests: committed before they leave and after they are answered, like those of a plan."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from toolkit.applying.begun import SentAlone
from toolkit.applying.clocks import moment
from toolkit.applying.direct import Direct, DirectRequest
from toolkit.applying.fence import STANDS
from toolkit.applying.journal import Journal, now
from toolkit.applying.lock import Lease
from toolkit.applying.permits import RequestPermit
from toolkit.applying.schema import DIRECT
from toolkit.applying.states import State
from toolkit.applying.timing import Timing
from toolkit.entities.canonical import Json, canonical, parse
from toolkit.errors import StillInFlight
from toolkit.language import _, mark
from toolkit.masking import masked, masked_object, masked_text, secrets_in, without

UNANSWERED = mark("Sent, and the program was cut off before an answer came. It may have happened.")

_OPEN = (State.SENDING.value, State.UNKNOWN.value)
_LEAVE = update(DIRECT).where(
    DIRECT.c.seq == bindparam("of_seq"),
    DIRECT.c.state == State.SENDING.value,
    DIRECT.c.deadline > moment(),
    STANDS,
)


class Leaving:
    """A direct request that is about to leave: its number in the journal, once it is there, and the leave to send it.

    Raises `LeaseLost`, and `StillInFlight` where the very request was sent before and may still take effect.
    """

    def __init__(self, journal: Journal, direct: Direct, lease: Lease) -> None:
        self._journal = journal
        self._direct = without_secrets(direct)
        self._secrets = secrets_in(direct.body) | secrets_in(direct.before)
        self._lease = lease
        self.number = 0
        self.permit = RequestPermit(lease, self._begin, self._prove)

    def settle(self, state: State, detail: str) -> None:
        """Commit what became of it; where a service repeats a secret, it is masked. Raises `JournalUnusable`."""
        settle(self._journal, self.number, state, masked_text(without(detail, self._secrets)))

    def _begin(self) -> bool:
        with self._journal.transaction() as connection:
            self._demand_landed(connection)
            result = connection.execute(insert(DIRECT).values(_values(self._direct, self._lease)))
            key = result.inserted_primary_key
            self.number = int(key[0]) if key else 0
            self._journal.begun.alone.append(SentAlone(self.number, self._lease.fence.number))
            may_leave = self._may_leave(connection)
            if not may_leave:
                connection.execute(delete(DIRECT).where(DIRECT.c.seq == self.number))
        return may_leave

    def _prove(self) -> bool:
        with self._journal.transaction() as connection:
            return self._may_leave(connection)

    def _may_leave(self, connection: Connection) -> bool:
        fence = self._lease.fence
        values = {"of_seq": self.number, "fence": fence.number, **fence.parameters}
        return connection.execute(_LEAVE, values).rowcount == 1

    def _demand_landed(self, connection: Connection) -> None:
        """Raise `StillInFlight` where the same was sent before, was not answered, and may still take effect."""
        direct = self._direct
        alike = select(DIRECT).where(
            DIRECT.c.service == direct.service,
            DIRECT.c.method == direct.method,
            DIRECT.c.path == direct.path,
            DIRECT.c.body.is_(None) if direct.body is None else DIRECT.c.body == canonical(direct.body),
            DIRECT.c.state.in_(_OPEN),
        )
        found = [_read(row) for row in connection.execute(alike).mappings()]
        at = datetime.fromisoformat(connection.execute(select(moment())).scalar_one())
        demand_landed(found, at, self._lease.timing)


def without_secrets(direct: Direct) -> Direct:
    """Return a request as it is kept: passwords, tokens and keys in its path and its bodies are masked."""
    body = None if direct.body is None else masked_object(direct.body)
    return replace(direct, path=masked_text(direct.path), body=body, before=masked(direct.before))


def demand_landed(requests: Iterable[DirectRequest], now: datetime, timing: Timing) -> None:
    """Raise `StillInFlight` where an unanswered one of these requests may still take effect.

    `now` is the time by the database's clock.
    """
    times = [_lands(each, timing) for each in requests if each.state.value in _OPEN]
    until = max(times, default=None)
    if until is not None and until > now:
        raise StillInFlight(until)


def settle(journal: Journal, number: int, state: State, detail: str) -> None:
    """Commit what became of a request. Raises `JournalUnusable`."""
    with journal.transaction() as connection:
        done = update(DIRECT).where(DIRECT.c.seq == number)
        connection.execute(done.values(state=state.value, detail=detail, answered_at=now()))


def begun_requests(journal: Journal) -> tuple[DirectRequest, ...]:
    """Return the direct requests that were begun with this journal, oldest first; those that are in it by now."""
    begun = {each.number: each.fence for each in journal.begun.alone}
    with journal.reading() as connection:
        found = connection.execute(select(DIRECT).where(DIRECT.c.seq.in_(begun)).order_by(DIRECT.c.seq)).mappings()
        return tuple(_read(row) for row in found if row["fence"] == begun[row["seq"]])


def direct_requests(journal: Journal) -> tuple[DirectRequest, ...]:
    """Return every direct request, newest first."""
    with journal.transaction() as connection:
        found = connection.execute(select(DIRECT).order_by(DIRECT.c.seq.desc())).mappings().all()
    return tuple(_read(row) for row in found)


def _lands(request: DirectRequest, timing: Timing) -> datetime:
    """Return when a request cannot take effect any more."""
    if request.deadline is not None:
        return datetime.fromisoformat(request.deadline) + timedelta(seconds=timing.margin)
    return datetime.fromisoformat(request.sent_at) + timedelta(seconds=timing.deadline + timing.margin)


def _values(direct: Direct, lease: Lease) -> dict[str, object]:
    return {
        "service": direct.service,
        "profile": direct.profile,
        "username": direct.user,
        "method": direct.method,
        "path": direct.path,
        "body": None if direct.body is None else canonical(direct.body),
        "before": None if direct.before is None else canonical(direct.before),
        "state": State.SENDING.value,
        "detail": "",
        "sent_at": now(),
        "source": direct.source or None,
        "fence": lease.fence.number,
        "deadline": moment(lease.timing.deadline),
    }


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
    times = (row["sent_at"], row["answered_at"], row["deadline"])
    return DirectRequest(row["seq"], direct, state, detail, *times, kept=row["kept"] or "")


def _json(text: str | None) -> Json:
    return None if text is None else parse(text)
