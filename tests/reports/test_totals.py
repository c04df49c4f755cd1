"""Control totals read as accountants write them: aligned, exact, and with a verdict in words."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from toolkit.applying.receipts import Run
from toolkit.entities import find
from toolkit.planning.plan import Plan
from toolkit.planning.proved import Proved
from toolkit.planning.reconcile import PerhapsOurs, Verdict, Verification
from toolkit.planning.totals import Total
from toolkit.reports import plan_html, plans, receipts
from toolkit.reports.terminal import COLOUR, PLAIN, width_of
from toolkit.reports.totals import json, verified

PLN = Total(find("transactions"), "amount", "PLN", Decimal("-1234567.5"), Decimal("0.05"), "ab")
WHOLE = Total(find("budget-transactions"), "amount", "", Decimal(4000), Decimal(-125), "cd")


def verdict(total: Total, found: str, *, foreign: str = "0", filled: str = "0", others_wrote: bool = False) -> Verdict:
    return Verdict(total, total.after, Decimal(found), Decimal(foreign), Decimal(filled), others_wrote)


@pytest.fixture
def said() -> Callable[[Verdict], str]:
    """Give a function that returns the line of one verdict."""
    return lambda each: verified(Verification((each,)), 200, PLAIN)[1]


def test_a_plan_shows_what_its_columns_add_up_to_before_and_after(empty: Plan) -> None:
    assert (
        "control total                  currency         before  change          after\n"
        "Amount of transactions         PLN       -1,234,567.50   +0.05  -1,234,567.45\n"
        "Amount of budget transactions                    4,000    -125          3,875\n"
    ) in plans.text(replace(empty, totals=(PLN, WHOLE)), 100, PLAIN)


def test_a_plan_that_touches_no_amount_shows_no_totals(empty: Plan) -> None:
    assert "control total" not in plans.text(empty, 100, PLAIN)
    assert "Control totals" not in plan_html.html(empty)


def test_the_page_has_them_too(empty: Plan) -> None:
    page = plan_html.html(replace(empty, totals=(replace(PLN, currency="<b>"),), proved=Proved(1, 2, 3)))

    assert '<td class="number">-1,234,567.50</td><td class="number">+0.05</td>' in page
    assert "<td>&lt;b&gt;</td>" in page
    assert (
        "Proved: 1 cell checked against the rules, 2 references found among live records, 3 records compared." in page
    )


def test_a_plan_ends_with_what_was_proved(empty: Plan) -> None:
    lines = plans.text(replace(empty, proved=Proved(4192, 1, 0)), 120, PLAIN).splitlines()

    assert (
        "Proved: 4,192 cells checked against the rules, 1 reference found among live records, 0 records compared."
        in lines
    )
    assert "Proved" not in plans.text(empty, 120, PLAIN)


@pytest.mark.parametrize("width", [80, 100, 200])
def test_totals_fit_their_terminal(empty: Plan, run: Run, width: int) -> None:
    every = replace(empty, totals=(PLN, WHOLE))
    off = Verification((verdict(PLN, "7", foreign="3", filled="1", others_wrote=True), verdict(WHOLE, "0")))
    shown = plans.text(every, width, PLAIN) + receipts.text(run, width, PLAIN, off)

    assert max(map(width_of, shown.splitlines())) <= width


def test_what_is_found_as_predicted_is_equal(said: Callable[[Verdict], str]) -> None:
    assert said(verdict(WHOLE, "3875")) == "Amount of budget transactions               3,875  3,875  equal"
    assert said(verdict(WHOLE, "3875", others_wrote=True)).endswith("equal, though others wrote meanwhile")


def test_a_difference_has_its_reasons(said: Callable[[Verdict], str]) -> None:
    assert said(verdict(PLN, "-1234567.40", foreign="0.05", others_wrote=True)).endswith(
        "+0.05: others wrote +0.05 meanwhile"
    )
    assert said(verdict(WHOLE, "3900", filled="25")).endswith(
        "+25: the service put +25 into cells that were left empty"
    )
    assert said(verdict(WHOLE, "3874")).endswith("-1: the service holds -1 that nobody sent")


def test_what_is_off_is_red_and_what_others_wrote_is_not() -> None:
    mine, theirs = verdict(WHOLE, "3874"), verdict(WHOLE, "3874", foreign="-1", others_wrote=True)

    assert "\x1b[31m" in verified(Verification((mine,)), 200, COLOUR)[1]
    assert "\x1b[31m" not in verified(Verification((theirs,)), 200, COLOUR)[1]


def test_totals_that_were_not_verified_say_why(run: Run) -> None:
    shown = receipts.text(run, 100, PLAIN, Verification((), "The service is down.", unread=True))

    assert "\n\nControl totals not verified: The service is down.\n\n" in shown
    assert "ontrol total" not in receipts.text(run, 100, PLAIN)


def test_machines_get_every_number(run: Run) -> None:
    others = Verification((verdict(PLN, "-1234567.40", foreign="0.05", others_wrote=True),))

    assert json(others) == {
        "verified": True,
        "reason": None,
        "columns": [
            {
                "entity": "transactions",
                "field": "amount",
                "currency": "PLN",
                "expected": Decimal("-1234567.45"),
                "found": Decimal("-1234567.40"),
                "difference": Decimal("0.05"),
                "by_others": Decimal("0.05"),
                "filled_in": Decimal(0),
                "perhaps_ours": Decimal(0),
                "unexplained": Decimal(0),
                "others_wrote": True,
            }
        ],
        "perhaps_ours": [],
    }
    assert receipts.json(run, others)["totals"] == json(others)
    assert receipts.json(run)["totals"] is None


@pytest.mark.parametrize(
    "verification",
    [
        Verification((verdict(WHOLE, "3874"),)),
        Verification((), "an outcome is unknown"),
        Verification((), "no answer", unread=True),
    ],
)
def test_machines_are_not_told_that_something_was_verified_that_was_not(verification: Verification) -> None:
    told = json(verification)

    assert told is not None
    assert told["verified"] is False
    assert told["reason"] == (verification.reason or None)


def test_what_is_perhaps_ours_is_listed_with_what_to_do_also_without_totals() -> None:
    found = Verification((), perhaps_ours=(PerhapsOurs(find("budget-groups"), "bgr_7", 3),))

    told = " ".join(" ".join(verified(found, 80, PLAIN)).split())

    assert told.startswith("Perhaps ours: the budget group bgr_7 appeared since the run began, is just what change 3")
    assert json(found) == {
        "verified": False,
        "reason": None,
        "columns": [],
        "perhaps_ours": [{"entity": "budget-groups", "id": "bgr_7", "n": 3}],
    }
