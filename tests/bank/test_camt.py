"""CAMT.053 gives the same statements as MT940, in every version, and hostile XML gives one sentence."""

from datetime import date
from decimal import Decimal

import pytest
from camt_files import DETAILS, PROVED, balance, camt, entry, payment

from toolkit.bank.camt import looks_like_xml, read_camt
from toolkit.bank.findings import Weight
from toolkit.bank.prove import prove
from toolkit.errors import NotAStatement, UnknownEncoding

OPENING, CLOSING = balance("OPBD", "0", "2026-10-01"), balance("CLBD", "5.00", "2026-10-02")
SUMMARY = "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>"


def test_a_statement_is_read_with_everything_it_tells() -> None:
    proof = prove(read_camt(PROVED))

    (statement,) = proof.statements
    first, second = statement.movements
    assert proof.holds
    assert [finding.rule for finding in proof.of(Weight.NOTE)] == ["status"]
    assert (statement.account, statement.number, statement.reference) == ("DE89370400440532013000", 7, "STMT1")
    assert (first.value_date, first.entry_date) == (date(2026, 10, 1), date(2026, 10, 2))
    assert (first.amount, second.amount) == (Decimal("25.50"), Decimal("-35.50"))
    assert (first.code, first.owner_reference, first.bank_reference) == ("NTRF", "E2E-1", "BANK1")
    assert first.text == "Faktura 7\nKund Łódź\nPL61109010140000071219812874\nSEPA"
    assert statement.available is not None


def test_the_newer_versions_name_parties_and_status_one_deeper() -> None:
    details = DETAILS.replace("<Nm>Kund Łódź</Nm>", "<Pty><Nm>Kund Łódź</Nm></Pty>")
    content = camt(OPENING, CLOSING, entry("5.00", status="<Cd>BOOK</Cd>", more=details), version="08")

    (movement,) = read_camt(content).statements[0].movements

    assert "Kund Łódź" in movement.text


def test_a_reversal_goes_the_way_that_its_indicator_says() -> None:
    content = camt(OPENING, CLOSING, entry("5.00", "CRDT", more="<RvslInd>true</RvslInd>"))

    (movement,) = prove(read_camt(content)).statements[0].movements

    assert (movement.amount, movement.reversal) == (Decimal("5.00"), True)


def test_pages_begin_and_end_with_intermediate_balances() -> None:
    content = camt(balance("ITBD", "1", "2026-10-01"), balance("ITBD", "6", "2026-10-02"), entry("5"))

    proof = prove(read_camt(content))

    assert proof.holds
    assert proof.statements[0].closing is not None
    assert not proof.statements[0].closing.final


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ((OPENING, CLOSING, entry("4.99")), "balance"),
        ((OPENING, CLOSING, entry("5.00", currency="SEK")), "C27"),
        ((OPENING, CLOSING, entry("five")), "unreadable"),
        ((OPENING, CLOSING, entry("5.00", "BOTH")), "unreadable"),
        ((OPENING, CLOSING, entry("-5.00")), "unreadable"),
        ((OPENING, CLOSING, entry("5.00").replace("2026-10-02", "2.10.2026")), "unreadable"),
        (
            (
                OPENING,
                CLOSING,
                "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>",
                entry("5.00"),
            ),
            "count",
        ),
    ],
)
def test_what_does_not_add_up_breaks_the_proof(parts: tuple[str, ...], rule: str) -> None:
    assert rule in {finding.rule for finding in prove(read_camt(camt(*parts))).of(Weight.ERROR)}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<Document/>", "without a statement"),
        (b"<html><body>502</body>", "breaks off"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Document>&b;</Document>', "document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><Document/>', "document type"),
        (b"<a>" * 100, "nested more than 64"),
        (camt(entry("5")).replace(b"Stmt>", b"Other>"), "stand in no statement"),
        (PROVED + b"\nPlus a line of text", "behind its XML, in line 2"),
        (b"<a/>" * 1_001, "more than 1,000 XML documents"),
        (PROVED.replace(b"UTF-8", b"bogus"), "--encoding"),
        (PROVED.replace(b"UTF-8", b"GB18030"), "--encoding"),
        (PROVED.replace(b"UTF-8", b"idna"), "--encoding"),
    ],
)
def test_other_xml_and_hostile_xml_is_refused(content: bytes, sentence: str) -> None:
    assert looks_like_xml(content)
    with pytest.raises(NotAStatement, match=sentence):
        read_camt(content)


def test_a_mark_before_the_xml_does_no_harm() -> None:
    assert looks_like_xml(b"\xef\xbb\xbf" + PROVED)
    assert read_camt(b"\xef\xbb\xbf" + PROVED).statements[0].number == 7
    assert not looks_like_xml(b":20:A")


KINDS = {"CAMT.053": "Stmt", "CAMT.052": "Rpt", "CAMT.054": "Ntfctn"}


def of_kind(kind: str, *parts: str) -> bytes:
    return camt(*parts).replace(b"Stmt>", f"{KINDS[kind]}>".encode())


def errors(content: bytes) -> set[str]:
    return {finding.rule for finding in prove(read_camt(content)).of(Weight.ERROR)}


@pytest.mark.parametrize("kind", KINDS)
def test_what_states_no_booked_balance_is_read_and_not_proved(kind: str) -> None:
    available = (balance("OPAV", "0", "2026-10-01"), balance("CLAV", "5", "2026-10-02"))

    proof = prove(read_camt(of_kind(kind, *available, entry("5"))))

    assert (proof.reading.format, len(proof.statements[0].movements)) == (kind, 1)
    assert [finding.rule for finding in proof.of(Weight.ERROR)] == ["missing", "missing"]
    assert "Other balances: CLAV, OPAV" in proof.of(Weight.ERROR)[0].message


@pytest.mark.parametrize(
    ("kinds", "proved"),
    [
        (("OPBD", "CLBD"), True),
        (("PRCD", "CLBD"), True),
        (("OPBD", "ITBD"), True),
        (("PRCD", "ITBD"), True),
        (("ITBD", "CLBD"), True),
        (("ITBD", "ITBD"), True),
        (("OPBD", "CLAV"), False),
        (("OPAV", "CLBD"), False),
        (("XPCD", "FWAV"), False),
        (("ITAV", "ITBD"), False),
    ],
)
@pytest.mark.parametrize("kind", ["CAMT.053", "CAMT.052"])
def test_statements_and_reports_are_proved_by_two_booked_balances(
    kind: str, kinds: tuple[str, str], *, proved: bool
) -> None:
    opening, closing = balance(kinds[0], "0", "2026-10-01"), balance(kinds[1], "5", "2026-10-02")

    assert prove(read_camt(of_kind(kind, opening, closing, entry("5")))).holds is proved


def test_one_interim_balance_does_not_open_and_close_a_statement() -> None:
    assert errors(camt(balance("ITBD", "5", "2026-10-02"))) == {"missing"}


TWO_DAYS = (
    *(balance("OPBD", "0", "2026-10-01"), balance("CLBD", "5", "2026-10-01"), balance("OPBD", "5", "2026-10-02")),
    *(balance("CLBD", "3", "2026-10-02"), entry("5", booked="2026-10-01"), entry("2", "DBIT")),
)


@pytest.mark.parametrize(
    ("was", "becomes", "found"),
    [
        ("", "", set()),
        (balance("CLBD", "5", "2026-10-01"), balance("CLBD", "4", "2026-10-01"), {"balance"}),
        (balance("OPBD", "5", "2026-10-02"), balance("OPBD", "6", "2026-10-02"), {"balance"}),
        (balance("OPBD", "5", "2026-10-02"), balance("PRCD", "5", "2026-10-01"), set()),
        (balance("OPBD", "5", "2026-10-02"), balance("PRCD", "7", "2026-10-01"), {"balance"}),
        (balance("CLBD", "5", "2026-10-01"), balance("CLBD", "5", "2026-10-01").replace("EUR", "SEK"), {"C27"}),
        ("2026-10-01</Dt></BookgDt>", "2026-10-02</Dt></BookgDt>", {"balance"}),
    ],
)
def test_the_balances_of_several_days_follow_each_other(was: str, becomes: str, found: set[str]) -> None:
    content = camt(*TWO_DAYS).decode().replace(was, becomes, 1) if was else camt(*TWO_DAYS).decode()

    proof = prove(read_camt(content.encode()))

    assert {finding.rule for finding in proof.of(Weight.ERROR)} == found
    assert proof.statements[0].closing is not None
    assert proof.statements[0].closing.amount == Decimal(3)


NET_02 = "<TtlNetNtryAmt>2</TtlNetNtryAmt><CdtDbtInd>CRDT</CdtDbtInd>"
NET_08 = "<TtlNetNtry><Amt>2</Amt><CdtDbtInd>CRDT</CdtDbtInd></TtlNetNtry>"


def summed(total: str = "8", credit: str = "5", debit: str = "3", net: str = NET_02, counts: str = "211") -> bytes:
    """Return a statement of +5 and -3 with a summary of it."""
    counted = [f"<NbOfNtries>{count}</NbOfNtries>" for count in counts]
    summary = (
        f"<TxsSummry><TtlNtries>{counted[0]}<Sum>{total}</Sum>{net}</TtlNtries>"
        f"<TtlCdtNtries>{counted[1]}<Sum>{credit}</Sum></TtlCdtNtries>"
        f"<TtlDbtNtries>{counted[2]}<Sum>{debit}</Sum></TtlDbtNtries></TxsSummry>"
    )
    closing = balance("CLBD", "2", "2026-10-02")
    return camt(OPENING, closing, summary, entry("5"), entry("3", "DBIT"), entry("9", status="PDNG"))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (summed(), set()),
        (summed(net=NET_08), set()),
        (summed(total="17", credit="14", net="", counts="321"), set()),
        (summed(total="8.01"), {"sum"}),
        (summed(credit="6"), {"sum"}),
        (summed(debit="2"), {"sum"}),
        (summed(debit="three"), {"sum"}),
        (summed(net=NET_02.replace("CRDT", "DBIT")), {"sum"}),
        (summed(net=NET_08.replace("2", "4")), {"sum"}),
        (summed(counts="411"), {"count"}),
        (summed(counts="231"), {"count"}),
        (summed(counts="21x"), {"count"}),
    ],
)
def test_the_counts_and_sums_of_the_summary_are_held_against_the_entries(content: bytes, found: set[str]) -> None:
    assert errors(content) == found


@pytest.mark.parametrize("version", [f"{number:02}" for number in range(2, 13)])
def test_a_batch_keeps_its_payments(version: str) -> None:
    payments = [
        payment(amount, reference, name, version=version)
        for amount, reference, name in (("3.50", "E1", "Anna AB"), ("1.50", "E2", "Bo AB"))
    ]
    more = f"<NtryDtls><Btch><PmtInfId>B7</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>{''.join(payments)}</NtryDtls>"

    proof = prove(read_camt(camt(OPENING, CLOSING, entry("5", more=more), version=version)))

    (movement,) = proof.statements[0].movements
    assert proof.holds
    assert [(part.amount, part.reference, part.name) for part in movement.parts] == [
        (Decimal("3.50"), "E1", "Anna AB"),
        (Decimal("1.50"), "E2", "Bo AB"),
    ]
    assert movement.owner_reference == "B7"
    assert movement.text == "3.50, E1, Anna AB, For E1\n1.50, E2, Bo AB, For E2"


CHARGED = "<Chrgs><TtlChrgsAndTaxAmt Ccy='EUR'>1</TtlChrgsAndTaxAmt></Chrgs>"


@pytest.mark.parametrize(
    ("count", "second", "more", "weight"),
    [
        (2, "1.50", "", None),
        (2, "2.50", "", Weight.ERROR),
        (2, "2.50", CHARGED, Weight.NOTE),
        (3, "1.00", "", Weight.NOTE),
    ],
)
def test_payments_that_make_another_sum_than_their_entry_are_told(
    count: int, second: str, more: str, weight: Weight | None
) -> None:
    payments = payment("3.50", "E1", "Anna AB") + payment(second, "E2", "Bo AB")
    batch = f"{more}<NtryDtls><Btch><NbOfTxs>{count}</NbOfTxs></Btch>{payments}</NtryDtls>"

    proof = prove(read_camt(camt(OPENING, CLOSING, entry("5", more=batch))))

    assert [finding.weight for finding in proof.findings] == ([] if weight is None else [weight])


RATE = "<CcyXchg><SrcCcy>USD</SrcCcy><TrgtCcy>EUR</TrgtCcy><XchgRate>0.92</XchgRate></CcyXchg>"
PAID = f"<AmtDtls><InstdAmt><Amt Ccy='USD'>5.43</Amt>{RATE}</InstdAmt></AmtDtls>"


@pytest.mark.parametrize("more", [PAID, f"<NtryDtls><TxDtls>{PAID}</TxDtls></NtryDtls>"])
def test_an_original_amount_and_its_rate_are_kept_and_told(more: str) -> None:
    (movement,) = read_camt(camt(OPENING, CLOSING, entry("5", "DBIT", more=more))).statements[0].movements

    (part,) = movement.parts
    assert (part.original, part.original_currency, part.rate) == (Decimal("-5.43"), "USD", Decimal("0.92"))
    assert movement.text == "-5.43 USD, rate 0.92"


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR", "<Cd>PDNG</Cd>", "<Prtry>waiting</Prtry>"])
def test_an_entry_that_is_not_booked_is_left_out_and_told(status: str) -> None:
    proof = prove(read_camt(camt(OPENING, CLOSING, entry("5"), entry("7", status=status))))

    assert proof.holds
    assert [finding.rule for finding in proof.of(Weight.NOTE)] == ["status"]


@pytest.mark.parametrize(
    "spelt",
    [
        "5,00",
        "1e1000000",
        "5_0",
        "\N{ARABIC-INDIC DIGIT FIVE}",
        "NaN",
        "5.00 ",
        "1234567890123456",
        "0.00000000001",
        "",
    ],
)
def test_amounts_are_spelt_as_xml_spells_them(spelt: str) -> None:
    content = camt(OPENING, CLOSING, entry(spelt))

    assert ("unreadable" in errors(content)) is (spelt != "5.00 ")


@pytest.mark.parametrize("day", ["2026-10-02junk", "2026-1-2", "20261002T10", "2026-02-30", ""])
def test_a_day_with_a_tail_is_none(day: str) -> None:
    content = camt(OPENING, CLOSING, entry("5").replace("2026-10-02", day).replace("2026-10-01", day))

    assert "unreadable" in errors(content)
    assert errors(camt(OPENING, CLOSING, entry("5", booked="2026-10-02+02:00"))) == set()


def test_documents_that_follow_each_other_are_all_read() -> None:
    following = PROVED.replace(b"STMT1", b"STMT2").replace(b">7<", b">8<")
    following = following.replace(b">100.00<", b">90.00<").replace(b">90.00<", b">80.00<", 3)

    for between in (b"", b"\n", b"\r\n\xef\xbb\xbf", b"\n<!-- the next day -->\n"):
        reading = read_camt(PROVED + between + following)
        assert [each.reference for each in reading.statements] == ["STMT1", "STMT2"]
        assert reading.statements[1].line == PROVED.count(b"\n") + between.count(b"\n") + 1


def test_an_encoding_that_is_told_is_obeyed() -> None:
    spelt = PROVED.decode().replace("Łódź", "Räksmörgås")
    latin = spelt.encode("cp1252")

    for content, encoding in (
        (latin, "cp1252"),
        (spelt.replace("UTF-8", "GB18030").encode("gb18030"), "gb18030"),
        (b"\xef\xbb\xbf" + spelt.replace("UTF-8", "bogus").encode(), "utf-8"),
        (spelt.encode("utf-16"), "utf-16"),
    ):
        reading = read_camt(content, encoding)
        assert (reading.encoding, "Räksmörgås" in reading.statements[0].movements[0].text) == (encoding, True)
    with pytest.raises(UnknownEncoding):
        read_camt(latin, "utf-8")
    with pytest.raises(UnknownEncoding):
        read_camt(latin, "bogus")
