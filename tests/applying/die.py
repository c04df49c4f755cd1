"""Apply the scenario to a service in a file, and be killed when it has taken a request: `die.py FOLDER ATTEMPT`."""

import os
import signal
import sys
from pathlib import Path

from tests.applying.runs import ONE_AT_A_TIME
from tests.applying.scenario import company, everything
from tests.applying.service import Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import open_journal
from toolkit.applying.remote import Named, Permit, unheard
from toolkit.entities.canonical import JsonObject


class Mortal(Service):
    """A service that keeps its records in a file, and kills us when it has taken one of our requests."""

    folder: Path
    attempt: int

    def send(
        self,
        method: str,
        path: str,
        body: JsonObject | None,
        permit: Permit,
        request_id: str = "",
        named: Named = unheard,
    ) -> JsonObject | None:
        """Take a write, durably."""
        answer = super().send(method, path, body, permit, request_id, named)
        self.save(self.folder)
        if len(self.attempts) == self.attempt:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def main() -> None:
    """Do it."""
    folder = Path(sys.argv[1])
    service = Mortal(records=company().records, unique=company().unique)
    service.folder, service.attempt = folder, int(sys.argv[2])
    service.save(folder)
    with open_journal(f"sqlite:///{folder / 'journal.sqlite3'}") as journal:
        apply(everything(service, "then"), service, journal, ONE_AT_A_TIME, lambda _: None)


if __name__ == "__main__":
    main()
