"""Oddities: the cells of a table of which there is something to tell, gathered while it is decoded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from toolkit.checking.cells import ColumnReader, Look, Reading
from toolkit.checking.conversions import Conversion, Converted, Doubtful, Listed, NamedCurrency, Noted, Priced, Rule
from toolkit.checking.issues import Problem
from toolkit.checking.numerals import numeral
from toolkit.entities.record import Header
from toolkit.excel.sheet import Row

_FIRST_FIELD = 2
"""The place of the first field of the entity, behind Command and Id."""


_OF_NUMBERS = frozenset({Rule.CURRENCY, Rule.DECIDED})
"""The rules of conversions of texts that may name a currency."""


@dataclass(frozen=True, slots=True)
class Note:
    """A warning about the value of a cell that is taken as it is."""

    row: int
    field: str
    problem: Problem


@dataclass(slots=True)
class _Odd:
    row: int
    place: int
    look: Converted | Doubtful | Noted | Priced | Listed


class Oddities:
    """Takes what is told of cells, batch by batch, and settles what is doubtful when the whole column is known.

    `names` are `Command`, `Id` and the fields, in the order in which a row is read.
    """

    def __init__(self, header: Header, names: Sequence[str]) -> None:
        self.conversions: list[Conversion] = []
        self.notes: list[Note] = []
        self.currencies: list[NamedCurrency] = []
        self.listed: dict[tuple[int, str], Listed] = {}
        self._header = header
        self._names = names
        self._odd: list[_Odd] = []

    @property
    def found(self) -> bool:
        """Tell whether there is anything to tell."""
        return bool(self._odd)

    def take(self, place: int, rows: Sequence[Row], looks: Sequence[Look]) -> Sequence[Reading]:
        """Return what the cells of a column say, and remember what there is to tell of them."""
        return [self._reading(place, row.number, look) for row, look in zip(rows, looks, strict=True)]

    def _reading(self, place: int, row: int, look: Look) -> Reading:
        match look:
            case Converted() | Noted() | Priced() | Listed():
                self._odd.append(_Odd(row, place, look))
                return look.value
            case Doubtful():
                self._odd.append(_Odd(row, place, look))
                return look.problem
            case _:
                return look

    def settle(
        self,
        readers: Sequence[ColumnReader],
        ways: Collection[str],
        rows: Mapping[int, list[Reading]],
        unread: Collection[int],
    ) -> None:
        """Decide what is doubtful, and keep what there is to tell of the rows that say something.

        A cell that can be read in two ways is read in the one that all others of its column and the `ways` of the
        workbook's language agree on; where they do not agree, or show nothing, it stays an issue. `rows` has the
        readings of each row, `unread` the numbers of rows that ask for nothing, of which Id and Command count alone.
        """
        decided = [frozenset({*(reader.ways or ()), *ways}) for reader in readers]
        for odd in self._odd:
            readings = rows.get(odd.row)
            if readings is None or (odd.place >= _FIRST_FIELD and odd.row in unread):
                continue
            match odd.look:
                case Converted():
                    self._keep(odd, odd.look)
                case Noted():
                    self._note(odd, odd.look.warning)
                case Priced():
                    self._name(odd, odd.look.raw, odd.look.currency, in_format=True)
                    self._note(odd, odd.look.warning)
                case Listed():
                    self.listed[odd.row, self._names[odd.place]] = odd.look
                case Doubtful():
                    self._decide(odd, odd.look, decided[odd.place], readings)

    def _decide(self, odd: _Odd, doubtful: Doubtful, ways: frozenset[str], readings: list[Reading]) -> None:
        shown = ways.intersection(doubtful.readings)
        if len(shown) != 1:
            return
        value = doubtful.readings[next(iter(shown))]
        readings[odd.place - _FIRST_FIELD] = value
        if not isinstance(value, Problem):
            self._keep(odd, Converted(doubtful.raw, value, Rule.DECIDED))

    def _keep(self, odd: _Odd, converted: Converted) -> None:
        self.conversions.append(Conversion.at(self._header, odd.row, self._names[odd.place], converted))
        if converted.rule in _OF_NUMBERS and (found := numeral(converted.raw)) and found.currency:
            self._name(odd, converted.raw, found.currency)

    def _note(self, odd: _Odd, warning: Problem | None) -> None:
        if warning is not None:
            self.notes.append(Note(odd.row, self._names[odd.place], warning))

    def _name(self, odd: _Odd, raw: str, currency: str, *, in_format: bool = False) -> None:
        field = self._names[odd.place]
        address = self._header.address(odd.row, field)
        self.currencies.append(
            NamedCurrency(self._header.sheet, address, odd.row, field, raw, currency, in_format=in_format)
        )
