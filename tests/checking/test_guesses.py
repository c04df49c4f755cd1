"""Whose rows a sheet holds whose name says nothing."""

from dataclasses import replace

import pytest

from tests.checking.sheets import BUDGETS, Grid, grid_row, sheet
from toolkit.checking.headers import Recognised, recognise
from toolkit.entities import DIRECTORIES, Entity, find

NARROW = {
    "budgets": ("Id", "Name", "Type", "Granularity"),
    "transactions": ("Bank account", "Description", "Amount", "Booked"),
    "invoices": ("Issued", "Due", "Client"),
    "budget-contractors": ("Id", "Budget", "Contractor"),
}


def headed(name: str, *headers: str, title: str = "") -> Grid:
    rows = [grid_row(1, [title])] if title else []
    return Grid(name, [*rows, grid_row(len(rows) + 1, headers), grid_row(len(rows) + 2, ["x"] * len(headers))])


def read(recognised: Recognised) -> dict[str, str]:
    """Return the entity of each sheet that is read."""
    return {header.sheet: header.entity.path for _sheet, header in recognised.headers}


@pytest.mark.parametrize("name", ["Blad1", "Budgets (2)", "Budgets - Table 1", "2026"])
@pytest.mark.parametrize("path", NARROW)
def test_a_narrow_sheet_is_known_under_any_name_where_no_other_is(name: str, path: str) -> None:
    recognised = recognise([headed(name, *NARROW[path]), headed("Phone list", "Name", "Phone")])
    assert read(recognised) == {name: path}
    assert (recognised.issues, recognised.left_out) == ((), ())


def test_a_title_of_one_cell_above_the_header_does_not_matter() -> None:
    assert read(recognise([headed("Blad1", *NARROW["budgets"], title="Table 1")])) == {"Blad1": "budgets"}


@pytest.mark.parametrize("path", NARROW)
def test_beside_a_sheet_that_is_known_it_is_left_out_and_named(path: str) -> None:
    recognised = recognise([sheet(BUDGETS), headed("Blad1", *[each for each in NARROW[path] if each != "Id"])])
    assert read(recognised) == {"Budgets": "budgets"}
    assert [(left.sheet, [entity.path for entity in left.entities]) for left in recognised.left_out] == [
        ("Blad1", [path])
    ]
    assert recognised.ignored == ("Blad1",)
    assert recognised.issues == ()


def test_with_a_command_it_is_known_beside_others_too() -> None:
    assert read(recognise([sheet(BUDGETS), headed("Blad1", "Command", *NARROW["transactions"])])) == {
        "Budgets": "budgets",
        "Blad1": "transactions",
    }


@pytest.mark.parametrize("told", [None, find("transactions")])
def test_it_is_taken_where_somebody_says_so(told: Entity | None) -> None:
    sheets = [sheet(BUDGETS), headed("Blad1", "Description", "Booked", "Mine")]
    recognised = recognise(sheets, taken={"Blad1": told})
    assert read(recognised) == {"Budgets": "budgets", "Blad1": "transactions"}
    assert recognised.left_out == ()
    assert [issue.rule for issue in recognised.issues] == ["header-unknown"]


TIES = [("Id", "Budget", "Project", "Contractor"), ("Id", "Budget", "Employee"), ("Transaction", "Amount")]


@pytest.mark.parametrize("headers", TIES)
def test_columns_of_two_entities_alike_are_a_question(headers: tuple[str, ...]) -> None:
    recognised = recognise([headed("Links", *headers)])
    [issue] = recognised.issues
    assert read(recognised) == {}
    assert (issue.sheet, issue.cell, issue.rule, issue.severity) == ("Links", "A1", "sheet-unclear", "error")
    assert '--sheet "Links=' in issue.message


def test_a_question_is_not_asked_beside_sheets_that_are_known() -> None:
    for known in (sheet(BUDGETS), headed("Blad1", *NARROW["transactions"])):
        recognised = recognise([known, headed("Links", *TIES[0])])
        assert len(recognised.headers) == 1
        assert recognised.issues == ()
        assert [left.sheet for left in recognised.left_out] == ["Links"]


def test_whoever_takes_a_sheet_of_two_entities_says_which() -> None:
    links = headed("Links", *TIES[1])
    assert [issue.rule for issue in recognise([links], taken={"Links": None}).issues] == ["sheet-unclear"]
    assert read(recognise([links], taken={"Links": find("budget-employees")})) == {"Links": "budget-employees"}


def test_a_sheet_that_fits_nothing_is_asked_about_where_it_is_taken() -> None:
    [issue] = recognise([headed("Own", "This", "That")], taken={"Own": None}).issues
    assert "fit no entity" in issue.message
    [missing] = recognise([headed("Own", "This", "That")], taken={"Own": BUDGETS}).issues
    assert missing.rule == "header-missing"


@pytest.mark.parametrize(
    "headers", [("Name",), ("Name", "Phone"), ("Type", "Colour", "Size"), ("This", "That"), ("Granularity",)]
)
def test_half_of_the_headers_or_a_single_one_is_no_guess(headers: tuple[str, ...]) -> None:
    recognised = recognise([headed("Blad1", *headers)])
    assert (recognised.headers, recognised.issues, recognised.left_out) == ((), (), ())


@pytest.mark.parametrize("name", ["Team", "Employees", "Projects", "Owners", "Costs"])
@pytest.mark.parametrize("headers", [("Id", "Name", "Owner"), ("Id", "Name"), ("Id", "Name", "Code", "Owner")])
def test_a_helper_sheet_beside_what_was_pulled_blocks_nothing(name: str, headers: tuple[str, ...]) -> None:
    recognised = recognise([sheet(BUDGETS), headed(name, *headers)], pulled=("budgets",))
    assert read(recognised) == {"Budgets": "budgets"}
    assert recognised.issues == ()


@pytest.mark.parametrize("entity", DIRECTORIES, ids=lambda entity: entity.path)
def test_what_only_the_service_writes_is_never_guessed(entity: Entity) -> None:
    whole = sheet(entity, name="Blad1")
    assert entity.path not in read(recognise([whole])).values()
    assert read(recognise([replace(whole, name=entity.title)], pulled=(entity.path,))) == {entity.title: entity.path}


def test_a_pulled_sheet_with_another_name_and_fewer_columns_is_known_by_what_was_pulled() -> None:
    renamed = headed("Mina", *NARROW["budgets"])
    known = recognise([headed("Transactions", "Id", "Amount"), renamed], pulled=("budgets", "transactions"))
    assert read(known) == {"Transactions": "transactions", "Mina": "budgets"}
    copied = recognise([headed("Budgets", "Id", "Name"), headed("Mina", "Id", "Name", "Type")], pulled=("budgets",))
    assert read(copied) == {"Budgets": "budgets"}
