"""The sheet *Findings*: every finding in a row, with a link to its cell."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from xml.sax.saxutils import quoteattr

from toolkit.excel.findings.finding import Finding
from toolkit.excel.findings.style import Styles
from toolkit.excel.pour import chunks
from toolkit.excel.sheet import letters
from toolkit.excel.spelling import text_cell
from toolkit.language import _, mark

MOST = 50_000
"""Findings that the sheet lists: Excel follows 65,530 links of a sheet at most."""

_COLUMNS = (
    (mark("Sheet"), 20),
    (mark("Cell"), 9),
    (mark("Column"), 22),
    (mark("Severity"), 12),
    (mark("What to mend"), 84),
    (mark("Value"), 30),
)
_MESSAGE = 4
_LINE_POINTS = 14.5
_MOST_LINES = 28
"""Lines in the highest row that Excel knows, 409 points."""
_LAST = letters(len(_COLUMNS) - 1)


def area(findings: Sequence[Finding]) -> str:
    """Return the range of the list with its header, as names of the workbook spell it."""
    return f"$A$1:${_LAST}${min(len(findings), MOST) + 1}"


def spell(findings: Sequence[Finding], styles: Styles, namespace: str) -> bytes:
    """Spell the sheet part."""
    return b"".join(_spell(findings, styles, namespace))


def _spell(findings: Sequence[Finding], styles: Styles, namespace: str) -> Iterator[bytes]:
    shown = findings[:MOST]
    listed = area(findings).replace("$", "")
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, (_, width) in enumerate(_COLUMNS, 1)
    )
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{namespace}">'
        '<sheetPr><tabColor rgb="FFB42318"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="{listed}"/><sheetViews><sheetView showGridLines="0" workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
    ).encode()
    yield from chunks(_rows(findings, styles))
    links = "".join(_link(number, finding) for number, finding in enumerate(shown, 2))
    yield f'</sheetData><autoFilter ref="{listed}"/>'.encode()
    yield f"<hyperlinks>{links}</hyperlinks>".encode() if links else b""
    yield (
        b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        b"<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    )


def _rows(findings: Sequence[Finding], styles: Styles) -> Iterator[str]:
    titles = [(_(title), styles.header) for title, _width in _COLUMNS]
    yield f'<row r="1" ht="24" customHeight="1">{_cells(1, titles)}</row>'
    for number, found in enumerate(findings[:MOST], 2):
        severity = styles.error if found.severity == "error" else styles.warning
        cells = (
            (found.sheet, styles.text),
            (found.cell, styles.link),
            (found.field, styles.text),
            (_(found.severity), severity),
            (found.message, styles.text),
            (found.value, styles.text),
        )
        height = f'ht="{_points(cells)}" customHeight="1"'
        yield f'<row r="{number}" {height}>{_cells(number, cells)}</row>'
    if len(findings) > MOST:
        rest = _("{count:,} more findings are not listed; mend these first and check again.").format(
            count=len(findings) - MOST
        )
        told = [(rest if index == _MESSAGE else "", styles.text) for index in range(len(_COLUMNS))]
        yield f'<row r="{MOST + 2}">{_cells(MOST + 2, told)}</row>'


def _cells(number: int, cells: Sequence[tuple[str, int]]) -> str:
    return "".join(
        f'<c r="{letters(index)}{number}{text_cell(style, text) or _EMPTY.format(style)}'
        for index, (text, style) in enumerate(cells)
    )


def _points(cells: Sequence[tuple[str, int]]) -> float:
    """Return the height that shows every text whole: Excel fits rows when it opens a file, others do not."""
    lines = (
        max(len(wrap(text, width)), text.count("\n") + 1) for (text, _), (_, width) in zip(cells, _COLUMNS, strict=True)
    )
    return _LINE_POINTS * min(max(lines), _MOST_LINES) + 2


_EMPTY = '" s="{}"/>'


def _link(number: int, finding: Finding) -> str:
    location = "'" + finding.sheet.replace("'", "''") + f"'!{finding.cell}"
    return f'<hyperlink ref="B{number}" location={quoteattr(location)} display={quoteattr(finding.cell)}/>'
