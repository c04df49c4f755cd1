"""The page about the library keeps its word: its examples run as they are written, one after the other."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "library.md"
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_the_examples_run_as_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}

    for number, block in enumerate(_BLOCK.findall(PAGE.read_text(encoding="utf-8")), 1):
        exec(compile(block, f"{PAGE.name}, example {number}", "exec"), names)  # noqa: S102 -- our own page

    printed = capsys.readouterr().out
    assert "1 to create, 1 to patch" in printed
    assert "was applied before" in printed
    assert (tmp_path / "edited.result.xlsx").is_file()
