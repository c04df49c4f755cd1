"""Statement files of every kind are recognised by what they hold, and a workbook brings back what it was given."""

from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from pathlib import Path

import openpyxl
import pytest
from bank_files import SAMPLES, STRICT, Sample
from camt_files import PROVED

from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import prove
from toolkit.bank.table import Told
from toolkit.bank.write import Style, write_mt940
from toolkit.errors import FileMissing, FileUnreadable, NotAStatement, StatementUnwritable
from toolkit.loop.ledger import write_workbook
from toolkit.loop.statements import read_statements, write_statements

CSV = "Date;Amount;Balance;Currency\n2026-10-01;5,00;105,00;EUR\n"


@pytest.mark.parametrize(
    ("content", "kind"), [(STRICT.encode(), "MT940"), (PROVED, "CAMT.053"), (CSV.encode(), "table")]
)
def test_a_file_is_recognised_by_its_content(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "statement.txt"
    path.write_bytes(content)

    reading = read_statements(path)

    assert reading.format == kind
    assert prove(reading).holds


@pytest.mark.parametrize("sample", SAMPLES, ids=attrgetter("name"))
def test_a_workbook_and_back_gives_the_very_same_statement_file(tmp_path: Path, sample: Sample) -> None:
    """Row count, amounts, dates, references and texts: what is written afterwards is byte for byte the same."""
    statements = read_mt940(sample.content).statements
    write_workbook(tmp_path / "s.xlsx", statements)

    back = read_statements(tmp_path / "s.xlsx")

    assert write_mt940(back.statements) == write_mt940(statements)


def test_formulas_come_to_what_we_say_they_do(tmp_path: Path) -> None:
    statement = read_mt940(STRICT.encode()).statements[0]
    write_workbook(tmp_path / "s.xlsx", [statement])

    formulas, values = (openpyxl.load_workbook(tmp_path / "s.xlsx", data_only=data_only) for data_only in (False, True))

    sheet = "4550000000058398257466 SEK" if "4550000000058398257466 SEK" in formulas else formulas.sheetnames[1]
    assert formulas["Statements"]["L2"].value == f"=ROUND(J2-G2-SUM('{sheet}'!E2:E4),4)"
    assert values["Statements"]["L2"].value == 0
    assert [formulas[sheet][f"F{row}"].value for row in (2, 3)] == ["=ROUND('Statements'!G2+E2,4)", "=ROUND(F2+E3,4)"]
    assert values[sheet]["F4"].value == 1949


def test_a_table_of_a_bank_is_found_in_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Cover").append(["Kontoutdrag"])
    sheet = book.create_sheet("Export")
    for row in (
        ["Konto 5000"],
        ["Bokföringsdatum", "Text", "Belopp", "Saldo"],
        ["2026-10-01", "Hyra", 0.1 + 0.2, 10.3],
    ):
        sheet.append(row)
    book.save(tmp_path / "bank.xlsx")

    proof = prove(read_statements(tmp_path / "bank.xlsx", told=Told("SE45", "SEK")))

    assert proof.holds
    assert proof.statements[0].movements[0].amount == Decimal("0.3")


def test_a_workbook_without_a_table_of_a_bank_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")

    with pytest.raises(NotAStatement, match=r"empty\.xlsx is no bank statement"):
        read_statements(tmp_path / "empty.xlsx")


def test_files_that_cannot_be_read_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_statements(tmp_path / "none.sta")
    with pytest.raises(FileUnreadable):
        read_statements(tmp_path)


def test_a_workbook_without_a_worksheet_is_refused_in_a_sentence(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    book.create_chartsheet("Chart")
    book.save(tmp_path / "chart.xlsx")

    with pytest.raises(NotAStatement, match="without a worksheet"):
        read_statements(tmp_path / "chart.xlsx")


@pytest.mark.parametrize("account", ["SE\x1b[1m1", "\ud800", "a/b\\c?*[x]:'", "History", "\N{BELL}" * 40, ""])
def test_a_sheet_has_a_name_that_excel_takes_whatever_its_account(tmp_path: Path, account: str) -> None:
    statement = replace(read_mt940(STRICT.encode()).statements[0], account=account)

    write_workbook(tmp_path / "s.xlsx", [statement])

    names = openpyxl.load_workbook(tmp_path / "s.xlsx").sheetnames
    assert names[0] == "Statements"
    assert 0 < len(names[1]) <= 31
    assert names[1].casefold() != "history"
    assert prove(read_statements(tmp_path / "s.xlsx")).holds


def test_texts_beyond_a_cell_are_cut_and_told(tmp_path: Path) -> None:
    statement = replace(read_mt940(STRICT.encode()).statements[0], text="x" * 40_000)

    assert "cut to the 32,767 characters" in write_workbook(tmp_path / "s.xlsx", [statement])[0]
    assert write_workbook(tmp_path / "t.xlsx", [replace(statement, text="")]) == ()


def test_statements_that_do_not_follow_each_other_are_not_written(tmp_path: Path) -> None:
    statement = read_mt940(STRICT.encode()).statements[0]
    later = replace(statement, number=11)

    with pytest.raises(StatementUnwritable, match="lies between them"):
        write_statements(tmp_path / "s.sta", [statement, later], Style())
    assert not list(tmp_path.iterdir())
    assert write_statements(tmp_path / "s.sta", [statement], Style()) == ()
