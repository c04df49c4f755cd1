"""The journal: every request is committed before it leaves and after it is answered (decision 8)."""

import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, RowMapping, and_, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from toolkit.applying import rows
from toolkit.applying.begun import Begun
from toolkit.applying.clocks import moment
from toolkit.applying.database import READS, compact, connect, is_taken, place, reason
from toolkit.applying.fence import STANDS, Fence
from toolkit.applying.receipts import Run, Summary
from toolkit.applying.schema import CHANGES, REQUESTS, RUNS
from toolkit.applying.states import Entry, Outcome, Sending, State, Step
from toolkit.applying.trail import Exchange, Heard
from toolkit.applying.twins import Before
from toolkit.entities.canonical import canonical
from toolkit.entities.entity import Entity
from toolkit.errors import JournalUnusable, PlanBurned, RunMissing, RunPruned, SameMoment
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, identity, load

NOTHING_KNOWN = Before()

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody takes for one another on the telephone."""


def open_journal(url: str, begun: Begun | None = None) -> "Journal":
    """Open the journal at a database URL, `sqlite:///F.sqlite3`; made at first use. Close it, or use it in `with`.

    What is written with it is noted in `begun`, where that is given.

    Raises `JournalUnusable` and `JournalTooNew`.
    """
    return Journal(connect(url), begun)


def now() -> str:
    """Return the time as the journal writes it: RFC 3339 in UTC with microseconds, so that text order is time order."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


# Made once, as making them anew for every request takes longer than the database does. What is set are the parameters
# that are no condition.
_CHANGE = update(CHANGES).where(
    CHANGES.c.run == bindparam("of_run"),
    CHANGES.c.n == bindparam("of_n"),
    or_(CHANGES.c.fence.is_(None), CHANGES.c.fence <= bindparam("of_fence")),
)
"""What a successor has written is not written over."""
_SENDABLE = or_(
    CHANGES.c.state.in_((State.PLANNED.value, State.SENDING.value, State.UNKNOWN.value)),
    and_(CHANGES.c.state == State.FAILED.value, or_(CHANGES.c.sent_at.is_(None), CHANGES.c.twin.is_not(None))),
)
"""What is planned, unknown or never left, and replacements of which both records exist."""
_SENDING = _CHANGE.where(_SENDABLE, STANDS).values(deadline=moment(bindparam("of_deadline")))
_TAKEN_BACK = or_(
    CHANGES.c.state == State.DONE.value,
    and_(CHANGES.c.step == Step.TAKE_BACK.value, CHANGES.c.state.in_((State.SENDING.value, State.UNKNOWN.value))),
)
"""What is done, and what was to be taken back before."""
_TAKING_BACK = _CHANGE.where(_TAKEN_BACK, STANDS).values(deadline=moment(bindparam("of_deadline")))
_STILL_SENDING = _CHANGE.where(
    CHANGES.c.state == State.SENDING.value,
    CHANGES.c.fence == bindparam("of_fence"),
    CHANGES.c.deadline > moment(),
    STANDS,
)
_REQUEST = update(REQUESTS).where(REQUESTS.c.id == bindparam("of_id"))
_NEW_REQUEST = insert(REQUESTS)


class Journal:
    """The history of every run, and what a run leans on when it goes on after a crash.

    All methods may be called from any thread; each writes one transaction. They raise `JournalUnusable` where the
    database fails: what cannot be journalled must not be sent. `SameMoment` tells of a database that is well.
    """

    def __init__(self, engine: Engine, begun: Begun | None = None) -> None:
        self.begun = begun if begun is not None else Begun()
        self._engine = engine
        self._writing = threading.Lock()

    def __enter__(self) -> Self:
        """Use the journal until the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give the database's connections back."""
        self._engine.dispose()

    def compact(self) -> None:
        """Let the file of SQLite hold nothing any more of what was removed. Raises `JournalUnusable`."""
        try:
            compact(self._engine)
        except SQLAlchemyError as error:
            raise self._unusable(error) from None

    def burned(self, plan: Plan) -> str | None:
        """Return the run that a plan was applied in, `None` where it has not been."""
        with self.reading() as connection:
            found: str | None = connection.execute(select(RUNS.c.id).where(RUNS.c.plan_id == identity(plan))).scalar()
        return found

    def burn(self, plan: Plan, known: Before = NOTHING_KNOWN) -> str:
        """Write the run and all its changes as planned, in one transaction, and return the run's id.

        `known` is what was there before, which a resume holds against what is there then.
        Raises `PlanBurned` where the plan was burned before, by whichever process: a plan is applied once (decision 2).
        """
        try:
            return self._burn(plan, known)
        except SameMoment:
            earlier = self.burned(plan)
            if earlier is None:
                raise
            raise PlanBurned(identity(plan), earlier) from None

    def _burn(self, plan: Plan, known: Before) -> str:
        plan_id = identity(plan)
        with self.transaction() as connection:
            earlier = connection.execute(select(RUNS.c.id).where(RUNS.c.plan_id == plan_id)).scalar()
            if earlier is not None:
                raise PlanBurned(plan_id, earlier)
            run = _free_id(connection)
            self.begun.run(run)
            there = canonical({path: list(ids) for path, ids in known.there.items()})
            connection.execute(
                insert(RUNS).values(id=run, plan_id=plan_id, plan=dump(plan), there=there, **_origin(plan))
            )
            changes = [rows.planned(run, change, known.alike.get(change.n, ())) for change in plan.changes]
            if changes:
                connection.execute(insert(CHANGES), changes)
        return run

    def sending(self, run: str, n: int, entity: Entity, sending: Sending, fence: Fence, deadline: float) -> bool:
        """Commit that a request is about to leave, and return whether it may: its lease holds, and nobody has sent it.

        `deadline` is how many seconds it has from now on.
        """
        at = now()
        given = {**fence.parameters, "of_deadline": deadline}
        with self.transaction() as connection:
            values = _of(run, n, fence) | given | rows.sent(entity, sending, at)
            condition = _TAKING_BACK if sending.step is Step.TAKE_BACK else _SENDING
            may_leave = connection.execute(condition, values).rowcount == 1
            if may_leave:
                connection.execute(_NEW_REQUEST, rows.request(run, n, sending, at))
        return may_leave

    def still_sending(self, run: str, n: int, fence: Fence) -> bool:
        """Return whether a request may leave once more: its lease holds, its time is not over, nobody settled it."""
        with self.transaction() as connection:
            values = _of(run, n, fence) | {**fence.parameters}
            return connection.execute(_STILL_SENDING, values).rowcount == 1

    def settle(self, run: str, outcomes: Iterable[Outcome], fence: Fence, heard: Iterable[Heard] = ()) -> bool:
        """Commit what came of changes, and what was heard of their requests.

        Returns whether every change could be written: what a successor wrote already stays.
        """
        at = now()
        written = True
        with self.transaction() as connection:
            for each in heard:
                connection.execute(_REQUEST, {"of_id": each.id} | rows.heard(each))
            for outcome in outcomes:
                values = _of(run, outcome.receipt.n, fence) | rows.settled(outcome, at)
                written = connection.execute(_CHANGE, values).rowcount == 1 and written
        return written

    def clock(self) -> datetime:
        """Return the time by the database's clock."""
        with self.reading() as connection:
            return datetime.fromisoformat(connection.execute(select(moment())).scalar_one())

    def end(self, run: str) -> Run:
        """Commit that a run is over, and return it."""
        with self.transaction() as connection:
            connection.execute(update(RUNS).where(RUNS.c.id == run).values(ended=now()))
        return self.run(run)

    def set_result(self, run: str, name: str) -> None:
        """Note the name of the workbook that holds a run's results."""
        with self.transaction() as connection:
            connection.execute(update(RUNS).where(RUNS.c.id == run).values(result=name))

    def run(self, run: str) -> Run:
        """Return a run with its receipts. Raises `RunMissing`."""
        return rows.run(self._run(run), tuple(self.entries(run).values()))

    def plan(self, run: str) -> Plan:
        """Return the plan that a run applies. Raises `RunMissing` and `RunPruned`."""
        return load(self.plan_text(run))

    def plan_text(self, run: str) -> str:
        """Return the plan that a run applies as it was written down, whatever version it has.

        Raises `RunMissing` and `RunPruned`.
        """
        found = self._run(run)
        if found["pruned"] is not None:
            raise RunPruned(run)
        text: str = found["plan"]
        return text

    def kept_plan(self, run: str) -> str | None:
        """Return the plan of a run as it was written down, `None` where it was pruned. Raises `RunMissing`."""
        found = self._run(run)
        return None if found["pruned"] is not None else str(found["plan"])

    def erased(self, run: str) -> bool:
        """Return whether values of a run were erased. Raises `RunMissing`."""
        return self._run(run)["erased"] is not None

    def there(self, run: str) -> Mapping[str, frozenset[str]]:
        """Return the ids that the entities of a run's creations had before it; of older runs nobody knows."""
        text = self._run(run)["there"]
        return rows.there(text) if text else {}

    def entries(self, run: str) -> dict[int, Entry]:
        """Return every change of a run by its number, in order."""
        with self.reading() as connection:
            found = connection.execute(select(CHANGES).where(CHANGES.c.run == run).order_by(CHANGES.c.n))
            return {row["n"]: rows.entry(row) for row in found.mappings()}

    def entry(self, run: str, n: int) -> Entry:
        """Return one change of a run."""
        with self.reading() as connection:
            found = connection.execute(select(CHANGES).where(CHANGES.c.run == run, CHANGES.c.n == n))
            return rows.entry(found.mappings().one())

    def exchanges(self, run: str) -> tuple[Exchange, ...]:
        """Return every request of a run, in the order in which they were sent."""
        with self.reading() as connection:
            found = connection.execute(select(REQUESTS).where(REQUESTS.c.run == run).order_by(REQUESTS.c.seq))
            return tuple(map(rows.exchange, found.mappings()))

    def runs(self) -> tuple[Summary, ...]:
        """Return every run, newest first."""
        with self.reading() as connection:
            found = connection.execute(select(RUNS).order_by(RUNS.c.seq.desc())).mappings().all()
            counts: dict[str, dict[str, int]] = {}
            grouped = select(CHANGES.c.run, CHANGES.c.state, func.count()).group_by(CHANGES.c.run, CHANGES.c.state)
            for run, state, count in connection.execute(grouped):
                counts.setdefault(run, {})[state] = count
        return tuple(rows.summary(row, counts.get(row["id"], {})) for row in found)

    def created_by(self, workbook_sha256: str, service: str, profile: str) -> Summary | None:
        """Return the latest run that created records there from this very file which no run there has deleted since.

        The file does not know the ids of those records: planning it again would create them twice. What it created on
        another service, or for another profile, which may be another company's, is nothing to this one.
        """
        here = and_(RUNS.c.service == service, RUNS.c.profile == profile)
        gone = CHANGES.alias()
        deleted = exists().where(
            gone.c.entity == CHANGES.c.entity,
            gone.c.record == CHANGES.c.record,
            gone.c.verb == "delete",
            gone.c.state == State.DONE.value,
            gone.c.run.in_(select(RUNS.c.id).where(here)),
        )
        made = exists().where(
            CHANGES.c.run == RUNS.c.id,
            CHANGES.c.verb == "create",
            CHANGES.c.state.in_((State.DONE.value, State.SENDING.value, State.UNKNOWN.value)),
            ~deleted,
        )
        of_file = RUNS.c.workbook_sha256 == workbook_sha256
        latest = select(RUNS.c.id).where(of_file, here, made).order_by(RUNS.c.seq.desc())
        with self.reading() as connection:
            found = connection.execute(latest).scalars().first()
        return next((summary for summary in self.runs() if summary.id == found), None)

    def _run(self, run: str) -> RowMapping:
        with self.reading() as connection:
            found = connection.execute(select(RUNS).where(RUNS.c.id == run)).mappings().first()
        if found is None:
            raise RunMissing(run)
        return found

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that only reads, and so waits for nobody."""
        try:
            with self._engine.connect().execution_options(**{READS: True}) as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self._unusable(error) from None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction; the threads of a run take turns here rather than wait in the database."""
        try:
            with self._writing, self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self._unusable(error) from None

    def _unusable(self, error: SQLAlchemyError) -> JournalUnusable | SameMoment:
        kind = SameMoment if is_taken(error) else JournalUnusable
        return kind(place(self._engine), reason(error, self._engine))


def _free_id(connection: Connection) -> str:
    """Return an unused id that can be typed and told on the telephone, such as r7k2m."""
    while True:
        run = "r" + "".join(secrets.choice(_ALPHABET) for _ in range(4))
        if connection.execute(select(RUNS.c.id).where(RUNS.c.id == run)).scalar() is None:
            return run


def _of(run: str, n: int, fence: Fence) -> rows.Values:
    return {"of_run": run, "of_n": n, "of_fence": fence.number, "fence": fence.number}


def _origin(plan: Plan) -> rows.Values:
    origin = plan.origin
    return {
        "workbook": origin.workbook,
        "workbook_sha256": origin.workbook_sha256,
        "service": origin.service,
        "profile": origin.profile,
        "username": origin.user,
        "planned_at": origin.planned_at,
        "started": now(),
    }
