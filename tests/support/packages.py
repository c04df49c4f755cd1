"""Hand-written workbooks: the XML of each part, zipped."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from toolkit.excel.limits import Limits
from toolkit.excel.sheet import Row
from toolkit.excel.workbook import open_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_LINKS = "http://purl.oclc.org/ooxml/officeDocument/relationships"

WORKBOOK = "xl/workbook.xml"
WORKBOOK_LINKS = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"

Parts = dict[str, str | bytes]


def link(id: str, type: str, target: str, rest: str = "") -> str:
    """Spell one relationship."""
    return f'<Relationship Id="{id}" Type="{LINKS}/{type}" Target="{target}" {rest}/>'


def links(*relationships: str) -> str:
    """Spell a relationships part."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(relationships)}</Relationships>'


def worksheet(rows: str, after: str = "") -> str:
    """Spell a sheet part."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def workbook(sheets: str = '<sheet name="One" sheetId="1" r:id="rId1"/>', before: str = "") -> str:
    """Spell the main part."""
    return f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{before}<sheets>{sheets}</sheets></workbook>'


def strings(items: str) -> str:
    """Spell the shared strings."""
    return f'<sst xmlns="{MAIN}">{items}</sst>'


def styles(*codes: str) -> str:
    """Spell styles: style 0 is General, style n has the n-th code."""
    formats = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(codes))
    cells = "".join(f'<xf numFmtId="{164 + n}"/>' for n, _ in enumerate(codes))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{cells}</cellXfs></styleSheet>'
    )


def _content_types() -> str:
    kinds = {WORKBOOK: "sheet.main", SHEET: "worksheet", STRINGS: "sharedStrings", STYLES: "styles"}
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = (f'<Override PartName="/{n}" ContentType="{office}.{kind}+xml"/>' for n, kind in kinds.items())
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{space}">{defaults}{"".join(overrides)}</Types>'


def parts(rows: str = "", *, texts: str = "", codes: tuple[str, ...] = ()) -> Parts:
    """Return the parts of a workbook of one sheet."""
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": links(link("rId1", "officeDocument", WORKBOOK)),
        WORKBOOK: workbook(),
        WORKBOOK_LINKS: links(
            link("rId1", "worksheet", "worksheets/sheet1.xml"),
            link("rId2", "sharedStrings", "sharedStrings.xml"),
            link("rId3", "styles", "styles.xml"),
        ),
        SHEET: worksheet(rows),
        STRINGS: strings(texts),
        STYLES: styles(*codes),
    }


def save(path: Path, parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Zip parts to a file."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def first_rows(path: Path, limits: Limits | None = None) -> list[Row]:
    """Read all rows of the first sheet."""
    return list(open_workbook(path, limits or Limits()).sheets[0].rows())
