"""Numbers come through exactly, or are refused with what to do."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.entities.canonical import Json, plain
from toolkit.entities.cell import GENERAL, Cell, NumberFormat, Shape, Stored
from toolkit.entities.kinds import Amount, Integer, Kind, Number, Unreadable, YesNo

NUMERIC = [Integer(), Number(), Amount()]
each_number_kind = pytest.mark.parametrize("kind", NUMERIC, ids=lambda kind: kind.word)


def number(text: str, format: NumberFormat = GENERAL) -> Cell:
    return Cell(Stored.NUMBER, text, format)


def hint_of(kind: Kind, cell: Cell) -> str:
    with pytest.raises(Unreadable) as refusal:
        kind.from_cell(cell)
    assert refusal.value.expected == kind.expected
    return refusal.value.hint


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        ("0.30000000000000004", "0.3"),
        ("1.1000000000000001", "1.1"),
        ("-2.2000000000000002", "-2.2"),
        ("1234567.8900000001", "1234567.89"),
        ("375.00", "375"),
        ("1E3", "1000"),
        ("1.25E-2", "0.0125"),
        ("-0", "0"),
    ],
)
def test_the_noise_of_binary_fractions_is_not_part_of_a_number(stored: str, meant: str) -> None:
    assert Number().from_cell(number(stored)) == Decimal(meant)


@pytest.mark.parametrize(
    "stored", ["0.30000000000000004", "12.340000000000002", "9999999999999.99", "-9999999999999.99"]
)
def test_an_amount_keeps_every_cent(stored: str) -> None:
    assert Amount().from_cell(number(stored)) == Decimal(stored).quantize(Decimal("0.01"))


@given(st.decimals(-(10**9), 10**9, places=5))
@example(Decimal(0))
@example(Decimal("-0.00"))
@example(Decimal("1E+3"))
def test_a_number_is_the_same_however_many_digits_its_cell_spends_on_it(number: Decimal) -> None:
    spellings = (
        f"{number:f}",
        f"{number:E}",
        f"{plain(number)}",
        f"{number:f}0" if "." in f"{number:f}" else f"{number}",
    )
    read = {str(Number().from_cell(Cell(Stored.NUMBER, spelt))) for spelt in spellings}
    assert read == {str(plain(number))}


@pytest.mark.parametrize("stored", ["12.345", "0.001", "0.0049999999999999996"])
def test_an_amount_with_more_decimals_than_its_currency_is_refused_not_rounded(stored: str) -> None:
    assert "Round it in the workbook" in hint_of(Amount(), number(stored))


def test_the_decimals_of_an_amount_are_those_of_its_currency() -> None:
    assert Amount(places=3).from_cell(number("12.345")) == Decimal("12.345")
    with pytest.raises(Unreadable, match="at most 0 decimals"):
        Amount(places=0).from_cell(number("12.5"))


@pytest.mark.parametrize(
    "stored", ["12345678901234.561", "99999999999999.984", "1234567890123456.7", "12345678901234567"]
)
def test_an_amount_whose_last_cents_excel_cannot_keep_is_refused(stored: str) -> None:
    assert "keeps 15 digits" in hint_of(Amount(), number(stored))


@each_number_kind
def test_a_whole_number_of_more_than_fifteen_digits_is_refused(kind: Kind) -> None:
    assert "keeps 15 digits" in hint_of(kind, number("1234567890123456"))


@each_number_kind
@pytest.mark.parametrize("stored", ["999999999999999", "100000000000000000", "1E+20"])
def test_a_number_of_fifteen_digits_is_exact_however_large(kind: Kind, stored: str) -> None:
    assert kind.from_cell(number(stored)) == Decimal(stored)


@each_number_kind
@pytest.mark.parametrize("stored", ["1E+400", "1E+30", "INF", "NaN", "abc", ""])
def test_what_is_no_number_is_refused(kind: Kind, stored: str) -> None:
    assert not hint_of(kind, number(stored))


@pytest.mark.parametrize("stored", ["12.5", "0.1", "-0.99999"])
def test_an_integer_refuses_a_fraction(stored: str) -> None:
    assert "nothing is rounded" in hint_of(Integer(), number(stored))


def test_an_integer_forgives_the_noise_of_a_formula() -> None:
    assert Integer().from_cell(number("2.9999999999999996")) == 3


@each_number_kind
@pytest.mark.parametrize(
    ("shape", "word"), [(Shape.DATE, "date"), (Shape.DURATION, "duration"), (Shape.PERCENT, "percentage")]
)
def test_a_number_that_is_shown_as_something_else_is_refused(kind: Kind, shape: Shape, word: str) -> None:
    assert f"formatted as a {word}" in hint_of(kind, number("0.5", NumberFormat("", shape)))


@each_number_kind
def test_a_number_stored_as_text_is_refused_as_such(kind: Kind) -> None:
    assert "stored as text" in hint_of(kind, Cell(Stored.TEXT, "12"))


@each_number_kind
def test_a_word_is_no_number_stored_as_text(kind: Kind) -> None:
    assert hint_of(kind, Cell(Stored.TEXT, "soon")) == "Type a number."


@each_number_kind
def test_a_boolean_is_no_number(kind: Kind) -> None:
    assert hint_of(kind, Cell(Stored.BOOLEAN, "1")) == "The cell holds a boolean."


@each_number_kind
@pytest.mark.parametrize("json", [12, Decimal("12.0"), "12", "12.00"])
def test_the_service_may_spell_a_whole_number_in_many_ways(kind: Kind, json: Json) -> None:
    assert kind.from_json(json) == 12


@each_number_kind
@pytest.mark.parametrize("json", [True, None, "", "twelve", "NaN", "Infinity", Decimal("1E+99"), [12], {"amount": 12}])
def test_the_service_must_send_a_number(kind: Kind, json: Json) -> None:
    with pytest.raises(Unreadable):
        kind.from_json(json)


def test_an_integer_of_the_service_has_no_fraction() -> None:
    with pytest.raises(Unreadable):
        Integer().from_json(Decimal("12.5"))


def test_a_whole_amount_is_spelt_without_a_fraction() -> None:
    assert repr(Amount().to_json(Decimal(375))) == "375"
    assert Amount().to_json(Decimal("375.5")) == Decimal("375.5")


@pytest.mark.parametrize("kind", [Number(), Amount(), Integer()], ids=lambda kind: kind.word)
def test_what_is_no_number_in_memory_is_shown_and_never_sent(kind: Kind) -> None:
    assert kind.to_cell("known later") == "known later"
    assert kind.to_json("known later") is None


@pytest.mark.parametrize(
    "cell", [Cell(Stored.TEXT, " YES "), Cell(Stored.BOOLEAN, "1"), number("1"), Cell(Stored.TEXT, "true")]
)
def test_yes_has_many_spellings_in_a_cell(cell: Cell) -> None:
    assert YesNo().from_cell(cell) is True


@pytest.mark.parametrize(
    "cell", [Cell(Stored.TEXT, "No"), Cell(Stored.BOOLEAN, "0"), number("0"), Cell(Stored.TEXT, "FALSE")]
)
def test_no_has_many_spellings_in_a_cell(cell: Cell) -> None:
    assert YesNo().from_cell(cell) is False


@pytest.mark.parametrize("cell", [Cell(Stored.TEXT, "maybe"), number("2"), Cell(Stored.TEXT, "")])
def test_whatever_is_neither_yes_nor_no_is_refused(cell: Cell) -> None:
    with pytest.raises(Unreadable, match="yes or no"):
        YesNo().from_cell(cell)


@pytest.mark.parametrize(("json", "meant"), [(1, True), (0, False), (True, True), (False, False)])
def test_the_service_spells_yes_and_no_as_one_and_zero(json: Json, meant: object) -> None:
    assert YesNo().from_json(json) is meant


@pytest.mark.parametrize("json", [2, "1", None, Decimal("1.0")])
def test_nothing_else_of_the_service_is_yes_or_no(json: Json) -> None:
    with pytest.raises(Unreadable, match="0 or 1"):
        YesNo().from_json(json)


def test_yes_is_sent_as_the_number_that_the_service_wants() -> None:
    assert repr(YesNo().to_json(value=True)) == "1"
    assert repr(YesNo().to_json(value=False)) == "0"
