"""Run one case in a process of its own, and tell how long it took and how much memory it held."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Figure:
    """The best of several runs: seconds, and the peak of resident memory in MB."""

    seconds: float
    megabytes: float


def case(script: str, name: str, *arguments: str, times: int = 3) -> Figure:
    """Run `benchmarks/SCRIPT.py NAME …` several times and return the best figures."""
    figures = [_once([sys.executable, str(HERE / f"{script}.py"), name, *arguments]) for _ in range(times)]
    return Figure(min(f.seconds for f in figures), min(f.megabytes for f in figures))


def whole(*command: str, times: int = 10) -> Figure:
    """Time a command as a whole process, start and exit included; memory is not looked at."""
    return Figure(min(_timed(command) for _ in range(times)), 0)


def run_case(cases: Mapping[str, Callable[[list[str]], float]]) -> None:
    """Run the case that the command line names, and print its figures; what every script here ends with."""
    seconds = cases[sys.argv[1]](sys.argv[2:])
    print(json.dumps({"seconds": seconds, "megabytes": _peak()}))


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that the work takes, by the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak() -> float:
    """Return the most memory this process has held; `ru_maxrss` would count its parent's from before the start."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _once(command: list[str]) -> Figure:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Figure(**json.loads(done.stdout.splitlines()[-1]))


def _timed(command: tuple[str, ...]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
