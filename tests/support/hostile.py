"""Workbooks made to do harm: each builds the bytes of one attack, small to keep and large to open."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat

from packages import (
    LINKS,
    MAIN,
    SHEET,
    STRINGS,
    STYLES,
    WORKBOOK,
    WORKBOOK_LINKS,
    link,
    links,
    parts,
    workbook,
    worksheet,
)

HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
MEGABYTE = 1_000_000


def packed(content: Mapping[str, str | bytes]) -> bytes:
    """Zip parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return target.getvalue()


def changed(name: str, content: str | bytes) -> bytes:
    """Give a sound workbook with one part replaced."""
    return packed({**parts(HEADER), name: content})


def streamed(name: str, head: str, piece: str, times: int, tail: str) -> bytes:
    """Give a sound workbook with one huge part, made of one piece repeated."""
    target = io.BytesIO()
    block = piece * 1_000
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for other, text in parts(HEADER).items():
            if other != name:
                archive.writestr(other, text)
        with archive.open(name, "w") as stream:
            for text in chain([head], repeat(block, times // 1_000), [tail]):
                stream.write(text.encode())
    return target.getvalue()


def big_part() -> bytes:
    """Unpack to 150 megabytes of blanks."""
    return streamed(SHEET, f'<worksheet xmlns="{MAIN}"><sheetData>', " " * 1_000, 150_000, "</sheetData></worksheet>")


def shared_text_amplifier() -> bytes:
    """Show one text of 32,000 characters in a million cells."""
    made = parts(texts=f"<si><t>{'x' * 32_000}</t></si>")
    cells = '<c t="s"><v>0</v></c>' * 100
    rows = "".join(f'<row r="{n}">{cells}</row>' for n in range(1, 10_001))
    return packed({**made, SHEET: worksheet(rows)})


def many_texts() -> bytes:
    """List four million shared texts."""
    return streamed(STRINGS, f'<sst xmlns="{MAIN}">', "<si><t>a</t></si>", 4_000_000, "</sst>")


def many_styles() -> bytes:
    """List two million cell styles."""
    head = f'<styleSheet xmlns="{MAIN}"><cellXfs>'
    return streamed(STYLES, head, '<xf numFmtId="14"/>', 2_000_000, "</cellXfs></styleSheet>")


def many_formats() -> bytes:
    """Declare 100,000 number formats of 200 letters."""
    formats = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{"[" * 199}{n}"/>' for n in range(100_000))
    return changed(STYLES, f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts></styleSheet>')


def many_empty_rows() -> bytes:
    """Claim half a million rows that hold nothing."""
    head = f'<worksheet xmlns="{MAIN}"><sheetData>{HEADER}'
    return streamed(SHEET, head, "<row/>", 500_000, "</sheetData></worksheet>")


def many_merges() -> bytes:
    """Merge a range half a million times."""
    head = f'<worksheet xmlns="{MAIN}"><sheetData>{HEADER}</sheetData><mergeCells>'
    return streamed(SHEET, head, '<mergeCell ref="A1:B2"/>', 500_000, "</mergeCells></worksheet>")


def many_sheets() -> bytes:
    """List 100,000 sheets."""
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 100_001))
    return changed(WORKBOOK, f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>')


def absurd_dimension() -> bytes:
    """Claim all cells that Excel has, and style the last one."""
    rows = f'{HEADER}<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    return changed(SHEET, sheet)


def entity_bomb() -> bytes:
    """Expand ten entities of ten to a billion laughs."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return changed(SHEET, f"<!DOCTYPE w [{entities}]>{worksheet('<row><c><v>&e9;</v></c></row>')}")


def external_entity() -> bytes:
    """Ask for a file of the machine as the text of a cell."""
    return changed(STRINGS, f'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst xmlns="{MAIN}">&x;</sst>')


def remote_dtd() -> bytes:
    """Name a document type that lies on another machine."""
    return changed(WORKBOOK, f'<!DOCTYPE w SYSTEM "http://127.0.0.1:9/w.dtd"><workbook xmlns="{MAIN}"/>')


def climbing_target() -> bytes:
    """Say that the sheet is a file outside the package."""
    return changed(WORKBOOK_LINKS, links(link("rId1", "worksheet", "../../../../etc/passwd")))


def external_sheet() -> bytes:
    """Say that the sheet lies on another machine."""
    away = link("rId1", "worksheet", "http://127.0.0.1:9/s.xml", 'TargetMode="External"')
    return changed(WORKBOOK_LINKS, links(away))


def case_twin() -> bytes:
    """Hold the sheet twice, under names that differ in case."""
    return packed({**parts(HEADER), SHEET.upper(): worksheet(HEADER)})


def deep_xml() -> bytes:
    """Nest elements half a million times."""
    return changed(SHEET, "<a>" * 500_000 + "</a>" * 500_000)


def many_attributes() -> bytes:
    """Give one element 200,000 attributes."""
    attributes = " ".join(f'a{n}="1"' for n in range(200_000))
    return changed(SHEET, f'<worksheet xmlns="{MAIN}" {attributes}><sheetData>{HEADER}</sheetData></worksheet>')


def endless_tag() -> bytes:
    """Begin a tag that goes on for 90 megabytes."""
    return streamed(SHEET, "<worksheet a='", "a" * 1_000, 90_000, "")


def wrong_checksum() -> bytes:
    """Alter a byte of a stored part."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts(HEADER).items():
            archive.writestr(name, text)
    data = bytearray(target.getvalue())
    data[data.index(b">Name<") + 1] ^= 1
    return bytes(data)


def cut_off() -> bytes:
    """Break off in the middle."""
    whole = packed(parts(HEADER))
    return whole[: len(whole) // 2]


def encrypted_member() -> bytes:
    """Mark every member as encrypted."""
    data = bytearray(packed(parts(HEADER)))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def overlapping_parts() -> bytes:
    """Let every entry of the directory point at the same bytes."""
    data = bytearray(packed({f"{n}.xml": b"\0" * MEGABYTE for n in range(50)}))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into("<I", data, place + 42, 0)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def nested_archive() -> bytes:
    """Hold an archive that holds an archive; nobody asks for it."""
    inner = packed({"bomb.zip": packed({"zeros": bytes(50 * MEGABYTE)})})
    return packed({**parts(HEADER), "xl/embeddings/inner.zip": inner})


def ole_container() -> bytes:
    """Begin as Excel 97 does, or as a workbook with a password."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000)


def sheet_of(entity: str, titles: Sequence[str], cells: Sequence[str]) -> bytes:
    """Give a filled template whose cells of the second row are spelt by hand; `{at}` in them is their address."""
    header = "".join(f'<c r="{column(n)}1" t="inlineStr"><is><t>{title}</t></is></c>' for n, title in enumerate(titles))
    row = "".join(cell.replace("{at}", f"{column(n)}2") for n, cell in enumerate(cells))
    made = parts(f'<row r="1">{header}</row><row r="2">{row}</row>')
    return packed({**made, WORKBOOK: workbook(f'<sheet name="{entity}" sheetId="1" r:id="rId1"/>')})


def column(n: int) -> str:
    """Spell the n-th column, 0 being A; of the first 26."""
    return chr(ord("A") + n)


VALUES: Mapping[str, str] = {
    "a huge exponent": '<c r="{at}"><v>1E+999999999</v></c>',
    "a tiny exponent": '<c r="{at}"><v>1E-999999999</v></c>',
    "no number": '<c r="{at}"><v>NaN</v></c>',
    "infinity": '<c r="{at}"><v>-Infinity</v></c>',
    "30,000 digits": f'<c r="{{at}}"><v>{"9" * 30_000}</v></c>',
    "30,000 digits as text": f'<c r="{{at}}" t="inlineStr"><is><t>{"9" * 30_000}</t></is></c>',
    "an exponent as text": '<c r="{at}" t="inlineStr"><is><t>1E+999999999</t></is></c>',
    "30,000 brackets": f'<c r="{{at}}" t="inlineStr"><is><t>{"(" * 30_000}</t></is></c>',
    "30,000 blanks around a letter": f'<c r="{{at}}" t="inlineStr"><is><t>{" " * 15_000}x{" " * 15_000}</t></is></c>',
    "digits with separators": f'<c r="{{at}}" t="inlineStr"><is><t>{"1.234," * 5_000}</t></is></c>',
    "dots and dashes": f'<c r="{{at}}" t="inlineStr"><is><t>{"1-." * 10_000}</t></is></c>',
    "steering characters": '<c r="{at}" t="inlineStr"><is><t>_x001B_[2J_x0007_&#x202E;</t></is></c>',
    "a date before all dates": '<c r="{at}"><v>-99999999</v></c>',
    "a date after all dates": '<c r="{at}"><v>99999999999</v></c>',
    "a path": '<c r="{at}" t="inlineStr"><is><t>/api/../../etc/passwd?x=1#y</t></is></c>',
    "a formula": '<c r="{at}"><f>WEBSERVICE("http://127.0.0.1:9")</f><v>1</v></c>',
}
"""Cells that look harmless to a parser and cost a careless reader much, each to be put at `{at}`."""

ATTACKS: Mapping[str, Callable[[], bytes]] = {
    attack.__name__: attack
    for attack in (
        big_part,
        shared_text_amplifier,
        many_texts,
        many_styles,
        many_formats,
        many_empty_rows,
        many_merges,
        many_sheets,
        absurd_dimension,
        entity_bomb,
        external_entity,
        remote_dtd,
        climbing_target,
        external_sheet,
        case_twin,
        deep_xml,
        many_attributes,
        endless_tag,
        wrong_checksum,
        cut_off,
        encrypted_member,
        overlapping_parts,
        nested_archive,
        ole_container,
    )
}
"""Every attack by its name; each of them ends a check with a sentence, as none of them is a filled template."""
