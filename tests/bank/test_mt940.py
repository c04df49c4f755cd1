"""MT940 as real banks write it is read whole: figures exact, text as it was, every departure told."""

from datetime import date
from decimal import Decimal
from operator import attrgetter

import mt940
import pytest
from bank_files import GERMAN, SAMPLES, STRICT, Sample, crlf
from hypothesis import given
from hypothesis import strategies as st

from toolkit.bank.findings import Weight
from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import prove
from toolkit.bank.statement import Movement
from toolkit.errors import NotAStatement

every_bank = pytest.mark.parametrize("sample", SAMPLES, ids=attrgetter("name"))


@every_bank
def test_a_statement_of_each_bank_is_read_and_proves(sample: Sample) -> None:
    proof = prove(read_mt940(sample.content))

    movements = [movement for each in proof.statements for movement in each.movements]
    closing = proof.statements[-1].closing
    assert proof.holds, proof.findings
    assert tuple(each.account for each in proof.statements) == sample.accounts
    assert [movement.amount for movement in movements] == list(map(Decimal, sample.amounts))
    assert movements[0].text == sample.text
    assert closing is not None
    assert closing.amount == Decimal(sample.closing)


def test_a_statement_that_keeps_every_rule_has_no_finding() -> None:
    assert prove(read_mt940(STRICT.encode())).findings == ()


@every_bank
def test_the_files_of_banks_depart_from_the_rules_and_are_told_so(sample: Sample) -> None:
    found = prove(read_mt940(sample.content)).of(Weight.DEPARTURE)

    assert found or sample.name.startswith(("Kuwait", "Netherlands, FIN"))


def line(text: str) -> Movement:
    """Read one statement line, in a statement around it."""
    content = crlf(":20:A", ":25:1234567", ":28C:1/1", ":60F:C260101EUR0,", *text.split("\n"), ":62F:C260101EUR0,", "-")
    return read_mt940(content.encode()).statements[0].movements[0]


@pytest.mark.parametrize(
    ("mark", "amount"), [("C", "1"), ("D", "-1"), ("RC", "-1"), ("RD", "1"), ("CR", "1"), ("DR", "-1"), ("RDR", "1")]
)
def test_a_reversal_turns_the_sign_and_a_funds_code_does_not(mark: str, amount: str) -> None:
    """SWIFT field 61, subfields 3 and 4: CR is a credit in a currency that ends with R."""
    assert line(f":61:260102{mark}1,00NTRFNONREF").amount == Decimal(amount)


@pytest.mark.parametrize(
    ("spelt", "booked"),
    [
        ("2601020102", date(2026, 1, 2)),
        ("2512310102", date(2026, 1, 2)),
        ("2601021231", date(2025, 12, 31)),
        ("2402280229", date(2024, 2, 29)),
        ("2602280229", date(2026, 2, 28)),
        ("2606300101", date(2026, 1, 1)),
        ("260102", None),
        ("260102    ", None),
    ],
)
def test_the_day_of_booking_is_the_nearest_of_its_name(spelt: str, booked: date | None) -> None:
    read = line(f":61:{spelt}C1,00NTRFNONREF")

    if spelt == "2602280229":
        # No year near 2026 has that day but 2024 and 2028, which are further than a year: its last of February.
        assert read.entry_date in {booked, date(2025, 2, 28), date(2027, 2, 28)}
    else:
        assert read.entry_date == booked


def test_a_line_that_is_broken_in_the_middle_is_put_together() -> None:
    read = line(":61:260102C100,00NTRFVERYLONGREF1\n//BANKREF9")

    assert (read.owner_reference, read.bank_reference) == ("VERYLONGREF1", "BANKREF9")
    assert line(":61:260102C1\n00,00NTRFA//B").amount == Decimal(100)


def test_supplementary_details_follow_the_references() -> None:
    read = line(":61:260102C1,00NTRFA//B\nExtra details")

    assert (read.bank_reference, read.supplementary) == ("B", "Extra details")


@pytest.mark.parametrize(
    "wrong",
    [
        ":61:nonsense",
        ":61:261302C1,00NTRFA",
        ":61:260102C1.000NTRFA",
        ":61:260102C1,2,3NTRFA",
        ":61:2601021399C1,00NTRFA",
        ":61:260102C,NTRFA",
    ],
)
def test_a_line_that_cannot_be_read_breaks_the_proof_and_names_its_line(wrong: str) -> None:
    content = STRICT.replace(":61:2610311031D0,50NCHGNONREF", wrong)

    errors = prove(read_mt940(content.encode())).of(Weight.ERROR)

    assert (9, "unreadable") in {(finding.line, finding.rule) for finding in errors}


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [(":25:", "no account"), (":60F:", "no opening balance"), (":62F:", "no closing balance")],
)
def test_a_statement_without_a_field_that_proves_it_does_not_prove(gone: str, sentence: str) -> None:
    content = "".join(each for each in STRICT.splitlines(keepends=True) if not each.startswith(gone))

    errors = prove(read_mt940(content.encode())).of(Weight.ERROR)

    assert any(sentence in finding.message for finding in errors)


@pytest.mark.parametrize("text", ["", "hello", "<html>:20:</html>", ":20:A\r\n"])
def test_what_is_no_statement_is_refused(text: str) -> None:
    with pytest.raises(NotAStatement, match="MT940"):
        read_mt940(text.encode())


def test_an_interim_report_is_named() -> None:
    content = crlf(":20:A", ":25:1234567", ":28C:1/1", ":34F:EUR0,", ":61:260102C1,00NTRFNONREF", ":90C:1EUR1,", "-")

    proof = prove(read_mt940(content.encode()))

    assert [finding.rule for finding in proof.of(Weight.ERROR)] == ["MT942"]


def test_a_second_balance_is_an_error() -> None:
    content = STRICT.replace(":62F:", ":60F:C260930SEK1,\r\n:62F:")

    assert "A second :60F:" in prove(read_mt940(content.encode())).of(Weight.ERROR)[0].message


def test_impossible_days_are_taken_for_the_end_of_their_month_and_told() -> None:
    proof = prove(read_mt940(STRICT.replace("C260930SEK", "C260931SEK").encode()))

    opening = proof.statements[0].opening
    assert opening is not None
    assert opening.day == date(2026, 9, 30)
    assert "260931 is no day" in proof.of(Weight.DEPARTURE)[0].message


def test_what_the_library_garbles_is_read_right() -> None:
    """`mt-940` reads undecodable bytes as CP852, signs a reversal wrongly, and ends a balance where it likes."""
    library = mt940.parse(GERMAN.content)
    ours = read_mt940(GERMAN.content)
    reversal = STRICT.replace("D0,50", "RC0,50").encode()

    assert "München" not in str([each.data for each in library])
    assert "ünchen" in ours.statements[0].movements[0].text
    assert mt940.parse(reversal)[2].data["amount"].amount == Decimal("0.50")
    assert read_mt940(reversal).statements[0].movements[2].amount == Decimal("-0.50")
    rest = prove(read_mt940(STRICT.replace("SEK1949,00", "SEK1949,00 and more").encode()))
    assert any("follows the amount" in finding.message for finding in rest.findings)


def errors_of(old: str, new: str) -> list[tuple[int, str]]:
    found = prove(read_mt940(STRICT.replace(old, new).encode())).of(Weight.ERROR)
    return [(each.line, each.rule) for each in found]


@pytest.mark.parametrize("spelt", ["12 500,00", "12'500,00", "12.500,00", "12,500.00", "12\N{NO-BREAK SPACE}500,00"])
def test_thousands_are_read_whole_in_lines_and_balances(spelt: str) -> None:
    text = STRICT.replace("C1200,00", f"C{spelt}").replace("SEK1949,00", "SEK13.249,00")

    proof = prove(read_mt940(text.encode()))

    assert proof.holds, proof.findings
    assert proof.statements[0].movements[1].amount == Decimal(12500)
    assert {"mended"} <= {each.rule for each in proof.findings}


@pytest.mark.parametrize(
    "amount",
    ["1 94900", "1.949", "1,949", "1949,00 5", "1949,00-", "-1949,00", "1949,00 D", "1949,00 CR", "1949,00 EUR", ""],
)
def test_a_balance_with_something_left_over_is_an_error_at_its_line(amount: str) -> None:
    assert (10, "unreadable") in errors_of("62F:C261031SEK1949,00", f"62F:C261031SEK{amount}")


@pytest.mark.parametrize(
    "line",
    [
        *(":61:2610151015C12 5000,00NTRFA", ":61:2610151015C-1200,00NTRFA", ":61:2610151015C1200,00-NTRFA"),
        *(":61:2610151015C1200,00 62NTRFA", ":61:2610151015C1200,00/62NTRFA", ":61:20261015C1200,00NTRFA"),
        *(":61:20120102C1200,00NTRFA", ":61:2610151015CSEK1200,00NTRFA", ":61:2610151015C1200,00\r\n500"),
        *(":61:2610151015C1,200NTRFA", ":61:2610151015C1.200NTRFA"),
    ],
)
def test_a_line_with_something_left_over_is_an_error_at_its_line(line: str) -> None:
    assert (7, "unreadable") in errors_of(":61:2610151015C1200,00NTRFKUND77//BANK0002", line)


def test_digits_on_a_line_of_their_own_behind_a_balance_are_an_error() -> None:
    assert (10, "unreadable") in errors_of("SEK1949,00\r\n:64:", "SEK1949\r\n000,00\r\n:64:")


@pytest.mark.parametrize("currency", ["SËK", "S1K", "SE", "S K", "\u017fEK"])
def test_a_currency_is_three_letters_of_the_alphabet(currency: str) -> None:
    assert (10, "unreadable") in errors_of("62F:C261031SEK", f"62F:C261031{currency}")


@pytest.mark.parametrize(("tag", "line"), [("60F", 4), ("62F", 10), ("62M", 10), ("64", 11)])
def test_a_balance_without_a_currency_has_that_of_its_statement(tag: str, line: int) -> None:
    text = STRICT.replace(":62F:", ":62M:") if tag == "62M" else STRICT
    lines = [each.replace("SEK", "") if each.startswith(f":{tag}:") else each for each in text.split("\r\n")]

    proof = prove(read_mt940("\r\n".join(lines).encode()))

    assert proof.holds, proof.findings
    assert proof.statements[0].currency == "SEK"
    assert (line, "mended") in {(each.line, each.rule) for each in proof.findings}


def test_no_currency_at_all_does_not_prove() -> None:
    errors = prove(read_mt940(STRICT.replace("SEK", "").encode())).of(Weight.ERROR)

    assert {(each.line, each.rule) for each in errors} >= {(4, "unreadable"), (10, "unreadable")}


def test_the_day_of_booking_is_of_the_statements_year() -> None:
    proof = prove(read_mt940(STRICT.replace(":61:2610011001", ":61:2603011001").encode()))

    assert proof.statements[0].movements[0].entry_date == date(2026, 10, 1)
    assert read_mt940(STRICT.replace(":61:2610011001", ":61:2602300930").encode()).statements[0].movements[0].unreal_day


def test_control_characters_in_an_account_are_replaced_and_told() -> None:
    proof = prove(read_mt940(STRICT.replace(":25:SE4550", ":25:SE45\x1b[1m50").encode()))

    assert proof.statements[0].account.startswith("SE45.[1m50")
    assert (2, "control") in {(each.line, each.rule) for each in proof.findings}


@pytest.mark.parametrize("number", ["9" * 5000, "x", "", "\u0661"])
def test_a_number_that_is_none_is_an_error(number: str) -> None:
    assert (3, "unreadable") in errors_of(":28C:00010/001", f":28C:{number}")


def test_an_encoding_that_nothing_decides_does_not_prove_until_it_is_told() -> None:
    content = STRICT.replace("Hyra", "fr\u00e5n").encode("cp850")

    (asked,) = prove(read_mt940(content)).of(Weight.ERROR)

    assert (asked.rule, "--encoding" in asked.message) == ("encoding", True)
    assert '"från"' in asked.message
    assert '"frćn"' in asked.message
    assert prove(read_mt940(content, "cp850")).holds


@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_file_gives_findings_or_one_sentence_and_never_a_crash(sample: Sample, data: st.DataObject) -> None:
    content = bytearray(sample.content)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))

    try:
        proof = prove(read_mt940(bytes(content)))
    except NotAStatement:
        return
    assert all(finding.message for finding in proof.findings)
