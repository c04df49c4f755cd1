"""Issues of text files: rows that are split wrongly, and texts that a spreadsheet spoilt."""

from pathlib import Path

import pytest

from toolkit.checking.headers import recognise
from toolkit.checking.issues import Issue, Severity
from toolkit.checking.text_issues import text_issues
from toolkit.entities.record import Record
from toolkit.forms.table import TextSheet

HEADER = "Id;Bank account;Bank reference;Description;Amount"
NOTHING: dict[str, Record] = {}


def issues(text: str, live: dict[str, Record] = NOTHING) -> list[Issue]:
    ((sheet, header),) = recognise([TextSheet(Path("t.csv"), "Transactions", text, ";", marked=False)]).headers
    return list(text_issues(sheet, header, live))


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (";a;1;Hyra;-1", []),
        (";a;1", []),
        (";a;1;Hyra;-1;;;", []),
        (";a;1;Hyra;-1; ;", []),
        (";a;1;Hyra; kontor;-1", [("F2", "-1", 6)]),
        (";a;1;Hyra;-1\n;a;1;Hyra;-1;;x;y", [("G3", "x", 8)]),
        (';a;1;"Hyra; kontor";-1', []),
    ],
)
def test_a_row_with_more_fields_than_the_header_is_an_error(rows: str, found: list[tuple[str, str, int]]) -> None:
    told = issues(f"{HEADER}\n{rows}\n")

    assert [(each.cell, each.value) for each in told] == [(cell, value) for cell, value, _fields in found]
    assert all(each.severity is Severity.ERROR for each in told)
    assert all(
        f"has {fields} fields, and the header has 5" in each.message
        for each, (*_, fields) in zip(told, found, strict=True)
    )


def test_lines_above_the_header_and_its_own_notes_are_no_measure() -> None:
    assert issues(f"Export;of;the;bank;and;more\n{HEADER};# mine\n;a;1;Hyra;-1;note\n") == []
    assert [each.cell for each in issues(f"{HEADER};# mine\n;a;1;Hyra;-1;note;more\n")] == ["G2"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        *(("2,51101E+11", "text-scientific"), ("2.5E+09", "text-scientific"), ("-4e+12", "text-scientific")),
        *(("1E-05", "text-scientific"), ("251.1E+9", "text-scientific")),
        *(("###", "text-hidden"), ("########", "text-hidden")),
        *(("251101000701,00", "text-decimals"), ("12345678.5", "text-decimals")),
        *(
            ("4E12", ""),
            ("E+11", ""),
            ("2026E+11 x", ""),
            ("#1", ""),
            ("##", ""),
            ("1234,50", ""),
            ("251101000701", ""),
        ),
    ],
)
def test_what_a_spreadsheet_made_of_a_number_is_an_issue_where_text_belongs(text: str, rule: str) -> None:
    expected = [rule] if rule else []

    assert [each.rule for each in issues(f"{HEADER}\n;a;{text};Hyra;-1\n")] == expected
    assert [each.rule for each in issues(f"{HEADER}\n;a;1;{text};-1\n")] == expected
    assert [each.rule for each in issues(f"{HEADER}\n;{text};1;Hyra;-1\n")] == expected
    assert [each.rule for each in issues(f"{HEADER}\n{text};a;1;Hyra;-1\n")] == expected
    assert issues(f"{HEADER}\n;a;1;Hyra;{text}\n") == []


def test_what_the_record_has_is_no_issue() -> None:
    """A record may have such a text, and a pull writes it."""
    live = {"txn_1": Record("txn_1", "", {"operationNumber": "2E+11", "description": "KÃ¶k"})}

    assert issues(f"{HEADER}\ntxn_1;a;2E+11;KÃ¶k;-1\n", live) == []
    assert [each.rule for each in issues(f"{HEADER}\ntxn_1;a;2E+12;KÃ¶k!;-1\n", live)] == [
        "text-scientific",
        "text-read-twice",
    ]


def test_a_column_that_was_read_twice_is_one_warning() -> None:
    (one,) = issues(f"{HEADER}\n;a;1;KÃ¶k;-1\n;a;1;mÃ¶bler;-1\n;a;1;Ok;-1\n;a;1;Ã¥r;-1\n")

    assert (one.cell, one.severity, one.value) == ("D2", Severity.WARNING, "KÃ¶k")
    assert "2 more cells of this column look so." in one.message
