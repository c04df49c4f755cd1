"""Columns: what a field of an entity is, and the words to declare one with."""

from dataclasses import dataclass, replace

from toolkit.entities.kinds import (
    Amount,
    Choice,
    Day,
    Flags,
    Integer,
    Kind,
    Moment,
    Month,
    Number,
    Reference,
    Rows,
    Structure,
    Text,
    YesNo,
)
from toolkit.entities.kinds.texts import CELL_LIMIT
from toolkit.language import _


@dataclass(frozen=True, slots=True)
class Column:
    """One field of an entity, as the API spells it, with everything a workbook says about it.

    `required` means required to create. `writable` is false for what only the service sets. `assumed` marks a
    field that no published schema lists. The unit is for people, for example "currency of the account".
    `currency` lists the references that lead from a record to the currency of an amount, empty where no field tells.
    `aliases` are other headers that people give the column.
    """

    field: str
    english_title: str
    english_note: str
    kind: Kind
    required: bool = False
    writable: bool = True
    assumed: bool = False
    english_unit: str = ""
    currency: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """How people call the field, in the language that is spoken."""
        return _(self.english_title)

    @property
    def note(self) -> str:
        """What the field means, in the language that is spoken; empty where its title says it all."""
        return _(self.english_note) if self.english_note else ""

    @property
    def unit(self) -> str:
        """What a number counts, in the language that is spoken."""
        return _(self.english_unit) if self.english_unit else ""

    @property
    def target(self) -> str | None:
        """The path of the entity a reference points at, or `None` where the column is no reference."""
        return self.kind.target if isinstance(self.kind, Reference) else None


def required(column: Column) -> Column:
    """Return the column as one that a new record must have."""
    return replace(column, required=True)


def assumed(column: Column) -> Column:
    """Return the column marked as assumed: no published schema lists it."""
    return replace(column, assumed=True)


def read_only(column: Column) -> Column:
    """Return the column as one that only the service sets."""
    return replace(column, writable=False)


def also(column: Column, *aliases: str) -> Column:
    """Return the column as one that people know by other headers, too."""
    return replace(column, aliases=aliases)


def text(field: str, title: str, note: str = "", limit: int = CELL_LIMIT) -> Column:
    """Declare free text."""
    return Column(field, title, note, Text(limit))


def choice(field: str, title: str, note: str = "", choices: tuple[str, ...] = ()) -> Column:
    """Declare one word of a list; an empty list means the tokens are unknown."""
    return Column(field, title, note, Choice(choices=choices))


def flags(field: str, title: str, note: str = "", words: tuple[str, ...] = ()) -> Column:
    """Declare a set of words, with those that are known to exist."""
    return Column(field, title, note, Flags(words))


def integer(field: str, title: str, note: str = "") -> Column:
    """Declare a whole number."""
    return Column(field, title, note, Integer())


def amount(
    field: str,
    title: str,
    note: str = "",
    unit: str = "currency of the account",
    currency: tuple[str, ...] = ("bankAccount", "currency"),
) -> Column:
    """Declare money in major units."""
    return Column(field, title, note, Amount(), english_unit=unit, currency=currency)


def number(field: str, title: str, note: str = "") -> Column:
    """Declare a number with a fraction."""
    return Column(field, title, note, Number())


def yes_no(field: str, title: str, note: str = "") -> Column:
    """Declare yes or no, spelt 1 and 0 by the service."""
    return Column(field, title, note, YesNo())


def day(field: str, title: str, note: str = "") -> Column:
    """Declare a calendar day."""
    return Column(field, title, note, Day())


def moment(field: str, title: str, note: str = "") -> Column:
    """Declare a date and time, UTC."""
    return Column(field, title, note, Moment(), english_unit="UTC")


def month(field: str, title: str, note: str = "") -> Column:
    """Declare a calendar month."""
    return Column(field, title, note, Month())


def reference(field: str, title: str, target: str, note: str = "") -> Column:
    """Declare a pointer to a record of the entity whose path is `target`, without slash."""
    return Column(field, title, note, Reference(target))


def rows(field: str, title: str, parts: tuple[Column, ...], note: str = "") -> Column:
    """Declare an array of parts: its own cell only shows it, a sheet of its own edits it."""
    return read_only(Column(field, title, note, Rows(tuple((part.field, part.kind) for part in parts))))


def structure(field: str, title: str, note: str = "") -> Column:
    """Declare an array or object that is only shown."""
    return read_only(Column(field, title, note, Structure()))
