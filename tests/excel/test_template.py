"""Templates: what every sheet of a new workbook looks like, through openpyxl's eyes."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.entities import DIRECTORIES, ENTITIES, Entity, find
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.errors import NotWritable, TooManyRecords
from toolkit.excel.base import Base
from toolkit.excel.sheet import letters
from toolkit.excel.template import EntitySheet, write_templates, write_workbook

PULLED = "2026-11-22T12:00:00+01:00"


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """Give a template with a sheet for every entity."""
    return template_of(tmp_path_factory.mktemp("every") / "t.xlsx", *ENTITIES, *DIRECTORIES)


def template_of(path: Path, *entities: Entity) -> openpyxl.Workbook:
    base = Base("d" * 32, "", "", "", tuple(entity.path for entity in entities), {})
    write_workbook(path, [EntitySheet(entity) for entity in entities], Labels({}), base)
    return openpyxl.load_workbook(path)


def sheet_of(workbook: openpyxl.Workbook, title: str) -> Worksheet:
    sheet = workbook[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def headers(sheet: Worksheet) -> list[object]:
    return [cell.value for cell in sheet[1]]


def letter(sheet: Worksheet, header: str) -> str:
    return next(cell.column_letter for cell in sheet[1] if cell.value == header)


def validation(sheet: Worksheet, header: str) -> DataValidation | None:
    area = f"{letter(sheet, header)}2:{letter(sheet, header)}{sheet.max_row + 1_000}"
    return next((made for made in sheet.data_validations.dataValidation if str(made.sqref) == area), None)


def test_a_workbook_starts_with_read_me_and_ends_with_its_hidden_sheets(tmp_path: Path) -> None:
    workbook = template_of(tmp_path / "t.xlsx", find("budgets"), find("invoices"))
    assert workbook.sheetnames == ["Read me", "Budgets", "Invoices", "Lists", "_flowtly"]
    assert [workbook[name].sheet_state for name in workbook.sheetnames] == [
        "visible",
        "visible",
        "visible",
        "hidden",
        "veryHidden",
    ]
    assert workbook.active is workbook["Budgets"]


@pytest.mark.parametrize("entity", [*ENTITIES, *DIRECTORIES], ids=lambda entity: entity.path)
def test_the_header_has_the_exact_titles_between_our_own_columns(entity: Entity, every: openpyxl.Workbook) -> None:
    sheet = sheet_of(every, entity.title)
    assert headers(sheet) == ["Command", "Id", *(column.title for column in entity.columns), "Status", "Detail"]
    assert sheet.max_row == 1


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_every_header_has_a_note_that_tells_its_field(entity: Entity, every: openpyxl.Workbook) -> None:
    sheet = sheet_of(every, entity.title)
    notes = {cell.value: cell.comment.text for cell in sheet[1] if cell.comment is not None}
    assert len(notes) == len(headers(sheet))
    for column in entity.columns:
        note = notes[column.title]
        assert f"Field: {column.field} ({column.kind.word})" in note
        assert column.note in note
        assert f"Expected: {column.kind.expected}" in note
        assert ("Required to create" in note) is column.required
        assert ("Assumed" in note) is column.assumed
        assert ("Read-only" in note) is not column.writable
        assert (f"Unit: {column.unit}" in note) is bool(column.unit)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_empty_rows_are_formatted_as_their_kind_needs_and_open_to_typing(
    entity: Entity, every: openpyxl.Workbook
) -> None:
    sheet = sheet_of(every, entity.title)
    for column in entity.columns:
        dimension = sheet.column_dimensions[letter(sheet, column.title)]
        assert dimension.number_format == column.kind.number_format
        assert not dimension.protection.locked
        assert dimension.width >= len(column.title)


def test_the_header_tells_by_its_colour_what_is_required_optional_and_read_only(every: openpyxl.Workbook) -> None:
    sheet = sheet_of(every, "Budgets")
    fills = {cell.value: cell.fill.fgColor.rgb for cell in sheet[1]}
    assert fills["Name"] == fills["Type"]
    assert fills["From"] == fills["Flags"] == fills["Command"]
    assert fills["Employees"] == fills["Id"] == fills["Status"] == fills["Detail"]
    assert len({fills["Name"], fills["From"], fills["Id"]}) == 3


def test_the_header_is_locked_and_everything_one_does_to_rows_is_allowed(every: openpyxl.Workbook) -> None:
    sheet = sheet_of(every, "Budgets")
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert all(cell.protection.locked for cell in sheet[1])
    # openpyxl tells what is forbidden.
    assert not sheet.protection.sort
    assert not sheet.protection.autoFilter
    assert not sheet.protection.insertRows
    assert not sheet.protection.deleteRows
    assert not sheet.protection.formatColumns
    assert not sheet.protection.formatCells
    assert sheet.protection.deleteColumns


def test_columns_to_the_right_are_open_for_notes_of_ones_own(every: openpyxl.Workbook) -> None:
    sheet = sheet_of(every, "Budget groups")
    assert headers(sheet)[-1] == "Detail"
    notes = sheet.column_dimensions["F"]
    assert not notes.protection.locked
    assert (notes.min, notes.max) == (6, 25)


def test_the_view_and_the_print_keep_the_header_in_sight(every: openpyxl.Workbook) -> None:
    sheet = sheet_of(every, "Budgets")
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:L1001"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert not sheet.tables


def test_a_wide_sheet_goes_on_beside_its_page_where_one_page_would_be_too_small_to_read(
    every: openpyxl.Workbook,
) -> None:
    sheet = sheet_of(every, "Invoices")
    assert (sheet.page_setup.fitToWidth or 0) > 1
    assert sheet.page_setup.pageOrder == "overThenDown"
    assert sheet.print_title_cols == "$A:$C"


def test_the_cursor_stands_where_one_starts_to_type(every: openpyxl.Workbook) -> None:
    assert {each.activeCell for each in sheet_of(every, "Budgets").sheet_view.selection} == {"C2"}


def test_a_command_is_one_of_the_known_words_or_refused(every: openpyxl.Workbook) -> None:
    made = validation(sheet_of(every, "Budgets"), "Command")
    assert made is not None
    assert (made.type, made.formula1, made.errorStyle) == ("list", "commands", "stop")
    assert named(every, "commands") == ["CREATE", "UPDATE", "UPSERT", "DELETE", "IGNORE"]


def test_a_choice_offers_its_words_and_lets_others_through_with_a_warning(every: openpyxl.Workbook) -> None:
    made = validation(sheet_of(every, "Budgets"), "Granularity")
    assert made is not None
    assert (made.type, made.errorStyle, made.allow_blank) == ("list", "warning", True)
    assert named(every, str(made.formula1)) == ["month", "quarter"]


@pytest.mark.parametrize("header", ["Id", "Status", "Detail", "Employees"])
def test_typing_into_what_is_only_shown_is_refused(header: str, every: openpyxl.Workbook) -> None:
    made = validation(sheet_of(every, "Budgets"), header)
    assert made is not None
    assert (made.type, made.formula1, made.errorStyle) == ("custom", "FALSE", "stop")


@pytest.mark.parametrize(
    ("header", "kind", "style"),
    [
        ("Amount", "decimal", "warning"),
        ("Statement", "whole", "warning"),
        ("Booked", "date", "warning"),
        ("Ignored", "list", "warning"),
    ],
)
def test_numbers_dates_and_yes_or_no_warn_of_anything_else(
    header: str, kind: str, style: str, every: openpyxl.Workbook
) -> None:
    sheet = sheet_of(every, "Transactions")
    made = validation(sheet, header)
    assert made is not None
    assert (made.type, made.errorStyle) == (kind, style)


def test_a_limited_text_warns_of_more_and_an_unlimited_one_of_nothing(every: openpyxl.Workbook) -> None:
    made = validation(sheet_of(every, "Budgets"), "Name")
    assert made is not None
    assert (made.type, made.operator, made.formula1) == ("textLength", "lessThanOrEqual", "255")
    transactions = sheet_of(every, "Transactions")
    assert validation(transactions, "Note") is None


def test_messages_fit_into_what_excel_shows(every: openpyxl.Workbook) -> None:
    for entity in ENTITIES:
        sheet = sheet_of(every, entity.title)
        for made in sheet.data_validations.dataValidation:
            assert len(str(made.errorTitle)) <= 32
            assert 0 < len(str(made.error)) <= 255


def test_rows_are_coloured_by_status_and_struck_out_when_to_be_deleted(every: openpyxl.Workbook) -> None:
    sheet = sheet_of(every, "Budget groups")
    rules = {rule.formula[0]: rule.dxf for area in sheet.conditional_formatting for rule in area.rules}
    words = ("done", "klar", "created", "skapad", "changed", "ändrad", "replaced", "ersatt", "deleted", "raderad")
    same = ",".join(f'$D2="{word}"' for word in words)
    assert f"OR({same})" in rules
    struck = rules['$A2="DELETE"']
    assert struck is not None
    assert struck.font.strike
    areas = {str(area.sqref) for area in sheet.conditional_formatting if area.rules[0].formula[0].startswith("$A2")}
    assert areas == {"A2:C1048576"}, "what became of the row stays readable"


def test_what_a_row_is_told_wraps_and_days_keep_away_from_texts(every: openpyxl.Workbook) -> None:
    sheet = sheet_of(every, "Budgets")
    looks = {cell.value: sheet.column_dimensions[letters(index)].alignment for index, cell in enumerate(sheet[1])}
    assert looks["Detail"].wrap_text
    assert looks["From"].horizontal == "center"
    assert {look.vertical for look in looks.values()} == {"top"}


def test_read_me_prints_on_one_page(every: openpyxl.Workbook) -> None:
    readme = sheet_of(every, "Read me")
    assert (readme.page_setup.fitToWidth, readme.page_setup.fitToHeight) == (1, 1)
    assert readme.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)


def named(workbook: openpyxl.Workbook, name: str) -> list[object]:
    title, area = next(iter(workbook.defined_names[name].destinations))
    return [cell.value for (cell,) in workbook[title][area]]


def test_a_folder_that_is_not_there_is_not_writable(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="No such file or directory"):
        template_of(tmp_path / "nowhere" / "t.xlsx", find("budgets"))


def test_more_records_than_rows_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    record = Record("1", "/api/budgets/1", {})
    base = Base("d" * 32, "", "", PULLED, ("budgets",), {})
    with pytest.raises(TooManyRecords, match=r"Budgets: 1,048,576 records.* holds 1,048,575"):
        write_workbook(tmp_path / "t.xlsx", [EntitySheet(find("budgets"), [record] * 1_048_576)], Labels({}), base)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_templates(tmp_path / name)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(f"{entity.path}.xlsx" for entity in ENTITIES)
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def test_the_document_says_when_its_records_were_pulled(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    base = Base("d" * 32, "books", "https://flowtly.example", PULLED, ("budgets",), {})
    write_workbook(path, [EntitySheet(find("budgets"))], Labels({}), base)
    properties = openpyxl.load_workbook(path).properties
    assert f"{properties.created:%Y-%m-%d %H:%M}" == f"{properties.modified:%Y-%m-%d %H:%M}" == "2026-11-22 11:00"
