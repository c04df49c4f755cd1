"""The lists that a workbook carries: which record each name meant when it was written, and how they are renewed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest

from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.errors import ToolkitError
from toolkit.excel.grammar import as_utf8
from toolkit.excel.lists import ValueList, reference_list
from toolkit.excel.markup import relationships
from toolkit.excel.outline import Element, Splice, child, children, root, spliced, text
from toolkit.excel.package import Package
from toolkit.excel.sheet import column_index, letters
from toolkit.excel.workbook import Workbook

_AREA = re.compile(r"(?P<sheet>.+)!\$?(?P<left>[A-Z]+)\$?(?P<top>\d+)(?::\$?(?P<right>[A-Z]+)\$?(?P<bottom>\d+))?")
_PATHS = {reference_list(entity.path): entity.path for entity in (*ENTITIES, *DIRECTORIES)}

Entry = tuple[str, str]
"""What a list offers, and the id behind it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One list as it stands: its defined name, its area as told, and its entries from the first row of that on."""

    name: str
    area: str
    sheet: str
    column: int
    top: int
    entries: tuple[Entry, ...]

    def renewed(self, entries: Sequence[Entry]) -> dict[str, str]:
        """Return the texts that make the list another one, by address; an empty text empties its cell."""
        return {
            f"{letters(self.column + place)}{number}": said
            for number, (now, then) in enumerate(zip_longest(entries, self.entries, fillvalue=("", "")), self.top)
            for place, (said, stood) in enumerate(zip(now, then, strict=True))
            if said != stood
        }

    def area_of(self, count: int) -> str:
        """Return the area of the list with so many entries; of an empty one its first cell."""
        before, letter = self.area.rpartition("!")[0], letters(self.column)
        return f"{before}!${letter}${self.top}:${letter}${self.top + max(count, 1) - 1}"


class OfferedNames:
    """The names that the lists of a workbook offer; read when they are first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook

    @cached_property
    def lists(self) -> tuple[Offered, ...]:
        """The lists, none where what tells of them cannot be read: they only help."""
        try:
            return tuple(_offered(self._workbook))
        except (ToolkitError, ValueError):
            return ()

    @cached_property
    def _by_path(self) -> Mapping[str, Mapping[str, str]]:
        return {_PATHS[each.name]: dict(each.entries) for each in self.lists if each.name in _PATHS}

    def ids(self, path: str) -> Mapping[str, str]:
        """Return the ids of an entity's records by the names that the workbook offers."""
        return self._by_path.get(path, {})


def with_areas(main: bytes, areas: Mapping[str, str]) -> bytes:
    """Return the main part with other areas for these defined names."""
    return spliced(main, [Splice(e.opened, e.closed, areas[n].encode()) for n, e in _names(main) if n in areas])


def main_part(package: Package) -> str:
    """Return the name of the main part."""
    return next(arrow.target for arrow in relationships(package, "") if arrow.type == "officeDocument")


def _names(main: bytes) -> Iterator[tuple[str, Element]]:
    listed = child(main, root(main), "definedNames")
    for element in children(main, listed) if listed is not None else []:
        yield element.get("name"), element


def _offered(workbook: Workbook) -> Iterator[Offered]:
    package = workbook.sheets[0].part.package
    main = as_utf8(b"".join(package.part(main_part(package)).chunks()))
    areas = {name: text(main, element) for name, element in _names(main)}
    found = {name: match for name, area in areas.items() if (match := _AREA.fullmatch(area))}
    cells: dict[str, dict[tuple[int, int], str]] = {}
    for name, match in found.items():
        sheet = match["sheet"].strip("'").replace("''", "'")
        if name not in _PATHS and not name.startswith("choice_"):
            continue
        texts = cells.setdefault(sheet, _texts(workbook, sheet)) if sheet not in cells else cells[sheet]
        column, top, bottom = column_index(match["left"]), int(match["top"]), int(match["bottom"] or match["top"])
        rows = ((texts.get((row, column), ""), texts.get((row, column + 1), "")) for row in range(top, bottom + 1))
        yield Offered(name, areas[name], sheet, column, top, tuple(row for row in rows if any(row)))


def _texts(workbook: Workbook, name: str) -> dict[tuple[int, int], str]:
    found = next((sheet for sheet in workbook.sheets if sheet.name == name), None)
    rows = found.rows() if found is not None else ()
    return {(row.number, index): cell.text for row in rows for index, cell in row.cells.items()}


@dataclass(slots=True)
class RenewedLists:
    """What makes the lists of a workbook others: texts by sheet and address, and areas by defined name."""

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)


def renewed_lists(offered: Sequence[Offered], lists: Sequence[ValueList]) -> RenewedLists:
    """Return what gives each list of a workbook the entries of the list of that name, where these are others."""
    made = {each.name: each.entries for each in lists}
    found = RenewedLists()
    for each in offered:
        entries = made.get(each.name, each.entries)
        if texts := each.renewed(entries):
            found.cells.setdefault(each.sheet, {}).update(texts)
            found.areas[each.name] = each.area_of(len(entries))
    return found
