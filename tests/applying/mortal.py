"""Apply plans, each in a process that is killed at a given moment of its journal: a line of JSON in, a line out.

A line has `journal`, `url`, `plan` (a file) and `commit`: at which commit of the journal the process is killed, counted
from 1, and whether `before` or after it. What comes out is the exit status: -9 for a process that was killed.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from tests.applying.runs import SOON, ignore
from toolkit.api.client import connect
from toolkit.applying.database import connect as connect_database
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import Journal
from toolkit.planning.planfile import load
from toolkit.settings import Profile

KILLED = -signal.SIGKILL


@dataclass
class Countdown:
    """Counts commits, and kills this process when its time has come."""

    commit: int
    before: bool
    seen: int = 0

    def strike(self, *, before: bool) -> None:
        """Count, and kill."""
        self.seen += before
        if (self.seen, before) == (self.commit, self.before):
            os.kill(os.getpid(), signal.SIGKILL)


class Mortal(Journal):
    """A journal that kills us around one of its commits."""

    countdown: Countdown

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction."""
        with super().transaction() as connection:
            yield connection
            self.countdown.strike(before=True)
        self.countdown.strike(before=False)


def main() -> None:
    """Do it, line by line; each line in a child of its own, which has all modules already."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _apply(**json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _apply(*, journal: str, url: str, plan: str, commit: int, before: bool) -> None:
    profile = Profile("test", url, workers=1, attempts=1, backoff=0.001, timeout=10.0)
    opened = Mortal(connect_database(journal))
    opened.countdown = Countdown(commit, before)
    with connect(profile) as client, opened:
        apply(load(Path(plan).read_text(encoding="utf-8")), client, opened, Options(workers=1, timing=SOON), ignore)


if __name__ == "__main__":
    main()
