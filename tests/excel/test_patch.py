"""Setting cells in the bytes of a sheet part, in every spelling that programs use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from toolkit.excel.grammar import MAIN_NAMESPACE, as_utf8
from toolkit.excel.outline import namespace
from toolkit.excel.patch import Patched, by_place, patch_sheet
from toolkit.excel.sheet import letters

NS = MAIN_NAMESPACE.decode()
M = f"{{{NS}}}"
STYLE = ' s="{}"'


def sheet(rows: str, before: str = "") -> bytes:
    return f'<worksheet xmlns="{NS}">{before}<sheetData>{rows}</sheetData><pageMargins left="1"/></worksheet>'.encode()


def patched(part: bytes, cells: dict[str, str]) -> bytes:
    return b"".join(patch_sheet(part, by_place(cells)).pieces)


def between(part: bytes) -> str:
    """Return what stands between the tags of all rows."""
    return part.split(b"<sheetData>")[1].split(b"</sheetData>")[0].decode()


def inline(address: str, text: str, style: str = "") -> str:
    return f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def texts(part: bytes) -> dict[str, str]:
    """Read a part as a parser does: texts by address, positions counted where they are not told."""
    found: dict[str, str] = {}
    row_number = 0
    for row in etree.fromstring(part).iter(f"{M}row"):
        row_number = int(row.get("r", row_number + 1))
        column = -1
        for cell in row.iter(f"{M}c"):
            address = cell.get("r")
            column = ord(address[0]) - ord("A") if address else column + 1
            text = str(cell.xpath("string()"))
            if text:
                assert found.setdefault(f"{letters(column)}{row_number}", text) == text
    return found


def test_only_the_cell_changes_and_its_style_stays() -> None:
    before = (
        '<row r="2" spans="1:3" ht="15"><c r="A2"><v>1</v></c><c r="B2" s="7" t="s"><v>0</v></c>\n<c r="C2"/></row>'
    )
    after = between(patched(sheet(before), {"B2": "a < b & c"}))
    assert after == before.replace('<c r="B2" s="7" t="s"><v>0</v></c>', inline("B2", "a &lt; b &amp; c", ' s="7"'))


def test_a_missing_cell_is_inserted_in_order() -> None:
    rows = '<row r="2"><c r="B2"/><c r="D2"/></row>'
    after = between(patched(sheet(rows), {"C2": "c", "A2": "a", "E2": "e"}))
    assert after == (
        f'<row r="2">{inline("A2", "a")}<c r="B2"/>{inline("C2", "c")}<c r="D2"/>{inline("E2", "e")}</row>'
    )


def test_a_missing_row_is_inserted_in_order() -> None:
    after = between(patched(sheet('<row r="2"/>\n<row r="5"/>'), {"A1": "1", "B3": "3", "A6": "6"}))
    assert after == (
        f'<row r="1">{inline("A1", "1")}</row><row r="2"/>\n<row r="3">{inline("B3", "3")}</row><row r="5"/>'
        f'<row r="6">{inline("A6", "6")}</row>'
    )


@pytest.mark.parametrize("empty", ["<sheetData/>", "<sheetData />", "<sheetData></sheetData>"])
def test_a_sheet_without_rows_gets_its_first(empty: str) -> None:
    part = f'<worksheet xmlns="{NS}">{empty}<pageMargins left="1"/></worksheet>'.encode()
    after = patched(part, {"B2": "x"})
    assert between(after) == f'<row r="2">{inline("B2", "x")}</row>'
    assert after.endswith(b'<pageMargins left="1"/></worksheet>')


def test_a_row_and_a_cell_without_content_take_a_text() -> None:
    after = between(
        patched(sheet('<row r="1" s="3" customFormat="1"/><row r="2"><c r="A2" s="4" /></row>'), {"A1": "x", "A2": "y"})
    )
    assert after == (
        f'<row r="1" s="3" customFormat="1">{inline("A1", "x", STYLE.format(3))}</row>'
        f'<row r="2">{inline("A2", "y", STYLE.format(4))}</row>'
    )


def test_an_empty_text_empties_the_cell_and_leaves_its_style() -> None:
    after = between(patched(sheet('<row r="1"><c r="A1" s="4" t="s"><v>3</v></c></row>'), {"A1": "", "B1": ""}))
    assert after == '<row r="1"><c r="A1" s="4"/><c r="B1"/></row>'


def test_rows_and_cells_that_do_not_tell_their_place_are_counted() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c r='D2'><v>4</v></c><c><v>5</v></c></row>"
    after = patched(sheet(rows), {"B1": "b", "C2": "c", "E2": "e", "F2": "f", "A3": "a"})
    assert texts(after) == {"A1": "1", "B1": "b", "A2": "3", "C2": "c", "D2": "4", "E2": "e", "F2": "f", "A3": "a"}


def test_elements_with_a_prefix_keep_it() -> None:
    part = (
        f'<x:worksheet xmlns:x="{NS}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>'
        "</x:worksheet>"
    ).encode()
    after = patched(part, {"A1": "a", "B1": "b", "A2": "c"})
    assert texts(after) == {"A1": "a", "B1": "b", "A2": "c"}
    assert b"<x:is><x:t" in after
    assert namespace(part) == MAIN_NAMESPACE


def test_the_namespace_of_a_strict_workbook_is_told() -> None:
    assert (
        namespace(b"<worksheet a='b' xmlns='http://purl.oclc.org/x'><sheetData/></worksheet>")
        == b"http://purl.oclc.org/x"
    )


def test_comments_and_cdata_that_look_like_cells_are_stepped_over() -> None:
    rows = (
        '<!-- <row r="9"><c r="A9"/></row> --><row r="1"><!-- </row> <c r="A1"/> -->'
        '<c r="A1" t="str"><v><![CDATA[</c><c r="B1"></row>]]></v></c></row>'
    )
    after = between(patched(sheet(rows, "<!-- <sheetData/> -->"), {"B1": "b", "A9": "n"}))
    assert after == rows.replace("]]></v></c></row>", f"]]></v></c>{inline('B1', 'b')}</row>") + (
        f'<row r="9">{inline("A9", "n")}</row>'
    )


def test_a_quoted_angle_bracket_does_not_end_a_tag() -> None:
    rows = "<row r='1' x='a>b/'><c r='A1' y=\"</c>\"/><c s='2' r = 'B1'><v>1</v></c></row>"
    after = between(patched(sheet(rows), {"B1": "b"}))
    assert after == "<row r='1' x='a>b/'><c r='A1' y=\"</c>\"/>" + inline("B1", "b", ' s="2"') + "</row>"


def test_new_cells_take_the_style_of_their_column() -> None:
    columns = '<cols><col min="1" max="1"/><col min="2" max="3" style="5"/><col min="4" max="16384" style="6"/></cols>'
    after = between(patched(sheet('<row r="1"/>', columns), {"A1": "a", "C1": "c", "XFD2": "x"}))
    assert after == (
        f'<row r="1">{inline("A1", "a")}{inline("C1", "c", STYLE.format(5))}</row>'
        f'<row r="2">{inline("XFD2", "x", STYLE.format(6))}</row>'
    )


def test_the_range_that_a_sheet_claims_to_cover_grows_with_it() -> None:
    part = sheet('<row r="2"><c r="B2"/></row>', '<dimension ref="B2"/>')
    assert b'<dimension ref="B2:B2"/>' in patched(part, {"B2": "x"})
    assert b'<dimension ref="A2:D9"/>' in patched(part, {"A3": "x", "D9": "y"})
    assert b'<dimension ref="A1:P20"/>' in patched(
        part.replace(b'"B2"/><sheetData', b'"A1:P20"/><sheetData'), {"C3": "x"}
    )
    assert b'<dimension x="1"/>' in patched(part.replace(b'ref="B2"/><sheetData', b'x="1"/><sheetData'), {"C3": "x"})


def test_a_row_forgets_its_hint_of_columns_when_it_outgrows_it() -> None:
    part = sheet('<row r="1" spans="2:3" ht="15"><c r="B1"/></row>')
    assert between(patched(part, {"C1": "x"})).startswith('<row r="1" spans="2:3" ht="15">')
    assert between(patched(part, {"D1": "x"})).startswith('<row r="1" ht="15">')
    assert between(patched(part, {"A1": "x"})).startswith('<row r="1" ht="15">')


def formulas(part: bytes) -> dict[str, str]:
    return {
        str(cell.get("r")): f"{formula.get('t', '')}:{formula.text or ''}"
        for cell in etree.fromstring(part).iter(f"{M}c")
        for formula in cell.iter(f"{M}f")
    }


SHARED = sheet(
    '<row r="1"><c r="A1"><f t="shared" ref="A1:B2" si="0">$C1&amp;D$1&amp;"é"</f><v>1</v></c>'
    '<c r="B1"><f t="shared" si="0"/><v>2</v></c><c r="C1"><f>1+1</f></c></row>'
    '<row r="2"><c r="A2"><f si="0" t="shared"></f></c><c r="B2"><f t="shared" si="0"/></c>'
    '<c r="C2"><f t="shared" si="1">A2</f></c></row><row r="3"><c r="A3"><f t="shared" si="1"/><v>3</v></c></row>'
)


def test_cells_that_share_an_overwritten_formula_get_their_own() -> None:
    after = patched(SHARED, {"A1": "gone", "B2": "gone"})
    assert formulas(after) == {
        "B1": ':$C1&E$1&"é"',
        "C1": ":1+1",
        "A2": ':$C2&D$1&"é"',
        "C2": "shared:A2",
        "A3": "shared:",
    }
    assert texts(after)["B1"].endswith("2")


def test_cells_that_share_a_formula_that_stays_are_left_alone() -> None:
    after = patched(SHARED, {"B1": "gone", "D3": "new"})
    assert formulas(after) == {key: value for key, value in formulas(SHARED).items() if key != "B1"}


@pytest.mark.parametrize(("address", "lost"), [("A1", True), ("C1", True), ("D1", False), ("A9", False)])
def test_it_is_told_whether_a_formula_was_overwritten(address: str, lost: bool) -> None:  # noqa: FBT001 - expected
    found = patch_sheet(SHARED, by_place({address: "x"}))
    assert isinstance(found, Patched)
    assert found.formula_lost is lost


@pytest.mark.parametrize("address", ["", "A", "1", "A0", "a1", "$A$1", "A1:B2", "ABCD1"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="is no address of a cell"):
        by_place({address: "x"})


@pytest.mark.parametrize(
    ("part", "reason"),
    [(b"<worksheet/>", "no place for rows"), (b"<worksheet><sheetData><row r='1'/>", "the rows never end")],
)
def test_a_part_without_whole_rows_is_refused(part: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        patch_sheet(part, by_place({"A1": "x"}))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig"])
def test_a_part_in_utf_16_is_spelt_anew(encoding: str) -> None:
    body = f'<worksheet xmlns="{NS}"><sheetData><row r="1"><c r="A1" t="str"><v>é</v></c></row></sheetData></worksheet>'
    text = f'<?xml version="1.0" encoding="{encoding[:6]}"?>{body}'
    assert texts(patched(as_utf8(text.encode(encoding)), {"B1": "ż😀"})) == {"A1": "é", "B1": "ż😀"}


CELLS = st.dictionaries(
    st.sampled_from([f"{letter}{row}" for letter in "ABCDEF" for row in range(1, 7)]),
    st.text("<&x\"'é ", min_size=1, max_size=5),
    max_size=14,
)


@given(before=CELLS, after=CELLS)
def test_what_is_set_is_set_and_what_is_not_stays(before: dict[str, str], after: dict[str, str]) -> None:
    first = patched(sheet(""), before)
    assert texts(first) == before
    second = patched(first, after)
    assert texts(second) == before | after
    assert patched(second, {}) == second
