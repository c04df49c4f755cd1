"""One writer at a time for each service and profile: a lease in the journal, kept alive by a heartbeat.

Two runs at once would each skip, as drift, what the other has written. A resume beside the run that it resumes
would take what is in flight for lost. A lease ends by itself, by the database's clock: a machine that went down locks
nobody out for long. One that only slept finds, by its number, that somebody else has gone on, and sends nothing more.
"""

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, insert, select, update

from toolkit.applying.clocks import moment
from toolkit.applying.fence import Fence
from toolkit.applying.journal import Journal
from toolkit.applying.schema import LEASES
from toolkit.applying.timing import USUAL, Timing
from toolkit.errors import JournalError, JournalUnusable, LeaseLost, RunInProgress, SameMoment
from toolkit.language import _

_ATTEMPTS = 5


class Aimed(Protocol):
    """What tells which service is written to, for example the origin of a plan."""

    @property
    def service(self) -> str:
        """What identifies the service."""

    @property
    def profile(self) -> str:
        """The name of the profile."""


@dataclass(frozen=True, slots=True)
class Target:
    """A service, and the profile under which it is written to."""

    service: str
    profile: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A process on a machine, and a thread of it."""

    host: str
    process: int
    thread: int

    @classmethod
    def here(cls) -> "Holder":
        """Return who is asking."""
        return cls(socket.gethostname(), os.getpid(), threading.get_ident())

    @classmethod
    def read(cls, text: str) -> "Holder":
        """Read what `str` wrote."""
        process, thread, host = text.split(" ", 2)
        return cls(host, int(process), int(thread))

    def __str__(self) -> str:
        """Spell it for the journal."""
        return f"{self.process} {self.thread} {self.host}"

    def is_gone(self) -> bool:
        """Tell whether the process is known to have ended; one on another machine, or on Windows, never is."""
        if self.host != socket.gethostname() or sys.platform == "win32":
            return False
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False


class Lease:
    """The right to write to a service; once it is lost, it is lost for good, and `demand` says why."""

    def __init__(self, journal: Journal, fence: Fence, timing: Timing) -> None:
        self.fence = fence
        self.timing = timing
        self._journal = journal
        self._lost = ""

    def demand(self, prove: Callable[[], bool]) -> None:
        """Make a statement that changes its row only while the lease holds; renew a lease that nobody else has taken.

        Raises `LeaseLost` where it did not change the row, and ever after.
        """
        if not self._lost and not prove() and not (self.extend() and prove()):
            self.lose(_("its lease or the time of a request ran out, and somebody else may have gone on"))
        self.demand_held()

    def demand_held(self) -> None:
        """Raise `LeaseLost` where it is known to be lost."""
        if self._lost:
            raise LeaseLost(self.fence.service, self._lost)

    def lose(self, reason: str) -> None:
        """Send nothing more; the first reason counts."""
        self._lost = self._lost or reason

    def extend(self) -> bool:
        """Renew the lease, and return whether it was still ours: also a late one is, until somebody else takes it."""
        with self._journal.transaction() as connection:
            mine = update(LEASES).where(*_of(self.fence), LEASES.c.fence == self.fence.number)
            return connection.execute(mine.values(until=moment(self.timing.lease))).rowcount == 1

    def give_back(self) -> None:
        """Let the next one take it at once; its number stays used."""
        with self._journal.transaction() as connection:
            mine = update(LEASES).where(*_of(self.fence), LEASES.c.fence == self.fence.number)
            connection.execute(mine.values(until=""))


@contextmanager
def writing(journal: Journal, aim: Aimed, timing: Timing = USUAL) -> Iterator[Lease]:
    """Hold the lease on a service and profile, and renew it again and again until the end of the block.

    Raises `RunInProgress` while somebody else holds it.
    """
    lease = Lease(journal, _take(journal, aim, timing), timing)
    stop = threading.Event()
    heart = threading.Thread(target=_keep, args=(lease, stop), name="lease", daemon=True)
    heart.start()
    try:
        yield lease
    except BaseException:
        lease.lose(_("the run was broken off"))  # threads that nobody waits for any more send nothing
        raise
    finally:
        stop.set()
        heart.join()
        # A lease that cannot be given back ends by itself; what came of the block is more than that.
        with suppress(JournalError):
            lease.give_back()


def _take(journal: Journal, aim: Aimed, timing: Timing) -> Fence:
    """Take the lease. Where somebody takes it in the same moment, their row cannot be seen before ours is refused."""
    for _attempt in range(_ATTEMPTS - 1):
        with suppress(SameMoment):
            return _take_once(journal, aim, timing)
    return _take_once(journal, aim, timing)


def _take_once(journal: Journal, aim: Aimed, timing: Timing) -> Fence:
    mine = {"holder": str(Holder.here()), "since": moment(), "until": moment(timing.lease)}
    with journal.transaction() as connection:
        asked = select(LEASES, (LEASES.c.until > moment()).label("valid")).where(*_of(aim)).with_for_update()
        held = connection.execute(asked).mappings().first()
        if held is None:
            number = 1
            # Somebody may do the same right now, which the insertion runs against.
            connection.execute(insert(LEASES).values(service=aim.service, profile=aim.profile, fence=number, **mine))
        else:
            if held["valid"] and not Holder.read(held["holder"]).is_gone():
                raise RunInProgress(aim.service, Holder.read(held["holder"]).host, held["since"])
            number = held["fence"] + 1
            connection.execute(update(LEASES).where(*_of(aim)).values(fence=number, **mine))
    return Fence(aim.service, aim.profile, number, timing.proof)


def _keep(lease: Lease, stop: threading.Event) -> None:
    """Renew the lease until told to stop; the run is to stop where that cannot be done."""
    try:
        while not stop.wait(lease.timing.beat):
            if not lease.extend():
                lease.lose(_("somebody else has gone on meanwhile"))
                return
    except JournalUnusable as error:
        lease.lose(str(error))


def _of(aim: Aimed) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return LEASES.c.service == aim.service, LEASES.c.profile == aim.profile
