"""What the check says of answers on a work list."""

from collections.abc import Sequence

import pytest
from worklists import answer, booking, document, iri, live_of, transaction

from toolkit.checking.answers import answer_issues
from toolkit.checking.issues import Issue
from toolkit.entities.kinds import NewRow
from toolkit.entities.labels import Live
from toolkit.entities.record import Clear, Command, Mine, Record

OFFICE, TRAVEL = iri("budgets", "b1"), iri("budgets", "b2")
THERE = booking("budget-transactions", "x1", budget=TRAVEL, amount=60)


def found(*rows: Mine, live: Live | None = None, base: Live | None = None) -> Sequence[Issue]:
    return list(answer_issues(rows, base or {}, live_of(transaction()) if live is None else live))


def said(*rows: Mine, live: Live | None = None, base: Live | None = None) -> Sequence[tuple[str, str, str]]:
    return [(issue.rule, issue.cell, issue.severity.value) for issue in found(*rows, live=live, base=base)]


def test_a_whole_transaction_on_one_budget_is_fine() -> None:
    assert said(answer(budget=OFFICE)) == []


def test_a_row_that_says_nothing_is_fine_whatever_its_transaction_lacks() -> None:
    assert said(answer(), live=live_of(Record("t1", iri("transactions", "t1"), {}))) == []


def test_parts_that_leave_something_over_are_told() -> None:
    (issue,) = found(answer(2, budget=OFFICE, amount=60), answer(3, budget=TRAVEL, amount=40))

    assert (issue.rule, issue.severity) == ("split-left", "warning")
    assert issue.message == "K2, K3 book 100.00 of a transaction of 100.50: 0.50 is left over."


def test_parts_of_more_than_the_transaction_are_an_error() -> None:
    (issue,) = found(answer(2, budget=OFFICE, amount=60), answer(3, budget=TRAVEL, amount=41))

    assert (issue.rule, issue.cell, issue.severity) == ("split-over", "N3", "error")
    assert issue.message == "K2, K3 book 101.00 of a transaction of 100.50: 0.50 too much."


def test_what_was_booked_before_counts() -> None:
    live = live_of(transaction(), budget_transactions=(THERE,))

    (issue,) = found(answer(budget=OFFICE, amount=60), live=live, base={"budget-transactions": {"x1": THERE}})

    assert issue.message == (
        "K2 books 120.00 of a transaction of 100.50: 19.50 too much. It is booked on Travel 60.00 already."
    )


def test_what_somebody_booked_since_is_for_the_plan_to_refuse() -> None:
    live = live_of(transaction(), budget_transactions=(THERE,))

    assert said(answer(budget=OFFICE), live=live, base={"budget-transactions": {}}) == []


def test_the_whole_beside_a_part_is_an_error_at_the_row_without_an_amount() -> None:
    (issue,) = found(answer(2, budget=OFFICE), answer(3, budget=TRAVEL, amount=40))

    assert (issue.rule, issue.cell) == ("split-whole", "N2")
    assert issue.message == (
        "Without an amount, the whole transaction of 100.50 is booked, and K3 books of it as well. "
        "Type an amount in each row."
    )


def test_nothing_is_left_of_a_transaction_that_is_booked_as_a_whole() -> None:
    whole = booking("budget-transactions", "x1", budget=TRAVEL)
    live = live_of(transaction(), budget_transactions=(whole,))

    (issue,) = found(answer(budget=OFFICE, amount=5), live=live)

    assert (issue.rule, issue.cell) == ("split-whole", "N2")
    assert "Travel as a whole books of it as well" in issue.message


def test_a_budget_and_a_project_each_take_the_whole() -> None:
    assert said(answer(2, budget=OFFICE), answer(3, project=iri("projects", "p1"))) == []


@pytest.mark.parametrize(
    ("amount", "parts", "rules"),
    [
        ("-100", (-60, -40), []),
        ("-100", (60, 40), []),
        ("-100", (60, -40), ["split-signs"]),
        ("100", (60, 40), []),
        ("100", (-60, -40), ["split-signs"]),
    ],
)
def test_parts_have_one_sign_and_money_that_comes_in_is_not_below_zero(
    amount: str, parts: tuple[int, int], rules: list[str]
) -> None:
    rows = [
        answer(row, budget=budget, amount=part)
        for row, budget, part in zip((2, 3), (OFFICE, TRAVEL), parts, strict=True)
    ]

    assert [rule for rule, *_ in said(*rows, live=live_of(transaction(amount)))] == rules


@pytest.mark.parametrize(
    ("row", "rule", "cell"),
    [
        (answer(amount=50), "amount-alone", "N2"),
        (answer(budget=OFFICE, amount=0), "amount-zero", "N2"),
        (answer(project=iri("projects", "p1"), employee=iri("employees", "e1")), "employee-alone", "O2"),
        (answer(command=Command.DELETE), "command-here", "A2"),
        (answer(id=None, budget=OFFICE), "id-missing", "B2"),
        (answer(accept=True), "nothing-to-accept", "S2"),
        (document(accept=True), "nothing-to-accept", "I2"),
    ],
)
def test_an_answer_that_means_nothing_is_an_error(row: Mine, rule: str, cell: str) -> None:
    assert (rule, cell, "error") in said(row)


def test_an_answer_cannot_be_cleared() -> None:
    assert said(answer(note=Clear.CLEAR)) == [("clear-answer", "P2", "warning")]


def test_an_ignored_row_is_not_looked_at() -> None:
    assert said(answer(command=Command.IGNORE, amount=50)) == []


def test_rows_of_one_transaction_agree_on_what_they_say_of_it() -> None:
    rows = [answer(2, note="Mine"), answer(3), answer(4, note="Other")]

    (issue,) = found(*rows)

    assert (issue.rule, issue.cell) == ("rows-disagree", "P4")
    assert issue.message.startswith("P2 says something else of the same transaction.")


def test_what_a_copied_row_shows_is_no_opinion() -> None:
    assert said(answer(2, connectedMonth="2026-11"), answer(3, connectedMonth="2026-10")) == []


@pytest.mark.parametrize(
    ("cost", "counterparty"),
    [(iri("costs", "s1"), None), (None, iri("counterparties", "c1"))],
    ids=["supplier", "counterparty to be"],
)
def test_a_contractor_of_the_budget_would_count_twice(cost: str | None, counterparty: str | None) -> None:
    link = Record("l1", iri("budget-contractors", "l1"), {"budget": OFFICE, "contractor": iri("contractors", "k1")})
    live = live_of(transaction("-100", cost=cost), budget_contractors=(link,))

    assert said(answer(budget=OFFICE, counterparty=counterparty), live=live) == [("counted-twice", "K2", "warning")]
    assert said(answer(budget=TRAVEL, counterparty=counterparty), live=live) == []


def test_an_answered_transaction_that_the_close_would_stop_at_is_told() -> None:
    bare = Record("t1", iri("transactions", "t1"), {"amount": 100})

    issues = found(answer(budget=OFFICE), live=live_of(bare))

    assert [(issue.rule, issue.cell) for issue in issues] == [("not-closed", "I2"), ("not-closed", "J2")]
    assert issues[0].message == "The transaction has no Counterparty, so the monthly close will stop at it."


def test_what_a_suggestion_or_another_row_fills_in_is_not_missing() -> None:
    bare = Record("t1", iri("transactions", "t1"), {"amount": 100})
    accepting = answer(2, accept=True, suggestion="Month: 2026-10", suggestionId="month")
    naming = answer(3, counterparty=iri("counterparties", "c2"))

    assert said(accepting, naming, live=live_of(bare)) == []


def test_a_budget_that_the_workbook_creates_is_one_to_book_on() -> None:
    assert said(answer(budget=NewRow("budgets", "Budgets", 3))) == []


def test_a_transaction_that_nobody_knows_has_no_sums() -> None:
    assert said(answer(budget=OFFICE, amount=5_000, id="gone")) == []
