"""Lines: one field of a change as words, and the lines of an array whose parts are rows of another sheet."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.entities import find
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Rows, Value
from toolkit.entities.part_row import Deed as PartDeed
from toolkit.entities.part_row import PartRow
from toolkit.language import _
from toolkit.planning.align import align
from toolkit.reports.terminal import clean
from toolkit.reports.words import Known, is_number, phrase


class Deed(enum.Enum):
    """What happens to a field."""

    SETS = "sets"
    CHANGES = "changes"
    CLEARS = "clears"
    LOSES = "loses"


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a change: its cell's address or nothing, its title, and how its value reads before and after."""

    deed: Deed
    cell: str
    title: str
    before: str = ""
    after: str = ""
    numeric: bool = False


Values = Mapping[str, Value]


class PartLines:
    """Writes the lines of one array: each part that comes or goes, and each field of the parts that stay."""

    def __init__(self, entity: Entity, field: str, parts: tuple[PartRow, ...]) -> None:
        children = next(children for children in entity.children if children.field == field)
        self._entity = find(children.entity.path)
        self._rows = [part for part in parts if part.field == field]
        self._title = entity.by_field[field].title

    def between(self, kind: Rows, before: Value | None, after: Value | None) -> Iterator[Line]:
        """Yield what tells two states of the array apart; its parts are numbered as they are before, new ones after."""
        old, new = kind.parts(before) or [], kind.parts(after) or []
        made = {row.index for row in self._rows if row.deed is PartDeed.CREATED}
        stayed = [index for index in range(len(new)) if index not in made]
        found = [None if at is None else stayed[at] for at in align(kind, old, [new[index] for index in stayed]).found]
        gone = iter([row for row in self._rows if row.deed is PartDeed.DELETED])
        for number, (part, index) in enumerate(zip(old, found, strict=True), 1):
            if index is None:
                row = next(gone, None)
                yield Line(
                    Deed.LOSES, f"{row.sheet}!{row.row}" if row else "", self._of(number), self._words(part.values)
                )
            else:
                yield from self._fields(number, index, (part.values, new[index].values))
        for index in sorted(set(range(len(new))).difference(each for each in found if each is not None)):
            row = self._row(index)
            cell = f"{row.sheet}!{row.row}" if row else ""
            yield Line(Deed.SETS, cell, self._of(index + 1), after=self._words(new[index].values))

    def _fields(self, number: int, index: int, sides: tuple[Values, Values]) -> Iterator[Line]:
        before, after = sides
        row = self._row(index)
        for column in self._entity.columns:
            was, now = before.get(column.field), after.get(column.field)
            if was == now:
                continue
            deed = Deed.CLEARS if now is None else Deed.CHANGES
            words = [clean(phrase(self._entity, column.field, value, Known())) for value in (was, now)]
            numeric = is_number(was) or is_number(now)
            cell = row.cell(column.field) if row else ""
            yield Line(deed, cell, f"{self._of(number)}, {column.title}", words[0], words[1], numeric)

    def _row(self, index: int) -> PartRow | None:
        return next((row for row in self._rows if row.index == index), None)

    def _of(self, number: int) -> str:
        return _("{title} {number}").format(title=self._title, number=number)

    def _words(self, part: Values) -> str:
        told = (
            f"{column.title} {clean(phrase(self._entity, column.field, part[column.field], Known()))}"
            for column in self._entity.columns
            if column.field in part
        )
        return ", ".join(told)
