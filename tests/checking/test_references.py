"""What a reference means: a record by name, id or IRI, or a row that is going to create one."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.checking.sheets import BUDGETS, COMPANY, Typed, budget, judge, record, sheet, told
from toolkit.checking.check import Checked, check
from toolkit.checking.conversions import Rule
from toolkit.checking.headers import recognise
from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Clear, Record

GROUPS = find("budget-groups")
BUDGET_EMPLOYEES = find("budget-employees")
BUDGET_TRANSACTIONS = find("budget-transactions")
INVOICES = find("invoices")
REFERENCES = [(entity, column.field) for entity in ENTITIES for column in entity.references]


def link(**values: Typed) -> dict[str, Typed]:
    """Return a row that gives an employee a share of a budget."""
    return {"budget": "Ads", "employee": "Anna Berg", **values}


def meant(checked: Checked, field: str, row: int = 0) -> Value | Clear | None:
    """Return what the reference of a row was taken for."""
    mine = checked.rows[row]
    return mine.values[field]


def offline(entity: Entity, row: Mapping[str, Typed], base: Live) -> Checked:
    """Check one row without a service."""
    return check(recognise([sheet(entity, row)]), base, None)


@pytest.mark.parametrize(
    "typed",
    ["Anna Berg", "anna  BERG", " Anna Berg ", "employees-1", "Anna Berg · employees-1", "/api/employees/employees-1"],
)
def test_a_name_an_id_and_an_iri_mean_the_same_record(typed: str) -> None:
    checked = judge(sheet(BUDGET_EMPLOYEES, link(employee=typed)))
    assert checked.issues == ()
    assert meant(checked, "employee") == "/api/employees/employees-1"


def test_an_iri_counts_whatever_its_prefix() -> None:
    checked = judge(sheet(BUDGET_EMPLOYEES, link(employee="/employees/employees-1")))
    assert meant(checked, "employee") == "/api/employees/employees-1"


def test_an_id_that_excel_took_for_a_number_is_found() -> None:
    assert meant(judge(sheet(INVOICES, {"Id": "9", "parent": 7})), "parent") == "/api/invoices/7"


@pytest.mark.parametrize(("entity", "field"), REFERENCES, ids=lambda value: getattr(value, "path", value))
def test_every_reference_is_found_by_the_label_that_pull_writes(entity: Entity, field: str) -> None:
    target = str(entity.column(field).target)
    for iri, label in Labels(COMPANY).all(target).items():
        checked = judge(sheet(entity, {"Id": "x", field: label}))
        assert checked.issues == ()
        assert meant(checked, field) == iri


@pytest.mark.parametrize(("entity", "field"), REFERENCES, ids=lambda value: getattr(value, "path", value))
def test_every_reference_to_nothing_is_one_error_at_its_cell(entity: Entity, field: str) -> None:
    checked = judge(sheet(entity, {"Id": "x", field: "Qwertyuiop"}))
    [issue] = checked.issues
    assert issue.cell == checked.rows[0].header.address(2, field)
    assert (issue.rule, issue.value) == ("reference-unknown", "Qwertyuiop")
    assert issue.message.startswith(f"There is no {find(str(entity.column(field).target)).singular}")
    assert meant(checked, field) is None


def test_a_name_that_two_records_share_is_an_error_with_their_ids() -> None:
    [issue] = judge(sheet(BUDGET_EMPLOYEES, link(employee="bo ek"))).issues
    assert (issue.cell, issue.rule) == ("D2", "reference-ambiguous")
    assert '"bo ek" means 2 employees: Bo Ek · employees-2 and Bo Ek · employees-3.' in issue.message


def test_a_long_list_of_namesakes_is_counted() -> None:
    live = {**COMPANY, "employees": {str(n): record("employees", str(n), name="Bo") for n in range(14)}}
    [issue] = judge(sheet(BUDGET_EMPLOYEES, link(employee="Bo")), live=live).issues
    assert "means 14 employees: Bo · 0, " in issue.message
    assert "Bo · 9 and 4 more." in issue.message


def test_an_id_that_is_another_records_name_is_ambiguous() -> None:
    live = {**COMPANY, "employees": {"1": record("employees", "1", name="2"), "2": record("employees", "2", name="X")}}
    [issue] = judge(sheet(BUDGET_EMPLOYEES, link(employee="2")), live=live).issues
    assert issue.rule == "reference-ambiguous"


def test_a_slip_of_the_keyboard_is_an_error_with_the_nearest_names() -> None:
    [issue] = judge(sheet(BUDGET_EMPLOYEES, link(employee="Ana Berg"))).issues
    assert issue.rule == "reference-unknown"
    assert 'There is no employee "Ana Berg". Did you mean Anna Berg · employees-1?' in issue.message


def test_a_record_without_a_name_is_called_by_its_id() -> None:
    live = {**COMPANY, "employees": {"e1234": record("employees", "e1234")}}
    assert (
        meant(judge(sheet(BUDGET_EMPLOYEES, link(employee="e1234")), live=live), "employee") == "/api/employees/e1234"
    )
    [issue] = judge(sheet(BUDGET_EMPLOYEES, link(employee="e1243")), live=live).issues
    assert "Did you mean e1234? " in issue.message


def test_an_iri_of_another_entity_is_no_reference() -> None:
    [issue] = judge(sheet(BUDGET_EMPLOYEES, link(employee="/api/budgets/b1"))).issues
    assert (issue.field, issue.rule) == ("employee", "reference-unknown")


def test_hundreds_of_unknown_names_are_all_told_the_first_ones_with_suggestions() -> None:
    rows = [link(employee=f"Anna Ber{n}") for n in range(250)]
    issues = judge(sheet(BUDGET_EMPLOYEES, *rows)).issues
    assert len(issues) == 250
    assert "Did you mean" in issues[0].message
    assert "Did you mean" not in issues[-1].message


def test_rows_may_point_at_rows_that_are_going_to_create_the_record() -> None:
    links = sheet(BUDGET_EMPLOYEES, link(budget="events"), link(budget="Fairs"))
    budgets = sheet(BUDGETS, budget(budgetGroup="New group"), budget(name="Fairs", Command="CREATE"))
    checked = judge(links, budgets, sheet(GROUPS, {"name": "New group"}))
    assert checked.issues == ()
    assert meant(checked, "budget", 0) == NewRow("budgets", "Budgets", 2)
    assert meant(checked, "budget", 1) == NewRow("budgets", "Budgets", 3)
    assert meant(checked, "budgetGroup", 2) == NewRow("budget-groups", "Budget groups", 2)


def test_a_new_row_is_called_by_all_fields_of_its_label() -> None:
    row: dict[str, Typed] = {
        "execDate": "2024-02-01",
        "description": "Taxi",
        "amount": Decimal(-30),
        "bankAccount": "bank-accounts-1",
        "orderDate": "2024-02-01",
    }
    checked = judge(
        sheet(BUDGET_TRANSACTIONS, {"budget": "Ads", "transaction": "2024-02-01 · Taxi · -30"}),
        sheet(find("transactions"), row),
    )
    assert checked.issues == ()
    assert meant(checked, "transaction") == NewRow("transactions", "Transactions", 2)


def test_two_new_rows_of_one_name_are_ambiguous() -> None:
    budgets = sheet(BUDGETS, budget(), budget())
    found = judge(budgets, sheet(BUDGET_EMPLOYEES, link(budget="Events"))).issues
    assert [issue.rule for issue in found] == ["key-twice", "reference-ambiguous"]
    assert "the new one in Budgets!2 and the new one in Budgets!3. Give each new row a name" in found[1].message


def test_a_live_record_and_a_new_row_of_one_name_are_ambiguous() -> None:
    found = judge(sheet(BUDGETS, budget(name="Ads")), sheet(BUDGET_EMPLOYEES, link())).issues
    assert [issue.rule for issue in found] == ["reference-ambiguous"]
    assert "Ads · b1 and the new one in Budgets!2" in found[0].message


@pytest.mark.parametrize(("name", "iri"), [("Ads", "/api/budgets/b1"), ("Events", NewRow("budgets", "Budgets", 2))])
def test_an_upsert_row_is_meant_only_where_no_record_is(name: str, iri: Value) -> None:
    checked = judge(sheet(BUDGETS, budget(name=name, Command="UPSERT")), sheet(BUDGET_EMPLOYEES, link(budget=name)))
    assert checked.issues == ()
    assert meant(checked, "budget", 1) == iri


@pytest.mark.parametrize("command", ["UPDATE", "IGNORE", "DELETE"])
def test_a_row_that_creates_nothing_cannot_be_pointed_at(command: str) -> None:
    checked = judge(sheet(BUDGETS, budget(Command=command)), sheet(BUDGET_EMPLOYEES, link(budget="Events")))
    assert "reference-unknown" in [issue.rule for issue in checked.issues]


def test_a_row_without_a_readable_name_cannot_be_pointed_at() -> None:
    checked = judge(sheet(BUDGETS, budget(name=5)), sheet(BUDGET_EMPLOYEES, link(budget="5")))
    assert [issue.rule for issue in checked.issues] == ["type", "reference-unknown"]


def test_a_row_cannot_point_at_itself() -> None:
    row: dict[str, Typed] = {"name": "2024/8", "parent": "2024/8"}
    found = judge(sheet(INVOICES, {**row, "Command": "CREATE"})).issues
    [issue] = [issue for issue in found if issue.field == "parent"]
    assert issue.rule == "reference-itself"
    assert issue.message == "Corrects points at the very row it stands in. Name another invoice."


@pytest.mark.parametrize(
    ("typed", "iri"),
    [
        ("emp1", "/v2/employees/emp1"),
        ("a#b", "/v2/employees/a%23b"),
        ("/x/employees/e", "/x/employees/e"),
        ("Anna Berg", None),
        ("/v2/budgets/b1", None),
    ],
)
def test_what_the_service_does_not_list_is_taken_by_its_form(typed: str, iri: str | None) -> None:
    live = {"clients": {}, "budgets": {"b1": Record("b1", "/v2/budgets/b1", {"name": "Ads"})}}
    checked = judge(sheet(BUDGET_EMPLOYEES, link(employee=typed)), live=live)
    assert meant(checked, "employee") == iri
    assert told(checked.issues) == ([] if iri else [("D2", "reference-unknown")])


@pytest.mark.parametrize("budgets", [{}, {"b1": Record("b1", "urn:b1", {"name": "Ads"})}])
def test_the_prefix_is_the_usual_one_where_no_record_shows_it(budgets: Mapping[str, Record]) -> None:
    checked = judge(sheet(BUDGET_EMPLOYEES, {"Id": "1", "employee": "emp1"}), live={"budgets": budgets})
    assert meant(checked, "employee") == "/api/employees/emp1"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("emp1", "/api/employees/emp1"),
        ("/api/employees/emp1", "/api/employees/emp1"),
        ("Somebody Else", "Somebody Else"),
    ],
)
def test_offline_the_form_is_enough(typed: str, kept: str) -> None:
    checked = offline(BUDGET_EMPLOYEES, link(employee=typed), {})
    assert checked.issues == ()
    assert meant(checked, "employee") == kept


def test_offline_the_base_is_asked() -> None:
    checked = offline(BUDGET_EMPLOYEES, link(), COMPANY)
    assert meant(checked, "employee") == "/api/employees/employees-1"
    assert told(offline(BUDGET_EMPLOYEES, link(employee="Bo Ek"), COMPANY).issues) == [("D2", "reference-ambiguous")]


def pulled_link(label: str) -> tuple[Mapping[str, Typed], Live]:
    """Return a row that was pulled when its employee had a label, and the base of that time."""
    row: dict[str, Typed] = {"Id": "l1", "budget": "Ads", "employee": label}
    values: dict[str, Value] = {"budget": "/api/budgets/b1", "employee": "/api/employees/employees-1"}
    return row, {**COMPANY, "budget-employees": {"l1": record("budget-employees", "l1", **values)}}


@pytest.mark.parametrize(
    "employees",
    [
        {},
        {"employees-1": record("employees", "employees-1", name="Anna Lind")},
        {
            "employees-1": record("employees", "employees-1", name="Anna Berg"),
            "employees-9": record("employees", "employees-9", name="Anna Berg"),
        },
        {
            "employees-1": record("employees", "employees-1", name="Anna Lind"),
            "employees-9": record("employees", "employees-9", name="Anna Berg"),
        },
    ],
    ids=["vanished", "renamed", "shared", "taken over"],
)
def test_an_untouched_reference_means_what_it_meant_when_it_was_pulled(employees: Mapping[str, Record]) -> None:
    row, base = pulled_link("Anna Berg")
    checked = judge(sheet(BUDGET_EMPLOYEES, row), base=base, live={**COMPANY, "employees": employees})
    assert checked.issues == ()
    assert meant(checked, "employee") == "/api/employees/employees-1"


def test_an_edited_reference_means_what_it_says_now() -> None:
    row, base = pulled_link("Bo Ek · employees-3")
    assert meant(judge(sheet(BUDGET_EMPLOYEES, row), base=base), "employee") == "/api/employees/employees-3"


def test_a_reference_that_had_no_name_when_pulled_stays_the_iri() -> None:
    row = {"Id": "b9", "name": "N", "budgetGroup": "/api/budget-groups/gone"}
    found = record("budgets", "b9", name="N", budgetGroup="/api/budget-groups/gone")
    checked = judge(sheet(BUDGETS, row), base={"budgets": {"b9": found}})
    assert checked.issues == ()
    assert meant(checked, "budgetGroup") == "/api/budget-groups/gone"


@pytest.mark.parametrize(("typed", "kept"), [(None, None), ("[clear]", Clear.CLEAR)])
def test_an_optional_reference_can_be_emptied(typed: Typed, kept: Clear | None) -> None:
    found = record("budgets", "b9", name="N", budgetGroup="/api/budget-groups/g1")
    checked = judge(sheet(BUDGETS, {"Id": "b9", "name": "N", "budgetGroup": typed}), base={"budgets": {"b9": found}})
    assert checked.issues == ()
    assert meant(checked, "budgetGroup") is kept


def test_a_text_that_is_an_id_and_a_name_is_settled_by_typing_it_as_listed() -> None:
    live = {**COMPANY, "employees": {i: record("employees", i, name=n) for i, n in (("7", "Anna Berg"), ("8", "7"))}}

    [issue] = judge(sheet(BUDGET_EMPLOYEES, link(employee="7")), live=live).issues

    assert issue.rule == "reference-ambiguous"
    assert "Anna Berg · 7 and 7 · 8. Type it as it is listed here." in issue.message
    for typed, known in (("7 · 8", "8"), ("Anna Berg · 7", "7"), ("/api/employees/7", "7")):
        assert meant(judge(sheet(BUDGET_EMPLOYEES, link(employee=typed)), live=live), "employee") == (
            f"/api/employees/{known}"
        )


SPELLINGS = {
    "capitals": "K\u00d6KSM\u00d6BLER",
    "decomposed": "Ko\u0308ksmo\u0308bler",
    "a hard space": "K\u00f6ksm\u00f6bler\u00a0",
    "a soft hyphen": "K\u00f6ks\u00adm\u00f6bler",
    "zero width": "K\u00f6ks\u200bm\u00f6bler",
    "a bidi mark": "K\u00f6ks\u200em\u00f6bler",
}


@pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_live_record_is_found_in_another_spelling_and_told(typed: str) -> None:
    live = {**COMPANY, "budget-groups": {"g1": record("budget-groups", "g1", name="K\u00f6ksm\u00f6bler")}}

    checked = judge(sheet(BUDGETS, budget(budgetGroup=typed)), live=live)

    assert checked.issues == ()
    assert meant(checked, "budgetGroup") == "/api/budget-groups/g1"
    (conversion,) = checked.conversions
    assert (conversion.field, conversion.value) == ("budgetGroup", "K\u00f6ksm\u00f6bler")
    assert conversion.rule in {Rule.NAME, Rule.SPACES}


@pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_new_row_is_found_in_another_spelling_and_told(typed: str) -> None:
    checked = judge(sheet(GROUPS, {"name": "K\u00f6ksm\u00f6bler"}), sheet(BUDGETS, budget(budgetGroup=typed)))

    assert checked.issues == ()
    assert meant(checked, "budgetGroup", 1) == NewRow("budget-groups", "Budget groups", 2)
    assert [each.value for each in checked.conversions] == ["K\u00f6ksm\u00f6bler"]


def test_of_records_that_look_alike_the_exact_text_is_meant_else_both_are_named() -> None:
    groups = {key: record("budget-groups", key, name=name) for key, name in (("g1", "Rent"), ("g2", "RENT"))}
    rows = [budget(name=name, budgetGroup=name) for name in ("Rent", "RENT", "rent")]

    checked = judge(
        sheet(BUDGETS, *rows[:2]), sheet(BUDGETS, rows[2], name="More"), live={**COMPANY, "budget-groups": groups}
    )

    assert [meant(checked, "budgetGroup", at) for at in (0, 1)] == ["/api/budget-groups/g1", "/api/budget-groups/g2"]
    assert [issue.message for issue in checked.issues if issue.rule == "reference-ambiguous"] == [
        '"rent" means 2 budget groups: Rent \u00b7 g1 and RENT \u00b7 g2. Type the id of the one that is meant.'
    ]


def test_the_exact_name_of_a_record_is_nearer_than_a_new_row_in_another_spelling() -> None:
    live = {**COMPANY, "budget-groups": {"g1": record("budget-groups", "g1", name="Rent")}}

    checked = judge(sheet(GROUPS, {"name": "RENT"}), sheet(BUDGETS, budget(budgetGroup="Rent")), live=live)

    assert meant(checked, "budgetGroup", 1) == "/api/budget-groups/g1"
