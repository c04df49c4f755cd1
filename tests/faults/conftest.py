"""What the fault matrix shares: its cells, as they are or drawn for a seed, and figures of what became of them."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.faults.cells import CELLS, Cell, drawn
from tests.faults.seen import Story
from tests.faults.world import World, world

Figures = Callable[[Mapping[str, Story]], Mapping[str, Story]]
"""Counts the stories of a fixture, and gives them back."""

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


@pytest.fixture(scope="module")
def journals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for journals."""
    return tmp_path_factory.mktemp("journals")


@pytest.fixture(params=CELLS, ids=lambda cell: cell.name)
def cell(request: pytest.FixtureRequest) -> Cell:
    """Give each cell by its name; how it is aimed and how often it comes is another matter."""
    found: Cell = request.param
    return found


@pytest.fixture(scope="module")
def figures() -> Figures:
    """Give what counts the stories of a module."""

    def count(stories: Mapping[str, Story]) -> Mapping[str, Story]:
        for story in stories.values():
            _SAID[f"{story.first.said}, then {story.then.said}"] += 1
        return stories

    return count


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell the figures of a long round."""
    if _SEED is not None and _SAID:
        told = "; ".join(f"{count} {words}" for words, count in sorted(_SAID.items()))
        terminalreporter.write_line(f"Seed {_SEED}: {_SAID.total()} changes: {told}.")
