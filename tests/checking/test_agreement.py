"""Rows of one thing that say different things are an error, whichever sheets they stand on."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from worklists import answer, booking, document, iri, live_of, transaction

from toolkit.checking.answers import answer_issues
from toolkit.entities import find
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Clear, Command, Header, Mine, Record

TRANSACTIONS, ATTACHMENTS = find("transactions"), find("transaction-attachments")
OFFICE, TRAVEL = iri("budgets", "b1"), iri("budgets", "b2")
FORTUM, NOWAK = iri("counterparties", "c2"), iri("counterparties", "c1")
LISTED = Record("t1", iri("transactions", "t1"), {"description": "Movement t1", "amount": 100})
PAPER = Record("d1", iri("transaction-attachments", "d1"), {"name": "d1"})
LIVE: Live = {**live_of(LISTED), "transaction-attachments": {"d1": PAPER}}


def record_row(
    path: str, id: str | None, row: int = 5, command: Command = Command.AUTO, **values: Value | Clear | None
) -> Mine:
    """Return a row of a sheet of records, with its values as pulled but for those given."""
    entity = find(path)
    known = LIVE.get(path, {}).get(id or "")
    names = ["Command", "Id", *(column.field for column in entity.columns)]
    letters = dict(zip(names, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=False))
    pulled = {column.field: known.values.get(column.field) if known else None for column in entity.writable}
    return Mine(Header(entity, entity.title, 1, letters), row, command, id, {**pulled, **values})


def on_sheet(mine: Mine, sheet: str) -> Mine:
    return replace(mine, header=replace(mine.header, sheet=sheet))


def disagreeing(*rows: Mine, base: Live | None = None) -> Sequence[tuple[str, str]]:
    found = answer_issues(rows, LIVE if base is None else base, LIVE)
    return [(f"{issue.sheet}!{issue.cell}", issue.message) for issue in found if issue.rule == "rows-disagree"]


@pytest.mark.parametrize(
    ("one", "other", "cell"),
    [
        (answer(2, counterparty=FORTUM), answer(3, counterparty=NOWAK), "I3"),
        (answer(2, note="a"), answer(3, note="b"), "P3"),
        (
            document(2, transaction=iri("transactions", "t1")),
            document(3, transaction=iri("transactions", "t2")),
            "F3",
        ),
    ],
    ids=["counterparty", "note", "document"],
)
def test_two_rows_of_a_work_list_that_say_different_things(one: Mine, other: Mine, cell: str) -> None:
    ((place, message),) = disagreeing(one, other)

    assert place == f"{one.header.sheet}!{cell}"
    assert message.startswith(f"{cell[0]}2 says something else of the same ")


def test_two_sheets_of_a_work_list_that_say_different_things_are_told_by_sheet() -> None:
    ((place, message),) = disagreeing(answer(2, note="a"), on_sheet(answer(2, note="b"), "Copy"))

    assert (place, message.split(" says")[0]) == ("Copy!P2", "Open transactions!P2")


@pytest.mark.parametrize(
    "said",
    [
        record_row("transactions", "t1", counterparty=NOWAK),
        record_row("transactions", "t1", note="Theirs"),
        record_row("transactions", "t1", note=Clear.CLEAR, connectedMonth="2026-01"),
    ],
    ids=["another value", "another field", "cleared"],
)
@pytest.mark.parametrize(
    "answered",
    [answer(2, counterparty=FORTUM), answer(2, accept=True, suggestion="Month: 2026-10", suggestionId="month")],
    ids=["answer", "accept"],
)
def test_a_work_list_and_the_record_s_own_sheet(answered: Mine, said: Mine) -> None:
    ((place, message),) = disagreeing(answered, said)

    assert place in {"Open transactions!I2", "Open transactions!S2"}
    assert message == (
        "Transactions!B5 says something of the same transaction as well. Keep what is said of it in one of the two."
    )


def test_a_document_that_its_own_sheet_deletes() -> None:
    row = record_row("transaction-attachments", "d1", command=Command.DELETE)

    assert len(disagreeing(document(2, transaction=iri("transactions", "t1")), row)) == 1


@pytest.mark.parametrize("base", [None, {}], ids=["pulled", "without a base"])
def test_a_record_s_row_that_nobody_touched_says_nothing(base: Live | None) -> None:
    assert disagreeing(answer(2, counterparty=FORTUM), record_row("transactions", "t1"), base=base) == []


def test_a_booking_beside_another_amount_of_its_transaction() -> None:
    assert len(disagreeing(answer(2, budget=OFFICE), record_row("transactions", "t1", amount=90))) == 1
    assert disagreeing(answer(2, budget=OFFICE), record_row("transactions", "t1", note="x")) == []


def rules(*rows: Mine, live: Live, base: Live | None = None) -> Sequence[tuple[str, str, str]]:
    found = answer_issues(rows, base or {}, live)
    return [(issue.rule, issue.cell, issue.message) for issue in found if issue.severity.value == "error"]


ON = {"budget": OFFICE, "project": iri("projects", "p1"), "invoice": iri("invoices", "7")}


@pytest.mark.parametrize(("on", "target"), ON.items(), ids=ON)
def test_the_same_thing_twice_in_one_split_with_advice_that_can_be_followed(on: str, target: str) -> None:
    one, other = answer(2, amount=40), answer(3, amount=20)
    rows = [replace(row, values={**row.values, on: target}) for row in (one, other)]

    ((rule, cell, message),) = rules(*rows, live=LIVE)

    column = rows[0].header.letters[on]
    assert (rule, cell) == ("booked-twice", f"{column}3")
    assert message.startswith(f"{column}2 books the same transaction on ")
    assert message.endswith(" already. Add the amounts up in one row.")
    assert rules(replace(rows[0], values={**rows[0].values, "amount": 60}), live=LIVE) == []


def test_shares_of_two_employees_in_one_budget_are_two_things() -> None:
    rows = [
        answer(2, budget=OFFICE, amount=40, employee=iri("employees", "e1")),
        answer(3, budget=OFFICE, amount=20, employee=iri("employees", "e2")),
    ]

    assert rules(*rows, live=LIVE) == []


def test_a_budget_that_holds_a_part_already_is_told_with_where_to_change_it() -> None:
    there = booking("budget-transactions", "x1", budget=OFFICE, amount=20)
    live = live_of(LISTED, budget_transactions=(there,))

    ((rule, cell, message),) = rules(answer(2, budget=OFFICE, amount=40), live=live)

    assert (rule, cell) == ("booked-twice", "K2")
    assert message == (
        "The transaction is booked on Office already (Id x1). Name another, or change the amount of that one on the "
        "sheet Budget transactions."
    )


def test_a_booking_on_its_own_sheet_counts_towards_the_sum() -> None:
    sheet = record_row("budget-transactions", None, budget=TRAVEL, transaction=LISTED.iri, amount=80)

    ((rule, _cell, message),) = rules(answer(2, budget=OFFICE, amount=40), sheet, live=LIVE)

    assert rule == "split-over"
    assert message.startswith("K2, Budget transactions!C5 book 120.00 of a transaction of 100.00: 20.00 too much.")


def test_a_whole_on_one_sheet_and_a_part_on_the_other_are_told_at_the_whole() -> None:
    sheet = record_row("budget-transactions", None, budget=TRAVEL, transaction=LISTED.iri)

    ((rule, cell, _message),) = rules(answer(2, budget=OFFICE, amount=40), sheet, live=LIVE)

    assert (rule, cell) == ("split-whole", "F5")


def test_the_same_booking_on_both_sheets_is_told_at_the_second() -> None:
    sheet = record_row("budget-transactions", None, budget=OFFICE, transaction=LISTED.iri, amount=40)

    ((rule, cell, message),) = rules(answer(2, budget=OFFICE, amount=40), sheet, live=LIVE)

    assert (rule, cell) == ("booked-twice", "C5")
    assert message.startswith("Open transactions!K2 books")


@pytest.mark.parametrize(
    "sheet",
    [
        record_row("budget-transactions", "x1", command=Command.DELETE),
        record_row("budget-transactions", "x1", budget=TRAVEL, transaction=LISTED.iri, amount=20),
        record_row("budget-transactions", "x1", budget=TRAVEL, transaction=iri("transactions", "t9"), amount=80),
    ],
    ids=["deleted", "made smaller", "moved"],
)
def test_what_its_own_sheet_takes_from_a_booking_leaves_room(sheet: Mine) -> None:
    there = booking("budget-transactions", "x1", budget=TRAVEL, amount=80)
    live = live_of(LISTED, budget_transactions=(there,))

    assert rules(answer(2, budget=OFFICE, amount=80), sheet, live=live) == []
    assert [rule for rule, *_ in rules(answer(2, budget=OFFICE, amount=80), live=live)] == ["split-over"]


OUT = transaction("-100", counterparty=FORTUM, connectedMonth="2026-10")


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (answer(2, invoice=ON["invoice"]), "M2"),
        (record_row("income-transactions", None, invoice=ON["invoice"], transaction=OUT.iri), "D5"),
        (record_row("income-transactions", "x1", invoice=ON["invoice"], transaction=OUT.iri), "D5"),
    ],
    ids=["work list", "new row", "edited row"],
)
def test_money_that_goes_out_on_an_invoice_is_a_warning(row: Mine, cell: str) -> None:
    (issue,) = [each for each in answer_issues([row], {}, live_of(OUT)) if each.rule == "outgoing-on-invoice"]

    assert (issue.severity, issue.cell) == ("warning", cell)
    assert issue.message.startswith("The transaction is -100.00, money that goes out")


@pytest.mark.parametrize("on", ["budget", "project"])
def test_money_that_goes_out_may_be_booked_on_anything_else(on: str) -> None:
    bare = answer(2)

    found = answer_issues([replace(bare, values={**bare.values, on: ON[on]})], {}, live_of(OUT))

    assert [issue.rule for issue in found] == []


def test_a_payment_that_was_pulled_and_not_touched_is_not_warned_of() -> None:
    there = booking("income-transactions", "x1", invoice=ON["invoice"])
    row = record_row("income-transactions", "x1", invoice=ON["invoice"], transaction=OUT.iri)
    live = live_of(OUT, income_transactions=(there,))

    assert list(answer_issues([row], {"income-transactions": {"x1": there}}, live)) == []
