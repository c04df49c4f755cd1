"""The kind whose value points at another record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from toolkit.entities.canonical import Json
from toolkit.entities.cell import Cell
from toolkit.entities.kinds.kind import Content, Kind, Unreadable, Value, text_of, whole_number


@dataclass(frozen=True)
class Reference(Kind):
    """A record of another entity: its IRI in memory and in JSON, its label, id or IRI in a cell.

    `from_cell` gives the text as typed; `checking.references` turns it into an IRI, or into a `NewRow`.
    """

    target: str

    word: ClassVar[str] = "reference"
    number_format: ClassVar[str] = "@"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return f"the name or the id of one of the {self.target}"

    def from_cell(self, cell: Cell) -> str:
        """Read the text as typed; a whole number is an id."""
        return whole_number(cell) or text_of(cell, self.expected)

    def to_cell(self, value: Value) -> Content:
        """Write the text; whoever knows the labels puts the label in its place."""
        return str(value)

    def from_json(self, json: Json) -> str:
        """Read an IRI, or collapse an embedded record to its IRI."""
        iri = json.get("@id") if isinstance(json, Mapping) else json
        if isinstance(iri, str) and iri:
            return iri
        raise Unreadable("an IRI or an embedded record")

    def to_json(self, value: Value) -> Json:
        """Spell the IRI as it was received."""
        return str(value)
