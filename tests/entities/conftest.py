"""The test's own pen: the cell that a workbook has once a kind's content was written into it."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import assert_never

import pytest

from toolkit.entities.cell import EPOCH_1900, Cell, NumberFormat, Shape, Stored
from toolkit.entities.kinds import Content, Kind

Pen = Callable[[Kind, Content], Cell]


@pytest.fixture(scope="session")
def pen() -> Pen:
    """Give the function that turns what a kind writes into the cell that a reader finds."""
    return _written


def _written(kind: Kind, content: Content) -> Cell:
    match content:
        case bool():
            return Cell(Stored.BOOLEAN, "1" if content else "0")
        case str():
            return Cell(Stored.TEXT, content)
        case int() | Decimal():
            return Cell(Stored.NUMBER, str(content), NumberFormat(kind.number_format))
        case datetime():
            return Cell(Stored.NUMBER, _serial(content), NumberFormat(kind.number_format, Shape.DATE))
        case date():
            return _written(kind, datetime.combine(content, datetime.min.time()))
        case _:
            assert_never(content)


def _serial(moment: datetime) -> str:
    """Spell a serial as Excel does: a binary fraction of a day."""
    since = moment - datetime.combine(EPOCH_1900, datetime.min.time())
    return repr(since.days + since.seconds / 86_400)
