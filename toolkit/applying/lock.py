"""One writer at a time for each service and profile: a lease in the journal, kept alive by a heartbeat.

Two runs at once would each skip, as drift, what the other has written. A resume beside the run that it resumes
would take what is in flight for lost. A lease ends by itself: a machine that went down locks nobody out for long.
"""

import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update

from toolkit.applying.journal import Journal
from toolkit.applying.schema import LEASES
from toolkit.errors import JournalUnusable, RunInProgress, SameMoment
from toolkit.planning.plan import Origin

LEASE = timedelta(seconds=60)
BEAT = 15.0
"""Seconds between heartbeats: a lease survives three that were missed."""
_ATTEMPTS = 5


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


@contextmanager
def writing(journal: Journal, origin: Origin, beat: float = BEAT) -> Iterator[None]:
    """Hold the lease on a plan's service and profile, and renew it every `beat` seconds until the end of the block.

    Raises `RunInProgress` while somebody else holds it.
    """
    me = str(Holder.here())
    _take(journal, origin, me)
    stop = threading.Event()
    heart = threading.Thread(target=_keep, args=(journal, origin, me, beat, stop), name="lease", daemon=True)
    heart.start()
    try:
        yield
    finally:
        stop.set()
        heart.join()
        with journal.transaction() as connection:
            connection.execute(delete(LEASES).where(*_of(origin), LEASES.c.holder == me))


def _take(journal: Journal, origin: Origin, me: str) -> None:
    """Take the lease. Where somebody takes it in the same moment, their row cannot be seen before ours is refused."""
    for _ in range(_ATTEMPTS - 1):
        with suppress(SameMoment):
            return _take_once(journal, origin, me)
    return _take_once(journal, origin, me)


def _take_once(journal: Journal, origin: Origin, me: str) -> None:
    with journal.transaction() as connection:
        held = connection.execute(select(LEASES).where(*_of(origin)).with_for_update()).mappings().first()
        if held is not None and held["until"] > _time() and not Holder.read(held["holder"]).is_gone():
            raise RunInProgress(origin.service, Holder.read(held["holder"]).host, held["since"])
        if held is not None:  # and nobody else's: one may have come since, which the insertion runs against
            connection.execute(delete(LEASES).where(*_of(origin), LEASES.c.holder == held["holder"]))
        connection.execute(
            insert(LEASES).values(
                service=origin.service, profile=origin.profile, holder=me, since=_time(), until=_time(LEASE)
            )
        )


def _keep(journal: Journal, origin: Origin, me: str, beat: float, stop: threading.Event) -> None:
    """Renew the lease until told to stop; a journal that fails stops the run itself, so it is not reported here."""
    with suppress(JournalUnusable):
        while not stop.wait(beat):
            with journal.transaction() as connection:
                renewed = update(LEASES).where(*_of(origin), LEASES.c.holder == me)
                connection.execute(renewed.values(until=_time(LEASE)))


def _of(origin: Origin) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return LEASES.c.service == origin.service, LEASES.c.profile == origin.profile


def _time(ahead: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) + ahead).isoformat(timespec="microseconds")
