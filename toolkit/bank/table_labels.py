"""Rows of a table that are no movements: opening and closing balances, and totals, by the words that banks write."""

import enum
from collections.abc import Iterable, Mapping

from toolkit.bank.titles import Content


class Label(enum.Enum):
    """What a row is, in place of a movement."""

    OPENING = "opening"
    CLOSING = "closing"
    TOTAL = "total"


_WORDS: Mapping[Label, str] = {
    Label.OPENING: "ingåendesaldo ingåendebalans ingsaldo saldoingående inngåendesaldo primosaldo anfangssaldo "
    "anfangsbestand alterkontostand altersaldo startsaldo beginsaldo openingssaldo vorigsaldo oudsaldo "
    "openingbalance beginningbalance startingbalance previousbalance balancebroughtforward broughtforward "
    "balancebf soldeinitial soldeprécédent anciensolde soldedouverture saldopoczątkowe saldootwarcia "
    "saldoiniziale saldoinicial saldoanterior alkusaldo",
    Label.CLOSING: "utgåendesaldo utgåendebalans utgsaldo saldoutgående slutsaldo ultimosaldo endsaldo endbestand "
    "neuerkontostand neuersaldo schlusssaldo schlußsaldo eindsaldo nieuwsaldo closingbalance "
    "endingbalance newbalance balancecarriedforward carriedforward balancecf soldefinal nouveausolde "
    "soldedeclôture saldokońcowe saldozamknięcia saldofinale saldofinal loppusaldo",
    Label.TOTAL: "summa summan totalt total totals totalsumma grandtotal sum gesamt gesamtsumme summe insgesamt totaal "
    "razem suma sumaobrotów somme totaux yhteensä totale ialt summabelopp summainsättningar summauttag",
}
_LABELS = {word: label for label, words in _WORDS.items() for word in words.split()}


def label_of(cells: Iterable[Content]) -> Label | None:
    """Return what a row's cells call it, digits and signs aside; a balance goes before a total."""
    found = {_LABELS.get("".join(filter(str.isalpha, cell.casefold()))) for cell in cells if isinstance(cell, str)}
    return next((label for label in Label if label in found), None)
