"""Rows read by pattern are what the parser makes of them, and what only looks like a row is none."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import first_rows, parts, save

from toolkit.entities.cell import EPOCH_1900, GENERAL, Cell, NumberFormat, Shape, Stored
from toolkit.errors import CorruptWorkbook
from toolkit.excel.plain_rows import PlainRows
from toolkit.excel.sheet import Row, letters

DATE = NumberFormat("yyyy-mm-dd", Shape.DATE, EPOCH_1900)
FORMATS = {None: GENERAL, "0": GENERAL, "1": DATE}
TEXTS = ("Rent", "Böcker & bläck", "")
SHARED = "".join(f"<si><t>{text.replace('&', '&amp;')}</t></si>" for text in TEXTS)

FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'
"""The parser reads the first row in any case: only behind it does it stand between rows."""


def plain(row: str, after: int = 1) -> Row | None:
    """Read one row by pattern."""
    return PlainRows(TEXTS, FORMATS, longest=20).read(row.removesuffix("</row>").encode(), after)


@pytest.mark.parametrize(
    ("rest", "cell"),
    [
        ("><v>12.5</v></c>", Cell(Stored.NUMBER, "12.5")),
        (' t="n"><v>-1E-7</v></c>', Cell(Stored.NUMBER, "-1E-7")),
        (' s="1"><v>45658</v></c>', Cell(Stored.NUMBER, "45658", DATE)),
        (' s="1" t="s"><v>1</v></c>', Cell(Stored.TEXT, "Böcker & bläck", DATE)),
        (' t="str"><v> ö </v></c>', Cell(Stored.TEXT, " ö ")),
        (' t="inlineStr"><is><t>a_x000D_b</t></is></c>', Cell(Stored.TEXT, "a\rb")),
        (' t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>', Cell(Stored.TEXT, " a")),
        ("><f>A1*2</f><v>2</v></c>", Cell(Stored.NUMBER, "2", formula=True)),
        ('><f t="shared" si="0"/><v>2</v></c>', Cell(Stored.NUMBER, "2", formula=True)),
        (' t="str"><f>B2</f><v></v></c>', Cell(Stored.TEXT, "", formula=True)),
        (' t="b"><v>1</v></c>', Cell(Stored.BOOLEAN, "1")),
        (' s="1" t="b"><f>A1=1</f><v>0</v></c>', Cell(Stored.BOOLEAN, "0", DATE, formula=True)),
        (' t="e"><v>#N/A</v></c>', Cell(Stored.ERROR, "#N/A")),
        (' t="e"><f>1/0</f><v>#DIV/0!</v></c>', Cell(Stored.ERROR, "#DIV/0!", formula=True)),
    ],
)
def test_what_programs_write_is_plain(rest: str, cell: Cell) -> None:
    assert plain(f'<row r="7" spans="1:3"><c r="B7"{rest}</row>') == Row(7, {1: cell})


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ('<row r="2" hidden="1"></row>', Row(2, {}, hidden=True)),
        ('<row r="2" x14ac:dyDescent="0.25" ht="15"></row>', Row(2, {})),
        ('<row r="2"><c r="A2"/><c r="B2" s="1"/><c r="C2"></c></row>', Row(2, {})),
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', Row(1_048_576, {16_383: Cell(Stored.NUMBER, "1")})),
    ],
)
def test_rows_without_values_and_at_the_edge_are_plain(row: str, read: Row) -> None:
    assert plain(row) == read


@pytest.mark.parametrize(
    "row",
    [
        "<row></row>",
        '<row r="1"></row>',
        '<row r="02"></row>',
        '<row r="1048577"></row>',
        '<row r="2" r="2"></row>',
        '<row r="2" hidden=1></row>',
        '<row r="2" s="&bad;"></row>',
        '<row r="2"/></row>',
        '<x:row r="2"></row>',
        '<row r="2"> </row>',
        '<row r="2"><!-- --></row>',
        '<row r="2"><c r="A2"><v>1</v></c> </row>',
        '<row r="2"><c r="A2"><v>1</v></c><c><v>1</v></c></row>',
        '<row r="2"><c r="A3"><v>1</v></c></row>',
        '<row r="2"><c r="A12"><v>1</v></c></row>',
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="2"><c r="a2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2" s="2"><v>1</v></c></row>',
        '<row r="2"><c r="A2" s="1" s="1"/></row>',
        '<row r="2"><c r="A2" s="1"/><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>3</v></c></row>',
        '<row r="2"><c r="A2" t="b"><v>2</v></c></row>',
        '<row r="2"><c r="A2" t="b"><v>true</v></c></row>',
        '<row r="2"><c r="A2" t="e"><v></v></c></row>',
        '<row r="2"><c r="A2" t="e"><v> #N/A</v></c></row>',
        '<row r="2"><c r="A2" t="e"><v>#A&amp;B!</v></c></row>',
        '<row r="2"><c r="A2"><v>1,5</v></c></row>',
        '<row r="2"><c r="A2"><v></v></c></row>',
        '<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>',
        '<row r="2"><c r="A2"><f>A1</f></c></row>',
        '<row r="2"><c r="A2"><f a=1>A1</f><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="str"><v>a&amp;b</v></c></row>',
        '<row r="2"><c r="A2" t="str"><v>a\rb</v></c></row>',
        '<row r="2"><c r="A2" t="str"><v>a\x00b</v></c></row>',
        '<row r="2"><c r="A2" t="str"><v>longer than twenty characters</v></c></row>',
        '<row r="2"><c r="A2" t="inlineStr"><is><t>a</v></c></row>',
        '<row r="2"><c r="A2" t="inlineStr"><is><r><t>a</t></r></is></c></row>',
    ],
)
def test_whatever_is_spelt_in_another_way_is_left_to_the_parser(row: str) -> None:
    assert plain(row) is None


def test_bytes_that_are_no_text_are_left_to_the_parser() -> None:
    assert PlainRows((), FORMATS, 20).read(b'<row r="2"><c r="A2" t="str"><v>\xff</v></c>', 1) is None


def test_more_cells_than_are_remembered_are_read_all_the_same() -> None:
    rows = PlainRows((), FORMATS, 20)
    read = [rows.read(f'<row r="{n}"><c r="A{n}"><v>{n % 20_000}</v></c>'.encode(), n - 1) for n in range(1, 40_001)]
    assert [row and row.cells[0].text for row in read] == [str(n % 20_000) for n in range(1, 40_001)]


_CELLS = st.sampled_from(
    [
        '<c r="{0}"><v>1</v></c>',
        '<c r="{0}" s="1"><v>45658</v></c>',
        '<c r="{0}" t="s"><v>1</v></c>',
        '<c r="{0}" t="s"><v>2</v></c>',
        '<c r="{0}" s="1"/>',
        '<c r="{0}" t="b"><v>1</v></c>',
        '<c r="{0}" t="b"><v>false</v></c>',
        '<c r="{0}" t="b"><f>A1=1</f><v>0</v></c>',
        '<c r="{0}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="{0}" t="e"><v> #NAME? </v></c>',
        '<c r="{0}" t="e"><v>#N/A</v></c>',
        '<c r="{0}"><f>1+1</f><v>2</v></c>',
        '<c r="{0}"><f>1+1</f></c>',
        '<c r="{0}" t="inlineStr"><is><t>å &lt; ö</t></is></c>',
        '<c r="{0}" t="inlineStr"><is><t>åäö</t></is></c>',
        '<c r="{0}"><v> 7 </v></c>',
        "<c><v>8</v></c>",
    ]
)
_ROWS = st.lists(st.tuples(st.lists(_CELLS, max_size=4), st.sampled_from(["", ' hidden="1"', ' ht="20"'])), max_size=8)


def _spelt(rows: Sequence[tuple[Sequence[str], str]], within: str) -> str:
    """Spell rows from the second on, something else inside each of them."""
    spelt = [FIRST]
    for n, (cells, tag) in enumerate(rows, 2):
        named = "".join(cell.format(f"{letters(index)}{n}") for index, cell in enumerate(cells))
        spelt.append(f'<row r="{n}"{tag}>{within}{named}</row>')
    return "".join(spelt)


@settings(max_examples=30)
@given(rows=_ROWS)
def test_pattern_and_parser_read_the_same(tmp_path: Path, rows: Sequence[tuple[Sequence[str], str]]) -> None:
    by_pattern = save(tmp_path / "a.xlsx", parts(_spelt(rows, ""), texts=SHARED, codes=("yyyy-mm-dd",)))
    by_parser = save(tmp_path / "b.xlsx", parts(_spelt(rows, "<!-- -->"), texts=SHARED, codes=("yyyy-mm-dd",)))
    assert first_rows(by_pattern) == first_rows(by_parser)


@pytest.mark.parametrize(
    "between",
    [
        '<!-- <row r="2"><c r="A2"><v>9</v></c></row><row r="3"><c r="A3"><v>9</v></c></row> -->',
        '<![CDATA[</row><row r="2"><c r="A2"><v>9</v></c></row><row r="3"><c r="A3"><v>9</v></c></row>]]>',
        '<?note </row><row r="2"><c r="A2"><v>9</v></c></row> ?>',
        '<row r="2"><!-- </row><row r="3"><c r="A3"><v>9</v></c></row> --></row>',
        '<other><row r="2"><c r="A2"><v>9</v></c></row><row r="3"><c r="A3"><v>9</v></c></row></other>',
    ],
)
def test_what_only_looks_like_a_row_is_none(tmp_path: Path, between: str) -> None:
    last = '<row r="9"><c r="A9"><v>2</v></c></row>'
    rows = first_rows(save(tmp_path / "a.xlsx", parts(f"{FIRST}{between}{last}")))
    assert [(row.number, row.cells[0].text) for row in rows] == [(1, "1"), (9, "2")]


@pytest.mark.parametrize("odd", [2, 1_500, 3_000])
def test_rows_of_both_spellings_keep_their_order(tmp_path: Path, odd: int) -> None:
    spelt = (f'<row r="{n}"><c r="A{n}"><v>{n}</v>{" " * (n == odd)}</c></row>' for n in range(1, 3_001))
    rows = first_rows(save(tmp_path / "a.xlsx", parts("".join(spelt))))
    assert [(row.number, row.cells[0].text) for row in rows] == [(n, str(n)) for n in range(1, 3_001)]


@pytest.mark.parametrize("broken", ["<row", '<row r="4"><c r="A4"><v>1</v></row>', "</row>", "&nbsp;", "\x01"])
def test_damage_behind_plain_rows_is_damage(tmp_path: Path, broken: str) -> None:
    plain_rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (1, 2, 3))
    with pytest.raises(CorruptWorkbook, match=r"sheet1\.xml"):
        first_rows(save(tmp_path / "a.xlsx", parts(plain_rows + broken)))


def test_shared_texts_of_both_spellings_keep_their_order(tmp_path: Path) -> None:
    texts = "<si><t>a</t></si><si><t>b</t></si><si><t>c &lt; d</t></si><si><t>e</t></si><si><r><t>f</t></r></si>"
    texts += "<si><t>g</t><rPh><t>h</t></rPh></si><!-- <si><t>x</t></si> --><si><t>i</t></si>"
    cells = "".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABCDEFG"))
    [row] = first_rows(save(tmp_path / "a.xlsx", parts(f'<row r="1">{cells}</row>', texts=texts)))
    assert [cell.text for cell in row.cells.values()] == ["a", "b", "c < d", "e", "f", "g", "i"]


def test_what_is_longer_than_any_row_is_not_kept_back(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (2, 3, 4))
    read = first_rows(save(tmp_path / "a.xlsx", parts(f"{FIRST}{' ' * 3_000_000}{rows}"), zipfile.ZIP_STORED))
    assert [row.number for row in read] == [1, 2, 3, 4]
