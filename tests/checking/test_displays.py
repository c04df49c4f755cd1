"""What a number format shows of the number that its cell holds."""

from decimal import Decimal

import pytest

from tests.checking.sheets import Typed, sheet, valid
from toolkit.checking.cells import look_at
from toolkit.checking.check import check
from toolkit.checking.conversions import Noted, Priced
from toolkit.checking.displays import Shown, display_of
from toolkit.checking.headers import recognise
from toolkit.entities import find
from toolkit.entities.cell import Cell, NumberFormat, Shape, Stored
from toolkit.entities.kinds import Amount, Integer, Number

TRANSACTIONS = find("transactions")
AS_IS, NOTHING, OTHER_SIGN = Shown.AS_IS, Shown.NOTHING, Shown.OTHER_SIGN


def number(text: str, code: str) -> Cell:
    return Cell(Stored.NUMBER, text, NumberFormat(code))


@pytest.mark.parametrize(
    ("code", "above", "below", "zero"),
    [
        *((code, AS_IS, AS_IS, AS_IS) for code in ("General", "0", "#,##0.00", "0.00E-00", "@", '0 "pcs"', "[$-41D]0")),
        *((code, AS_IS, AS_IS, AS_IS) for code in ("0;-0", "0;(0)", "0;\u22120", "#,##0 ;[Red](#,##0)", "0;-0;0;@")),
        *((code, AS_IS, AS_IS, AS_IS) for code in ("0;[Red]0", '0" CR";0" DR"', "[<0]-0;0", "[>=100]0;0.00")),
        ('_-* #,##0.00\\ "kr"_-;\\-* #,##0.00\\ "kr"_-;_-* "-"??\\ "kr"_-;_-@_-', AS_IS, AS_IS, AS_IS),
        *((code, AS_IS, OTHER_SIGN, AS_IS) for code in ("0;0", "0.00;0.00", "[Red]0;[Red]0", "0;_-0", "[<0]0;0")),
        *((code, OTHER_SIGN, AS_IS, AS_IS) for code in ("-0", '"-"0', "(0)", "\\-* 0", "0-", "-#,##0.00\\ kr;-0")),
        *((code, NOTHING, NOTHING, NOTHING) for code in (";;;", ";;", ";;;@", '"";""', "* ;* ;* ", "[White];;;")),
        *((code, AS_IS, NOTHING, NOTHING) for code in ("0;;", "#;;")),
        *((code, AS_IS, AS_IS, NOTHING) for code in ("#", "#,###.##", "0;-0;", "0;-0;;@", '[=0]"";0')),
        ("0;", AS_IS, NOTHING, AS_IS),
        ('0;"loss"', AS_IS, NOTHING, AS_IS),
        ('"secret"', NOTHING, NOTHING, AS_IS),
        ("0;-0;[Blue]\\-", AS_IS, AS_IS, AS_IS),
    ],
)
def test_a_format_shows_a_number_as_it_is_or_nothing_or_another_sign(
    code: str, above: Shown, below: Shown, zero: Shown
) -> None:
    assert [display_of(code).of(Decimal(n)) for n in (5, -5, 0)] == [above, below, zero]


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        *(("#,##0.00\\ [$€-2]", "€"), ("[$€-407]0", "€"), ("#,##0.00 [$SEK]", "SEK"), ("[$$-409]0", "USD")),
        *(("0\\ [$kr-41D]", "SEK"), ("0 [$kr-414]", "NOK"), ("0 [$kr-42]", "kr"), ('#,##0.00\\ "kr"', "kr")),
        *(("0 USD", "USD"), ("0\\ \\k\\r", "kr"), ("$#,##0_);($#,##0)", "$"), ("0 zł", "zł"), ('"EUR" 0', "EUR")),
        *(("€ -0", "€"), ('_-* 0\\ "kr"_-;-* 0\\ "kr"_-;_-* "-"??\\ "kr"_-;_-@_-', "kr"), ('0;-0" kr"', "kr")),
        *(("0", ""), ('0 "pcs"', ""), ("[$-41D]0", ""), ("[Red]0", ""), ("[$]0", ""), ("General", ""), ("", "")),
    ],
)
def test_a_format_names_a_currency_or_none(code: str, currency: str) -> None:
    assert display_of(code).currency == currency


@pytest.mark.parametrize(
    ("code", "text", "rule", "said"),
    [
        (";;;", "-5", "hidden", "shows nothing and holds -5"),
        ("0;0", "-5", "sign-shown", "holds -5 and shows it without its minus"),
        ("-0", "5", "sign-shown", "shows it as a number below zero"),
    ],
)
@pytest.mark.parametrize("kind", [Amount(), Integer(), Number()], ids=lambda kind: kind.word)
def test_a_number_that_looks_otherwise_is_taken_as_stored_with_a_warning(
    kind: Amount | Integer | Number, code: str, text: str, rule: str, said: str
) -> None:
    look = look_at(kind, number(text, code))
    assert isinstance(look, Noted)
    assert (look.value, look.warning.rule, look.warning.severity) == (Decimal(text), rule, "warning")
    assert said in look.warning.message


def test_thousands_hold_for_formats_of_several_sections() -> None:
    look = look_at(Amount(), Cell(Stored.NUMBER, "5000", NumberFormat("0,;-0,", Shape.GENERAL, thousands=1)))
    assert isinstance(look, Noted)
    assert "shows 5 and holds 5000" in look.warning.message


def test_a_currency_in_a_format_belongs_to_columns_of_money() -> None:
    assert look_at(Amount(), number("5", "0 [$€-2]")) == Priced("5", Decimal(5), "€")
    assert look_at(Number(), number("5", "0 [$€-2]")) == Decimal(5)
    hidden = look_at(Integer(), number("-5", "0 [$€-2];;"))
    assert isinstance(hidden, Priced)
    assert hidden.warning is not None


def rules(*amounts: Typed) -> list[tuple[str, int]]:
    rows = [{**valid(TRANSACTIONS), "operationNumber": f"OP{n}", "amount": each} for n, each in enumerate(amounts)]
    issues = check(recognise([sheet(TRANSACTIONS, *rows)]), {}, None).issues
    return [(issue.rule, issue.row) for issue in issues]


def test_what_holds_for_a_column_is_warned_of_once() -> None:
    assert rules(*[number("-5", "0;0")] * 3, *[number("5", ";;;")] * 2) == [("sign-shown", 2), ("hidden", 5)]


def test_two_currencies_in_one_column_are_told_wherever_they_stand() -> None:
    euro, krona = number("5", "0 [$€-2]"), number("5", "0 [$kr-41D]")
    assert rules(euro, "5 €", euro, 7) == []
    assert rules(euro, krona, krona, "5 PLN") == [("currency-mixed", 3), ("currency-mixed", 5)]


def test_a_currency_counts_where_the_column_decides_how_a_number_is_read() -> None:
    assert rules("1,50 kr", "1.234 €") == [("currency-mixed", 3)]
