"""MT940: what is written can be read, balances, and fits the rules of the format."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.sandbox import statement
from toolkit.sandbox.statement import Movement, NotAStatement, Statement

PLAIN = st.text("abcXYZ 0123456789/-?:().,'+", min_size=1, max_size=200).map(lambda text: " ".join(text.split()) or "x")
AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
MOVEMENTS = st.builds(
    Movement,
    booked=st.dates(date(2020, 3, 1), date(2029, 10, 1)),
    ordered=st.just(date(2020, 1, 1)),
    amount=AMOUNTS.filter(bool),
    reference=st.from_regex(r"[A-Z0-9]{1,16}", fullmatch=True),
    text=PLAIN,
).map(lambda each: Movement(each.booked, each.booked, each.amount, each.reference, each.text))
STATEMENTS = st.builds(
    Statement,
    account=st.from_regex(r"[A-Z]{2}[0-9]{20}", fullmatch=True),
    currency=st.sampled_from(["SEK", "EUR"]),
    number=st.integers(0, 99999),
    opened=st.dates(date(2020, 1, 1), date(2029, 12, 31)),
    opening=AMOUNTS,
    movements=st.lists(MOVEMENTS, max_size=4).map(tuple),
)


@settings(max_examples=40)
@given(STATEMENTS)
def test_a_statement_survives_writing_and_reading_but_for_its_line_breaks(made: Statement) -> None:
    (read,) = statement.read(statement.write([made]).encode())
    assert (read.account, read.currency, read.number) == (made.account, made.currency, made.number)
    assert (read.opened, read.opening, read.closing) == (made.opened, made.opening, made.closing)
    facts = [[(each.booked, each.amount, each.reference) for each in one.movements] for one in (made, read)]
    assert facts[0] == facts[1]


@settings(max_examples=40)
@given(st.text(max_size=600))
def test_any_text_is_written_within_the_rules(text: str) -> None:
    day = date(2026, 5, 4)
    movement = Movement(day, day, Decimal("-1.00"), text, text)
    written = statement.write([Statement("SE1", "SEK", 1, day, Decimal(0), (movement,))])
    lines = written.split("\r\n")
    assert "\n" not in "".join(lines)
    assert all(re.fullmatch(r"[a-zA-Z0-9/\-?:().,'+ ]+", line) for line in lines[:-1])
    text_lines = lines[5 : lines.index("-") - 1]
    assert text_lines[0].startswith(":86:")
    assert len(text_lines) <= 6
    assert len(text_lines[0]) <= 4 + 65
    assert all(len(line) <= 65 and line[0] not in ":-" for line in text_lines[1:])
    assert re.fullmatch(r":61:2605040504D1,00NTRFNONREF//.{1,16}", lines[4])


def test_letters_lose_their_accents() -> None:
    day = date(2026, 5, 4)
    movement = Movement(day, day, Decimal(1), "Ö1", "Åre Łódź & smörgås – 5€")
    written = statement.write([Statement("SE1", "SEK", 1, day, Decimal(0), (movement,))])
    assert ":86:Are Lodz + smorgas - 5." in written
    assert "//O1\r\n" in written


def test_negative_balances_are_debits() -> None:
    written = statement.write([Statement("SE1", "SEK", 12, date(2026, 5, 4), Decimal("-3.5"), ())])
    assert (
        written
        == ":20:FLOWTLY260504\r\n:25:SE1\r\n:28C:00012/001\r\n:60F:D260504SEK3,50\r\n:62F:D260504SEK3,50\r\n-\r\n"
    )


def _file(*lines: str) -> bytes:
    return "\n".join((":20:X", ":25:SE1", ":28C:7/1", ":60F:C260101SEK100,", *lines, "-}", "rest")).encode()


@pytest.mark.parametrize(
    ("mark", "amount"),
    [("C", "5.50"), ("D", "-5.50"), ("RC", "-5.50"), ("RD", "5.50"), ("CK", "5.50"), ("DR", "-5.50")],
)
def test_marks_say_which_way_money_goes(mark: str, amount: str) -> None:
    (read,) = statement.read(_file(f":61:260102{mark}5,50NTRFNONREF"))
    assert [each.amount for each in read.movements] == [Decimal(amount)]
    assert read.number == 7


def test_the_banks_reference_wins_over_the_owners() -> None:
    (read,) = statement.read(
        _file(":61:260102C1,NTRFOWN/1//BANK", ":86:hej", "hopp", ":61:260103C1,FCHGOWN", ":62F:C2,")
    )
    assert [(each.reference, each.text) for each in read.movements] == [("BANK", "hej hopp"), ("OWN", "OWN")]


def test_a_movement_without_reference_and_text_has_neither() -> None:
    (read,) = statement.read(_file(":61:260102C1,NTRFNONREF"))
    assert (read.movements[0].reference, read.movements[0].text) == ("", "NONREF")


@pytest.mark.parametrize(
    ("line", "ordered"),
    [
        (":61:2601021231D1,NTRFX", date(2025, 12, 31)),
        (":61:2512310102D1,NTRFX", date(2026, 1, 2)),
        (":61:2605040503D1,NTRFX", date(2026, 5, 3)),
        (":61:260504D1,NTRFX", date(2026, 5, 4)),
        (":61:2803010229D1,NTRFX", date(2028, 2, 29)),
    ],
)
def test_an_entry_date_is_in_the_nearest_year(line: str, ordered: date) -> None:
    assert statement.read(_file(line))[0].movements[0].ordered == ordered


def test_several_statements_of_a_latin_file_are_read() -> None:
    first, second = statement.read(
        (_file(":61:260102C1,NTRFX", ":86:Åre") + b"\n" + _file()).decode().encode("latin-1")
    )
    assert first.movements[0].text == "Åre"
    assert second.movements == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"hello", "no :20: field"),
        (b":20:X\n:60F:C260101SEK1,\n", "lacks its account"),
        (b":20:X\n:25:SE1\n", "lacks its account"),
        (b":20:X\n:25:SE1\n:60F:C269901SEK1,\n", "269901 is no date"),
        (_file(":61:2605041301D1,NTRFX"), "1301 is no day of a year"),
        (_file(":61:nonsense"), ":61:nonsense cannot be read"),
        (_file(":61:260102C5NTRFX"), "cannot be read"),
    ],
)
def test_what_is_no_statement_is_refused_with_its_reason(content: bytes, said: str) -> None:
    with pytest.raises(NotAStatement, match=re.escape(said)):
        statement.read(content)
