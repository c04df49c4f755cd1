"""The page about trust names tests that exist, and is about guards and settings as they are."""

import re
import tomllib
from pathlib import Path

import pytest

from toolkit.thresholds import DEFAULT, LOOK_AGAIN, GuardName

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
PROOFS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "name"), PROOFS)
def test_every_proof_is_a_test(file: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_row_has_a_proof() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| \d+\. ", line)]

    assert [int(row.split(".")[0].removeprefix("| ")) for row in rows] == list(range(1, len(rows) + 1))
    assert all(row.count("::test_") == 1 for row in rows)


def test_the_thresholds_shown_are_those_without_settings() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)

    shown = tomllib.loads(block)["profiles"]["acme"]["guards"]

    assert shown == {
        "deletes_share": float(DEFAULT.deletes_share),
        "deletes_floor": DEFAULT.deletes_floor,
        "clears": DEFAULT.clears,
        "amount": DEFAULT.amount,
        "factors": list(DEFAULT.factors),
        "shuffled": DEFAULT.shuffled,
    }


def test_the_window_shown_is_the_one_without_settings() -> None:
    (shown,) = re.findall(r"\*\*(\d+) creations or (\d+) seconds\*\*", PAGE)
    (written,) = re.findall(r"\[profiles.acme.look_again\]\n +seconds = (\d+)\n +creations = (\d+)", PAGE)

    assert (int(shown[0]), float(shown[1])) == (LOOK_AGAIN.creations, LOOK_AGAIN.seconds)
    assert (float(written[0]), int(written[1])) == (LOOK_AGAIN.seconds, LOOK_AGAIN.creations)


@pytest.mark.parametrize("name", [GuardName.SCALE, GuardName.SIGN, GuardName.SHUFFLED, GuardName.IRREVERSIBLE])
def test_guards_are_called_by_their_names(name: GuardName) -> None:
    assert re.search(rf"`(--allow )?{name}`", PAGE)
