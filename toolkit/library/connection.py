"""Flowtly: a service and the journal of what was written to it, as programs use them."""

import os
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from toolkit.api.operations import Operations, Reply, Sent
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.receipts import Run, Summary
from toolkit.entities import find
from toolkit.entities.operations import OPERATIONS, declared
from toolkit.entities.record import Record
from toolkit.errors import BadSettings, ConnectionClosed
from toolkit.language import _
from toolkit.library.workbook import Workbook
from toolkit.loop.direct import Asked, send_alone
from toolkit.loop.outputs import demand_free, remembered
from toolkit.loop.pull import Part, pull
from toolkit.loop.reach import Reached, reach
from toolkit.private import keep_private
from toolkit.settings import ENVIRONMENT, Profile, home, journal_url, load_profile, safe_url

_NOTHING: Mapping[str, str] = {}


class Flowtly:
    """A service that is connected to, and the journal; close it, or use it in `with`. Threads may share it.

    Entities are named by their paths, `budgets` for example, as on the command line.
    """

    def __init__(self, profile: Profile) -> None:
        """Connect; `connect` and `at` find the profile. Raises `CredentialsError` and `JournalError`."""
        self._turn = threading.Lock()
        with ExitStack() as stack:
            self._reached = stack.enter_context(reach(profile, home(os.environ) / "sandbox"))
            self._journal = stack.enter_context(open_journal(journal_url(os.environ)))
            self._open = stack.pop_all()
        # Whoever lets go of the last reference closes the connection; an iterator of records is one.
        self._end = weakref.finalize(self, self._open.close)
        keep_private(home(os.environ))

    @classmethod
    def connect(cls, profile: str | None = None) -> Self:
        """Connect to the service of a profile, chosen as the command line does where none is named.

        Without any profile that is the embedded service. Raises `UnknownProfile`, `BadSettings`, `InsecureUrl`.
        """
        return cls(load_profile(profile, os.environ))

    @classmethod
    def at(
        cls, url: str, token: str | None = None, *, username: str | None = None, password: str | None = None
    ) -> Self:
        """Connect to an address, as the owner of a token, or with user and password; without either as nobody.

        It is the profile that `FLOWTLY_URL` makes on the command line, so plans are good there too. Raises
        `InsecureUrl` for plain HTTP to another machine, and `BadSettings` for what is no address.
        """
        try:
            address = safe_url(url)
        except ValueError:
            raise BadSettings("Flowtly.at", "url", _("the base address of the API")) from None
        return cls(Profile(ENVIRONMENT, address, token=token, username=username, password=password))

    def __enter__(self) -> Self:
        """Use the connection until the end of the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it; what is under way ends at once where the user interrupted."""
        if self._end.detach() is not None:
            self._open.__exit__(kind, error, at)

    def close(self) -> None:
        """Close every connection; the embedded service ends with it. A second time does nothing."""
        self._end()

    @property
    def reached(self) -> Reached:
        """The client and its profile, for the functions of `toolkit.loop`. Raises `ConnectionClosed` after `close`."""
        self._demand_open()
        return self._reached

    @property
    def journal(self) -> Journal:
        """The journal that runs are written into. Raises `ConnectionClosed` after `close`."""
        self._demand_open()
        return self._journal

    def _demand_open(self) -> None:
        if not self._end.alive:
            raise ConnectionClosed(self.service)

    @property
    def service(self) -> str:
        """What identifies the service: its address, or `sandbox` for the embedded one."""
        return self._reached.profile.service

    @property
    def user(self) -> str:
        """Who the service knows us as."""
        return self._reached.profile.user

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what was read and may not be complete."""
        return tuple(self._reached.client.warnings)

    def pull(
        self,
        *entities: str,
        to: Path | str,
        filters: Mapping[str, str] = _NOTHING,
        view: str = "",
        overwrite: bool = False,
    ) -> Workbook:
        """Write the live records of entities into a workbook, with the base that later tells whose change is whose.

        Filters and views are those of `flowtly pull`. Raises `FileInTheWay` where somebody may have worked on what is
        there, unless it is to be written over, `UnknownEntity`, `UnknownView`, `BadFilter`, `BadFilterValue`, and
        `NotWritable`.
        """
        chosen, path = [find(path) for path in entities], Path(to)
        demand_free(path, overwrite=overwrite)
        with remembered(path):
            pull(self.reached, chosen, path, Part(filters, view))
        return Workbook.open(path)

    def records(self, entity: str, filters: Mapping[str, str] = _NOTHING, view: str = "") -> Iterator[Record]:
        """Yield the records of an entity page by page, each once; memory stays bounded. Raises as `pull` does.

        The iterator keeps the connection until it is done or let go of; after `close` it raises `ConnectionClosed`.
        """
        return self._while_open(self.reached.client.records(find(entity), filters, view))

    def _while_open(self, records: Iterator[Record]) -> Iterator[Record]:
        while True:
            self._demand_open()
            record = next(records, None)
            if record is None:
                return
            yield record

    def read(self, entity: str, id: str) -> Record | None:
        """Read one record as it is now; `None` where there is none."""
        return self.reached.client.read(find(entity), id)

    @property
    def operations(self) -> tuple[str, ...]:
        """The names of all operations of the API: `GET /budgets`, `PATCH /transactions/{id}`, ..."""
        return tuple(each.name for each in OPERATIONS)

    def call(
        self,
        operation: str,
        ids: Mapping[str, str] = _NOTHING,
        sent: Sent | None = None,
        save: Path | None = None,
        *,
        overwrite: bool = False,
    ) -> Reply:
        """Call one of the API's operations by its name; `ids` fills in its path, `save` is where a file goes.

        A write is journalled before it leaves and after it is answered, and nobody is asked; threads take turns, as
        one at a time writes to a service. Raises `UnknownOperation`, `MissingPart`, what the service's answer means:
        `Refused`, `Unreachable`, `NotAuthenticated`, and `OutcomeUnknown` for a write that may have taken effect;
        `RunInProgress`, `LeaseLost`, and `StillInFlight` for one that was sent before and may still do so; and
        `FileInTheWay` where somebody may have worked on the file that `save` names, unless it is to be written over.
        """
        if save is not None:
            demand_free(save, overwrite=overwrite)
        with remembered(*filter(None, [save])):
            return self._call(operation, ids, sent, save)

    def _call(self, operation: str, ids: Mapping[str, str], sent: Sent | None, save: Path | None) -> Reply:
        known, reached = declared(operation), self.reached
        if not known.endpoint.writes:
            operations = Operations(reached.client.session, self.service)
            return operations.call(known.entity, known.endpoint, ids, sent, save)
        path, given = Operations.request(known.entity, known.endpoint, ids, sent)
        with self._turn:
            return send_alone(reached, self.journal, Asked(known.endpoint.method, path, given, save))

    def runs(self) -> tuple[Summary, ...]:
        """Return one line for every run in the journal, newest first."""
        return self.journal.runs()

    def run(self, id: str) -> Run:
        """Return a run with its receipts. Raises `RunMissing`."""
        return self.journal.run(id)
