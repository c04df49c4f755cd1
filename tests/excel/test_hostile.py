"""Workbooks made to do harm end with a sentence and exit code 4, and nothing in them is followed or believed."""

import json
from pathlib import Path

import pytest
from command_line import Flowtly
from hostile import ATTACKS, VALUES, sheet_of
from hostile import column as address

from toolkit.entities import find

TRANSACTIONS = find("transactions")
COLUMNS = [column for column in TRANSACTIONS.columns if column.writable]
DATES = [n for n, column in enumerate(COLUMNS) if column.kind.word == "date"]
DAMAGE = ("a huge exponent", "a tiny exponent", "no number", "infinity", "30,000 digits")
"""Numbers that no workbook has: the file itself is refused."""


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_with_a_sentence(flowtly: Flowtly, tmp_path: Path, name: str) -> None:
    (tmp_path / "attack.xlsx").write_bytes(ATTACKS[name]())

    done = flowtly("check", "--offline", "attack.xlsx")

    assert done.code == 4
    assert done.err.startswith("Error: ")
    assert "attack.xlsx" in done.err
    assert "root:" not in done.err


def filled_with(name: str) -> bytes:
    titles = [column.title for column in COLUMNS]
    return sheet_of(TRANSACTIONS.title, titles, [VALUES[name]] * len(titles))


@pytest.mark.parametrize("name", sorted(VALUES.keys() - set(DAMAGE)))
def test_a_hostile_cell_is_an_issue_at_its_address(flowtly: Flowtly, tmp_path: Path, name: str) -> None:
    (tmp_path / "filled.xlsx").write_bytes(filled_with(name))

    told = flowtly("check", "--offline", "filled.xlsx")
    issues = json.loads(flowtly("--json", "check", "--offline", "filled.xlsx").out)["issues"]

    assert told.code == 4
    assert "\x1b" not in told.out
    assert {issue["cell"] for issue in issues} >= {f"{address(n)}2" for n in DATES}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_number_that_is_none_is_damage_at_its_address(flowtly: Flowtly, tmp_path: Path, name: str) -> None:
    (tmp_path / "filled.xlsx").write_bytes(filled_with(name))

    told = flowtly("check", "--offline", "filled.xlsx")

    assert told.code == 4
    assert "A2" in told.err
    assert len(told.err) < 1_000
