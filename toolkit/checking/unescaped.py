"""What the cells of a pulled workbook showed; workbooks of earlier programs show texts like `[clear]` as they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from toolkit.checking.cells import interpret
from toolkit.checking.decode import Table
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.columns import Column
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.literals import needs_escape


def _offers_nothing(_path: str) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class PulledText:
    """What the cells of a pulled workbook showed: `names` has what references did, by IRI.

    `unescaped` has the records whose cells show texts like `[clear]` as they are, by entity and id. `ids` returns what
    the workbook offers for references to an entity: ids by name.
    """

    names: Mapping[str, str]
    ids: Callable[[str], Mapping[str, str]] = _offers_nothing
    unescaped: Live = field(default_factory=dict)


NOT_PULLED = PulledText(MappingProxyType({}))


def restore_unescaped(tables: Sequence[Table], pulled: PulledText) -> None:
    """Put the pulled value in the place of what its cell seems to ask for; called before references are resolved."""
    for table in tables:
        records = pulled.unescaped.get(table.entity.path, {})
        for line in table.lines if records else ():
            record = records.get(line.id or "")
            for place, column in enumerate(table.columns):
                was = record.values.get(column.field) if record is not None else None
                text = _shown(column, was, pulled.names) if was is not None else ""
                if needs_escape(text) and line.readings[place] == interpret(column.kind, Cell(Stored.TEXT, text)):
                    line.readings[place] = was


def _shown(column: Column, value: Value, names: Mapping[str, str]) -> str:
    content = names.get(str(value), "") if column.target is not None else column.kind.to_cell(value)
    return content if isinstance(content, str) else ""
