"""The columns that we write in: where a sheet has them, and where it gets those that it lacks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from toolkit.entities.entity import Entity
from toolkit.entities.record import Header
from toolkit.excel.columns import NewColumn, free_column
from toolkit.excel.sheet import Sheet, letters

ID = "Id"
RESULTS = ("Status", "Detail")
RESOLUTION = "Resolution"


@dataclass(frozen=True, slots=True)
class Places:
    """The letters of the columns of each sheet, those included that are to be added, and whose rows the sheet has."""

    letters: Mapping[str, Mapping[str, str]]
    columns: tuple[NewColumn, ...]
    entities: Mapping[str, Entity]


def places(headers: Iterable[tuple[Sheet, Header]], wanted: Mapping[str, Collection[str]]) -> Places:
    """Find room for the columns that sheets are to have, by sheet; one that is not named, and is not there, gets none.

    Columns that are there are among those of the answer, as clearing an earlier annotation may take them out.
    """
    found: dict[str, Mapping[str, str]] = {}
    columns: list[NewColumn] = []
    entities: dict[str, Entity] = {}
    for sheet, header in headers:
        titles = wanted.get(sheet.name, ())
        known = dict(header.letters)
        missing = [title for title in titles if title not in known]
        if missing:
            first = free_column(sheet.rows())
            known |= {title: letters(index) for index, title in enumerate(missing, first)}
        columns += [NewColumn(sheet.name, known[title], header.row, title, _like(header, title)) for title in titles]
        found[sheet.name] = known
        entities[sheet.name] = header.entity
    return Places(found, tuple(columns), entities)


def _like(header: Header, title: str) -> str:
    """Return the letters of the header that a new one is to look like: what is typed, like what is typed."""
    models = RESULTS if title in RESULTS else ("Command",)
    return next((header.letters[name] for name in (*models, *header.letters) if name in header.letters), "A")
