"""The words that declare a column."""

import pytest

from toolkit.entities import columns
from toolkit.entities.columns import Column, assumed, read_only, required
from toolkit.entities.kinds import Reference, Text


@pytest.mark.parametrize(
    ("column", "word"),
    [
        (columns.text("note", "Note"), "text"),
        (columns.choice("type", "Type"), "choice"),
        (columns.flags("config", "Flags"), "flags"),
        (columns.integer("size", "Size"), "integer"),
        (columns.amount("amount", "Amount"), "amount"),
        (columns.number("rate", "Rate"), "number"),
        (columns.yes_no("ignored", "Ignored"), "yes/no"),
        (columns.day("from", "From"), "date"),
        (columns.moment("at", "At"), "date-time"),
        (columns.month("month", "Month"), "month"),
        (columns.reference("budget", "Budget", "budgets"), "reference"),
        (columns.structure("rows", "Rows"), "structure"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_each_word_declares_a_column_of_its_kind(column: Column, word: str) -> None:
    assert column.kind.word == word
    assert column.writable == (word != "structure")
    assert not column.required
    assert not column.assumed


def test_marks_are_added_to_a_copy() -> None:
    plain = columns.text("name", "Name", "For example Travel.", limit=255)
    marked = read_only(assumed(required(plain)))

    assert (marked.required, marked.assumed, marked.writable) == (True, True, False)
    assert (plain.required, plain.assumed, plain.writable) == (False, False, True)
    assert marked.kind == plain.kind == Text(255)


def test_a_reference_knows_its_target() -> None:
    column = columns.reference("budgetGroup", "Group", "budget-groups")

    assert column.target == "budget-groups"
    assert column.kind == Reference("budget-groups")
    assert columns.text("note", "Note").target is None


def test_times_are_in_utc_and_money_in_the_currency_of_its_account() -> None:
    assert columns.moment("at", "At").unit == "UTC"
    assert columns.amount("amount", "Amount").unit == "currency of the account"
    assert columns.amount("amount", "Amount", unit="currency of the invoice").unit == "currency of the invoice"
