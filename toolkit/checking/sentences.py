"""Sentences: what a broken rule is called to people, with the values that broke it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from toolkit.checking.issues import quoted
from toolkit.checking.schema import CHOICE, ORDER, REQUIRED, TOO_LONG
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.language import _

CLEAR_REQUIRED = "clear-required"
"""The rule that `required` becomes where a field that has a value is emptied."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a row breaks, with the fields it is about; more than one where the rule compares them."""

    row: int
    rule: str
    fields: tuple[str, ...]

    @property
    def cells(self) -> Iterator[tuple[int, str]]:
        """The row's cells that it is about."""
        return ((self.row, name) for name in self.fields)


class Sentences:
    """The sentences about the rows of one frame."""

    def __init__(self, entity: Entity, frame: pd.DataFrame) -> None:
        self._entity = entity
        self._frame = frame
        self._write = {
            REQUIRED: self._required,
            CLEAR_REQUIRED: self._clear_required,
            CHOICE: self._choice,
            TOO_LONG: self._too_long,
            ORDER: self._order,
        }

    def of(self, failure: Failure) -> str:
        """Return the sentence of a failure."""
        return self._write[failure.rule](failure)

    def value(self, row: int, field: str) -> Value | None:
        """Return the value of a row's field."""
        value: Value | None = self._columns[field][self._places[row]]
        return value

    @cached_property
    def _columns(self) -> Mapping[str, list[Value | None]]:
        return {str(name): list(self._frame[name]) for name in self._frame.columns}

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {int(row): place for place, row in enumerate(self._frame.index)}

    def _required(self, failure: Failure) -> str:
        return _("{title} is missing: a new {entity} needs it.").format(
            title=self._title(failure), entity=self._entity.singular
        )

    def _clear_required(self, failure: Failure) -> str:
        return _("{title} cannot be cleared: every {entity} needs it.").format(
            title=self._title(failure), entity=self._entity.singular
        )

    def _choice(self, failure: Failure) -> str:
        expected = self._entity.column(failure.fields[0]).kind.expected
        text = quoted(str(self.value(failure.row, failure.fields[0])))
        return _("{text} is not {expected}. The service decides, so this is only a warning.").format(
            text=text, expected=expected
        )

    def _too_long(self, failure: Failure) -> str:
        expected = self._entity.column(failure.fields[0]).kind.expected
        length = len(str(self.value(failure.row, failure.fields[0])))
        return _("The text has {length:,} characters; expected {expected}. Shorten it.").format(
            length=length, expected=expected
        )

    def _order(self, failure: Failure) -> str:
        first, last = (
            f"{self._entity.column(name).title} ({self.value(failure.row, name)})" for name in failure.fields
        )
        return _("{last} is before {first}. Mend the one that is wrong.").format(last=last, first=first)

    def _title(self, failure: Failure) -> str:
        return self._entity.column(failure.fields[0]).title
