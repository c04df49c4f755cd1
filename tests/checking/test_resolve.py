"""What a reference cell means that still shows what was pulled into it."""

from decimal import Decimal

import pytest

from tests.checking.sheets import COMPANY, judge, record, sheet, told
from toolkit.entities import find
from toolkit.entities.kinds import Value

LINKS = find("budget-employees")
GONE = "/api/budgets/gone"
BASE = {LINKS.path: {"l1": record(LINKS.path, "l1", budget=GONE, employee="/api/employees/employees-1")}}


def budget(text: str, names: dict[str, str]) -> tuple[list[tuple[str, str]], object]:
    """Check a row with a base, and return its issues and the budget that it means."""
    live = {**COMPANY, **BASE}
    row = {"Id": "l1", "budget": text, "employee": "Anna Berg"}
    checked = judge(sheet(LINKS, row, without=["amount"]), base=BASE, live=live, names=names)
    [mine] = checked.rows
    value: Value | object = mine.values["budget"]
    return told(checked.issues), value


@pytest.mark.parametrize("text", ["Fairs", "  Fairs "])
def test_the_name_that_was_shown_means_the_record_of_then(text: str) -> None:
    assert budget(text, {GONE: "Fairs"}) == ([], GONE)


def test_the_name_that_was_shown_means_the_record_of_then_even_if_another_is_called_so_now() -> None:
    assert budget("Ads", {GONE: "Ads"}) == ([], GONE)


def test_a_record_without_a_name_was_shown_by_its_iri() -> None:
    assert budget(GONE, {}) == ([], GONE)


def test_another_name_means_what_is_called_so_now() -> None:
    assert budget("Travel", {GONE: "Ads"}) == ([], "/api/budgets/b2")


def test_another_name_that_nothing_has_is_unknown() -> None:
    assert budget("Fair", {GONE: "Fairs"}) == ([("C2", "reference-unknown")], None)


def test_an_emptied_cell_means_nothing() -> None:
    assert budget("", {GONE: "Fairs"}) == ([("C2", "clear-required")], None)


def test_a_name_that_a_work_list_shows_means_the_record_that_was_shown() -> None:
    """Its rows show records of another entity, whose names may be others by now."""
    party = "/api/counterparties/c1"
    transaction = record("transactions", "t1", counterparty=party, description="Rent", amount=Decimal(-100))
    base = {"transactions": {"t1": transaction}}
    live = {**COMPANY, **base, "counterparties": {"c1": record("counterparties", "c1", name="New name")}}
    row = {"Id": "t1", "counterparty": "Old name"}

    checked = judge(sheet(find("open-transactions"), row), base=base, live=live, names={party: "Old name"})

    [mine] = checked.rows
    assert (told(checked.issues), mine.values["counterparty"]) == ([], party)
