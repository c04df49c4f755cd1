"""Debits and credits of a bank's table: by a sign, a column of words, two columns, or letters beside the digits."""

from decimal import Decimal

import pytest

from toolkit.bank.findings import Weight
from toolkit.bank.prove import Proof, prove
from toolkit.bank.table import read_csv
from toolkit.bank.table_balances import Told
from toolkit.errors import NotAStatement

TOLD = Told("SE45", "SEK", Decimal(100))


def proof_of(*rows: str, told: Told = TOLD) -> Proof:
    return prove(read_csv("\n".join(rows).encode(), told))


def amounts(proof: Proof) -> list[str]:
    return [f"{movement.amount:f}" for movement in proof.statements[0].movements]


def rules(proof: Proof) -> set[str]:
    return {finding.rule for finding in proof.of(Weight.ERROR)}


@pytest.mark.parametrize(
    ("title", "debit", "credit"),
    [
        ("D/C", "D", "C"),
        ("K/D", "D", "K"),
        ("CR/DR", "DR", "CR"),
        ("Dr/Cr", "Dr.", "Cr."),
        ("Debit/Credit", "debit", "credit"),
        ("Debet/Kredit", "Debet", "Kredit"),
        ("Af Bij", "Af", "Bij"),
        ("Af/Bij", "AF", "BIJ"),
        ("S/H", "S", "H"),
        ("Soll/Haben", "Soll", "Haben"),
        ("Sens", "Débit", "Crédit"),
        ("+/-", "-", "+"),
        ("Vorzeichen", "-", "+"),
        ("CdtDbtInd", "DBIT", "CRDT"),
        ("In/ut", "Ut", "In"),
        ("Wn/Ma", "Wn", "Ma"),
        ("Transaction Type", "debit", "credit"),
        ("Typ", "Uttag", "Insättning"),
        ("Kind", "Withdrawal", "Deposit"),
        ("Art", "Lastschrift", "Gutschrift"),
        ("", "S", "H"),
    ],
)
def test_a_column_of_words_tells_the_side_of_amounts_without_sign(title: str, debit: str, credit: str) -> None:
    proof = proof_of(
        f"Datum;Text;Belopp;{title}",
        f"2026-10-01;Lön;28,90;{credit}",
        f"2026-10-02;Hyra;28,90;{debit}",
        f"2026-10-03;Kaffe;4,40;{debit}",
    )

    assert proof.holds, proof.findings
    assert amounts(proof) == ["28.90", "-28.90", "-4.40"]
    assert [each.closing and each.closing.amount for each in proof.added_up] == [Decimal("95.60")]


@pytest.mark.parametrize(
    ("title", "debit", "credit"),
    [
        ("Debit;Credit", "5,00;", ";7,00"),
        ("Debits;Credits", "5,00;0,00", "0,00;7,00"),
        ("Insättningar;Uttag", ";-5,00", "7,00;"),
        ("Belopp in;Belopp ut", ";5,00", "7,00;"),
        ("Inbetalningar;Utbetalningar", ";-5,00", "7,00;"),
        ("Uttag (SEK);Insättning (SEK)", "5,00;", ";7,00"),
        ("Soll;Haben", "5,00;", ";7,00"),
        ("Lastschriften;Gutschriften", "-5,00;", ";7,00"),
        ("Ausgaben;Einnahmen", "5,00;", ";7,00"),
        ("Umsatz Soll;Umsatz Haben", "5,00;", ";7,00"),
        ("Af;Bij", "5,00;", ";7,00"),
        ("Afschrijvingen;Bijschrijvingen", "5,00;", ";7,00"),
        ("Bedrag af;Bedrag bij", "5,00;", ";7,00"),
        ("Débit;Crédit", "5,00;", ";7,00"),
        ("Débits;Crédits", "-5,00;", ";+7,00"),
        ("Montant débit;Montant crédit", "5,00;", ";7,00"),
        ("Dépenses;Recettes", "5,00;", ";7,00"),
        ("Withdrawals;Deposits", "5,00;", ";7,00"),
        ("Money Out;Money In", "5,00;", ";7,00"),
        ("PAID OUT;PAID IN", "5,00;", ";7,00"),
        ("Paid out (SEK);Paid in (SEK)", "5,00;", ";7,00"),
        ("-;+", "5,00;", ";7,00"),
    ],
)
def test_two_columns_are_known_by_the_titles_of_many_banks(title: str, debit: str, credit: str) -> None:
    proof = proof_of(f"Datum;Text;{title}", f"2026-10-01;a;{debit}", f"2026-10-02;b;{credit}")

    assert proof.holds, proof.findings
    assert amounts(proof) == ["-5.00", "7.00"]


@pytest.mark.parametrize(
    ("spelt", "amount"),
    [
        ("5,00 DR", "-5.00"),
        ("5,00 CR", "5.00"),
        ("5,00D", "-5.00"),
        ("5,00 C", "5.00"),
        ("5,00 S", "-5.00"),
        ("5,00 H", "5.00"),
        ("-5,00 DR", "-5.00"),
        ("5,00- SEK", "-5.00"),
        ("5,00 SEK DR", "-5.00"),
    ],
)
def test_letters_beside_the_digits_tell_the_side(spelt: str, amount: str) -> None:
    assert amounts(proof_of("Datum;Belopp", f"2026-10-01;{spelt}")) == [amount]


@pytest.mark.parametrize(
    ("titles", "rows", "rule"),
    [
        ("Belopp;D/C", ["-5,00;C"], "direction"),
        ("Belopp;D/C", ["-5,00;D", "5,00;D"], "direction"),
        ("Belopp;D/C", ["5,00 DR;C"], "direction"),
        ("Belopp;D/C", ["+5,00;D"], "direction"),
        ("Belopp;D/C", ["5,00;X"], "unreadable"),
        ("Belopp;D/C", ["5,00;"], "unreadable"),
        ("Belopp;Typ", ["-5,00;Credit", "5,00;Credit"], "direction"),
        ("Belopp;Typ", ["5,00;Debit", "5,00;Avgift"], "direction"),
        ("Belopp;Text", ["5,00;Uttag", "5,00;ICA"], "direction"),
        ("Debit;Credit", ["5,00;7,00"], "unreadable"),
        ("Debit;Credit", [";-5,00"], "direction"),
        ("Debit;Credit", ["-5,00;", "5,00;"], "direction"),
        ("Debit;Credit;Belopp", ["5,00;;5,01"], "unreadable"),
        ("Debit;Credit;Belopp", ["5,00;;+5,00"], "direction"),
        ("Belopp;Betrag", ["-5,00;-6,00"], "columns"),
        ("Belopp;Valuta", ["-5,00 EUR;SEK"], "unreadable"),
        ("Belopp", ["-5-"], "unreadable"),
        ("Belopp", ["-5,00 CR"], "direction"),
        ("Belopp", ["5,00 K"], "unreadable"),
        ("Belopp", ["1 23,00"], "unreadable"),
        ("Belopp", ["5,00\N{SOFT HYPHEN}"], "unreadable"),
        ("Belopp", ["1e5"], "unreadable"),
        ("Belopp", ["1e1000000"], "unreadable"),
        ("Belopp", ["1234567890123456,00"], "unreadable"),
        ("Belopp", ["5,00;left over"], "unreadable"),
    ],
)
def test_what_contradicts_itself_or_is_left_over_is_an_error_with_its_row(
    titles: str, rows: list[str], rule: str
) -> None:
    sound = "2026-09-30;0,00" + ";" * titles.count(";")
    sound = sound + "D" if "D/C" in titles else sound

    proof = proof_of(f"Datum;{titles}", sound, *(f"2026-10-0{day};{row}" for day, row in enumerate(rows, 1)))

    assert rule in rules(proof), proof.findings
    assert any(finding.line for finding in proof.of(Weight.ERROR))


def test_letters_that_signs_contradict_are_no_sides() -> None:
    proof = proof_of("Datum;Belopp;Kod", "2026-10-01;-5,00;K", "2026-10-02;5,00;K")

    assert (proof.holds, amounts(proof)) == (True, ["-5.00", "5.00"])
    assert "Columns that were not read: Kod." in [finding.message for finding in proof.findings]


def test_amounts_and_balances_may_each_have_a_side() -> None:
    proof = proof_of(
        "Datum;Umsatz;S/H;Saldo;S/H",
        "2026-10-01;50,00;H;10,00;S",
        "2026-10-02;30,00;S;40,00;S",
        told=Told("DE1", "EUR"),
    )

    assert (proof.holds, proof.added_up, amounts(proof)) == (True, (), ["50.00", "-30.00"])
    assert proof.statements[0].opening is not None
    assert proof.statements[0].opening.amount == Decimal(-60)


def test_the_titles_that_were_seen_are_named_where_none_is_known() -> None:
    with pytest.raises(NotAStatement, match="what looks most like titles is When, How much, What"):
        proof_of("My bank", "When;How much;What", "2026-10-01;5,00;x")
