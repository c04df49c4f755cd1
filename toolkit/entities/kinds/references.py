"""The kind whose value points at another record."""

from collections.abc import Mapping
from dataclasses import dataclass
from sys import intern
from typing import ClassVar
from urllib.parse import quote

from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.cell import Cell
from toolkit.entities.kinds.kind import Content, Kind, Unreadable, Value, text_of, whole_number
from toolkit.language import _

DEFAULT_PREFIX = "/api"
"""What the service's IRIs start with, until an answer has shown it."""


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
        return _("the name or the id of one of the {target}").format(target=self.target)

    def from_cell(self, cell: Cell) -> str:
        """Read the text as typed; a whole number is an id."""
        return whole_number(cell) or text_of(cell, self.expected)

    def to_cell(self, value: Value) -> Content:
        """Write the text; whoever knows the labels puts the label in its place."""
        return str(value)

    def from_json(self, json: Json) -> str:
        """Read an IRI, or collapse an embedded record to its IRI, made of its id where plain JSON shows no other."""
        if isinstance(json, str) and json:
            # Many records point at few: one text for all of them is a seventh of their memory.
            return intern(json)
        iri = self.iri_of(json, DEFAULT_PREFIX) if isinstance(json, Mapping) else None
        if iri is None:
            raise Unreadable(_("an IRI or an embedded record"))
        return iri

    def iri_of(self, embedded: JsonObject, prefix: str) -> str | None:
        """Return the IRI of an embedded record; `prefix` is what IRIs start with, where only an id tells which."""
        match embedded:
            case {"@id": str(iri)} if iri:
                return iri
            case {"id": str() | int() as id} if not isinstance(id, bool) and id != "":
                return f"{prefix}/{self.target}/{quote(str(id), safe='')}"
            case _:
                return None

    def to_json(self, value: Value) -> Json:
        """Spell the IRI as it was received."""
        return str(value)
