"""Apply plans or resume them, each in a process of its own that may be stopped and killed: JSON in, two lines out.

A line has `journal`, `url`, `plan` (a file), `workers` and `lease`. What comes out is the number of the process, and
when it has ended, its exit status: 0 for a run that came to its end, `LOST` for one that was told to write no more.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from tests.applying.runs import ignore
from tests.faults.world import profile_of
from toolkit.api.client import connect
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import open_journal
from toolkit.applying.resume import resume
from toolkit.errors import LeaseLost
from toolkit.loop.reach import timing_of
from toolkit.planning.planfile import load

LOST = 3


@dataclass(frozen=True)
class Job:
    """A plan to apply, or to go on with where its run has begun, and how."""

    journal: str
    url: str
    plan: str
    workers: int
    lease: float


class Worker:
    """The process that has all modules and makes another for each job, seen from the test."""

    def __init__(self, stdin: IO[str], stdout: IO[str]) -> None:
        self._stdin = stdin
        self._stdout = stdout

    @contextmanager
    def start(self, job: Job) -> Iterator["Running"]:
        """Start a job, and kill what is left of it at the end of the block."""
        self._stdin.write(json.dumps(asdict(job)) + "\n")
        self._stdin.flush()
        running = Running(int(self._stdout.readline()), self._stdout)
        try:
            yield running
        finally:
            running.send(signal.SIGKILL)
            running.end()


class Running:
    """A job that is carried out in a process of its own."""

    def __init__(self, process: int, stdout: IO[str]) -> None:
        self._process = process
        self._stdout = stdout
        self._ended: int | None = None

    def send(self, signum: int) -> None:
        """Send a signal, unless it has ended."""
        if self._ended is None:
            os.kill(self._process, signum)

    def end(self) -> int:
        """Wait for its end, and return its exit status."""
        if self._ended is None:
            self._ended = int(self._stdout.readline())
        return self._ended


@contextmanager
def worker() -> Iterator[Worker]:
    """Give a worker."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Worker(process.stdin, process.stdout)
        process.stdin.close()


def main() -> None:
    """Do it, line by line."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_carry_out(Job(**json.loads(line))))
        _say(child)
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _carry_out(job: Job) -> int:
    try:
        return _apply(job)
    except BaseException:  # noqa: BLE001 - the other process hears of it by the exit status
        traceback.print_exc()
        return 1


def _apply(job: Job) -> int:
    profile = profile_of(job.url, lease=job.lease)
    options = Options(workers=job.workers, timing=timing_of(profile))
    with connect(profile) as client, open_journal(job.journal) as journal:
        try:
            plan = load(Path(job.plan).read_text(encoding="utf-8"))
            run = journal.burned(plan)
            if run is None:
                apply(plan, client, journal, options, ignore)
            else:
                resume(run, client, journal, options, ignore, {})
        except LeaseLost:
            return LOST
    return 0


if __name__ == "__main__":
    main()
