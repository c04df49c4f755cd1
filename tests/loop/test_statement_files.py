"""Statement files of every kind are recognised by what they hold, and a workbook brings back what it was given."""

import zipfile
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from pathlib import Path

import openpyxl
import pytest
from bank_files import SAMPLES, STRICT, Sample
from camt_files import PROVED, balance, camt, entry, payment

from toolkit.bank.findings import Weight
from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import prove
from toolkit.bank.table_balances import Told
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


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


NEXT = PROVED.replace(b"STMT1", b"STMT2").replace(b">90.00<", b">80.00<").replace(b">100.00<", b">90.00<")
NEXT = NEXT.replace(b"2026-10-02", b"2026-10-03").replace(b"2026-10-01", b"2026-10-02").replace(b">7<", b">8<")


def test_a_zip_of_statements_is_read_as_its_files(tmp_path: Path) -> None:
    """They are in the order of their days, whatever they are called, and each finding names its file."""
    files = {"z/a.xml": NEXT, "b.xml": PROVED, "__MACOSX/._b.xml": b"x", "z/.DS_Store": b"x"}

    reading = read_statements(zipped(tmp_path / "october.zip", files))

    assert prove(reading).holds, reading.findings
    assert [each.reference for each in reading.statements] == ["STMT1", "STMT2"]
    assert reading.format == "zip (CAMT.053)"
    assert {finding.message.split(":")[0] for finding in reading.findings} == {"z/a.xml", "b.xml"}


def test_the_files_of_a_zip_are_chained_by_their_balances_and_not_by_their_names_or_days(tmp_path: Path) -> None:
    """Three statements of one day; one file holds two of them, the newest first."""
    first, second, third = (day(number, opening) for number, opening in ((1, 100), (2, 105), (3, 110)))
    files = {"a.sta": third + second, "b.sta": first}

    reading = read_statements(zipped(tmp_path / "day.zip", files))

    assert prove(reading).holds, reading.findings
    assert [each.number for each in reading.statements] == [1, 2, 3]
    assert [each.message.split(":")[0] for each in reading.findings if each.rule == "turned"] == ["a.sta"]


def test_a_file_that_a_zip_lacks_is_a_gap(tmp_path: Path) -> None:
    reading = read_statements(zipped(tmp_path / "day.zip", {"a.sta": day(3, 110), "b.sta": day(1, 100)}))

    (gap,) = prove(reading).of(Weight.ERROR)

    assert "+5.00 lies between them. Number 2 is missing." in gap.message


def day(number: int, opening: int) -> bytes:
    lines = (
        *(":20:DAY", ":25:SE45", f":28C:{number}/1", f":60F:C261001EUR{opening},00"),
        *(f":61:2610011001C5,00NTRFNONREF//P{number}", f":62F:C261001EUR{opening + 5},00", "-"),
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def test_a_zip_of_mt940_is_no_mt940(tmp_path: Path) -> None:
    """An upload sends a file of MT940 as it is, and never an archive of one."""
    reading = read_statements(zipped(tmp_path / "october.zip", {"a.sta": STRICT.encode()}))

    assert (reading.format, len(reading.statements)) == ("zip (MT940)", 1)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"a.xml": PROVED, "invoice.pdf": b"%PDF-1.7"}, "october.zip: invoice.pdf is no bank statement"),
        ({"a.zip": b"PK\x03\x04"}, "within a zip are not read"),
        ({"__MACOSX/._a": b"x"}, "a zip without a file"),
    ],
)
def test_what_else_a_zip_holds_is_named(tmp_path: Path, files: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(NotAStatement, match=sentence):
        read_statements(zipped(tmp_path / "october.zip", files))


def test_a_damaged_zip_gets_a_sentence(tmp_path: Path) -> None:
    path = zipped(tmp_path / "october.zip", {"a.xml": PROVED})
    content = bytearray(path.read_bytes())
    content[60:80] = b"x" * 20
    path.write_bytes(content)

    with pytest.raises(NotAStatement, match=r"its file a\.xml cannot be unpacked"):
        read_statements(path)


def test_an_encoding_is_obeyed_for_xml_too(tmp_path: Path) -> None:
    path = tmp_path / "october.xml"
    path.write_bytes(PROVED.decode().replace("Łódź", "Räksmörgås").encode("cp1252"))

    text = read_statements(path, "cp1252").statements[0].movements[0].text

    assert "Räksmörgås" in text


@pytest.mark.parametrize("number", ["1E+300", "1E-300", "123456789012345678901234567890"])
def test_a_number_that_is_no_amount_of_money_is_an_error_with_its_row(tmp_path: Path, number: str) -> None:
    path = tmp_path / "bank.xlsx"
    book = openpyxl.Workbook()
    for row in (["Datum", "Belopp", "Saldo"], ["2026-10-01", float(number), 5], ["2026-10-02", 1, 6]):
        book.worksheets[0].append(row)
    book.save(path)

    proof = prove(read_statements(path, told=Told("SE45", "SEK")))

    assert [(finding.line, finding.rule) for finding in proof.of(Weight.ERROR)] == [(2, "unreadable")]


def test_payments_of_a_batch_have_a_sheet_of_their_own(tmp_path: Path) -> None:
    payments = payment("3.50", "E1", "Anna AB") + payment("1.50", "E2", "Bo AB")
    batch = entry("5", more=f"<NtryDtls>{payments}</NtryDtls>")
    content = camt(balance("OPBD", "0", "2026-10-01"), balance("CLBD", "5", "2026-10-02"), batch)
    (tmp_path / "batch.xml").write_bytes(content)
    statements = read_statements(tmp_path / "batch.xml").statements
    write_workbook(tmp_path / "batch.xlsx", statements)

    rows = list(openpyxl.load_workbook(tmp_path / "batch.xlsx")["Details"].values)
    back = read_statements(tmp_path / "batch.xlsx").statements

    assert [(row[5], row[6], row[7]) for row in rows[1:]] == [(3.5, "E1", "Anna AB"), (1.5, "E2", "Bo AB")]
    assert [each.parts for each in back[0].movements] == [each.parts for each in statements[0].movements]


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
