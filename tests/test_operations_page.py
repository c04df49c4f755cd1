"""The table of operations keeps its word: its commands exist, its options too, and its tests are run."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from operations_page import TEST_FILE, command_of, operations_page

from toolkit.cli.main import flowtly
from toolkit.entities.operations import OPERATIONS

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("command", sorted({command_of(each) for each in OPERATIONS}))
def test_every_command_of_the_table_exists(command: str) -> None:
    group: click.Command = flowtly
    words = command.split()[1:]
    while isinstance(group, click.Group):
        found = group.get_command(click.Context(group), words.pop(0))
        assert found is not None, command
        group = found
    options = {name for parameter in group.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_every_test_of_the_table_is_run() -> None:
    collected = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", TEST_FILE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    ids = {line.partition("::")[2] for line in collected.stdout.splitlines()}

    told = set(re.findall(r"`(test_\w+\[.*?\])`", operations_page()))

    assert len(told) == len(OPERATIONS)
    assert told <= ids
