"""The titles that banks put over their columns, in several languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Content = str | Decimal | date

_TITLES: Mapping[str, str] = {
    "booked": "bokföringsdatum bokföringsdag bokförd buchungstag buchungsdatum buchung bookingdate bookeddate "
    "entrydate datum date data dataksięgowania dataoperacji transaktionsdatum transaktionsdag boekdatum dato "
    "bogføringsdato datecomptable dateopération transactiondate booked",
    "value": "valutadatum valutadag wertstellung wertstellungsdatum valutadate valuedate datawaluty rentedatum "
    "rentedato valørdato datevaleur valuta",
    "amount": "belopp betrag amount kwota kwotaoperacji bedrag umsatz montant beløb importo transactionamount",
    "debit": "debit soll uttag utgift obciążenia obciążenie af débit debet debitamount",
    "credit": "credit haben insättning inkomst uznania uznanie bij crédit kredit creditamount",
    "currency": "currency währung waehrung waluta munt devise valutakod myntslag",
    "balance": "saldo balance bokförtsaldo kontostand saldopooperacji saldonaoperacji runningbalance bookedbalance "
    "saldonachbuchung saldonatransactie solde",
    "text": "text beskrivning verwendungszweck description opis opisoperacji tytuł tytułem omschrijving information "
    "meddelande purpose transaktion specifikation buchungstext mededelingen libellé tekst",
    "name": "mottagare avsändare counterparty name namn beguenstigterzahlungspflichtiger empfänger empfaenger "
    "auftraggeber nadawcaodbiorca kontrahent naamtegenpartij naam motpart",
    "reference": "referens reference referenz bankreference bankreferens verifikationsnummer numerreferencyjny "
    "nrreferencyjny transactionid referentie operationnumber",
    "account": "konto account kontonummer auftragskonto iban rachunek rekening accountnumber bankkonto",
}
_ROLES = {title: role for role, titles in _TITLES.items() for title in titles.split()}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number, and what its cells hold by column, blank ones left out."""

    number: int
    cells: Mapping[int, Content]


def columns_of(titles: Line, below: Sequence[Line]) -> dict[str, int]:
    """Return the columns by what their titles say they hold; of two alike the first counts."""
    found: dict[str, int] = {}
    for index, title in titles.cells.items():
        role = _ROLES.get("".join(filter(str.isalpha, title.casefold()))) if isinstance(title, str) else None
        if role == "value" and _holds_codes(index, below):
            # Valuta is the value date in German and the currency in Swedish.
            role = "currency"
        if role is not None:
            found.setdefault(role, index)
    return found


def _holds_codes(index: int, lines: Sequence[Line]) -> bool:
    first = next((line.cells[index] for line in lines if index in line.cells), "")
    return isinstance(first, str) and len(first) == 3 and first.isalpha()
