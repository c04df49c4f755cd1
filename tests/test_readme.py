"""The README keeps its word: its tour runs as it is written, and its tables are current."""

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from regenerate import documents

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"```console\n(.*?)```|<!-- edit (\S+) -->(.*?)(?=```)", re.DOTALL)
_SET = re.compile(r"`([^`]+)` into \*\*([A-Z]+\d+)\*\*|cell \*\*([A-Z]+\d+)\*\* of \*\w+\* to `([^`]+)`")
_ANYTHING = "…"


def _steps() -> Iterator[tuple[str, str]]:
    """Return the tour: a command with what it prints, or a workbook with what is to be typed."""
    for block, workbook, text in _BLOCK.findall(README.read_text(encoding="utf-8")):
        if workbook:
            yield workbook, text
        for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, printed = command.partition("\n")
            yield line, printed


def test_the_tour_runs_as_it_is_written(flowtly: Flowtly) -> None:
    """Every command of the tour prints what the README shows, with … for what it leaves out."""
    for step, text in _steps():
        if step.endswith(".xlsx") and not step.startswith("flowtly"):
            _type(flowtly.folder / step, text)
            continue
        outcome = flowtly(*step.split()[1:])
        code = re.search(r"exit code (\d+)", text)
        assert outcome.code == int(code[1] if code else 0), (step, outcome)
        if not code:
            assert re.fullmatch(_pattern(text), outcome.out), (step, outcome.out)


def _type(workbook: Path, text: str) -> None:
    book = openpyxl.load_workbook(workbook)
    found = _SET.findall(text)
    assert found
    for value, address, other_address, other_value in found:
        book["Budgets"][address or other_address] = value or other_value
    book.save(workbook)


def _pattern(printed: str) -> str:
    """Return a pattern of what is printed, in which a line … stands for any lines."""
    lines = [".*" if line == _ANYTHING else re.escape(line) for line in printed.splitlines()]
    return "(?s)" + "\n".join(lines).replace(".*\n", r"(?:.*\n)?").replace("\n.*", r"(?:\n.*)?") + r"\s*"


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_generated_pages_are_current(path: Path) -> None:
    """`make generated` would change nothing."""
    assert path.read_text(encoding="utf-8") == documents()[path]
