"""Rows about records that exist: only what their author changed is said, and only that is judged."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checking.sheets import BUDGETS, COMPANY, ERROR, Typed, judge, record, sheet, told
from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.kinds import Amount, Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.literals import written
from toolkit.entities.record import Clear, Command, Record

TRANSACTIONS = find("transactions")
INVOICES = find("invoices")
ADS = {"Id": "b1", "name": "Ads", "type": "global", "granularity": "month"}


def pulled(entity: Entity, found: Record, live: Live = COMPANY) -> dict[str, Typed]:
    """Return the row that `pull` writes for a record."""
    labels = Labels(live)
    row: dict[str, Typed] = {"Id": found.id}
    for name, value in found.values.items():
        column = entity.column(name)
        content = written(labels.of(column.target, str(value)) if column.target else column.kind.to_cell(value))
        row[name] = Cell(Stored.DATE, content.isoformat()) if isinstance(content, date) else content
    return row


def based(entity: Entity, *records: Record) -> Live:
    """Return a base with these records."""
    return {**COMPANY, entity.path: {each.id: each for each in records}}


def test_a_row_that_is_as_it_was_pulled_has_its_values_and_no_issue() -> None:
    checked = judge(sheet(BUDGETS, ADS), base=COMPANY)
    [mine] = checked.rows
    assert checked.issues == ()
    assert mine.id == "b1"
    assert {name: value for name, value in mine.values.items() if value is not None} == {
        "name": "Ads",
        "type": "global",
        "granularity": "month",
    }


@pytest.mark.parametrize(
    ("entity", "values"),
    [
        (BUDGETS, {"name": " padded ", "type": "", "granularity": "odd word", "config": ()}),
        (BUDGETS, {"name": "[clear]", "type": "x" * 300, "granularity": "a\r\nb", "config": ("b", "a, c")}),
        (BUDGETS, {"name": "🙂" * 20_000, "type": "t", "granularity": "g", "dateFrom": date(1850, 1, 1)}),
        (BUDGETS, {"name": "Late", "dateFrom": date(2024, 2, 1), "dateTo": date(2024, 1, 1), "budgetEmployees": "[1]"}),
        (BUDGETS, {"name": "Gone", "budgetGroup": "/api/budget-groups/unknown"}),
        (TRANSACTIONS, {"description": "Fraction", "amount": Decimal("10.3334"), "ignored": False}),
        (TRANSACTIONS, {"description": "Long", "endingBalance": Decimal("0.12345678901234567890")}),
        (TRANSACTIONS, {"description": "Tower", "transactionAttachments": '["' + "x" * 40_000 + '"]'}),
        (INVOICES, {"name": "Rate", "conversionRate": Decimal("4.25678901234567891"), "generatedPdfExternalId": " p"}),
    ],
    ids=lambda value: str(value.get("name", value.get("description")))[:8] if isinstance(value, dict) else value.path,
)
def test_a_cell_nobody_touched_means_the_value_as_it_was_even_if_no_cell_can_hold_it(
    entity: Entity, values: dict[str, Value]
) -> None:
    found = record(entity.path, "x1", **values)
    checked = judge(sheet(entity, pulled(entity, found)), base=based(entity, found))
    assert checked.issues == ()
    [mine] = checked.rows
    for column in entity.writable:
        assert mine.values[column.field] == values.get(column.field)


@pytest.mark.parametrize(
    ("field", "typed", "rule"),
    [
        ("name", None, "clear-required"),
        ("name", "[clear]", "clear-required"),
        ("type", " ", "clear-required"),
        ("type", "weird", "choice"),
        ("name", "x" * 256, "too-long"),
        ("name", 12, "type"),
        ("granularity", ERROR, "error"),
    ],
)
def test_an_edit_is_judged_at_its_cell(field: str, typed: Typed, rule: str) -> None:
    checked = judge(sheet(BUDGETS, {**ADS, field: typed}), base=COMPANY)
    [issue] = checked.issues
    assert (issue.field, issue.rule, issue.row) == (field, rule, 2)


def test_the_sentence_about_a_cleared_required_field() -> None:
    [issue] = judge(sheet(BUDGETS, {**ADS, "type": None}), base=COMPANY).issues
    assert issue.message == "Type cannot be cleared: every budget needs it."


def test_an_optional_field_may_be_cleared_either_way() -> None:
    found = record("budgets", "b9", name="N", type="global", granularity="month", dateTo=date(2024, 1, 1))
    row = pulled(BUDGETS, found)
    checked = judge(sheet(BUDGETS, {**row, "dateTo": None}, {**row, "dateTo": "[clear]"}), base=based(BUDGETS, found))
    assert [issue.rule for issue in checked.issues] == ["id-twice"]
    assert [mine.values["dateTo"] for mine in checked.rows] == [None, Clear.CLEAR]


def test_without_a_base_blank_is_no_opinion_and_clear_is_one() -> None:
    assert judge(sheet(BUDGETS, {"Id": "b1", "dateTo": date(2024, 1, 1)})).issues == ()
    assert told(judge(sheet(BUDGETS, {"Id": "b1", "name": "[clear]"})).issues) == [("C2", "clear-required")]


@pytest.mark.parametrize("identifier", ["b1", "unknown"])
def test_without_a_base_what_is_said_is_judged(identifier: str) -> None:
    issues = judge(sheet(BUDGETS, {"Id": identifier, "type": "weird", "granularity": "month"})).issues
    assert told(issues) == [("D2", "choice")]


def test_without_a_base_what_is_live_already_is_not_judged() -> None:
    live = {**COMPANY, "budgets": {"b1": record("budgets", "b1", type="weird", name=" Ads")}}
    assert judge(sheet(BUDGETS, {"Id": "b1", "type": "weird", "name": "Ads"}), live=live).issues == ()


def test_a_changed_date_is_held_against_the_date_that_the_record_has() -> None:
    found = record("budgets", "b9", name="N", dateFrom=date(2024, 2, 1), dateTo=date(2024, 2, 9))
    row = {**pulled(BUDGETS, found), "dateTo": date(2024, 1, 1)}
    assert told(judge(sheet(BUDGETS, row), base=based(BUDGETS, found)).issues) == [("H2", "order")]
    del row["dateFrom"]
    checked = judge(sheet(BUDGETS, row, without=["dateFrom"]), base=based(BUDGETS, found))
    assert told(checked.issues) == [("G2", "order")]
    assert "dateFrom" not in checked.rows[0].values


def test_the_first_date_is_blamed_where_the_last_has_no_column() -> None:
    found = record("budgets", "b9", name="N", dateFrom=date(2024, 2, 1), dateTo=date(2024, 2, 9))
    row: dict[str, Typed] = {"Id": "b9", "name": "N", "dateFrom": date(2024, 3, 1)}
    assert told(judge(sheet(BUDGETS, row, without=["dateTo"]), base=based(BUDGETS, found)).issues) == [("G2", "order")]


def test_a_rule_about_two_dates_is_not_asked_while_one_cannot_be_read() -> None:
    found = record("budgets", "b9", name="N", dateFrom=date(2024, 2, 1))
    row = {**pulled(BUDGETS, found), "dateFrom": "soon", "dateTo": date(2024, 1, 1)}
    assert told(judge(sheet(BUDGETS, row), base=based(BUDGETS, found)).issues) == [("G2", "type")]


@pytest.mark.parametrize("typed", ["1: 2", "[clear]", None, ERROR, 5])
def test_an_edit_where_only_the_service_writes_is_a_warning(typed: Typed) -> None:
    found = record("budgets", "b9", name="N", budgetEmployees='[{"id":1}]')
    checked = judge(sheet(BUDGETS, {**pulled(BUDGETS, found), "budgetEmployees": typed}), base=based(BUDGETS, found))
    [issue] = checked.warnings
    assert checked.errors == ()
    assert (issue.field, issue.rule) == ("budgetEmployees", "read-only")
    assert issue.message == "Only the service sets Employees: what stands here is ignored."


@pytest.mark.parametrize("command", [Command.DELETE, Command.IGNORE])
def test_a_row_to_delete_or_ignore_is_read_no_further(command: Command) -> None:
    row = {"Command": command.value, "Id": "b1", "name": 12, "type": "weird", "dateFrom": ERROR}
    checked = judge(sheet(BUDGETS, row), base=COMPANY)
    assert checked.issues == ()
    [mine] = checked.rows
    assert (mine.command, mine.id) == (command, "b1")
    assert set(mine.values.values()) == {None}


def test_a_row_without_its_id_is_new_although_it_was_pulled() -> None:
    row = {**ADS, "Id": None, "type": None}
    assert told(judge(sheet(BUDGETS, row), base=COMPANY).issues) == [("D2", "required")]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_the_company_pulled_and_not_touched_has_no_issue(entity: Entity) -> None:
    rows = [pulled(entity, found) for found in COMPANY[entity.path].values()]
    checked = judge(sheet(entity, *rows), base=COMPANY)
    assert checked.issues == ()
    assert [mine.id for mine in checked.rows] == list(COMPANY[entity.path])


@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    amount=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
    day=st.dates(),
)
def test_pull_then_check_changes_nothing_whatever_the_service_holds(name: str, amount: Decimal, day: date) -> None:
    exact = Amount().from_json(amount)
    found = record("transactions", "t9", description=name, amount=exact, execDate=day)
    checked = judge(sheet(TRANSACTIONS, pulled(TRANSACTIONS, found)), base=based(TRANSACTIONS, found))
    assert checked.issues == ()
    [mine] = checked.rows
    assert {field: mine.values[field] for field in found.values} == found.values
