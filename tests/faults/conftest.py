"""What the fault matrix shares: its cells, as they are or drawn for a seed, and figures of what became of them."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.faults.cells import Cell, drawn
from tests.faults.seen import Seen, Stories, Story
from tests.faults.world import World, world

Figures = Callable[[Sequence[Cell], Sequence[Seen], Sequence[Seen]], Stories]
"""Tells the story of each cell, from how its change was after the run and in the end."""

_SEED = os.environ.get("FAULTS_SEED")
_SAID: Counter[str] = Counter()
"""What was said of changes, in all rounds of this process."""


@pytest.fixture(scope="session")
def cells() -> tuple[Cell, ...]:
    """Give the cells in the order in which they are tried."""
    return drawn(None if _SEED is None else int(_SEED))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give a service that goes wrong as it is told."""
    with world(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture
def figures() -> Figures:
    """Give what tells stories, and counts them."""

    def count(cells: Sequence[Cell], first: Sequence[Seen], then: Sequence[Seen]) -> Stories:
        stories = {cell.name: Story(*pair) for cell, *pair in zip(cells, first, then, strict=True)}
        for story in stories.values():
            _SAID[f"{story.first.said}, then {story.then.said}"] += 1
        return stories

    return count


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell the figures of a long round."""
    if _SEED is not None and _SAID:
        told = "; ".join(f"{count} {words}" for words, count in sorted(_SAID.items()))
        terminalreporter.write_line(f"Seed {_SEED}: {_SAID.total()} changes: {told}.")
