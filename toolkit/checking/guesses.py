"""Guesses: which entity's rows a sheet holds whose name says nothing, by the columns that its header names."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from toolkit.checking.header_reading import SEARCHED_ROWS, HeaderReading, best_row
from toolkit.entities import ENTITIES, PARTS, WORKLISTS
from toolkit.entities.entity import Entity
from toolkit.excel.sheet import Row, Sheet

_FIT = 0.5
_FEW = 2
"""Columns that make a guess, where no *Command* and no *Id* stand beside them."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The headers that a sheet may have: one if that is certain, several if the columns fit several entities alike."""

    readings: tuple[HeaderReading, ...]

    @property
    def only(self) -> HeaderReading | None:
        """The header, if there is one only."""
        return self.readings[0] if len(self.readings) == 1 else None

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities whose rows the sheet may hold."""
        return tuple(reading.entity for reading in self.readings)

    @property
    def commanded(self) -> bool:
        """Whether there is a column *Command*, which only our templates have."""
        return any("Command" in reading.names.values() for reading in self.readings)

    @property
    def wide(self) -> bool:
        """Whether most columns of the entity are there, and an *Id* or a *Command*."""
        only = self.only
        return only is not None and only.made_by_template and only.fit >= _FIT and only.fields >= _FEW


def header_rows(sheet: Sheet) -> list[Row]:
    """Return the rows among which a header is looked for."""
    return list(takewhile(lambda row: row.number <= SEARCHED_ROWS, sheet.rows()))


def guess(rows: Sequence[Row]) -> Guess:
    """Return the headers of which more than half are columns of one entity and of no other as many.

    Entities that only the service writes are never among them. A sheet with all columns of an entity and no others is
    that entity's, and one with most of those of a work list is that work list's.
    """
    made = _made_by_us(rows)
    return Guess((made,)) if made is not None else Guess(tuple(_most(rows, (*ENTITIES, *PARTS))))


def fitting(sheet: Sheet) -> tuple[Entity, ...]:
    """Return the entities that a header among the first rows fits best, for a sheet that certainly is an entity's.

    Most columns are known, and more than one. Of two or more that are returned, none fits better than another.
    """
    best = _readings(header_rows(sheet), (*ENTITIES, *PARTS, *WORKLISTS))
    found = [reading for reading in best if reading.fields > max(1, len(reading.unknown))]
    likely = _with_most(found)
    fit = max((reading.fit for reading in likely), default=0)
    return tuple(reading.entity for reading in likely if reading.fit == fit)


def taken(rows: Sequence[Row]) -> Guess:
    """Return the headers of a sheet that somebody told to take: those that name the most columns of an entity."""
    made = _made_by_us(rows)
    return Guess((made,)) if made is not None else Guess(tuple(_with_most(_readings(rows, (*ENTITIES, *PARTS)))))


def _made_by_us(rows: Sequence[Row]) -> HeaderReading | None:
    """Return the header that fits best, if it is nearly that of a template; `None` where two fit alike."""
    best = _readings(rows, (*ENTITIES, *PARTS, *WORKLISTS))
    ranked = sorted((reading for reading in best if reading.made_by_template), key=lambda each: -each.fit)
    if not ranked or (len(ranked) > 1 and ranked[0].fit == ranked[1].fit):
        return None
    whole = 1 if ranked[0].entity not in WORKLISTS else _FIT
    return ranked[0] if ranked[0].fit >= whole else None


def _most(rows: Sequence[Row], entities: Sequence[Entity]) -> list[HeaderReading]:
    found = [
        reading
        for reading in _readings(rows, entities)
        if reading.fields * 2 > reading.headers and (reading.fields >= _FEW or reading.made_by_template)
    ]
    return _with_most(found)


def _with_most(readings: Sequence[HeaderReading]) -> list[HeaderReading]:
    most = max((reading.fields for reading in readings), default=0)
    return [reading for reading in readings if reading.fields == most]


def _readings(rows: Sequence[Row], entities: Sequence[Entity]) -> list[HeaderReading]:
    return [reading for entity in entities if (reading := best_row(entity, rows)) is not None]
