"""What the rules find, at which cell, and in which words."""

from datetime import date

import pytest

from tests.checking.sheets import BUDGETS, COMPANY, ERROR, Typed, budget, judge, sheet, told, valid
from toolkit.checking.issues import Severity
from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.natural_keys import spelled
from toolkit.entities.record import Command

TRANSACTIONS = find("transactions")
INVOICES = find("invoices")
BUDGET_EMPLOYEES = find("budget-employees")

REQUIRED = [(entity, column.field) for entity in ENTITIES for column in entity.writable if column.required]
ORDERED = [(entity, rule.first, rule.last) for entity in ENTITIES for rule in entity.rules]


def without(entity: Entity, *fields: str) -> dict[str, Typed]:
    return {name: typed for name, typed in valid(entity).items() if name not in fields}


@pytest.mark.parametrize(("entity", "field"), REQUIRED, ids=lambda value: getattr(value, "path", value))
@pytest.mark.parametrize("command", [Command.AUTO, Command.CREATE, Command.UPSERT])
def test_a_missing_required_value_of_a_new_row_is_one_issue_at_its_cell(
    entity: Entity, field: str, command: Command
) -> None:
    rest = without(entity, field)
    checked = judge(sheet(entity, {"Command": command.value or (None if rest else "CREATE"), **rest}))
    [issue] = checked.issues
    assert issue.cell == checked.rows[0].header.address(2, field)
    assert (issue.field, issue.rule, issue.severity, issue.value) == (field, "required", Severity.ERROR, None)
    assert issue.message == f"{entity.column(field).title} is missing: a new {entity.singular} needs it."


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_a_row_with_nothing_but_create_misses_everything_required(entity: Entity) -> None:
    issues = judge(sheet(entity, {"Command": "CREATE"})).issues
    assert [issue.field for issue in issues] == [column.field for column in entity.writable if column.required]


@pytest.mark.parametrize("command", [Command.UPDATE, Command.IGNORE])
def test_a_row_that_does_not_create_misses_nothing(command: Command) -> None:
    assert judge(sheet(BUDGETS, {"Command": command.value, "name": "Ads"})).issues == ()


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_a_required_column_that_is_not_there_is_one_issue_in_the_header(entity: Entity) -> None:
    missing = [column.field for column in entity.writable if column.required]
    kept = [column.field for column in entity.columns if column.field not in missing]
    if not kept:
        missing = missing[1:]
    rows = [without(entity, *missing) for _ in range(3)]
    checked = judge(sheet(entity, *rows, without=missing))
    places = len(entity.columns) + 4 - len(missing)
    found = [issue for issue in checked.issues if issue.rule == "required"]
    assert [issue.field for issue in found] == missing
    assert len({issue.cell for issue in found}) == len(missing)
    assert all(issue.row == 1 for issue in found)
    if found:
        assert ord(found[0].cell[0]) - ord("A") == places
        assert "row 2 and 2 more" in found[0].message


def test_an_absent_column_is_no_issue_while_no_row_creates() -> None:
    rows = {"Id": "b1", "name": "Adverts"}
    assert judge(sheet(BUDGETS, rows, without=["type", "granularity"])).issues == ()


def test_one_row_without_the_column_is_named_alone() -> None:
    [issue] = judge(sheet(BUDGETS, {"name": "Events", "type": "global"}, without=["granularity"])).issues
    assert "needs it: row 2. Add" in issue.message


def test_a_word_outside_the_list_is_a_warning_only() -> None:
    checked = judge(sheet(BUDGETS, budget(granularity="weird")))
    [issue] = checked.warnings
    assert checked.errors == ()
    assert (issue.cell, issue.rule, issue.value) == ("E2", "choice", "weird")
    assert issue.message == '"weird" is not one of month, quarter. The service decides, so this is only a warning.'


def test_text_that_is_too_long_is_an_error() -> None:
    [issue] = judge(sheet(BUDGETS, budget(name="x" * 256))).issues
    assert (issue.cell, issue.rule, issue.severity) == ("C2", "too-long", Severity.ERROR)
    assert issue.message == "The text has 256 characters; expected text of at most 255 characters. Shorten it."


def test_text_that_just_fits_is_fine() -> None:
    assert judge(sheet(BUDGETS, budget(name="ö" * 255))).issues == ()


@pytest.mark.parametrize(("entity", "first", "last"), ORDERED, ids=lambda value: getattr(value, "path", value))
def test_dates_out_of_order_are_one_error_at_the_later_one(entity: Entity, first: str, last: str) -> None:
    dates = {first: date(2024, 2, 1), last: date(2024, 1, 31)}
    checked = judge(sheet(entity, {**valid(entity), **dates}))
    [issue] = checked.issues
    assert issue.cell == checked.rows[0].header.address(2, last)
    assert (issue.rule, issue.value) == ("order", "2024-01-31")
    assert "(2024-01-31) is before" in issue.message
    assert "(2024-02-01)" in issue.message


@pytest.mark.parametrize(
    ("start", "end"), [(None, date(2024, 1, 1)), (date(2024, 1, 1), None), (date(2024, 1, 1), date(2024, 1, 1))]
)
def test_a_missing_or_equal_date_fits_every_order(start: date | None, end: date | None) -> None:
    assert judge(sheet(BUDGETS, budget(dateFrom=start, dateTo=end))).issues == ()


def test_no_rule_is_asked_about_a_cell_that_could_not_be_read() -> None:
    rows = [
        budget(name=12, dateFrom="soon", dateTo=date(2024, 1, 1)),
        budget(name=12, granularity=True, type=5),
    ]
    assert told(judge(sheet(BUDGETS, *rows)).issues) == [
        ("C2", "type"),
        ("G2", "type"),
        ("C3", "type"),
        ("D3", "type"),
        ("E3", "type"),
    ]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_two_new_rows_with_the_same_natural_key_are_one_error_at_the_second(entity: Entity) -> None:
    checked = judge(sheet(entity, valid(entity), valid(entity)))
    [issue] = checked.issues
    assert issue.cell == checked.rows[0].header.address(3, entity.natural_key[0])
    assert issue.rule == "key-twice"
    assert issue.message.startswith(f"Row 2 creates the same {entity.singular} already: the same ")


def test_each_row_names_the_first_row_with_its_key() -> None:
    names = ["A", "B", "A", "B", "A"]
    issues = judge(sheet(BUDGETS, *(budget(name=name) for name in names))).issues
    assert [(issue.cell, issue.message[:5]) for issue in issues] == [("C4", "Row 2"), ("C5", "Row 3"), ("C6", "Row 2")]


def test_an_optional_part_of_the_key_that_is_empty_in_both_is_the_same() -> None:
    plain = without(TRANSACTIONS, "operationNumber", "statementNumber")
    [issue] = judge(sheet(TRANSACTIONS, plain, plain, {**plain, "operationNumber": "A1"})).issues
    assert (issue.row, issue.rule) == (3, "key-twice")


def test_rows_that_lack_a_required_part_of_the_key_are_not_compared() -> None:
    lacking = without(BUDGET_EMPLOYEES, "employee")
    assert [issue.rule for issue in judge(sheet(BUDGET_EMPLOYEES, lacking, lacking)).issues] == ["required"] * 2


def test_names_and_ids_of_one_record_make_the_same_key() -> None:
    by_name = {"budget": "Ads", "employee": "Anna Berg"}
    by_id = {"budget": "b1", "employee": "/api/employees/employees-1"}
    assert [issue.rule for issue in judge(sheet(BUDGET_EMPLOYEES, by_name, by_id)).issues] == ["key-twice"]


def test_links_to_the_same_new_row_have_the_same_key() -> None:
    link: dict[str, Typed] = {"budget": "Events", "employee": "Anna Berg"}
    [issue] = judge(sheet(BUDGETS, budget()), sheet(BUDGET_EMPLOYEES, link, link)).issues
    assert (issue.cell, issue.rule, issue.value) == ("C3", "key-twice", "Budgets!2")


def test_rows_about_existing_records_are_not_compared_by_natural_key() -> None:
    rows = [{"Id": "b1", "name": "Both"}, {"Id": "b2", "name": "Both"}]
    for base in ({}, COMPANY):
        assert judge(sheet(BUDGETS, *rows, without=["type", "granularity"]), base=base).issues == ()


def test_clearing_in_a_new_row_does_nothing_and_is_told() -> None:
    checked = judge(sheet(BUDGETS, budget(dateFrom="[clear]")))
    assert told(checked.warnings) == [("G2", "clear-new")]
    assert checked.errors == ()
    [mine] = checked.rows
    assert mine.values["dateFrom"] is None


def test_clearing_what_a_new_row_needs_leaves_it_missing() -> None:
    assert told(judge(sheet(BUDGETS, budget(type="[clear]"))).issues) == [("D2", "required")]


@pytest.mark.parametrize("entity", [TRANSACTIONS, INVOICES], ids=lambda entity: entity.path)
def test_what_a_new_row_says_where_only_the_service_writes_is_a_warning(entity: Entity) -> None:
    read_only = [column.field for column in entity.columns if not column.writable]
    checked = judge(sheet(entity, {**valid(entity), **dict.fromkeys(read_only, "[]")}))
    assert [issue.field for issue in checked.warnings] == read_only
    assert {issue.rule for issue in checked.issues} == {"read-only"}
    assert set(read_only).isdisjoint(checked.rows[0].values)


SPELLINGS = ["NORDIC FAIR", "Nordic  Fair", "Nordic\u00a0Fair", "Nordic\u200b Fair", "Nor\u00addic Fair"]


@pytest.mark.parametrize("name", SPELLINGS, ids=ascii)
def test_a_second_row_in_another_spelling_is_told_with_both(name: str) -> None:
    [issue] = judge(sheet(BUDGETS, budget(name="Nordic Fair"), budget(name=name))).issues

    assert (issue.rule, issue.row) == ("key-twice", 3)
    assert f'Name {spelled(name)} here, "Nordic Fair" there.' in issue.message


@pytest.mark.parametrize("name", ["Nordic Fair", *SPELLINGS], ids=ascii)
def test_a_second_row_that_says_create_is_meant(name: str) -> None:
    rows = [budget(name="Nordic Fair"), {**budget(name=name), "Command": "CREATE"}]

    assert judge(sheet(BUDGETS, *rows)).issues == ()


def test_a_key_with_a_part_that_cannot_be_read_is_not_compared() -> None:
    rows = [{**valid(TRANSACTIONS), "operationNumber": ERROR}] * 2

    assert {issue.rule for issue in judge(sheet(TRANSACTIONS, *rows)).issues}.isdisjoint({"key-twice"})
