"""Text files at the command line: checked, planned and applied like workbooks, and named by line and column."""

import json
import os
import sys
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly

from toolkit.api.client import Client
from toolkit.entities.budgets import BUDGETS

HEADER = "Id;Name;Type;Granularity;From"
NEW = f"{HEADER}\r\n;Mässa;global;month;2026-05-04\r\n"
WRONG = f'{HEADER}\r\n\r\n;"two\r\nlines";global;monthly;03/04/2026\r\n'


def put(flowtly: Flowtly, name: str, text: str, encoding: str = "utf-8-sig") -> Path:
    path = flowtly.folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_issues_go_by_line_and_column(flowtly: Flowtly) -> None:
    put(flowtly, "budgets.csv", WRONG, "cp1252")

    checked = flowtly("check", "budgets.csv")

    assert checked.code == 4
    assert 'line 3, column 4  warning  "monthly" is not one of' in checked.out
    assert 'line 3, column 5  error    "03/04/2026" can be read as 2026-03-04 or as 2026-04-03' in checked.out
    assert "Read budgets.csv as Budgets: UTF-8, split by semicolons." in checked.err


def test_machines_get_line_and_column_and_how_the_file_was_read(flowtly: Flowtly) -> None:
    put(flowtly, "budgets.tsv", WRONG.replace(";", "\t"), "utf-16")

    told = json.loads(flowtly("--json", "check", "budgets.tsv").out)

    assert told["form"] == {"encoding": "UTF-16", "delimiter": "\t", "rivals": []}
    assert [(issue["cell"], issue["line"], issue["column"]) for issue in told["issues"]] == [("D3", 3, 4), ("E3", 3, 5)]
    assert json.loads(flowtly("--json", "plan", "budgets.tsv").out)["form"] == told["form"]


def test_an_encoding_that_is_a_guess_is_said_so(flowtly: Flowtly) -> None:
    put(flowtly, "budgets.csv", NEW.replace("Mässa", "był"), "cp1250")

    guessed = flowtly("check", "budgets.csv")
    named = flowtly("--json", "plan", "budgets.csv", "--encoding", "windows-1250")

    assert "Its encoding is a guess: it could be windows-1250 or ISO-8859-2 as well." in guessed.err
    assert json.loads(named.out)["changes"][0]["after"]["name"] == "był"


def test_numbers_and_dates_of_people_are_listed_and_plain_ones_are_not(flowtly: Flowtly) -> None:
    rows = "Id;Description;Amount;Booked\n;Plain;-12,50;2026-05-04\n;Grouped;1 234,50 kr;31.12.2026\n"
    put(flowtly, "transactions.csv", rows)

    listed = flowtly("check", "transactions.csv", "-v")
    told = json.loads(flowtly("--json", "check", "transactions.csv", "--offline").out)["conversions"]

    assert [(each["cell"], each["value"]) for each in told] == [("C3", "1234.5"), ("D3", "2026-12-31")]
    assert 'line 3, column 3  "1 234,50 kr" became "1234.5". The text was read as' in listed.out


def test_rows_are_applied_and_the_result_is_a_workbook_beside(flowtly: Flowtly, service: Client) -> None:
    source = put(flowtly, "budgets.csv", NEW)
    before = source.read_bytes()

    assert flowtly("plan", "budgets.csv", "-o", "plan.json").code == 0
    applied = flowtly("apply", "plan.json")

    assert applied.code == 0, applied
    assert "Results: budgets.result.xlsx" in applied.err
    made = next(record for record in service.records(BUDGETS) if record.values["name"] == "Mässa")
    sheet = openpyxl.load_workbook(flowtly.folder / "budgets.result.xlsx")["Budgets"]
    titles = [cell.value for cell in sheet[1]]
    row = dict(zip(titles, [cell.value for cell in sheet[2]], strict=True))
    assert (row["Id"], row["Name"], row["Status"]) == (made.id, "Mässa", "created")
    assert source.read_bytes() == before
    again = flowtly("--json", "plan", "budgets.result.xlsx")
    assert (again.code, json.loads(again.out)["changes"]) == (0, [])


def test_a_text_file_is_annotated_as_a_workbook(flowtly: Flowtly) -> None:
    source = put(flowtly, "budgets.csv", WRONG)
    before = source.read_bytes()

    annotated = flowtly("annotate", "budgets.csv")

    assert annotated.out.splitlines()[-1] == "Wrote budgets.checked.xlsx."
    book = openpyxl.load_workbook(flowtly.folder / "budgets.checked.xlsx")
    assert book.sheetnames == ["Budgets", "Findings"]
    note = book["Budgets"]["D3"].comment
    assert note is not None
    assert '"monthly" is not one of' in note.text
    assert source.read_bytes() == before


def test_rows_with_an_id_are_compared_with_live_records_alone(flowtly: Flowtly, service: Client) -> None:
    record = next(iter(service.records(BUDGETS)))
    put(flowtly, "budgets.csv", f"Id,Name\n{record.id},Renamed\n")

    checked = flowtly("check", "budgets.csv")
    diff = flowtly("--json", "diff", "budgets.csv")
    explained = flowtly("explain", "budgets.csv", "B2")
    planned = flowtly("plan", "budgets.csv")

    assert "1 row has an Id. Text does not remember what was pulled" in checked.err
    [difference] = json.loads(diff.out)["differences"]
    assert (difference["cell"], difference["mine"], difference["live"]) == ("B2", "Renamed", record.values["name"])
    assert "Renamed" in explained.out
    assert "carries no base" in planned.out
    assert "Read budgets.csv as Budgets: UTF-8, split by commas." in planned.err


def test_standard_input_is_checked_and_planned(flowtly: Flowtly) -> None:
    planned = flowtly("plan", "-", answer=NEW.encode("cp1252"))
    named = flowtly("--json", "check", "-", "--entity", "budgets", "--offline", answer="Name|Type\nFair|global\n")

    assert planned.code == 0
    assert "of stdin for sandbox" in planned.out
    assert "Read stdin as Budgets: windows-1252, split by semicolons." in planned.err
    assert json.loads(named.out)["workbook"] == "stdin"


def test_a_workbook_comes_through_standard_input_too(flowtly: Flowtly) -> None:
    flowtly("pull", "budgets", "-o", "budgets.xlsx")
    data = (flowtly.folder / "budgets.xlsx").read_bytes()

    planned = flowtly("--json", "plan", "-", answer=data)
    annotated = flowtly("check", "-", "--annotate", answer=data)

    assert (planned.code, json.loads(planned.out)["changes"]) == (0, [])
    assert annotated.code == 0
    assert (flowtly.folder / "stdin.checked.xlsx").read_bytes() == data


def test_standard_input_cannot_be_asked_so_it_needs_a_yes(flowtly: Flowtly, service: Client) -> None:
    refused = flowtly("apply", "-", answer=NEW)
    applied = flowtly("apply", "-", "--yes", answer=NEW)

    assert (refused.code, applied.code) == (2, 0)
    assert "Nobody is there to say yes to this plan: pass --yes" in refused.err
    assert (flowtly.folder / "stdin.result.xlsx").exists()
    assert [record.values["name"] for record in service.records(BUDGETS)].count("Mässa") == 1


def test_a_terminal_is_no_input(flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.cli.sources import source_of  # noqa: PLC0415 - what the commands import

    main, terminal = os.openpty()
    with os.fdopen(terminal) as stdin, os.fdopen(main):
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(Exception, match="Nothing comes through standard input"):
            source_of(Path("-"), {"entity": None, "encoding": None, "delimiter": None, "sheets": ()})
    del flowtly


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--encoding", "klingon"), '"klingon" is no encoding that is known here'),
        (("--encoding", "base64"), '"base64" is no encoding that is known here'),
        (("--delimiter", "dot"), "'dot' is not one of 'comma', 'semicolon', 'tab', 'pipe'"),
        (("--entity", "budget"), 'There is no entity "budget". Did you mean'),
    ],
)
def test_what_is_told_of_text_is_looked_at(flowtly: Flowtly, options: tuple[str, str], said: str) -> None:
    put(flowtly, "budgets.csv", NEW)

    refused = flowtly("check", "budgets.csv", *options)

    assert refused.code == 2
    assert said in refused.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("budgets.csv", b"", "budgets.csv is empty"),
        ("budgets.csv", b"\x81\x00\x01\x02\xff", "budgets.csv is no text in any encoding that is tried"),
        ("budgets.csv", b"a;b,c\nd;e,f\n", "can be split by commas or semicolons alike. Say which with --delimiter"),
        ("budgets.csv", b'Id,Name\n,"x\n', "cannot be read from line 2 on: a quote is opened and never closed"),
        ("mine.csv", b"Colour,Size\nred,1\n", "mine.csv: which entity is it?"),
        ("missing/budgets.csv", None, "There is no file missing/budgets.csv"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(flowtly: Flowtly, name: str, content: bytes | None, said: str) -> None:
    if content is not None:
        (flowtly.folder / name).write_bytes(content)

    refused = flowtly("check", name, "--offline")

    assert refused.code == 4
    assert said in refused.err


def test_text_cannot_be_brought_up_to_date(flowtly: Flowtly) -> None:
    put(flowtly, "budgets.csv", NEW)

    refused = flowtly("rebase", "budgets.csv")

    assert refused.code == 4
    assert "was not pulled, so there is no base" in refused.err


def test_a_plan_of_text_is_applied_in_another_language_and_without_being_told_the_entity(flowtly: Flowtly) -> None:
    put(flowtly, "mine.csv", "Name;Type;Granularity\nMässa;global;month\n;;\n")

    planned = flowtly("--lang", "sv", "plan", "mine.csv", "--entity", "budgets", "-o", "plan.json")
    applied = flowtly("apply", "plan.json")

    assert (planned.code, applied.code) == (0, 0), applied
    assert openpyxl.load_workbook(flowtly.folder / "mine.result.xlsx")["Budgets"]["A2"].value == "Mässa"


def test_a_text_that_cannot_be_read_as_it_was_is_applied_without_a_result(flowtly: Flowtly) -> None:
    put(flowtly, "budgets.csv", "Name,Type,Granularity,#a;b;c;d\nA;B;C;D,global,month,x\n")
    flowtly("plan", "budgets.csv", "--delimiter", "comma", "-o", "plan.json")

    applied = flowtly("apply", "plan.json")

    assert applied.code == 0, applied
    assert "no result workbook is written" in applied.err
    assert not (flowtly.folder / "budgets.result.xlsx").exists()
