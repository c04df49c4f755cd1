"""Where a message begins and ends, in every wrapper and without one; no line is left out unsaid."""

import pytest
from bank_files import STRICT, crlf

from toolkit.bank.findings import Weight
from toolkit.bank.mt940 import looks_like_mt940, read_mt940
from toolkit.bank.prove import Proof, prove

HEAD = "{1:F01INGBNL2ABXXX0000000000}{2:I940INGBNL2AXXXN}"
BODY = STRICT.removesuffix("-\r\n")
SECOND = crlf(
    *(":20:B", ":25:SE4550000000058398257466", ":28C:11/1", ":60F:C261031SEK1949,00", ":62F:C261031SEK1949,00")
)


def proof_of(text: str) -> Proof:
    return prove(read_mt940(text.encode()))


def told(proof: Proof) -> set[tuple[int, str]]:
    return {(each.line, each.rule) for each in proof.findings}


LINES = BODY.splitlines()


@pytest.mark.parametrize("place", range(1, len(LINES)))
@pytest.mark.parametrize(("head", "end"), [("", "-\r\n"), (f"{HEAD}{{4:\r\n", "-}")])
def test_a_line_with_a_dash_between_any_two_fields_ends_nothing(place: int, head: str, end: str) -> None:
    text = f"{head}{crlf(*LINES[:place], '-', *LINES[place:])}{end}"

    proof = proof_of(text)

    assert proof.holds, proof.findings
    assert len(proof.statements) == 1
    assert len(proof.statements[0].movements) == 3
    assert {rule for _line, rule in told(proof)} <= {"dash", "T31"}
    assert told(proof)


def test_a_dash_within_a_text_stays_in_it() -> None:
    broken = BODY.replace("Hyra oktober", "/MARF/MND\r\n-\r\nEV01")

    for text in (f"{HEAD}{{4:\r\n{broken}-}}", f"{broken}-\r\n"):
        assert proof_of(text).statements[0].movements[0].text == "/MARF/MND\n-\nEV01"
        assert {rule for _line, rule in told(proof_of(text))} == {"T31"}


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{{4:\r\n{BODY}-}}\r\n{HEAD}{{4:\r\n{SECOND}-}}",
        f"{HEAD}{{4:\r\n{BODY}-}}{{5:{{MAC:00000000}}}}{HEAD}{{4:\r\n{SECOND}-}}{{5:}}",
        f"\x01{HEAD}{{4:\r\n{BODY}-}}\x03\r\n\x01{HEAD}{{4:\r\n{SECOND}-}}\x03",
        f"{HEAD}{{4:\r\n{BODY}-}}$\r\n{HEAD}{{4:\r\n{SECOND}-}}",
        f"{HEAD}\r\n{{4:\r\n{BODY}-}}\r\n{HEAD}\r\n{{4:\r\n{SECOND}-}}\r\n\x1a",
        f"{HEAD}{{4:{BODY}-}}\r\n{HEAD}{{3:{{108:X}}}}{{4:{SECOND}-}}",
        f"ä1:F01Xåä2:I940Xåä4:\r\n{BODY}-å\r\nä4:\r\n{SECOND}-å",
        f"{BODY}-\r\n{SECOND}-\r\n",
        f"{BODY}{SECOND}",
    ],
)
def test_messages_are_parted_in_every_wrapper(text: str) -> None:
    proof = proof_of(text)

    assert proof.findings == ()
    assert [each.number for each in proof.statements] == [10, 11]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{{4:\r\n{BODY}-\r\n{HEAD}{{4:\r\n{SECOND}-}}",
        f"{HEAD}{{4:\r\n{BODY}{HEAD}\r\n{{4:\r\n{SECOND}-}}",
        f"{HEAD}{{4:\r\n{BODY.rstrip()}-}}\r\n{HEAD}{{4:\r\n{SECOND}-}}",
        f"{HEAD}{{4:\r\n{BODY}-\r\n{SECOND}-}}",
    ],
)
def test_a_message_that_ends_otherwise_is_read_and_told(text: str) -> None:
    proof = proof_of(text)

    assert proof.holds, proof.findings
    assert [each.number for each in proof.statements] == [10, 11]
    assert {rule for _line, rule in told(proof)} == {"end"}


def without(tag: str, text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(tag))


@pytest.mark.parametrize("between", ["", "-\r\n", "-\r\nABNANL2A\r\n940\r\nABNANL2A\r\n"])
def test_mt940_without_its_reference_is_named_and_read_where_its_balances_allow(between: str) -> None:
    proof = proof_of(f"{without(':20:', BODY)}{between}{without(':20:', SECOND)}")

    assert proof.holds, proof.findings
    assert [each.number for each in proof.statements] == [10, 11]
    assert len([each for each in proof.findings if "MT940 without :20:" in each.message]) == 2


@pytest.mark.parametrize("blanks", [" ", "\t", "    "])
def test_blanks_before_a_field_do_not_hide_it_in_the_text_above(blanks: str) -> None:
    proof = proof_of(STRICT.replace(":61:2610311031", f"{blanks}:61:2610311031"))

    assert proof.holds, proof.findings
    assert (9, "blank") in told(proof)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (":28C:", ":25:SE0000000000000000000000\r\n:28C:", 3),
        (":60F:", ":28C:77/1\r\n:60F:", 4),
        ("-\r\n", ":64:C261101SEK1,00\r\n-\r\n", 12),
        (":25:", ":21:A\r\n:21:B\r\n:25:", 3),
    ],
)
def test_a_field_that_stands_twice_and_says_two_things_is_an_error(old: str, new: str, line: int) -> None:
    errors = proof_of(STRICT.replace(old, new)).of(Weight.ERROR)

    assert [(each.line, each.rule) for each in errors] == [(line, "balance")]


@pytest.mark.parametrize(
    ("old", "new"), [(":28C:", "X\r\n:28C:"), (":61:2610011001", "Rest\r\n:61:2610011001"), (":25:", "more\r\n:25:")]
)
def test_a_line_behind_a_field_of_one_line_is_told(old: str, new: str) -> None:
    assert "line" in {rule for _line, rule in told(proof_of(STRICT.replace(old, new)))}


@pytest.mark.parametrize(
    "text",
    [
        "Date;Time;Amount\n2026-10-01;08:20:25;5,00\n2026-10-01;09:20:60;1,00\n",
        "<p>:20:</p>",
        ":20:A\n",
        ":25:A\n:28:1\n",
    ],
)
def test_colons_and_numbers_within_lines_make_no_statement(text: str) -> None:
    assert not looks_like_mt940(text)
