"""What `flowtly check` says of cells, rows and sheets that were read otherwise than they look."""

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from command_line import Flowtly
from packages import link, links, parts, save, workbook, worksheet

HEADERS = ("Budget name", "Type", "Granularity", "Start date", "# mine")


def messy(path: Path) -> Path:
    """Write a workbook as a colleague would: a title, a gap, texts for dates, a formula, a filtered row."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Budgets")
        sheet.write("B1", "Budgets of next year")
        sheet.write_row("B4", HEADERS)
        sheet.write_row("B5", (" Fair\u00a0", "GLOBAL", "month", "31.12.2026", "ask Bo"))
        sheet.write_row("B7", ("Ads", "global", "quarter", "03/04/2026"))
        sheet.write_formula("B8", '="Tra"&"vel"', None, "Travel")
        sheet.write_row("C8", ("employee", "month", "30/04/2026"))
        sheet.set_row(6, None, None, {"hidden": True})
    return path


def test_what_was_not_taken_as_typed_is_counted_and_listed_when_asked_for(flowtly: Flowtly, tmp_path: Path) -> None:
    book = messy(tmp_path / "messy.xlsx")
    short = flowtly("check", book, "--offline")
    assert (short.code, short.out) == (0, "No issues.\n\n")
    assert "5 cells were not taken as typed; -v lists them." in short.err
    assert "1 row is hidden or filtered away" in short.err
    assert "1 cell holds a formula" in short.err
    listed = flowtly("check", book, "--offline", "-v")
    assert listed.code == 0
    assert '"03/04/2026" became "2026-04-03". It can be read in two ways' in " ".join(listed.out.split())
    assert "not taken as typed" not in listed.err
    assert flowtly("-v", "check", book, "--offline").out == listed.out


def test_machines_are_told_all_of_it(flowtly: Flowtly, tmp_path: Path) -> None:
    told = json.loads(flowtly("--json", "check", messy(tmp_path / "messy.xlsx"), "--offline").out)
    assert (told["hidden"], told["formulas"], told["issues"]) == (1, 1, [])
    assert [(each["cell"], each["rule"], each["value"]) for each in told["conversions"]] == [
        ("B5", "spaces", "Fair"),
        ("C5", "case", "global"),
        ("E5", "date", "2026-12-31"),
        ("E7", "decided", "2026-04-03"),
        ("E8", "date", "2026-04-30"),
    ]
    assert told["conversions"][0]["raw"] == " Fair\u00a0"


def test_a_sheet_copied_without_what_was_pulled_is_said_to_be_so(flowtly: Flowtly, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "copy.xlsx") as book:
        sheet = book.add_worksheet("Budgets (2)")
        sheet.write_row("A1", ("Id", "Name", "Type", "Granularity", "Group", "From", "To"))
        sheet.write_row("A2", ("b1", "Ads", "global", "month"))
    told = flowtly("check", tmp_path / "copy.xlsx", "--offline")
    assert told.code == 0
    assert 'Sheet "Budgets (2)": 1 row has an Id, but what was pulled is not in this workbook.' in told.err


def renamed(pulled: Path, copy: Path, old: str, new: str) -> Path:
    """Rename a sheet in the main part, as another program may when it saves."""
    with zipfile.ZipFile(pulled) as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    main = made["xl/workbook.xml"].replace(f'name="{old}"'.encode(), f'name="{new}"'.encode())
    assert main != made["xl/workbook.xml"]
    return save(copy, {**made, "xl/workbook.xml": main})


@pytest.mark.parametrize(("old", "new"), [("_flowtly", "_flowtly_2"), ("Budgets", "Plan of Anna")])
def test_a_renamed_sheet_is_found_by_what_it_holds(flowtly: Flowtly, tmp_path: Path, old: str, new: str) -> None:
    assert flowtly("pull", "budgets", "-o", "budgets.xlsx").code == 0
    book = renamed(tmp_path / "budgets.xlsx", tmp_path / "renamed.xlsx", old, new)
    told = flowtly("check", book, "--offline")
    assert (told.code, told.out) == (0, "No issues.\n\n")
    assert "not in this workbook" not in told.err


def test_formatting_down_to_the_last_row_says_nothing(flowtly: Flowtly, tmp_path: Path) -> None:
    styled = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(3, 30_003))
    header = "".join(
        f'<c r="{at}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for at, name in zip("ABC", ("Name", "Type", "Granularity"), strict=True)
    )
    made = parts()
    made["xl/workbook.xml"] = workbook('<sheet name="Budgets" sheetId="1" r:id="rId1"/>')
    made["xl/worksheets/sheet1.xml"] = worksheet(f'<row r="1">{header}</row>{styled}')
    made["xl/_rels/workbook.xml.rels"] = links(
        link("rId1", "worksheet", "worksheets/sheet1.xml"), link("rId3", "styles", "styles.xml")
    )
    told = json.loads(flowtly("--json", "check", save(tmp_path / "styled.xlsx", made), "--offline").out)
    assert (told["rows"], told["issues"], told["conversions"]) == (0, [], [])


def test_a_number_shown_in_thousands_is_taken_as_it_is_stored_and_told_once(flowtly: Flowtly, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "scaled.xlsx") as book:
        sheet, scaled = book.add_worksheet("Budget transactions"), book.add_format({"num_format": '#,##0, "k"'})
        sheet.write_row("A1", ("Budget", "Transaction", "Amount"))
        for row, amount in enumerate((1_250_000, 7_000)):
            sheet.write_row(row + 1, 0, ("bgt_0001", f"txn_90{row}"))
            sheet.write_number(row + 1, 2, amount, scaled)

    told = json.loads(flowtly("--json", "check", tmp_path / "scaled.xlsx", "--offline").out)

    assert [(each["cell"], each["rule"], each["severity"]) for each in told["issues"]] == [("C2", "scaled", "warning")]
    assert "The cell shows 1250 and holds 1250000" in told["issues"][0]["message"]


def test_hidden_sheets_and_what_other_workbooks_pulled_are_said(flowtly: Flowtly, tmp_path: Path) -> None:
    assert flowtly("pull", "budgets", "-o", "budgets.xlsx").code == 0
    book = openpyxl.load_workbook(tmp_path / "budgets.xlsx")
    book["Budgets"].sheet_state = "hidden"
    copied = book.copy_worksheet(book["_flowtly"])
    copied.title = "_flowtly (2)"
    book.save(tmp_path / "both.xlsx")

    told = flowtly("check", "both.xlsx", "--offline")
    machine = json.loads(flowtly("--json", "check", "both.xlsx", "--offline").out)

    said = " ".join(told.err.split())
    assert 'Sheet "Budgets" is hidden in Excel' in said
    assert 'Sheet "_flowtly (2)" holds what was pulled into another workbook, and is not used.' in said
    assert (machine["hidden_sheets"], machine["other_bases"]) == (["Budgets"], ["_flowtly (2)"])


@pytest.mark.parametrize(
    ("typed", "rules"),
    [("100 kr", []), ("SEK 100", []), ("€ 100", ["currency-wrong"]), ("100 nok", ["currency-wrong"])],
)
def test_a_currency_that_is_not_the_records_own_is_an_issue(flowtly: Flowtly, typed: str, rules: list[str]) -> None:
    """The first movement stands on the company's account in Swedish crowns."""
    assert flowtly("pull", "transactions", "-o", "t.xlsx").code == 0
    book = openpyxl.load_workbook(flowtly.folder / "t.xlsx")
    sheet = book["Transactions"]
    titles = [str(cell.value) for cell in sheet[1]]
    sheet.cell(2, titles.index("Amount") + 1).value = typed
    sheet.cell(3, titles.index("Amount") + 1).value = "SEK 1"
    book.save(flowtly.folder / "t.xlsx")

    issues = json.loads(flowtly("--json", "check", "t.xlsx").out)["issues"]

    assert [each["rule"] for each in issues if each["rule"].startswith("currency")] == rules
    assert all("SEK" in each["message"] for each in issues if each["rule"] == "currency-wrong")


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        *(('#,##0.00 "kr"', []), ("#,##0.00 [$SEK]", []), ("#,##0.00\\ [$kr-41D]", []), ("#,##0.00", [])),
        *(("#,##0.00\\ [$€-2]", ["currency-wrong"]), ("[$$-409]#,##0.00", ["currency-wrong"])),
        ("#,##0.00\\ [$kr-414]", ["currency-wrong"]),
    ],
)
def test_a_currency_in_the_number_format_counts_like_one_in_the_text(
    flowtly: Flowtly, code: str, rules: list[str]
) -> None:
    assert flowtly("pull", "transactions", "-o", "t.xlsx").code == 0
    book = openpyxl.load_workbook(flowtly.folder / "t.xlsx")
    sheet = book["Transactions"]
    place = [str(cell.value) for cell in sheet[1]].index("Amount") + 1
    sheet.cell(2, place).value = -1
    for row in (2, 3):
        # The second of them is untouched: its format alone says nothing.
        sheet.cell(row, place).number_format = code
    book.save(flowtly.folder / "t.xlsx")

    issues = json.loads(flowtly("--json", "check", "t.xlsx").out)["issues"]

    assert [each["rule"] for each in issues if each["rule"].startswith("currency")] == rules
    assert all("number format" in each["message"] for each in issues if each["rule"] == "currency-wrong")


def test_the_totals_row_of_a_table_is_left_out_and_said(flowtly: Flowtly, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        columns = [{"header": "Name", "total_string": "Total"}]
        book.add_worksheet("Budget groups").add_table(
            "A1:A4", {"total_row": True, "columns": columns, "data": [["New A"], ["New B"]]}
        )

    told = flowtly("check", tmp_path / "t.xlsx")
    machine = json.loads(flowtly("--json", "check", tmp_path / "t.xlsx").out)

    assert told.code == 0
    assert 'Row 4 of sheet "Budget groups" is the totals row of a table in Excel' in " ".join(told.err.split())
    assert machine["totals_rows"] == [{"sheet": "Budget groups", "row": 4}]
    assert machine["rows"] == 2
