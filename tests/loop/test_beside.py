"""What a result workbook is called: nothing is overwritten, and no name grows or loses a part of its own."""

from pathlib import Path

import pytest

from toolkit.loop.beside import beside


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("a.xlsx", "a.result.xlsx"),
        ("a.result.xlsx", "a.result.xlsx"),
        ("a.result-12.xlsx", "a.result.xlsx"),
        ("a.results.xlsx", "a.results.result.xlsx"),
        ("a.result.june.xlsx", "a.result.june.result.xlsx"),
        ("a.result-b.xlsx", "a.result-b.result.xlsx"),
        ("a.xlsm", "a.result.xlsm"),
    ],
)
def test_a_result_is_named_after_its_workbook(tmp_path: Path, name: str, result: str) -> None:
    assert beside(tmp_path / name, "result") == tmp_path / result


def test_a_name_that_is_taken_is_counted_up(tmp_path: Path) -> None:
    (tmp_path / "a.result.xlsx").touch()
    (tmp_path / "a.result-2.xlsx").touch()

    assert beside(tmp_path / "a.result.xlsx", "result").name == "a.result-3.xlsx"


@pytest.mark.parametrize(
    ("name", "checked"),
    [
        ("a.xlsx", "a.checked.xlsx"),
        ("a.checked-2.xlsx", "a.checked.xlsx"),
        ("a.checkedin.xlsx", "a.checkedin.checked.xlsx"),
    ],
)
def test_a_checked_copy_is_named_after_its_workbook(tmp_path: Path, name: str, checked: str) -> None:
    assert beside(tmp_path / name, "checked") == tmp_path / checked
