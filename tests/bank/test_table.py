"""The tables that banks let one download are recognised by their titles, in their languages, either way up."""

from datetime import date
from decimal import Decimal

import pytest

from toolkit.bank.findings import Weight
from toolkit.bank.prove import Proof, prove, prove_files
from toolkit.bank.spelt import Ambiguous, decimal_mark, month_first, read_amount, read_date
from toolkit.bank.table import read_csv
from toolkit.bank.table_balances import Told
from toolkit.errors import NoCurrency, NotAStatement

SWEDISH = """Kontonummer: 5000 0000 058
Bokföringsdatum;Valutadatum;Referens;Beskrivning;Belopp;Saldo;Valuta
2026-10-15;2026-10-15;BANK2;Inbetalning faktura 77;1 200,00;1 949,50;SEK
2026-10-01;2026-10-01;BANK1;Hyra oktober;-250,50;749,50;SEK
"""
GERMAN = """Auftragskonto;Buchungstag;Valuta;Verwendungszweck;Beguenstigter/Zahlungspflichtiger;Betrag;Waehrung
DE89370400440532013000;30.09.26;01.10.26;Miete;Vermieter GmbH;-1.250,50;EUR
DE89370400440532013000;02.10.26;02.10.26;Rechnung 8;Kunde GmbH;2.000,00;EUR
"""
POLISH = """Data księgowania,Data waluty,Opis operacji,Kwota,Saldo po operacji,Waluta
2026-10-01,2026-10-01,Opłata,-5.00,95.00,PLN
2026-10-02,2026-10-02,Wpłata od klienta,100.00,195.00,PLN
"""
DUTCH = """"Datum"\t"Omschrijving"\t"Af"\t"Bij"
"20261001"\t"Huur"\t"12,50"\t""
"20261002"\t"Klant"\t""\t"20,00"
"""
ENGLISH = """Booking date,Description,Amount,Running balance,Currency
10/13/2026,Fee,($12.50),987.50,USD
10/14/2026,Sale,"1,000.00","1,987.50",USD
"""
TOLD = Told(account="SE45", currency="EUR")
OPENED = Told(account="SE45", currency="EUR", opening=Decimal(0))


def proof_of(text: str, told: Told = TOLD) -> Proof:
    return prove(read_csv(text.encode(), told))


@pytest.mark.parametrize(
    ("text", "amounts", "closing", "currency", "first"),
    [
        (SWEDISH, ["-250.50", "1200.00"], "1949.50", "SEK", date(2026, 10, 1)),
        (GERMAN, ["-1250.50", "2000.00"], "749.50", "EUR", date(2026, 10, 1)),
        (POLISH, ["-5.00", "100.00"], "195.00", "PLN", date(2026, 10, 1)),
        (DUTCH, ["-12.50", "20.00"], "7.50", "EUR", date(2026, 10, 1)),
        (ENGLISH, ["-12.50", "1000.00"], "1987.50", "USD", date(2026, 10, 13)),
    ],
)
def test_each_table_becomes_a_statement_that_proves(
    text: str, amounts: list[str], closing: str, currency: str, first: date
) -> None:
    without_balances = text in {GERMAN, DUTCH}
    proof = proof_of(text, OPENED if without_balances else TOLD)

    (statement,) = proof.statements
    assert proof.holds, proof.findings
    assert bool(proof.added_up) is without_balances
    assert [movement.amount for movement in statement.movements] == list(map(Decimal, amounts))
    assert statement.closing is not None
    assert (statement.closing.amount, statement.currency) == (Decimal(closing), currency)
    assert statement.movements[0].value_date == first


def test_texts_names_and_references_are_kept() -> None:
    swedish, german = proof_of(SWEDISH).statements[0], proof_of(GERMAN).statements[0]

    assert (swedish.movements[0].bank_reference, swedish.movements[0].line) == ("BANK1", 4)
    assert (german.account, german.movements[0].text) == ("DE89370400440532013000", "Miete\nVermieter GmbH")
    assert german.movements[0].entry_date == date(2026, 9, 30)


def test_a_dropped_row_breaks_the_chain_of_balances() -> None:
    lines = (SWEDISH + "2026-09-30;2026-09-30;B0;First;10,00;1 000,00;SEK\n").splitlines(keepends=True)

    errors = proof_of("".join(lines[:3] + lines[4:])).of(Weight.ERROR)

    assert "Row 3: the balance is 1,949.50" in errors[0].message


def test_a_table_without_balances_needs_the_first_one() -> None:
    proof = proof_of(DUTCH, Told("NL1", "EUR"))

    assert "--opening" in proof.of(Weight.ERROR)[0].message


def test_the_currency_is_never_guessed() -> None:
    with pytest.raises(NoCurrency, match="NL1"):
        proof_of(DUTCH, Told("NL1"))


@pytest.mark.parametrize("text", ["", "a;b\n1;2\n", "Datum;Belopp\n", 'Datum;Belopp\n"x', "Date;Amount\n;\n"])
def test_what_is_no_table_of_a_bank_is_refused(text: str) -> None:
    with pytest.raises(NotAStatement):
        proof_of(text)


def test_rows_that_are_no_movements_are_told_and_rows_that_cannot_be_read_are_errors() -> None:
    proof = proof_of(SWEDISH + "Sida 1;;;;;;\n2026-10-02;;;;lots;;SEK\n")

    assert [finding.line for finding in proof.of(Weight.ERROR)] == [5, 6]
    left_out = proof_of(SWEDISH + ";;;Sida 1;;;\n").of(Weight.NOTE)
    assert "Row 5 has no date and amount" in left_out[-1].message


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1 234,56"], ","),
        (["1.234,56", "5"], ","),
        (["1,234.56"], "."),
        (["1'234.50"], "."),
        (["1.234.567"], ","),
        (["12.5"], "."),
        (["100"], ","),
        ([], ","),
        (["1.234", "0,5"], ","),
    ],
)
def test_the_decimal_sign_is_told_by_the_whole_column(texts: list[str], mark: str) -> None:
    assert decimal_mark(texts) == mark


@pytest.mark.parametrize("texts", [["1.234"], ["1,234"], ["1,5", "1.5"]])
def test_a_column_that_can_be_read_two_ways_is_not_guessed(texts: list[str]) -> None:
    with pytest.raises(Ambiguous):
        decimal_mark(texts)
    table = "Date;Amount;Currency\n" + "".join(f"2026-10-01;{text};EUR\n" for text in texts)
    assert "ambiguous" in {finding.rule for finding in proof_of(table).of(Weight.ERROR)}


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("12,50-", ",", "-12.50"),
        ("(12,50)", ",", "-12.50"),
        ("\N{MINUS SIGN}5", ",", "-5"),
        ("+5,00 kr", ",", "5.00"),
        ("1\N{NO-BREAK SPACE}234,00 SEK", ",", "1234.00"),
        ("€1,234.50", ".", "1234.50"),
    ],
)
def test_amounts_are_read_however_banks_spell_them(text: str, mark: str, amount: str) -> None:
    assert read_amount(text, mark).signed == Decimal(amount)


@pytest.mark.parametrize("text", ["", "abc", "1-2", "NaN", "Infinity"])
def test_what_is_no_amount_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        read_amount(text, ",")


def test_day_and_month_are_told_by_the_whole_column() -> None:
    assert month_first(["10/13/2026", "01/02/2026"])
    assert not month_first(["13/10/2026"])
    assert not month_first(["01.02.2026", "2026-01-02", "05/05/2026"])
    with pytest.raises(Ambiguous):
        month_first(["01/02/2026"])


@pytest.mark.parametrize("text", ["2026-10-01", "20261001", "01.10.2026", "1/10/26", "2026/10/01"])
def test_dates_are_read_however_banks_spell_them(text: str) -> None:
    assert read_date(text, us_order=False) == date(2026, 10, 1)


OCTOBER = "Datum;Text;Belopp;Saldo\n2026-10-01;Hyra;-5,00;95,00\n2026-10-02;Kund;10,00;105,00\n"
NOVEMBER = "Datum;Text;Belopp;Saldo\n2026-11-03;Kund;1,00;101,00\n2026-11-01;Hyra;-5,00;100,00\n"


def test_a_table_whose_letters_may_be_two_is_not_proved_until_the_encoding_is_told() -> None:
    content = OCTOBER.replace("Kund", "Betalning från Bo").encode("cp850")

    proof, told = (prove(read_csv(content, TOLD, encoding)) for encoding in (None, "cp850"))

    (finding,) = proof.of(Weight.ERROR)
    assert "cp850" in finding.message
    assert "cp852" in finding.message
    assert told.holds
    assert told.statements[0].movements[1].text == "Betalning från Bo"


def test_tables_of_an_account_are_chained_whatever_their_order_and_that_of_their_rows() -> None:
    files = [("nov.csv", read_csv(NOVEMBER.encode(), TOLD)), ("oct.csv", read_csv(OCTOBER.encode(), TOLD))]

    proved = prove_files(files)

    assert all(proof.holds for proof in proved.files)
    assert [str(each.amount) for found in proved.statements for each in found.movements] == [
        "-5.00",
        "10.00",
        "-5.00",
        "1.00",
    ]


def test_a_table_that_begins_elsewhere_than_the_one_before_it_ended_is_an_error() -> None:
    later = NOVEMBER.replace("101,00", "111,00").replace("100,00", "110,00")
    files = [("oct.csv", read_csv(OCTOBER.encode(), TOLD)), ("nov.csv", read_csv(later.encode(), TOLD))]

    october, november = prove_files(files).files

    assert october.holds
    assert "+10.00 lies between them" in november.of(Weight.ERROR)[0].message
