"""Kill a real process again and again, at random, while it applies plans of every kind or resumes them: `make kills`.

Every plan is resumed until it comes to its end. Then each of its changes is exact or a question that was left to a
person; none may be doubled, lost, not done, or something else than was said. `python -m tests.faults.kills
KILLS SEED`, 200 and 1 where nothing is said.
"""

import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.cells import LATE
from tests.faults.scene import KINDS, Scene, scene_of, slow
from tests.faults.seen import Seen
from tests.faults.worker import Worker, worker
from tests.faults.world import world
from toolkit.applying.journal import open_journal

KILLS, SEED = 200, 1
WORDS = ("exact", "question", "not done", "doubled", "lost", "said and not so")
_LONGEST = 1.5
"""Seconds within which a process is killed: about as long as it takes."""


@dataclass
class Figures:
    """How often processes were killed, and what became of the changes."""

    kills: int = 0
    runs: int = 0
    ends: Counter[str] = field(default_factory=Counter)

    def count(self, seen: Seen) -> None:
        """Count a change that was resumed to its end."""
        self.ends[fate(seen)] += 1

    @property
    def good(self) -> bool:
        """Whether nothing was doubled, lost, or said and not so."""
        return not self.ends.keys() - {"exact", "question"}

    def __str__(self) -> str:
        """Say them in a line."""
        told = ", ".join(f"{self.ends[word]} {word}" for word in WORDS)
        return f"{self.kills} kills, {self.runs} runs, {sum(self.ends.values())} changes: {told}."


def fate(seen: Seen) -> str:
    """Return what became of a change that was resumed to its end, in a word."""
    if seen.wrong:
        return seen.wrong
    return {"done": "exact", "unknown": "question"}.get(seen.said, "not done")


def main() -> int:
    """Do it, and return 1 where something is wrong."""
    kills, seed = (*map(int, sys.argv[1:]), *(KILLS, SEED)[len(sys.argv) - 1 :])
    chance = random.Random(seed)  # noqa: S311 - a test draws what can be drawn again
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder, world(Path(folder) / "world") as served, worker() as working:
        while figures.kills < kills:
            figures.runs += 1
            place = Path(folder) / str(figures.runs)
            place.mkdir()
            scene = scene_of(served, chance.sample(KINDS * 2, len(KINDS) * 2), place)
            slow(served, chance.choice((0.0, 0.02, 0.1, LATE / 3)))
            _until_the_end(scene, working, chance, figures)
            if figures.runs % 10 == 0:
                print(figures, flush=True)  # noqa: T201 - what it is for
    print(f"Seed {seed}: {figures}")  # noqa: T201 - what it is for
    return 0 if figures.good else 1


def _until_the_end(scene: Scene, working: Worker, chance: random.Random, figures: Figures) -> None:
    """Apply a plan and be killed, resume it and perhaps be killed, until a process comes to the end."""
    again = 1.0
    while True:
        with working.start(scene.job(chance.randint(1, 4))) as running:
            if chance.random() < again:
                time.sleep(chance.uniform(0.05, _LONGEST))
                running.send(signal.SIGKILL)
            ended = running.end()
        if ended == 0:
            break
        # On a busy machine an answer may also come too late, which ends a process by itself.
        figures.kills += ended == -signal.SIGKILL
        again = 0.4
    time.sleep(LATE / 3)
    with open_journal(scene.database) as journal:
        run = journal.burned(scene.plan)
        assert run is not None
        receipts = journal.run(run).receipts
    for verb, target, receipt in zip(scene.verbs, scene.targets, receipts, strict=True):
        seen = verb.seen(scene.served, target, receipt)
        figures.count(seen)
        if fate(seen) not in {"exact", "question"}:
            print(figures.runs, verb.name, fate(seen), seen)  # noqa: T201 - what it is for


if __name__ == "__main__":
    sys.exit(main())
