"""Conversions: what a cell became that does not say its value the way a workbook stores it.

A text that holds a number, a date as people write it, a space too many: each is read only where it can mean one thing,
and each is told with the cell, what was typed, what it became and by which rule.
"""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.checking.issues import Problem, quoted
from toolkit.entities.canonical import JsonObject
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.record import Clear, Header
from toolkit.language import mark

_plain = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?").fullmatch


class Rule(enum.StrEnum):
    """Which rule changed what was typed; the words are stable, for machines."""

    NUMBER = "number"
    CURRENCY = "currency"
    DATE = "date"
    DECIDED = "decided"
    TIME_DROPPED = "time-dropped"
    NOTHING = "nothing"
    YES_NO = "yes-no"
    CASE = "case"
    SPLIT = "split"
    SPACES = "spaces"
    LINE_BREAKS = "line-breaks"
    CHARACTERS = "characters"
    LEADING_ZEROS = "leading-zeros"
    NAME = "name"
    ESCAPED = "escaped"


SENTENCES: Mapping[Rule, str] = {
    Rule.NUMBER: mark("The text was read as a number."),
    Rule.CURRENCY: mark("The text was read as a number, without its currency."),
    Rule.DATE: mark("The text was read as a date."),
    Rule.DECIDED: mark("It can be read in two ways; the rest of the column, or the workbook's language, decides."),
    Rule.TIME_DROPPED: mark("The time of day was dropped: the column holds dates."),
    Rule.NOTHING: mark("A dash that stands for nothing was read as an empty cell."),
    Rule.YES_NO: mark("The word was read as yes or no."),
    Rule.CASE: mark("The word was taken in the spelling of the list, or of the records."),
    Rule.SPLIT: mark("The text was split into several words."),
    Rule.SPACES: mark("Spaces and invisible characters around or between were dropped."),
    Rule.LINE_BREAKS: mark("Line breaks of another system became ordinary ones."),
    Rule.CHARACTERS: mark("Characters became the ordinary ones that they look like."),
    Rule.LEADING_ZEROS: mark("The digits were taken as the number format shows them."),
    Rule.NAME: mark("The name was found in another spelling."),
    Rule.ESCAPED: mark("The backslash was dropped: it tells a text from the word that empties a field."),
}
"""What each rule did, in English; whoever shows it translates it."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What a cell was read as, whatever row it stands in.

    `shows` is what it reveals of how the column writes numbers or dates (`","`, `"."`, `"dmy"`, `"mdy"`), empty where
    it reveals nothing.
    """

    raw: str
    value: Value | Clear | None
    rule: Rule
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A cell that can be read in two ways, by what would decide between them; the problem where nothing does."""

    raw: str
    readings: Mapping[str, Value | Problem]
    problem: Problem


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that is taken as it is, or the nothing of an empty result, with a warning."""

    value: Value | None
    warning: Problem


@dataclass(frozen=True, slots=True)
class Priced:
    """A number whose number format names a currency, with what else is to be warned of."""

    raw: str
    value: Value
    currency: str
    warning: Problem | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Flags as their cell has them: what was typed, the words it parts into, and what was tidied on the way, if so.

    Which words are one flag is known only with the records.
    """

    raw: str
    value: tuple[str, ...]
    tidied: Rule | None = None


@dataclass(frozen=True, slots=True)
class NamedCurrency:
    """A currency that stands beside an amount, in the text of its cell or in its number format."""

    sheet: str
    cell: str
    row: int
    field: str
    raw: str
    currency: str
    in_format: bool = False

    @property
    def shown(self) -> str:
        """What the cell shows, in quotes."""
        return quoted(f"{self.raw} {self.currency}" if self.in_format else self.raw)


@dataclass(frozen=True, slots=True)
class Conversion:
    """One cell that was not taken as typed: `raw` is its stored text, `value` what it became, `rule` why."""

    sheet: str
    cell: str
    row: int
    entity: str
    field: str
    raw: str
    value: Value | Clear | None
    rule: Rule

    @classmethod
    def at(cls, header: Header, row: int, name: str, converted: Converted) -> "Conversion":
        """Return the conversion of a row's cell; `name` is a field, or one of the columns that every sheet has."""
        path = header.entity.path
        address = header.address(row, name)
        return cls(header.sheet, address, row, path, name, converted.raw, converted.value, converted.rule)

    @property
    def became(self) -> str:
        """The value as a person would type it; empty where nothing is left."""
        return spelt(self.value)

    def to_json(self) -> JsonObject:
        """Spell the conversion as `check --json` does."""
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "row": self.row,
            "entity": self.entity,
            "field": self.field,
            "raw": self.raw,
            "value": self.became,
            "rule": self.rule.value,
        }


def as_typed(conversion: Conversion) -> bool:
    """Tell whether a number was typed as digits alone, with their fraction: where all cells are text, that is as is."""
    return conversion.rule is Rule.NUMBER and _plain(conversion.raw) is not None


def spelt(value: Value | Clear | None) -> str:
    """Spell a value as text, numbers with a point and dates in ISO order."""
    match value:
        case None:
            text = ""
        case Clear():
            text = value.value
        case bool():
            text = "yes" if value else "no"
        case tuple():
            text = ", ".join(value)
        case NewRow():
            text = f"{value.sheet}!{value.row}"
        case _:
            # A date and a moment print in ISO order, the moment with a space and its offset.
            text = str(value)
    return text
