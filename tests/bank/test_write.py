"""What we write keeps every rule, reads back as it was, and is accepted by independent readers."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import mt940
import pytest
from bank_files import STRICT
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.bank.charset import Charset
from toolkit.bank.currency import decimals
from toolkit.bank.findings import Weight
from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import prove
from toolkit.bank.statement import Balance, Movement, Statement
from toolkit.bank.write import Style, write_mt940
from toolkit.errors import StatementUnwritable

DAY = date(2026, 12, 31)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from(":-/ åäöł?&\n"))


def whole() -> Statement:
    return read_mt940(STRICT.encode()).statements[0]


@st.composite
def movements(draw: st.DrawFn, currency: str) -> Movement:
    places = decimals(currency)
    value = DAY + timedelta(draw(st.integers(-3, 3)))
    return Movement(
        value_date=value,
        entry_date=draw(st.none() | st.integers(-40, 40).map(lambda days: value + timedelta(days))),
        amount=draw(st.decimals(-(10**9), 10**9, places=places)),
        code=draw(st.sampled_from(["NTRF", "NCHG", "S103", "FCHG"])),
        owner_reference=draw(st.text(max_size=40)) or "NONREF",
        bank_reference=draw(st.text(max_size=40)),
        supplementary=draw(st.text(max_size=60)),
        text=draw(texts.map(lambda text: text * draw(st.integers(1, 12)))),
        reversal=draw(st.booleans()),
    )


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    currency = draw(st.sampled_from(["SEK", "EUR", "JPY", "KWD"]))
    opening = draw(st.decimals(-(10**9), 10**9, places=decimals(currency)))
    found = tuple(draw(st.lists(movements(currency), max_size=5)))
    closing = opening + sum((each.amount for each in found), Decimal(0))
    balances = (Balance(DAY, currency, opening), Balance(DAY, currency, closing))
    return Statement("SE4550000000058398257466", draw(st.integers(1, 99_999)), 1, balances[0], found, balances[1])


@given(statements(), st.none() | st.just(700))
def test_anything_that_adds_up_is_written_to_every_rule_and_reads_back_exactly(
    statement: Statement, limit: int | None
) -> None:
    written = write_mt940([statement], Style(limit=limit))

    proof = prove(read_mt940(written.content))
    read = [each for part in proof.statements for each in part.movements]
    first, last = proof.statements[0].opening, proof.statements[-1].closing
    assert proof.findings == ()
    assert [(each.value_date, each.entry_date, each.amount, each.code) for each in read] == [
        (each.value_date, each.entry_date, each.amount, each.code) for each in statement.movements
    ]
    assert [each.reversal for each in read] == [each.reversal for each in statement.movements]
    assert first is not None
    assert last is not None
    assert statement.opening is not None
    assert statement.closing is not None
    assert (first.amount, last.amount) == (statement.opening.amount, statement.closing.amount)


@given(statements())
def test_an_independent_reader_finds_the_same_movements(statement: Statement) -> None:
    written = write_mt940([statement])

    judged = mt940.parse(written.content.decode("ascii"), options=mt940.Options.all())

    expected = [each.amount for each in statement.movements]
    assert [each.data["amount"].amount for each in judged if "amount" in each.data] == expected


@pytest.mark.skipif(shutil.which("aqbanking-cli") is None, reason="aqbanking-tools is not installed")
@settings(max_examples=3)
@given(statements())
def test_aqbanking_finds_the_same_movements(tmp_path: Path, statement: Statement) -> None:
    """AqBanking reads amounts as exact fractions, and refuses what it cannot read."""
    content = write_mt940([statement]).content
    (tmp_path / "file.sta").write_bytes(content)
    context = tmp_path / "context"
    context.unlink(missing_ok=True)
    command = ["aqbanking-cli", "-n", "-D", str(tmp_path / "home"), "import", "--importer=swift"]
    told = ["--profile=SWIFT-MT940", "-f", str(tmp_path / "file.sta"), "-c", str(context)]

    done = subprocess.run([*command, *told], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    found = context.read_text(encoding="utf-8").count("transaction {") if context.exists() else 0
    assert found == len(statement.movements)


def test_a_statement_that_was_read_is_written_as_it_was() -> None:
    assert write_mt940([whole()]).content == STRICT.encode()


def test_letters_that_the_set_lacks_are_replaced_counted_and_told() -> None:
    statement = replace(
        whole(), movements=(replace(whole().movements[0], text="Håkan & Łukasz_ß"), *whole().movements[1:])
    )

    plain, latin = (write_mt940([statement], Style(charset)) for charset in (Charset.X, Charset.LATIN1))
    full = write_mt940([statement], Style(Charset.UTF8))

    assert b":86:Hakan + Lukasz-ss\r\n" in plain.content
    assert plain.changes == ("5 characters replaced in 1 lines: å → a, & → +, Ł → L, _ → -, ß → ss",)
    assert ":86:Håkan & Lukasz_ß" in latin.content.decode("iso8859-1")
    assert ":86:Håkan & Łukasz_ß" in full.content.decode()
    assert full.changes == ()


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (Movement(DAY, DAY, Decimal("-250.50"), bank_reference="B" * 40), "cut to 16"),
        (Movement(DAY, DAY, Decimal("-250.50"), owner_reference="O" * 17), "cut to 16"),
        (Movement(DAY, DAY, Decimal("-250.50"), supplementary="s" * 35), "details of"),
        (Movement(DAY, DAY, Decimal("-250.50"), text="long words " * 60), "cut to 6"),
    ],
)
def test_what_has_no_room_is_cut_and_told(first: Movement, told: str) -> None:
    written = write_mt940([replace(whole(), movements=(first, *whole().movements[1:]))])

    assert any(told in sentence for sentence in written.changes)
    assert prove(read_mt940(written.content)).findings == ()
    assert first.bank_reference.encode() in written.content


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (replace(whole(), closing=None), "do not add up"),
        (replace(whole(), movements=()), "do not add up"),
        (replace(whole(), account="9" * 36), "no account"),
        (replace(whole(), account=""), "no account"),
    ],
)
def test_what_would_not_be_a_statement_is_never_written(broken: Statement, reason: str) -> None:
    with pytest.raises(StatementUnwritable, match=reason):
        write_mt940([broken])


@pytest.mark.parametrize(("amount", "reason"), [("0.001", "more decimals"), ("9999999999999", "more than 15")])
def test_an_amount_without_room_is_refused(amount: str, reason: str) -> None:
    opening = Balance(DAY, "EUR", Decimal(amount))

    with pytest.raises(StatementUnwritable, match=reason):
        write_mt940([Statement("1234567", 1, 1, opening, (), opening)])


def test_a_long_statement_goes_on_in_parts_that_prove_alone() -> None:
    many = tuple(Movement(DAY, DAY, Decimal(n), text="Text") for n in range(1, 31))
    total = Decimal(sum(range(1, 31)))
    balances = Balance(DAY, "EUR", Decimal(0)), Balance(DAY, "EUR", total)
    statement = Statement("1234567", 7, 1, balances[0], many, balances[1], available=balances[1], text="Last words")

    proof = prove(read_mt940(write_mt940([statement], Style(limit=1000)).content))

    parts = proof.statements
    assert proof.findings == ()
    assert [part.sequence for part in parts] == list(range(1, len(parts) + 1))
    assert all(part.closing is not None and part.closing.final is (part is parts[-1]) for part in parts)
    assert [part.text for part in parts if part.text] == ["Last words"]


def test_every_field_of_a_statement_is_written() -> None:
    ahead = Balance(DAY, "SEK", Decimal(5))
    rich = replace(whole(), related="REL/1", bic="ESSESESS", forward=(ahead,), text="Closing words")

    proof = prove(read_mt940(write_mt940([rich]).content))

    read = proof.statements[0]
    assert proof.findings == ()
    assert (read.related, read.bic, read.text, read.forward[0].amount) == (
        "REL/1",
        "ESSESESS",
        "Closing words",
        Decimal(5),
    )
    assert proof.of(Weight.NOTE) == ()


@pytest.mark.parametrize(
    "text",
    ["x" * 64 + ":tail", "x" * 64 + " -tail", "word " * 12 + ":12345 " * 3, "116?20" + "y" * 58 + " -" + "z" * 30],
)
@pytest.mark.parametrize("charset", list(Charset))
def test_no_line_begins_like_a_field_or_the_end(text: str, charset: Charset) -> None:
    first = replace(whole().movements[0], text=text, bank_reference="A\nB")

    content = write_mt940([replace(whole(), movements=(first, *whole().movements[1:]))], Style(charset)).content

    assert prove(read_mt940(content)).findings == ()


def test_parts_of_a_statement_without_balances_are_not_made() -> None:
    with pytest.raises(StatementUnwritable, match="no balances"):
        write_mt940([replace(whole(), opening=None)], Style(limit=500))


@pytest.mark.parametrize("charset", list(Charset))
def test_braces_are_replaced_in_every_character_set(charset: Charset) -> None:
    """They begin and end blocks: a line that begins with one would end the message for a reader."""
    text = "a {b} c\n{4: x\n{1:F01X"
    first = replace(whole().movements[0], text=text)

    written = write_mt940([replace(whole(), movements=(first, *whole().movements[1:]))], Style(charset))

    assert b"{" not in written.content
    assert b"}" not in written.content
    assert "{ → (" in written.changes[0]
    assert prove(read_mt940(written.content)).holds


ONE = Balance(DAY, "SEK", Decimal(1))
STILL = replace(whole(), opening=ONE, movements=(), closing=ONE, available=None)


def still(amount: str, currency: str = "SEK") -> Statement:
    """Make a statement without movements, which stands at an amount."""
    stands = Balance(DAY, currency, Decimal(amount))
    return replace(STILL, opening=stands, closing=stands)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (still("1", "SËK"), "no currency"),
        (still("1", ""), "no currency"),
        (replace(STILL, opening=replace(ONE, day=date(1979, 12, 31))), "1980 to 2079"),
        (replace(STILL, closing=replace(ONE, day=date(2080, 1, 1))), "1980 to 2079"),
        (still("1E+1000000"), "more than 15"),
        (still("1E-1000000"), "more than 15"),
        (replace(STILL, account="   "), "no account"),
    ],
)
def test_what_our_own_reader_would_not_read_as_it_is_is_refused(broken: Statement, reason: str) -> None:
    with pytest.raises(StatementUnwritable, match=reason):
        write_mt940([broken])


@pytest.mark.parametrize(
    "odd",
    [
        replace(whole().movements[0], code="NT"),
        replace(whole().movements[0], code="N,00"),
        replace(whole().movements[0], code="NTRF\n:62F:"),
        replace(whole().movements[0], funds="12"),
    ],
)
def test_a_code_that_would_change_the_figures_is_refused(odd: Movement) -> None:
    with pytest.raises(StatementUnwritable):
        write_mt940([replace(whole(), movements=(odd, *whole().movements[1:]))])


def test_letters_that_nobody_could_tell_the_set_of_are_refused() -> None:
    """In cp850 the byte is a Spanish letter, in cp852 a Polish one, and in latin1 a sign that no word has."""
    odd = replace(whole().movements[0], text="Espa\N{CURRENCY SIGN}a")
    statement = replace(whole(), movements=(odd, *whole().movements[1:]))

    with pytest.raises(StatementUnwritable, match="choose x or utf8"):
        write_mt940([statement], Style(Charset.LATIN1))
    assert prove(read_mt940(write_mt940([statement], Style(Charset.UTF8)).content)).holds


def test_a_day_of_booking_that_needs_its_year_is_left_out_and_told() -> None:
    first = replace(whole().movements[0], entry_date=date(2024, 10, 1))

    written = write_mt940([replace(whole(), movements=(first, *whole().movements[1:]))])

    assert any("2024-10-01" in each for each in written.changes)
    assert read_mt940(written.content).statements[0].movements[0].entry_date is None
