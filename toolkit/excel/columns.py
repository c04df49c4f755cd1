"""Columns that a user's own sheet lacks: a header beside the others, its width, and what its cells offer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from toolkit.excel.grammar import attributes, find_rows, grammar
from toolkit.excel.layout import LAST_ROW, SPARE_ROWS
from toolkit.excel.order import CHILDREN
from toolkit.excel.outline import Element, Splice, append, child, children, place, prefixed, root, spliced, text
from toolkit.excel.patch import patch_sheet
from toolkit.excel.sheet import Row, column_index
from toolkit.language import _

WIDTHS = {"Id": 14, "Status": 12, "Detail": 60, "Resolution": 16}
"""Characters of the columns that we may add."""

CHOICES = {"Resolution": ("mine", "live")}
"""What the cells of such a column offer; anything else may be typed as well."""


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column that a sheet is to have: its letters, the row of the header, its title, and a header to look like."""

    sheet: str
    letters: str
    row: int
    title: str
    like: str


def free_column(rows: Iterable[Row]) -> int:
    """Return the index of the first column to the right of all that holds something."""
    return max((max(row.cells, default=-1) for row in rows), default=-1) + 1


def with_columns(sheet: bytes, columns: Sequence[NewColumn]) -> bytes:
    """Add columns to a sheet part. One whose header is there already stays as it is."""
    for column in columns:
        sheet = _with_header(sheet, column)
        sheet = _with_choices(sheet, column)
    return sheet


def _with_header(sheet: bytes, column: NewColumn) -> bytes:
    cells = _cells(sheet, column.row)
    filled, _style = cells.get(column.letters, (False, b""))
    if filled:
        return sheet
    _filled, style = cells.get(column.like, (False, b""))
    index = column_index(column.letters)
    patched = patch_sheet(sheet, {column.row: {index: _(column.title)}}, {index: style} if style else {})
    return _with_width(b"".join(patched.pieces), index + 1, WIDTHS.get(column.title, 0))


def _cells(sheet: bytes, number: int) -> dict[str, tuple[bool, bytes]]:
    """Return whether each cell of a row holds something, and its style, by column letters."""
    start = find_rows(sheet)
    if start is None:
        raise ValueError(_("there is no place for rows"))
    words, last = grammar(start["prefix"]), 0
    for row in words.row.finditer(sheet, start.end()):
        if row["attributes"] is None:
            continue
        last = int(attributes(row["attributes"]).get(b"r", last + 1))
        if last >= number:
            told = (cell for cell in words.cell.finditer(row["inner"] or b"") if cell["attributes"] is not None)
            found = ((attributes(cell["attributes"]), bool(cell["inner"])) for cell in told)
            known = {
                at[b"r"].decode().rstrip("0123456789"): (full, at.get(b"s", b"")) for at, full in found if b"r" in at
            }
            return known if last == number else {}
    return {}


def _with_width(sheet: bytes, number: int, width: float) -> bytes:
    """Give a column its width where nothing is said of the column; what its owner or a template said stays."""
    told = root(sheet)
    listed = child(sheet, told, "cols")
    spelt = f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    if listed is None:
        order = CHILDREN[: CHILDREN.index("cols") + 1]
        return spliced(sheet, [place(sheet, told, order, prefixed(f"<cols>{spelt}</cols>", told.prefix))])
    known = children(sheet, listed)
    if any(int(e.get("min") or 0) <= number <= int(e.get("max") or 0) for e in known):
        return sheet
    behind = next((e.start for e in known if int(e.get("min") or 0) > number), listed.closed)
    return spliced(sheet, [Splice(behind, behind, prefixed(spelt, listed.prefix))])


def _with_choices(sheet: bytes, column: NewColumn) -> bytes:
    """Offer the choices below the header; the column may hold other words, so nothing is refused."""
    choices = CHOICES.get(column.title)
    formula = f"<formula1>{escape(chr(34) + ','.join(choices) + chr(34))}</formula1>" if choices else ""
    if not formula or prefixed(formula, root(sheet).prefix) in sheet:
        return sheet
    last = min(max(column.row, _last_row(sheet)) + SPARE_ROWS, LAST_ROW)
    area = f"{column.letters}{column.row + 1}:{column.letters}{last}"
    spelt = f'<dataValidation type="list" allowBlank="1" sqref="{area}">{formula}</dataValidation>'
    told = root(sheet)
    listed = child(sheet, told, "dataValidations")
    if listed is None:
        order = CHILDREN[: CHILDREN.index("dataValidations") + 1]
        whole = prefixed(f'<dataValidations count="1">{spelt}</dataValidations>', told.prefix)
        return spliced(sheet, [place(sheet, told, order, whole)])
    return spliced(sheet, [append(sheet, listed, prefixed(spelt, listed.prefix)), *_counted(sheet, listed)])


def without_choices(sheet: bytes) -> bytes:
    """Take out the choices that `with_columns` offered."""
    formulas = [f'"{",".join(choices)}"' for choices in CHOICES.values()]
    listed = child(sheet, root(sheet), "dataValidations")
    known = children(sheet, listed) if listed is not None else []
    gone = [e for e in known if (told := child(sheet, e, "formula1")) is not None and text(sheet, told) in formulas]
    if listed is None or not gone:
        return sheet
    if len(gone) == len(known):
        return spliced(sheet, [Splice(listed.start, listed.end, b"")])
    return spliced(sheet, [*(Splice(e.start, e.end, b"") for e in gone), *_counted(sheet, listed, -len(gone))])


def _last_row(sheet: bytes) -> int:
    """Return the number of the last row that a part has, 0 without any."""
    start = find_rows(sheet)
    if start is None:
        return 0
    last = 0
    for row in grammar(start["prefix"]).row.finditer(sheet, start.end()):
        if row["attributes"] is not None:
            last = int(attributes(row["attributes"]).get(b"r", last + 1))
    return last


def _counted(sheet: bytes, listed: Element, more: int = 1) -> Iterator[Splice]:
    """Change the number of validations that their list tells, where it tells one."""
    spelt = listed.attributes.get(b"count")
    if spelt is not None and listed.opened < listed.end:
        start = sheet.index(spelt, sheet.index(b"count", listed.start))
        yield Splice(start, start + len(spelt), str(int(spelt) + more).encode())
