"""Which sheet is which entity, and which column which field."""

import subprocess
import sys

import pytest

from tests.checking.sheets import BUDGETS, Grid, grid_row, headers_of, sheet, told
from toolkit.checking.header_reading import name_of, spellings
from toolkit.checking.headers import recognise
from toolkit.entities import DIRECTORIES, ENTITIES, Entity, find
from toolkit.language import translations

INVOICES = find("invoices")


def header_sheet(name: str, *headers: str, at: int = 1) -> Grid:
    return Grid(name, [grid_row(at, headers)])


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_a_template_sheet_is_recognised_with_all_its_columns(entity: Entity) -> None:
    recognised = recognise([sheet(entity)])
    [(_, header)] = recognised.headers
    assert header.entity is entity
    assert header.row == 1
    assert set(header.letters) == {"Command", "Id", "Status", "Detail", *entity.by_field}
    assert recognised.issues == ()
    assert recognised.ignored == ()


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
@pytest.mark.parametrize("spell", ["path", "singular", "title"])
def test_a_sheet_may_be_called_by_path_singular_or_title_in_any_case(entity: Entity, spell: str) -> None:
    name = str(getattr(entity, spell)).upper()
    [(_, header)] = recognise([header_sheet(name, entity.columns[0].field.upper())]).headers
    assert header.entity is entity


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_a_renamed_sheet_is_recognised_by_its_header(entity: Entity) -> None:
    [(_, header)] = recognise([sheet(entity, name="March, for Anna")]).headers
    assert header.entity is entity
    assert header.sheet == "March, for Anna"


def test_a_sheet_of_the_users_own_is_left_alone_even_if_a_header_fits() -> None:
    own = header_sheet("Phone list", "Name", "Phone")
    recognised = recognise([own, header_sheet("Empty")])
    assert recognised.headers == ()
    assert recognised.issues == ()
    assert recognised.ignored == ("Phone list", "Empty")
    assert recognised.left_out == ()


@pytest.mark.parametrize("name", ["Read me", "Lists", "_flowtly"])
def test_the_sheets_beside_the_entities_are_left_alone(name: str) -> None:
    assert recognise([sheet(BUDGETS, name=name)]).ignored == (name,)


@pytest.mark.parametrize("entity", DIRECTORIES, ids=lambda entity: entity.path)
def test_a_directory_counts_only_if_a_template_made_its_sheet(entity: Entity) -> None:
    [(_, header)] = recognise([sheet(entity)]).headers
    assert header.entity is entity
    assert recognise([header_sheet(entity.title, "Name", "Shoe size")]).ignored == (entity.title,)


def test_the_header_may_stand_below_a_few_lines_of_text() -> None:
    grid = [grid_row(1, ["Budgets of next year"]), grid_row(3, ["Type what you like"]), grid_row(20, ["Name", "Type"])]
    [(_, header)] = recognise([Grid("Budgets", grid)]).headers
    assert header.row == 20
    assert header.address(21, "type") == "B21"


def test_without_a_header_in_the_first_twenty_rows_there_is_one_issue() -> None:
    recognised = recognise([Grid("Budgets", [grid_row(21, headers_of(BUDGETS))])])
    assert recognised.headers == ()
    assert told(recognised.issues) == [("A1", "header-missing")]
    assert "Command, Id, Name, Type" in recognised.issues[0].message


def test_titles_and_field_names_count_in_any_case_and_with_a_required_mark() -> None:
    [(_, header)] = recognise([header_sheet("Budgets", "NAME *", " budgetGroup", "GRANULARITY", "to")]).headers
    assert header.letters == {"name": "A", "budgetGroup": "B", "granularity": "C", "dateTo": "D"}


def test_status_as_we_spell_it_is_our_column_and_as_the_service_does_its_field() -> None:
    [(_, header)] = recognise([header_sheet("Invoices", "Number", "status", "Status", "Resolution")]).headers
    assert header.letters == {"name": "A", "status": "B", "Status": "C", "Resolution": "D"}


def test_note_columns_and_empty_headers_are_no_issue() -> None:
    recognised = recognise([header_sheet("Budgets", "Name", "# ask Bo", "", "#Type")])
    [(_, header)] = recognised.headers
    assert header.letters == {"name": "A"}
    assert recognised.issues == ()


@pytest.mark.parametrize(
    ("header", "said"),
    [("Granularty", "Did you mean Granularity?"), ("dateform", "Did you mean From?"), ("Weather", "Start it with #")],
)
def test_an_unknown_header_is_an_issue_with_the_nearest_column(header: str, said: str) -> None:
    [issue] = recognise([header_sheet("Budgets", "Name", header)]).issues
    assert (issue.cell, issue.rule, issue.value, issue.field) == ("B1", "header-unknown", header, "")
    assert said in issue.message


def test_a_suggestion_is_never_a_column_that_is_there_already() -> None:
    [issue] = recognise([header_sheet("Budgets", "Name", "Type", "Nam")]).issues
    assert "Did you mean" not in issue.message


def test_two_headers_of_one_column_are_an_issue_at_the_second() -> None:
    recognised = recognise([header_sheet("Budgets", "Name", "Type", "name", "Id", "ID")])
    [twice, common] = recognised.issues
    assert (twice.cell, twice.rule, twice.field, twice.value) == ("C1", "header-twice", "name", "name")
    assert twice.message.startswith("Column A is Name already.")
    assert (common.cell, common.value) == ("E1", "ID")
    assert common.message.startswith("Column D is Id already.")
    [(_, header)] = recognised.headers
    assert header.letters["name"] == "A"


def test_the_names_of_all_sheets_are_kept_in_order() -> None:
    recognised = recognise([header_sheet("Notes"), sheet(BUDGETS), sheet(INVOICES)])
    assert recognised.sheets == ("Notes", "Budgets", "Invoices")


def test_recognising_a_header_does_not_load_pandas() -> None:
    loaded = "import sys, toolkit.checking.headers; sys.exit('pandas' in sys.modules or 'pandera' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


@pytest.mark.parametrize(
    ("entity", "header", "field"),
    [
        (BUDGETS, "Budget name", "name"),
        (BUDGETS, "START DATE", "dateFrom"),
        (INVOICES, "Invoice number", "name"),
        (INVOICES, "due  date", "dueDate"),
        (find("transactions"), "Booking date", "execDate"),
    ],
)
def test_a_column_is_known_by_the_other_names_that_people_give_it(entity: Entity, header: str, field: str) -> None:
    [(_, found)] = recognise([header_sheet(entity.title, header, "Id")]).headers
    assert found.letters[field] == "A"


@pytest.mark.parametrize("entity", [*ENTITIES, *DIRECTORIES], ids=lambda entity: entity.path)
def test_titles_count_in_every_shipped_language(entity: Entity) -> None:
    for column in entity.columns:
        for title in translations(column.english_title):
            assert spellings(entity)[title] in {column.field, title}


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_no_other_name_of_a_column_is_the_title_of_another(entity: Entity) -> None:
    for column in entity.columns:
        for alias in column.aliases:
            assert name_of(entity, alias) == column.field


def test_names_of_two_lines_and_soft_breaks_are_names() -> None:
    [(_, header)] = recognise([header_sheet("Invoices", "Tax\nnumber", "Tax\r\n country", "Id")]).headers
    assert header.letters == {"tin": "A", "tinCountry": "B", "Id": "C"}


@pytest.mark.parametrize(
    "odd", ["\ufeff{}", "{}\u200b", "\u200f{}", "{}\u00a0", "\u202a{}\u202c", " {}\u2060 ", "\u00ad{}\u00ad"]
)
def test_invisible_characters_around_a_header_do_not_matter(odd: str) -> None:
    own = header_sheet(
        "Transactions", odd.format("Id"), odd.format("Amount"), odd.format("# mine"), odd.format("Booked")
    )
    recognised = recognise([own])
    [(_, header)] = recognised.headers
    assert header.letters == {"Id": "A", "amount": "B", "execDate": "D"}
    assert recognised.issues == ()


@pytest.mark.parametrize(
    "text", ["Bank ac\u00adcount", "Bank\u00a0account", "B\u200bank account", "bank\u2060 ACCOUNT*"]
)
def test_invisible_characters_inside_a_header_do_not_matter(text: str) -> None:
    [(_, header)] = recognise([header_sheet("Transactions", text)]).headers
    assert header.letters == {"bankAccount": "A"}


@pytest.mark.parametrize("text", ["Amount2", "Amount 2", "Amount (2)", "Amount_2", "Amount.1", "amount11", "Belopp2"])
def test_a_numbered_second_column_is_the_column_twice(text: str) -> None:
    for headers in (("Description", "Amount", text), ("Description", text, "Amount")):
        [issue] = recognise([header_sheet("Transactions", *headers)]).issues
        assert issue.rule == "header-twice"
        assert issue.value == text
        assert issue.field == "amount"


@pytest.mark.parametrize("text", ["Column1", "2", "Amount 2024", "Amount (SEK)", "Amount2b"])
def test_other_numbers_behind_a_header_make_it_another_one(text: str) -> None:
    [issue] = recognise([header_sheet("Transactions", "Amount", text)]).issues
    assert issue.rule == "header-unknown"


def test_a_numbered_column_alone_is_no_second_one() -> None:
    [issue] = recognise([header_sheet("Transactions", "Description", "Amount2")]).issues
    assert issue.rule == "header-unknown"
    assert "Did you mean Amount?" in issue.message
