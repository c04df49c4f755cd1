"""The titles that banks put over their columns, in several languages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Content = str | Decimal | date

_TITLES: Mapping[str, str] = {
    "booked": "bokföringsdatum bokföringsdag bokförd bokfört bokförddatum buchungstag buchungsdatum buchung "
    "bookingdate bookeddate entrydate postingdate posteddate datum date data dataksięgowania "
    "dataoperacji transaktionsdatum transaktionsdag reskontradatum boekdatum boekingsdatum dato "
    "bogføringsdato bokføringsdato bokføringsdag datecomptable dateopération datedopération "
    "dateoperation transactiondate booked posted fecha fechaoperación datacontabile kirjauspäivä",
    "value": "valutadatum valutadag wertstellung wertstellungsdatum wert valutadate valuedate datawaluty "
    "rentedatum rentedato valørdato valør datevaleur datedevaleur valuta fechavalor datavaluta "
    "arvopäivä räntedatum",
    "amount": "belopp betrag amount kwota kwotaoperacji kwotatransakcji bedrag umsatz montant beløb beløp importo "
    "importe transactionamount transaktionsbelopp buchungsbetrag beloppinut inutbelopp moneyinout "
    "transactievalue määrä",
    "debit": "debit debits soll uttag uttaget uttagsbelopp utgift utgifter obciążenia obciążenie wypłaty wypłata "
    "af debét debet debetbelopp débit débits debitamount debitamounts amountdebit debitbelopp "
    "beloppdebet beloppdebit belopput utbelopp utbetalning utbetalningar utbetalt ut ud hævet "
    "utfrakonto withdrawal withdrawals withdrawalamount withdrawalamt paidout moneyout amountout "
    "outgoing debitedamount lastschrift lastschriften belastung belastungen ausgabe ausgaben ausgang "
    "ausgänge auszahlung auszahlungen sollbetrag betragsoll umsatzsoll sollumsatz sollumsätze "
    "afschrijving afschrijvingen afgeschreven bedragaf uitgaven uitgaand uit uitgaande bedraguit "
    "montantdébit montantaudébit retrait retraits dépense dépenses paiements dare addebiti addebito "
    "uscite cargo cargos debe otto",
    "credit": "credit credits haben insättning insättningar insättningsbelopp insatt inkomst inkomster uznania "
    "uznanie wpłaty wpłata bij crédit crédits kredit kreditbelopp creditamount creditamounts "
    "amountcredit beloppkredit beloppcredit beloppin inbelopp inbetalning inbetalningar innbetaling "
    "innbetalt in inn ind indsat inntilkonto innpåkonto deposit deposits depositamount depositamt "
    "paidin moneyin amountin incoming creditedamount receipts gutschrift gutschriften einnahme "
    "einnahmen eingang eingänge einzahlung einzahlungen habenbetrag betraghaben umsatzhaben habenumsatz "
    "habenumsätze bijschrijving bijschrijvingen bijgeschreven bedragbij inkomsten inkomend inkomende "
    "bedragin montantcrédit montantaucrédit versement versements recette recettes encaissements avere "
    "accrediti accredito entrate abono abonos haber pano",
    "currency": "currency währung waehrung waluta munt muntsoort devise valutakod myntslag currencycode moneda divisa",
    "balance": "saldo saldon balance balances bokförtsaldo bokfördsaldo kontostand saldopooperacji saldonaoperacji "
    "runningbalance bookedbalance balanceafter balanceamount saldonachbuchung saldonatransactie "
    "saldonamutatie saldonaboeking nyttsaldo saldoefter solde soldes soldeaprès closingbalance",
    "text": "text beskrivning verwendungszweck description opis opisoperacji tytuł tytułem omschrijving "
    "information meddelande purpose transaktion specifikation buchungstext mededelingen mededeling "
    "libellé libelle tekst details particulars narrative memo naamomschrijving",
    "name": "mottagare avsändare counterparty name namn beguenstigterzahlungspflichtiger empfänger empfaenger "
    "auftraggeber nadawcaodbiorca kontrahent naamtegenpartij naam motpart payee",
    "reference": "referens reference referenz bankreference bankreferens verifikationsnummer numerreferencyjny "
    "nrreferencyjny transactionid referentie operationnumber référence",
    "account": "konto account kontonummer auftragskonto iban rachunek rekening rekeningnummer accountnumber "
    "bankkonto compte",
    "direction": "debitcredit creditdebit debetkredit kreditdebet debitkredit debetcredit débitcrédit dc cd kd dk "
    "crdr drcr dbcr cddt sollhaben habensoll sh hs afbij bijaf inut utin inuit sign tecken vorzeichen "
    "fortegn sens richtung richting riktning retning kierunek direction cdtdbtind creditdebitindicator "
    "debitcreditindicator creditdebitcode debitcreditcode debitorcredit creditordebit "
    "sollhabenkennzeichen habensollkennzeichen dckennzeichen shkennzeichen debetkreditkod "
    "debitcreditmark wnma daavere darehaver",
}
_ROLES = {title: role for role, titles in _TITLES.items() for title in titles.split()}
_OF_SIGNS = {"+/-": "direction", "-/+": "direction", "+-": "direction", "±": "direction", "-": "debit", "+": "credit"}
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_CURRENCY = re.compile(r"(?:\bin\s+|\bi\s+|[(\[]|\s)(?P<code>[A-Z]{3})[)\]]?\s*$")
MONEY = ("amount", "debit", "credit", "balance")
"""What the columns of figures hold."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number, and what its cells hold by column, blank ones left out.

    `width` is how many cells the row has in a file of text, 0 in a sheet.
    """

    number: int
    cells: Mapping[int, Content]
    width: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: by what their titles say they hold, and those of which nobody knows.

    `again` are columns of figures whose role another one has already. `currency` is what the titles of figures tell.
    """

    roles: Mapping[str, int]
    directions: tuple[int, ...]
    again: tuple[tuple[str, int], ...]
    unread: Mapping[int, str]
    currency: str = ""

    @property
    def holds_movements(self) -> bool:
        """Whether there is a date, and an amount or one for each way."""
        roles = self.roles.keys()
        return bool({"booked", "value"} & roles) and ("amount" in roles or {"debit", "credit"} <= roles)


def columns_of(titles: Line, below: Sequence[Line]) -> Columns:
    """Return the columns by what their titles say they hold; of two alike the first counts."""
    roles: dict[str, int] = {}
    again: list[tuple[str, int]] = []
    unread: dict[int, str] = {}
    directions: list[int] = []
    currencies: set[str] = set()
    for index, title in titles.cells.items():
        role = role_of(title) if isinstance(title, str) else None
        if role == "value" and _holds_codes(index, below):
            # Valuta is the value date in German and the currency in Swedish.
            role = "currency"
        if role == "direction":
            directions.append(index)
        elif role is None or (role in roles and role not in MONEY):
            unread[index] = f"{title}"
        elif role in roles:
            again.append((role, index))
        else:
            roles[role] = index
        if role in MONEY and _letters(f"{title}") not in _ROLES and (code := _CURRENCY.search(f"{title}")):
            currencies.add(code["code"])
    currency = currencies.pop() if len(currencies) == 1 else ""
    return Columns(roles, tuple(directions), tuple(again), unread, currency)


def role_of(title: str) -> str | None:
    """Return what a column of a title holds; a currency beside the title does not matter."""
    if title.strip().replace(" ", "") in _OF_SIGNS:
        return _OF_SIGNS[title.strip().replace(" ", "")]
    bare = _BRACKETS.sub(" ", title)
    return next(filter(None, (_ROLES.get(_letters(each)) for each in (title, bare, _CURRENCY.sub("", bare)))), None)


def _letters(title: str) -> str:
    return "".join(filter(str.isalpha, title.casefold()))


def titles_seen(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the texts of the row that looks most like one of titles: most texts without a digit."""
    rows = [tuple(_words(line)) for line in lines]
    return max(rows, key=len, default=())


def _words(line: Line) -> Iterator[str]:
    texts = (content for content in line.cells.values() if isinstance(content, str))
    return (text for text in texts if not any(map(str.isdigit, text)) and len(text) <= 40)


def _holds_codes(index: int, lines: Sequence[Line]) -> bool:
    first = next((line.cells[index] for line in lines if index in line.cells), "")
    return isinstance(first, str) and len(first) == 3 and first.isalpha()
