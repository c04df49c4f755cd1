"""CAMT.053 gives the same statements as MT940, in every version, and hostile XML gives one sentence."""

from datetime import date
from decimal import Decimal

import pytest
from camt_files import DETAILS, PROVED, balance, camt, entry

from toolkit.bank.camt import looks_like_xml, read_camt
from toolkit.bank.findings import Weight
from toolkit.bank.prove import prove
from toolkit.errors import NotAStatement

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


def other(message: str) -> bytes:
    """Make a message of another kind, which has reports or notifications for statements."""
    return camt(message=message).replace(b"Stmt>", b"Rpt>")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<Document/>", "without a statement"),
        (b"<html><body>502</body>", "breaks off"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Document>&b;</Document>', "document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><Document/>', "document type"),
        (b"<a>" * 100, "nested more than 64"),
        (other("BkToCstmrAcctRpt"), r"CAMT\.052"),
        (other("BkToCstmrDbtCdtNtfctn"), r"CAMT\.054"),
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
