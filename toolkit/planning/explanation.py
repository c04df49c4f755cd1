"""Everything there is to know about one cell of a workbook, as a value to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.entities.cell import Cell
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.record import Command, Mine
from toolkit.planning.changes import Request
from toolkit.planning.differences import Outcome


@dataclass(frozen=True, slots=True)
class Sides:
    """The three sides of a field, and what comes of it.

    The field is that of the record which the cell is about; on work lists, that is not the row's own.
    """

    entity: Entity
    field: str
    base: Value | None
    mine: Value | None
    live: Value | None
    outcome: Outcome
    based: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """A cell of an entity's sheet.

    `raw` is `None` for a blank cell. `column` is what its header means: a field, one of the columns that every sheet
    has, or empty. `steps` tell how it is read. `fate` says what becomes of its row, `happening` in one word; with the
    numbers of its changes and the requests of these. `rules` are the issues found at the cell, each as its rule and its
    sentence; `names` the labels of what its sides point at, by IRI.
    """

    sheet: str
    cell: str
    row: int
    hidden: bool
    raw: Cell | None
    entity: Entity
    column: str
    mine: Mine | None
    label: str
    steps: tuple[str, ...]
    sides: Sides | None
    fate: str
    changes: tuple[int, ...]
    requests: tuple[Request, ...]
    rules: tuple[tuple[str, str], ...]
    names: Mapping[str, str]
    happening: str

    @property
    def command(self) -> str:
        """The command of the row."""
        return (self.mine.command if self.mine is not None else Command.AUTO).value
