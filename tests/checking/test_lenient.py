"""What cells say that are not stored the way their column stores its values."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checking.sheets import DATE, Typed, cell
from tests.checking.test_numerals import WRITINGS, Writing, written
from toolkit.checking.cells import id_reader, interpret, look_at
from toolkit.checking.conversions import Converted, Doubtful, Noted, Rule
from toolkit.checking.issues import Problem
from toolkit.entities.cell import Cell, NumberFormat, Shape, Stored
from toolkit.entities.kinds import Amount, Choice, Day, Integer, Kind, Moment, Month, Number, Reference, Text, YesNo

ZEROS = NumberFormat("00000", Shape.GENERAL)
PERCENT = NumberFormat("0%", Shape.PERCENT)
DURATION = NumberFormat("[h]:mm", Shape.DURATION)
GLOBAL = Choice(choices=("global", "employee"))


def stored(typed: Typed) -> Cell:
    """Return the cell that holds what was typed."""
    made = cell(typed)
    assert made is not None
    return made


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS)
@given(number=st.decimals(-(10**14), 10**14, places=2) | st.decimals(-(10**6), 10**6, places=5))
def test_a_typed_number_is_that_number_or_an_issue_and_never_another(writing: Writing, number: Decimal) -> None:
    for kind in (Number(), Amount(), Integer()):
        reading = interpret(kind, stored(written(number, writing)))
        assert reading == number or isinstance(reading, Problem)


@pytest.mark.parametrize(
    "pattern", ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d %B %Y", "%B %d, %Y"]
)
@given(day=st.dates(date(1900, 3, 1)))
def test_a_typed_date_is_that_date_or_an_issue_and_never_another(pattern: str, day: date) -> None:
    reading = interpret(Day(), stored(day.strftime(pattern)))
    assert reading == day or isinstance(reading, Problem)


@pytest.mark.parametrize(
    ("kind", "typed", "value", "rule"),
    [
        (Amount(), "1\u202f234,50", Decimal("1234.5"), Rule.NUMBER),
        (Amount(), "(5,25)", Decimal("-5.25"), Rule.NUMBER),
        (Amount(), "\u22125", Decimal(-5), Rule.NUMBER),
        (Amount(), "12.50 kr", Decimal("12.5"), Rule.CURRENCY),
        (Amount(), "\u00ad100,00", Decimal(-100), Rule.NUMBER),
        (Amount(), "100,00\u00ad", Decimal(-100), Rule.NUMBER),
        (Amount(), "\u00ad100 kr", Decimal(-100), Rule.CURRENCY),
        (Integer(), "\u00ad5", -5, Rule.NUMBER),
        (Day(), "2026\u00ad12\u00ad31", date(2026, 12, 31), Rule.CHARACTERS),
        (Amount(), "-", None, Rule.NOTHING),
        (Amount(), " \u2014 kr", None, Rule.NOTHING),
        (Integer(), "\u00ad", None, Rule.NOTHING),
        (Amount(), "1 337:50", Decimal("1337.5"), Rule.NUMBER),
        (Amount(), "100:- kr", Decimal(100), Rule.CURRENCY),
        (Integer(), "12", 12, Rule.NUMBER),
        (Integer(), "\uff11\uff12", 12, Rule.NUMBER),
        (Day(), "31.12.2026", date(2026, 12, 31), Rule.DATE),
        (Day(), " 2026-12-31 ", date(2026, 12, 31), Rule.SPACES),
        (Day(), Cell(Stored.NUMBER, "45322.75", DATE), date(2024, 1, 31), Rule.TIME_DROPPED),
        (Day(), Cell(Stored.NUMBER, "46023.999999999", DATE), date(2026, 1, 2), Rule.TIME_DROPPED),
        (Day(), Cell(Stored.DATE, "2026-01-31T10:00:00"), date(2026, 1, 31), Rule.TIME_DROPPED),
        (Day(), Cell(Stored.DATE, "2026-01-31T00:00:00+02:00"), date(2026, 1, 31), Rule.TIME_DROPPED),
        (Day(), "2026-01-31 23:59", date(2026, 1, 31), Rule.TIME_DROPPED),
        (Day(), "2026-01-31T23:30:00Z", date(2026, 1, 31), Rule.TIME_DROPPED),
        (Day(), "2026-01-31T00:00:00.000+0100", date(2026, 1, 31), Rule.TIME_DROPPED),
        (Day(), "31.1.2026 10:00", date(2026, 1, 31), Rule.TIME_DROPPED),
        (Day(), "1/31/2026 1:00 PM", date(2026, 1, 31), Rule.TIME_DROPPED),
        (Day(), "1/31/2026 12:00:00 AM", date(2026, 1, 31), Rule.DATE),
        (Day(), "1/31/2026 0:00", date(2026, 1, 31), Rule.DATE),
        (Day(), "20260131", date(2026, 1, 31), Rule.DATE),
        (Month(), "3/2026", "2026-03", Rule.DATE),
        (Month(), "31.3.2026", "2026-03", Rule.DATE),
        (YesNo(), "Tak", True, Rule.YES_NO),
        *((YesNo(), word, True, Rule.YES_NO) for word in ("Y", "y", "J", "j", "SANT", "PRAWDA", "WAHR")),
        *((YesNo(), word, False, Rule.YES_NO) for word in ("N", "n", "FALSKT", "FAŁSZ", "FALSCH")),
        (YesNo(), "nein", False, Rule.YES_NO),
        (GLOBAL, "Global", "global", Rule.CASE),
        (GLOBAL, "GLOBAL\u200b", "global", Rule.CASE),
        (Text(), " Coffee\u00a0", "Coffee", Rule.SPACES),
        (Text(), "two\r\nlines", "two\nlines", Rule.LINE_BREAKS),
        (Text(), "\u200b", None, Rule.SPACES),
        (Text(), Cell(Stored.NUMBER, "123", ZEROS), "00123", Rule.LEADING_ZEROS),
        (Reference("budgets"), Cell(Stored.NUMBER, "123", ZEROS), "00123", Rule.LEADING_ZEROS),
    ],
)
def test_what_means_one_thing_is_read_and_told(kind: Kind, typed: Typed, value: object, rule: Rule) -> None:
    found = stored(typed)
    look = look_at(kind, found)
    assert isinstance(look, Converted)
    assert (look.raw, look.value, look.rule) == (found.text, value, rule)
    assert interpret(kind, found) == value


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Day(), "2026-12-31", date(2026, 12, 31)),
        (Day(), Cell(Stored.NUMBER, "46023.0", DATE), date(2026, 1, 1)),
        (Day(), Cell(Stored.NUMBER, "4.6023E4", DATE), date(2026, 1, 1)),
        (Day(), Cell(Stored.DATE, "2026-01-31T00:00:00"), date(2026, 1, 31)),
        (Day(), "2026-01-31 00:00:00", date(2026, 1, 31)),
        (Day(), "2026-01-31T00:00:00.000Z", date(2026, 1, 31)),
        (Text(), "two\nlines", "two\nlines"),
        (Text(), "smörgås", "smörgås"),
        (Text(), "Москва", "Москва"),
        (GLOBAL, "global", "global"),
        (GLOBAL, "word", "word"),
        (Reference("budgets"), 904, "904"),
        (Amount(), Decimal("1.5"), Decimal("1.5")),
        *((YesNo(), typed, True) for typed in (1, "1", "1.0", "1,00", Decimal("1.0"), True, "yes", "TRUE")),
        *((YesNo(), typed, False) for typed in (0, "0", "0.0", "0,00", Decimal("0.0"), False, "no", "False")),
        (Text(), " \u00a0", None),
    ],
)
def test_what_is_stored_as_it_should_be_is_not_told(kind: Kind, typed: Typed, value: object) -> None:
    assert look_at(kind, stored(typed)) == value


@pytest.mark.parametrize(
    ("kind", "typed", "rule", "said"),
    [
        (Amount(), "1.234", "ambiguous", ["1.234 or as 1234", "Format the cell as a number"]),
        (Integer(), "1,234", "ambiguous", ["1.234 or as 1234"]),
        (Day(), "03/04/2026", "ambiguous", ["2026-03-04 or as 2026-04-03", "yyyy-mm-dd"]),
        (Month(), "03/04/2026", "ambiguous", ["2026-03-04 or as 2026-04-03"]),
        (Amount(), "25 %", "percent", ["meant as 25 or as 0.25"]),
        (Number(), Cell(Stored.NUMBER, "0.07", PERCENT), "percent", ["meant as 7 or as 0.07"]),
        (Number(), "5 kr", "type", ["is not a number"]),
        (Number(), "137:50", "type", ["is not a number", "with a minus in front"]),
        (Amount(), "1\u00ad000", "type", ["with a minus in front"]),
        (Amount(), "\u2014100,00", "type", ["with a minus in front"]),
        (Amount(), "<10>", "type", ["with a minus in front"]),
        (Amount(), "100,00 D", "side", ['"100,00 D" can name a side', "with a minus in front"]),
        (Integer(), "CR 5", "side", ["debit or credit"]),
        (Number(), "0,12345678901234567", "type", ["more than 15 digits"]),
        (Amount(), "12,505", "ambiguous", ["12.505 or as 12505"]),
        (Amount(), "1234,505", "type", ["Round it"]),
        (Integer(), "1,5", "type", ["nothing is rounded"]),
        (Day(), "31.12.26", "type", ["four digits"]),
        (Day(), "soon", "type", ["is not a date"]),
        (Day(), Cell(Stored.NUMBER, "3", DURATION), "type", ["formatted as a duration"]),
        (Moment(), "31.12.2026 25:00", "type", ["is not a date and time"]),
        *((YesNo(), word, "type", ["yes or no"]) for word in ("jein", "x", "on", "-1", "1.5", "1.", "10", "2", "11.0")),
        (Text(), Cell(Stored.NUMBER, "12345678901234500"), "digits-lost", ["12345678901234500", "last ones are lost"]),
        (Reference("budgets"), Cell(Stored.NUMBER, "1.2E+19"), "digits-lost", ["1.2E+19"]),
        (Text(), Cell(Stored.NUMBER, "45322", DATE), "type", ["holds the date 2024-01-31", "Format the cell as text"]),
        (Text(), Cell(Stored.NUMBER, "-1", DATE), "type", ["leading zeros may be lost"]),
        (Text(), Cell(Stored.BOOLEAN, "1"), "type", ["The cell holds a"]),
        (Amount(), Cell(Stored.NUMBER, "oops", PERCENT), "type", ["formatted as a percentage"]),
    ],
)
def test_what_means_nothing_or_two_things_is_an_issue(kind: Kind, typed: Typed, rule: str, said: list[str]) -> None:
    problem = interpret(kind, stored(typed))
    assert isinstance(problem, Problem)
    assert problem.rule == rule
    assert all(part in problem.message for part in said)
    assert problem.text == stored(typed).text


def test_both_readings_of_a_doubtful_cell_are_kept_until_its_column_is_known() -> None:
    look = look_at(Amount(), stored("1.234"))
    assert isinstance(look, Doubtful)
    assert look.readings[","] == 1234
    refused = look.readings["."]
    assert isinstance(refused, Problem)
    assert '"1.234" is not an amount' in refused.message


def test_a_letter_that_only_looks_latin_is_warned_of() -> None:
    look = look_at(Text(), stored("OP\u0430B"))
    assert isinstance(look, Noted)
    assert look.value == "OP\u0430B"
    assert "Character 3" in look.warning.message
    assert "Cyrillic small letter a" in look.warning.message
    assert look.warning.severity == "warning"


def test_an_id_in_wide_digits_or_with_leading_zeros_is_the_id() -> None:
    wide, padded = id_reader().read([stored("\uff19\uff10\uff14"), Cell(Stored.NUMBER, "904", ZEROS)])
    assert wide == Converted("\uff19\uff10\uff14", "904", Rule.CHARACTERS)
    assert padded == Converted("904", "00904", Rule.LEADING_ZEROS)
