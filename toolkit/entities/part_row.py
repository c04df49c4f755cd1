"""Rows of child sheets as parts of a record: which element of the array each is, and what becomes of it."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class Deed(enum.StrEnum):
    """What a change of the record does to one of its parts."""

    KEPT = ""
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class PartRow:
    """One row of a child sheet, as part of the array `field` of a record.

    `index` is its place in the array that is sent, `None` for a part that is taken out. `entity` is the path of the
    child entity, `letters` maps its fields to column letters. `id` is what the workbook calls the part, if anything.
    `was` is its place in the live array, `None` for a new part, and in plans of earlier versions.
    """

    field: str
    index: int | None
    entity: str
    sheet: str
    row: int
    letters: Mapping[str, str]
    id: str | None
    deed: Deed
    was: int | None = None

    def cell(self, name: str) -> str:
        """Return where a field of the part stands: `Invoice rows!E7`; the row's first cell for one without column."""
        return f"{self.sheet}!{self.letters.get(name, 'A')}{self.row}"
