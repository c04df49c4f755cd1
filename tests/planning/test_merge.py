"""The truth table of one cell."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities.kinds import Value
from toolkit.entities.record import Clear
from toolkit.planning.merge import Verdict, Wish, compare, merge, same, wanted

VALUES: tuple[str | None, ...] = (None, "A", "B", "C")
WISHES: tuple[Wish, ...] = (*VALUES, Clear.CLEAR)


@pytest.mark.parametrize(("base", "mine", "live"), list(product(VALUES, WISHES, VALUES)))
def test_every_combination_of_three_sides_has_the_verdict_of_the_rule(
    base: Value | None, mine: Wish, live: Value | None
) -> None:
    i_changed = mine is Clear.CLEAR or mine != base
    they_changed = live != base
    agreed = wanted(mine) == live

    expected = {
        (False, False): Verdict.NOTHING,
        (False, True): Verdict.KEEP,
        (True, False): Verdict.NOTHING if agreed else Verdict.SEND,
        (True, True): Verdict.NOTHING if agreed else Verdict.CONFLICT,
    }

    assert merge(base, mine, live) is expected[i_changed, they_changed]


@pytest.mark.parametrize(
    ("base", "mine", "live", "verdict"),
    [
        ("A", "A", "A", Verdict.NOTHING),
        ("A", "B", "A", Verdict.SEND),
        ("A", "A", "B", Verdict.KEEP),
        ("A", "B", "B", Verdict.NOTHING),
        ("A", "B", "C", Verdict.CONFLICT),
        ("A", None, "A", Verdict.SEND),
        ("A", None, "B", Verdict.CONFLICT),
        ("A", None, None, Verdict.NOTHING),
        ("A", "A", None, Verdict.KEEP),
        ("A", "B", None, Verdict.CONFLICT),
        (None, None, "A", Verdict.KEEP),
        (None, "A", None, Verdict.SEND),
        (None, "A", "B", Verdict.CONFLICT),
        (None, Clear.CLEAR, "A", Verdict.CONFLICT),
        ("A", Clear.CLEAR, "A", Verdict.SEND),
    ],
)
def test_the_cases_people_meet(base: Value | None, mine: Wish, live: Value | None, verdict: Verdict) -> None:
    assert merge(base, mine, live) is verdict


@pytest.mark.parametrize(("mine", "live"), list(product(WISHES, VALUES)))
def test_without_a_base_a_blank_cell_has_no_opinion_and_every_other_is_sent(mine: Wish, live: Value | None) -> None:
    told = Verdict.NOTHING if wanted(mine) == live else Verdict.SEND

    assert compare(mine, live) is (Verdict.KEEP if mine is None else told)


@pytest.mark.parametrize(
    ("shown", "stored"),
    [
        ("Rent", "  Rent \t"),
        ("two\nlines", "two\r\nlines"),
        (None, ""),
        (None, "   "),
        (None, ()),
        (Decimal("1.23456789012346"), Decimal("1.23456789012345678")),
        (123456789012346000, 123456789012345678),
        (Decimal("1.5"), Decimal("1.50")),
    ],
)
def test_what_a_cell_cannot_show_is_no_difference(shown: Value | None, stored: Value) -> None:
    assert same(shown, stored)
    assert same(stored, shown)
    assert merge(stored, shown, stored) is Verdict.NOTHING


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rent", "rent"),
        ("a b", "ab"),
        (("x",), ()),
        (Decimal("1.23"), Decimal("1.24")),
        (0, None),
        (False, None),
        (True, False),
        (date(2024, 1, 1), date(2024, 1, 2)),
        (Decimal(0), None),
    ],
)
def test_what_a_cell_does_show_is_a_difference(one: Value, other: Value | None) -> None:
    assert not same(one, other)
    assert not same(other, one)


@given(st.sampled_from(VALUES), st.sampled_from(VALUES), st.sampled_from(VALUES))
def test_a_merge_never_loses_the_edit_of_either_side(base: str | None, mine: str | None, live: str | None) -> None:
    """What ends up there is mine or live, and never the base unless one of them is the base."""
    verdict = merge(base, mine, live)
    result = mine if verdict is Verdict.SEND else live

    if verdict is not Verdict.CONFLICT and mine != base:
        assert result == mine
    if verdict is not Verdict.CONFLICT and live != base:
        assert result == live
