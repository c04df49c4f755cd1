"""The totals rows of Excel's tables, which stand below their data (ECMA-376 part 1, 18.5.1.2)."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress

from toolkit.errors import CorruptWorkbook
from toolkit.excel.markup import follow, relationships, starts
from toolkit.excel.package import Part

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?[0-9]{1,7}:\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_COUNT = re.compile("[1-9][0-9]{0,2}")


def read_totals(sheet: Part) -> tuple[str, ...]:
    """Return the ranges of the totals rows of a sheet's tables, such as `"A9:D9"`.

    A table that is damaged, or missing from the file, has none that are known: its cells are there all the same.
    """
    arrows = relationships(sheet.package, sheet.name)
    tables = [arrow for arrow in arrows if arrow.type == "table" and not arrow.external]
    known = (arrow for arrow in tables if arrow.target in sheet.package)
    return tuple(found for arrow in known for found in _totals(follow(sheet.package, arrow)))


def _totals(table: Part) -> Iterator[str]:
    with suppress(CorruptWorkbook, StopIteration):
        root = next(iter(starts(table)))
        yield from _last_rows(root.attributes) if root.name == "table" else ()


def _last_rows(attributes: Mapping[str, str]) -> Iterator[str]:
    area, count = _RANGE.fullmatch(attributes.get("ref", "")), attributes.get("totalsRowCount", "0")
    if area and _COUNT.fullmatch(count):
        first, last, end = area[1], area[2], int(area[3])
        yield f"{first}{end - int(count) + 1}:{last}{end}"
