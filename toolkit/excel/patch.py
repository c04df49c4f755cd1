"""Setting cells in the bytes of a sheet part: all that is not named keeps its exact spelling (decision 14)."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.entities.kinds import Content
from toolkit.excel.formulas import Shared, moved, shared_by
from toolkit.excel.grammar import Grammar, attributes, find_rows, grammar
from toolkit.excel.sheet import LAST_COLUMN, LAST_ROW, column_index, letters
from toolkit.excel.spelling import escape, fitted
from toolkit.language import _

COLUMNS = 16_384
"""The columns of an .xlsx sheet."""

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")
_LETTERS = re.compile(rb"\sr\s*=\s*[\"']([A-Z]+)")
_SPANS = re.compile(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')")

Texts = Mapping[int, Mapping[int, Content]]
"""Texts, numbers and truths by row number, then by column index, both rising; dates come as their numbers."""

_NO_STYLES: Mapping[int, bytes] = {}


@dataclass(frozen=True, slots=True)
class Patched:
    """A part with its cells set, in pieces, and whether a formula was overwritten on the way."""

    pieces: tuple[bytes, ...]
    formula_lost: bool


@dataclass(slots=True)
class _Walk:
    """One walk over a part: what is to be set, and what has been met so far.

    `styles` are those of columns, `own` those that the caller wants in place of them.
    `orphans` holds the shared formulas whose first cell, the only one that spells them, was overwritten.
    """

    words: Grammar
    texts: Texts
    styles: Mapping[int, bytes]
    own: Mapping[int, bytes] = field(default_factory=lambda: _NO_STYLES)
    formula_lost: bool = False
    orphans: dict[bytes, Shared] = field(default_factory=dict)


def by_place(cells: Mapping[str, Content]) -> Texts:
    """Sort texts by the places that their A1 addresses name. Raises `ValueError` for what is no address."""
    texts: dict[int, dict[int, Content]] = {}
    for address, text in cells.items():
        column, row = place_of(address)
        texts.setdefault(row, {})[column] = text
    return {row: dict(sorted(texts[row].items())) for row in sorted(texts)}


def is_address(text: str) -> bool:
    """Return whether a text is the A1 address of a cell that a sheet can have."""
    match = _ADDRESS.fullmatch(text)
    return match is not None and column_index(match[1]) < LAST_COLUMN and int(match[2]) <= LAST_ROW


def place_of(address: str) -> tuple[int, int]:
    """Return the column, 0 being A, and the row of an A1 address. Raises `ValueError` for what is none."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(_("{address} is no address of a cell").format(address=address))
    return column_index(match[1]), int(match[2])


def patch_sheet(part: bytes, texts: Texts, styles: Mapping[int, bytes] = _NO_STYLES) -> Patched:
    """Set cells of a UTF-8 part, texts as inline strings, that keep the cell's style; an empty text empties the cell.

    Missing rows and cells are inserted in order, with the style of their row or column; `styles` has those of columns
    that take another one. Cells that share the formula
    of an overwritten cell get it written out. Raises `ValueError` for a part without rows.
    """
    start = find_rows(part)
    if start is None:
        raise ValueError(_("there is no place for rows"))
    words = grammar(start["prefix"])
    head = part[: start.start()]
    walk = _Walk(words, texts, dict(_column_styles(head, words)), styles)
    pieces = (_with_dimension(head, walk), *_rows(part, start, walk))
    return Patched(pieces, walk.formula_lost)


def _column_styles(head: bytes, words: Grammar) -> Iterator[tuple[int, bytes]]:
    for found in words.column.finditer(head):
        at = attributes(found["attributes"] or b"")
        if b"style" in at:
            for column in range(int(at[b"min"]) - 1, min(int(at[b"max"]), COLUMNS)):
                yield column, at[b"style"]


def _with_dimension(head: bytes, walk: _Walk) -> bytes:
    """Widen the range that the part claims to cover, since readers believe it."""
    for found in walk.words.dimension.finditer(head):
        ref = attributes(found["attributes"] or b"").get(b"ref")
        if ref:
            start, end = found.span("attributes")
            return head[:start] + head[start:end].replace(ref, _widened(ref.decode(), walk.texts).encode()) + head[end:]
    return head


def _widened(ref: str, texts: Texts) -> str:
    places = [place_of(corner) for corner in ref.split(":")]
    places += [(column, row) for row, cells in texts.items() for column in cells]
    columns, rows = [column for column, _ in places], [row for _, row in places]
    return f"{letters(min(columns))}{min(rows)}:{letters(max(columns))}{max(rows)}"


def _rows(part: bytes, start: re.Match[bytes], walk: _Walk) -> Iterator[bytes]:
    """Yield everything from the start tag of the rows on."""
    missing = deque(walk.texts)
    if start.group().endswith(b"/>"):
        yield start.group()[:-2].rstrip() + b">"
        yield from (_new_row(number, walk) for number in missing)
        yield b"</%bsheetData>" % walk.words.prefix
        yield part[start.end() :]
        return
    position, number, cursor = start.start(), 0, start.end()
    leaps = not any(hidden in part for hidden in (b"<!--", b"<![CDATA["))
    while True:
        # One that is not plain to see is looked for row by row, and so are all others: looking twice takes too long.
        leap = _leap(part, cursor, missing, walk) if leaps else -1
        leaps, cursor = leap >= 0, max(leap, cursor)
        found = walk.words.row.search(part, cursor)
        if found is None:
            raise ValueError(_("the rows never end"))
        cursor = found.end()
        if found["end"] is not None:
            yield part[position : found.start()]
            yield from (_new_row(number, walk) for number in missing)
            yield part[found.start() :]
            return
        if found["attributes"] is None:
            continue
        number = int(attributes(found["attributes"]).get(b"r", number + 1))
        fresh = _taken_before(missing, number)
        if fresh or _concerned(found, number, walk):
            yield part[position : found.start()]
            yield from (_new_row(row, walk) for row in fresh)
            yield _row(found, number, walk)
            position = found.end()
        if missing and missing[0] == number:
            missing.popleft()


def _leap(part: bytes, cursor: int, missing: deque[int], walk: _Walk) -> int:
    """Return where the next row that is wanted begins, else -1; all rows before it are lower.

    With none left, that is the end of all rows. A formula that was shared may concern any row, so no leap then.
    """
    if walk.orphans:
        return -1
    prefix = walk.words.prefix
    wanted = b'<%brow r="%d"' % (prefix, missing[0]) if missing else b"</%bsheetData" % prefix
    return part.find(wanted, cursor)


def _taken_before(missing: deque[int], place: int) -> list[int]:
    taken = []
    while missing and missing[0] < place:
        taken.append(missing.popleft())
    return taken


def _concerned(found: re.Match[bytes], number: int, walk: _Walk) -> bool:
    return number in walk.texts or (bool(walk.orphans) and b"shared" in (found["inner"] or b""))


def _new_row(number: int, walk: _Walk) -> bytes:
    cells = (_cell(column, number, text, walk.styles.get(column), walk) for column, text in walk.texts[number].items())
    return b'<%brow r="%d">%b</%brow>' % (walk.words.prefix, number, b"".join(cells), walk.words.prefix)


def _row(found: re.Match[bytes], number: int, walk: _Walk) -> bytes:
    """Spell an existing row anew; its attributes stay, but for a range of columns that no longer fits."""
    prefix, texts = walk.words.prefix, walk.texts.get(number, {})
    if not texts and not walk.orphans:
        return found.group()
    told = _fitting(found["attributes"], texts)
    cells = b"".join(_cells(found["inner"] or b"", number, attributes(told), walk))
    return b"<%brow%b>%b</%brow>" % (prefix, told, cells, prefix)


def _fitting(told: bytes, texts: Mapping[int, Content]) -> bytes:
    """Drop a row's range of columns, a mere hint, where it does not hold the texts."""
    spans = attributes(told).get(b"spans", b"").split()
    inside = all(any(_within(column, span) for span in spans) for column in texts)
    return told if inside else _SPANS.sub(b"", told)


def _within(column: int, span: bytes) -> bool:
    first, _, last = span.partition(b":")
    return int(first) <= column + 1 <= int(last or first)


def _cells(inner: bytes, number: int, row: Mapping[bytes, bytes], walk: _Walk) -> Iterator[bytes]:
    """Yield the content of a row with its texts set."""
    texts = walk.texts.get(number, {})
    styles = dict.fromkeys(texts, row[b"s"]) if b"s" in row and row.get(b"customFormat") in _TRUE else walk.styles
    missing = deque(texts)
    position, last, column = 0, 0, -1
    for found in walk.words.cell.finditer(inner):
        told = found["attributes"]
        if told is None:
            continue
        column, last = _column(told, column), found.end()
        if not walk.orphans and (not missing or column < missing[0]):
            continue
        yield inner[position : found.start()]
        for fresh in _taken_before(missing, column):
            yield _cell(fresh, number, texts[fresh], styles.get(fresh), walk)
        if missing and missing[0] == column:
            missing.popleft()
            _remember_formula(found, column, number, walk)
            yield _cell(column, number, texts[column], attributes(told).get(b"s"), walk)
        else:
            yield _with_own_formula(found, column, number, walk)
        position = last
    yield inner[position:last]
    for fresh in missing:
        yield _cell(fresh, number, texts[fresh], styles.get(fresh), walk)
    yield inner[last:]


_TRUE = (b"1", b"true")


def _column(told: bytes, before: int) -> int:
    """Return the column of a cell; one that does not tell stands right of the one before."""
    found = _LETTERS.search(told)
    return _index(found[1]) if found is not None else before + 1


@lru_cache(COLUMNS)
def _index(name: bytes) -> int:
    return column_index(name.decode())


def _cell(column: int, row: int, content: Content, style: bytes | None, walk: _Walk) -> bytes:
    p, style = walk.words.prefix, walk.own.get(column, style)
    tag = b'%bc r="%b%d"%b' % (p, letters(column).encode(), row, b' s="%b"' % style if style else b"")
    if content == "":
        return b"<%b/>" % tag
    if not isinstance(content, str):
        kind = b' t="b"' if isinstance(content, bool) else b""
        number = int(content) if isinstance(content, bool) else content
        return b"<%b%b><%bv>%b</%bv></%bc>" % (tag, kind, p, str(number).encode(), p, p)
    # References to characters are right in every encoding that the part may declare.
    spelt = escape(fitted(content)).encode("ascii", "xmlcharrefreplace")
    return b'<%b t="inlineStr"><%bis><%bt xml:space="preserve">%b</%bt></%bis></%bc>' % (tag, p, p, spelt, p, p, p)


def _remember_formula(found: re.Match[bytes], column: int, row: int, walk: _Walk) -> None:
    """Note that a formula is overwritten, and keep it for the cells that share it."""
    formula = _formula(found, walk)
    if formula is not None:
        walk.formula_lost = True
        walk.orphans |= shared_by(formula, f"{letters(column)}{row}")


def _with_own_formula(found: re.Match[bytes], column: int, row: int, walk: _Walk) -> bytes:
    """Return a cell as it is, but for a formula shared with one that was overwritten."""
    formula = _formula(found, walk) if walk.orphans else None
    shared = walk.orphans.get(attributes(formula["attributes"]).get(b"si", b"")) if formula is not None else None
    if formula is None or shared is None or formula["inner"]:
        return found.group()
    offset = found.start("inner")
    start, end = offset + formula.start(), offset + formula.end()
    own = moved(shared, f"{letters(column)}{row}", walk.words.prefix)
    return found.string[found.start() : start] + own + found.string[end : found.end()]


def _formula(found: re.Match[bytes], walk: _Walk) -> re.Match[bytes] | None:
    inside = walk.words.formula.finditer(found["inner"] or b"")
    return next((formula for formula in inside if formula["attributes"] is not None), None)
