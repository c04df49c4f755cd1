"""A bank's table is proved by the figures that it states, and added up where it states too few of them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from bank_files import STRICT

from toolkit.bank.added_up import MARK
from toolkit.bank.findings import Weight
from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import Proof, prove
from toolkit.bank.table import read_csv
from toolkit.bank.table_balances import Told
from toolkit.bank.write import Style, write_mt940
from toolkit.errors import NotAStatement, StatementUnwritable

TOLD = Told("SE45", "SEK")
OPENED = Told("SE45", "SEK", Decimal(100))
TITLES = "Datum;Text;Belopp;Saldo"


def proof_of(*rows: str, told: Told = TOLD) -> Proof:
    return prove(read_csv("\n".join(rows).encode(), told))


def word(proof: Proof) -> str:
    return "added up" if proof.holds and proof.added_up else "proved" if proof.holds else "not proved"


@pytest.mark.parametrize(
    ("rows", "told", "expected"),
    [
        (["01;a;-5,00;95,00", "02;b;7,00;102,00"], TOLD, "proved"),
        (["02;b;7,00;102,00", "01;a;-5,00;95,00"], TOLD, "proved"),
        (["01;a;-5,00;95,00", "02;b;1,00;", "03;b;6,00;102,00"], TOLD, "proved"),
        (["01;a;-5,00;95,00", "02;b;1,00;", "03;b;6,00;103,00"], TOLD, "not proved"),
        (["01;a;-5,00;95,00"], TOLD, "added up"),
        (["01;a;-5,00;95,00"], OPENED, "proved"),
        (["01;a;-5,00;95,00"], Told("SE45", "SEK", Decimal(99)), "not proved"),
        (["01;a;-5,00;95,00", "02;b;7,00;"], OPENED, "added up"),
        (["01;a;-5,00;", "02;b;7,00;102,00"], TOLD, "added up"),
        (["01;a;-5,00;", "02;b;7,00;102,00"], OPENED, "proved"),
        (["01;a;-5,00;", "02;b;7,00;"], OPENED, "added up"),
        (["01;a;-5,00;", "02;b;7,00;"], TOLD, "not proved"),
    ],
)
def test_only_figures_of_the_table_prove_it(rows: list[str], told: Told, expected: str) -> None:
    assert word(proof_of(TITLES, *(f"2026-10-{row}" for row in rows), told=told)) == expected


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("Ingående saldo", "Utgående saldo"),
        ("Anfangssaldo", "Endsaldo"),
        ("Opening balance", "Closing balance"),
        ("Beginsaldo", "Eindsaldo"),
        ("Solde initial", "Solde final"),
        ("Saldo początkowe", "Saldo końcowe"),
    ],
)
@pytest.mark.parametrize("day", ["", "2026-10-01"])
def test_rows_that_state_the_balances_prove_a_table_without_a_column_of_them(
    opening: str, closing: str, day: str
) -> None:
    rows = [f"{day};{opening};100,00", "2026-10-01;a;-5,00", "2026-10-02;b;7,00", f"{day};{closing};102,00"]

    assert word(proof_of("Datum;Text;Belopp", *rows)) == "proved"
    assert word(proof_of("Datum;Text;Belopp", *rows[:3], f"{day};{closing};103,00")) == "not proved"
    assert word(proof_of("Datum;Text;Belopp", *rows[:3])) == "added up"
    assert word(proof_of("Datum;Text;Belopp", *rows[1:])) == "added up"
    assert word(proof_of("Datum;Text;Belopp", *rows, told=Told("SE45", "SEK", Decimal(99)))) == "not proved"


@pytest.mark.parametrize(
    ("total", "rule"),
    [
        ("Summa;;2,00;", None),
        (";Totalt;2,00;", None),
        (";Total;12,00;", None),
        ("Gesamt;;2,00;102,00", None),
        (";;2,00;", None),
        ("Summa;;3,00;", "total"),
        (";;99,00;", "total"),
        (";Summa;2,00;101,00", "total"),
        ("Summa;;lots;", "unreadable"),
        ("2026-10-03;;;102,00", "unreadable"),
    ],
)
def test_a_row_of_totals_is_no_movement_and_must_be_the_total(total: str, rule: str | None) -> None:
    proof = proof_of(TITLES, "2026-10-01;a;-5,00;95,00", "2026-10-02;b;7,00;102,00", total)

    assert len(proof.statements[0].movements) == 2
    assert [finding.rule for finding in proof.of(Weight.ERROR)] == ([] if rule is None else [rule])
    assert 4 in {finding.line for finding in proof.findings}


def test_a_movement_may_be_called_total() -> None:
    proof = proof_of(TITLES, "2026-10-01;TOTAL;-5,00;95,00", "2026-10-02;b;7,00;102,00")

    assert (proof.holds, len(proof.statements[0].movements)) == (True, 2)


def test_totals_of_two_columns_are_those_of_each() -> None:
    rows = ("Datum;Af;Bij;Saldo", "2026-10-01;5,00;;95,00", "2026-10-02;;7,00;102,00")

    assert proof_of(*rows, "Totaal;5,00;7,00;").holds
    assert not proof_of(*rows, "Totaal;7,00;5,00;").holds


def test_one_opening_balance_is_not_that_of_two_accounts() -> None:
    rows = ("Datum;Belopp;Konto", "2026-10-01;5,00;SE1", "2026-10-01;5,00;SE2")

    proof = proof_of(*rows, ";3,00;", "Ingående saldo;1,00;", told=OPENED)

    assert {"opening", "total"} <= {finding.rule for finding in proof.of(Weight.ERROR)}
    assert "Row 5 states a balance of none of the accounts." in {finding.message for finding in proof.findings}


@pytest.mark.parametrize("code", ["SËK", "SE", "KRONOR", "S1K", "kr"])
def test_a_currency_has_three_letters_from_a_to_z(code: str) -> None:
    row = f"2026-10-01;-5,00;95,00;{code}"

    proof = proof_of("Datum;Belopp;Saldo;Currency", row, "2026-10-02;7,00;102,00;SEK")

    assert [(finding.line, finding.rule) for finding in proof.of(Weight.ERROR)] == [(2, "unreadable")]
    with pytest.raises(NotAStatement, match=r"Row 2: .* is no currency"):
        proof_of("Datum;Belopp;Saldo;Currency", row)
    assert not proof_of("Datum;Belopp;Saldo", "2026-10-01;5,00;95,00", told=Told("SE45", code.upper())).holds


def test_a_title_may_tell_the_currency() -> None:
    proof = proof_of("Datum;Bedrag (EUR);Saldo EUR", "2026-10-01;5,00;95,00", told=Told("NL1"))

    assert proof.statements[0].currency == "EUR"


def test_a_quote_that_is_not_closed_swallows_no_row() -> None:
    with pytest.raises(NotAStatement, match="in line 4"):
        proof_of(TITLES, '2026-10-01;"a;-5,00;95,00', "2026-10-02;b;7,00;102,00", "2026-10-03;c;1,00;103,00")


@pytest.mark.parametrize("day", ["26-10-01", "2026-W40-1", "2026-10-01x", "1.10.26.", "2026-02-30"])
def test_a_day_that_may_be_another_is_none(day: str) -> None:
    assert not proof_of(TITLES, f"{day};a;-5,00;95,00", "2026-10-02;b;7,00;102,00").holds


ADDED = ("2026-10-01;a;-5,00;", "2026-10-02;b;7,00;")


@pytest.mark.parametrize("style", [Style(), Style(limit=400)])
def test_a_statement_that_is_added_up_keeps_its_mark_in_mt940(style: Style) -> None:
    statements = proof_of(TITLES, *ADDED, told=OPENED).statements

    proof = prove(read_mt940(write_mt940(statements, style).content))

    assert word(proof) == "added up"
    assert [each.text for each in proof.statements] == [""] * len(proof.statements)


@pytest.mark.parametrize("text", ["", "Tel 08-123", "Two\nlines", "A long line of information. " * 6])
def test_the_mark_stands_before_what_the_statement_tells(text: str) -> None:
    (statement,) = proof_of(TITLES, *ADDED, told=OPENED).statements

    (back,) = read_mt940(write_mt940([replace(statement, text=text)]).content).statements

    assert (back.added_up, " ".join(back.text.split())) == (True, " ".join(text.split()))


def test_a_text_that_would_be_taken_for_the_mark_is_not_written() -> None:
    """A statement that is proved would be read back as added up."""
    proved = read_mt940(STRICT.encode()).statements[0]

    with pytest.raises(StatementUnwritable, match="would be read as the other"):
        write_mt940([replace(proved, text=f"{MARK} and more")])
