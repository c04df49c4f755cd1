"""Conversions as text for people."""

from decimal import Decimal

from toolkit.checking.conversions import Conversion, Rule
from toolkit.entities.kinds import Value
from toolkit.reports import conversions as report
from toolkit.reports.terminal import PLAIN


def conversion(raw: str, value: Value | None, rule: Rule, cell: str = "C2") -> Conversion:
    return Conversion("Budgets", cell, 2, "budgets", "name", raw, value, rule)


def test_each_is_one_sentence_with_its_cell_and_its_rule() -> None:
    found = [conversion("5,5", Decimal("5.5"), Rule.NUMBER), conversion(" a ", "a", Rule.SPACES, cell="AB12")]
    assert report.text(found, 100, PLAIN).splitlines() == [
        "Budgets",
        '  C2    "5,5" became "5.5". The text was read as a number.',
        '  AB12  " a " became "a". Spaces and invisible characters around or between were dropped.',
    ]


def test_what_nobody_sees_is_spelt_out() -> None:
    text = report.text([conversion("a\u00a0\r\nb\x1b\u200b", None, Rule.SPACES)], 200, PLAIN)
    assert '"a\\xa0\\r\\nb\\x1b\\u200b" became nothing.' in text
    decomposed = report.text([conversion("Cafe\u0301", "Caf\u00e9", Rule.NAME)], 200, PLAIN)
    assert '"Cafe\\u0301" became "Caf\u00e9". The name was found in another spelling.' in decomposed


def test_without_conversions_there_is_no_text() -> None:
    assert report.text([], 100, PLAIN) == ""


def test_numbers_are_counted_in_words() -> None:
    assert report.total(1) == "1 cell was not taken as typed; -v lists it."
    assert report.total(1200) == "1,200 cells were not taken as typed; -v lists them."
    assert report.formulas(1).startswith("1 cell holds a formula")
    assert report.formulas(2).startswith("2 cells hold formulas")
    assert report.hidden(1).startswith("1 row is hidden")
    assert report.hidden(2).startswith("2 rows are hidden")
    assert report.without_base("One", 1).startswith('Sheet "One": 1 row has an Id, but')
