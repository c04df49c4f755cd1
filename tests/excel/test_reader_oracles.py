"""openpyxl and calamine read what we read, but for the differences that are named here."""

import datetime as dt
import io
import string
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from packages import SHEET, STYLES, parts, save
from python_calamine import CalamineError, CalamineWorkbook

from toolkit.entities.cell import Cell, Shape, Stored, moment
from toolkit.errors import CorruptWorkbook
from toolkit.excel.sheet import letters
from toolkit.excel.workbook import open_workbook

_Value = object
_Input = str | float | dt.datetime
_Grid = dict[tuple[int, int], _Value]

_SHARED = ("Rent", "å & <b>", "  two  ", "line\nbreak", "")
_ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
# Texts without the escape _xHHHH_, which has its own test, and without what openpyxl itself would make a formula of.
_texts = st.text(alphabet=string.ascii_letters + string.digits + " .,-åäö€\t'\"<>&😀", min_size=1, max_size=20).filter(
    lambda text: text.strip() and "_x" not in text
)
_days = st.datetimes(dt.datetime(1900, 3, 2), dt.datetime(9999, 12, 30)).map(lambda day: day.replace(microsecond=0))  # noqa: DTZ001 - cells have no zone
_JANUARY_31 = dt.datetime(2024, 1, 31)  # noqa: DTZ001 - as above
_numbers = st.one_of(
    st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)
)


def _ours(path: Path) -> _Grid:
    sheet = open_workbook(path).sheets[0]
    return {(row.number, column): _value(cell) for row in sheet.rows() for column, cell in row.cells.items()}


def _value(cell: Cell) -> _Value:
    match cell.stored:
        case Stored.NUMBER if cell.format.shape is Shape.DATE:
            return moment(cell)
        case Stored.NUMBER:
            return float(cell.text)
        case Stored.BOOLEAN:
            return cell.text == "1"
        case Stored.DATE:
            return moment(cell)
        case Stored.ERROR:
            return _Error(cell.text)
        case Stored.BLANK | Stored.TEXT:
            return cell.text


@dataclass(frozen=True)
class _Error:
    code: str


def _openpyxl(path: Path) -> _Grid:
    sheet = load_workbook(io.BytesIO(path.read_bytes()), data_only=True).worksheets[0]
    return {
        (cell.row, cell.column - 1): _Error(str(cell.value)) if cell.data_type == "e" else _plain(cell.value)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def _calamine(path: Path) -> _Grid:
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    if sheet.start is None:
        return {}
    rows = sheet.to_python(skip_empty_area=False)
    return {
        (row, column): _plain(value)
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values)
        if value != ""
    }


def _plain(value: _Value) -> _Value:
    """Bring numbers and dates of any type to one: both libraries choose the type by the value."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, dt.datetime):
        return (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    return value


def _as_calamine(grid: _Grid) -> _Grid:
    """Drop what calamine gives as an empty text, as if the cell were empty: error cells and empty texts."""
    return {place: value for place, value in grid.items() if value != "" and not isinstance(value, _Error)}


_written = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(0, 9)),
    st.one_of(_texts, _numbers, st.booleans(), _days, st.sampled_from(_ERRORS)),
    max_size=25,
)


@given(_written)
@settings(max_examples=25)
def test_what_openpyxl_writes_is_read_alike_by_all_three(tmp_path: Path, cells: dict[tuple[int, int], _Input]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for (row, column), value in cells.items():
        sheet.cell(row, column + 1, value)
    path = tmp_path / "a.xlsx"
    book.save(path)
    ours = _ours(path)
    assert set(ours) == set(cells)
    assert ours == _openpyxl(path)
    assert _as_calamine(ours) == _calamine(path)


def _spelled(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_contents = st.one_of(
    st.integers(0, len(_SHARED) - 2).map(lambda index: ('t="s"', f"<v>{index}</v>")),
    _texts.map(lambda text: ('t="inlineStr"', f'<is><t xml:space="preserve">{_spelled(text)}</t></is>')),
    _texts.map(lambda text: ('t="str"', f"<f>B1</f><v>{_spelled(text)}</v>")),
    _numbers.map(lambda number: ("", f"<v>{number!r}</v>")),
    _numbers.map(lambda number: ('t="n"', f"<f>1+1</f><v>{number!r}</v>")),
    st.integers(61, 2_958_465).map(lambda serial: ('s="1"', f"<v>{serial}</v>")),
    st.booleans().map(lambda flag: ('t="b"', f"<v>{flag:d}</v>")),
    st.sampled_from(_ERRORS).map(lambda code: ('t="e"', f"<v>{code}</v>")),
    st.dates(dt.date(1900, 3, 2), dt.date(9999, 12, 30)).map(lambda day: ('t="d" s="1"', f"<v>{day}T00:00:00</v>")),
    st.just(('s="1"', "")),
)


@st.composite
def _rows(draw: st.DrawFn) -> str:
    """Draw rows of hand-written cells; all say where they stand."""
    xml = ""
    number = 0
    for gap in draw(st.lists(st.integers(1, 4), max_size=5)):
        number += gap
        places = sorted(draw(st.sets(st.integers(0, 30), max_size=5)))
        cells = [(place, *draw(_contents)) for place in places]
        xml += f'<row r="{number}">'
        xml += "".join(f'<c r="{letters(place)}{number}" {at}>{content}</c>' for place, at, content in cells)
        xml += "</row>"
    return xml


def _hand_written(folder: Path, rows: str) -> Path:
    texts = "".join(f'<si><t xml:space="preserve">{_spelled(text)}</t></si>' for text in _SHARED)
    whole = parts(rows, texts=texts, codes=("yyyy-mm-dd", "[h]:mm", "0 USD"))
    # openpyxl warns of a workbook without a default style.
    normal = '<cellStyles><cellStyle name="Normal" xfId="0"/></cellStyles></styleSheet>'
    looks = "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs>"
    whole[STYLES] = str(whole[STYLES]).replace("</styleSheet>", normal).replace("<cellStyleXfs>", looks)
    return save(folder / "a.xlsx", whole)


@given(_rows())
@settings(max_examples=40)
def test_hand_written_cells_are_read_alike_by_all_three(tmp_path: Path, rows: str) -> None:
    path = _hand_written(tmp_path, rows)
    ours = _ours(path)
    assert ours == _openpyxl(path)
    assert _as_calamine(ours) == _calamine(path)


@pytest.mark.parametrize(
    ("cell", "ours", "openpyxl", "calamine"),
    [
        # Escapes: openpyxl leaves them as they are, but for `x005F_`, which it drops.
        ('t="str"><v>a_x000D_b</v>', "a\rb", "a_x000D_b", "a\rb"),
        ('t="inlineStr"><is><t>_x005F_x0041_</t></is>', "_x0041_", "_x005F_x0041_", "_x0041_"),
        # Errors: calamine makes an empty cell of them.
        ('t="e"><v>#N/A</v>', _Error("#N/A"), _Error("#N/A"), None),
        # Formulas that were never calculated: both make an empty cell of them.
        ("><f>1+1</f>", "", None, None),
        # Empty text: calamine cannot tell it from an empty cell.
        ('t="s"><v>4</v>', "", "", None),
        # A format with digits and unquoted letters: both take S and D for seconds and days.
        ('s="3"><v>45322</v>', 45322.0, _JANUARY_31, _JANUARY_31),
        # Durations: we keep the number, and its format says what it is.
        ('s="2"><v>1.5</v>', 1.5, dt.timedelta(days=1, hours=12), dt.timedelta(days=1, hours=12)),
    ],
)
def test_the_differences_are_known(tmp_path: Path, cell: str, ours: _Value, openpyxl: _Value, calamine: _Value) -> None:
    path = _hand_written(tmp_path, f'<row r="1"><c r="A1" {cell}</c><c r="B1"><v>7</v></c></row>')
    found = [read(path).get((1, 0)) for read in (_ours, _openpyxl, _calamine)]
    assert found == [ours, openpyxl, calamine]


def test_no_number_is_no_number(tmp_path: Path) -> None:
    path = _hand_written(tmp_path, '<row r="1"><c r="A1"><v>NaN</v></c></row>')
    with pytest.raises(CorruptWorkbook, match="cell A1 holds 'NaN'"):
        _ours(path)
    with pytest.raises(ValueError, match="Unable to read workbook"):
        _openpyxl(path)
    assert str(_calamine(path)[1, 0]) == "nan"


def test_an_error_of_newer_excel_is_an_error_and_calamine_refuses_the_workbook(tmp_path: Path) -> None:
    path = _hand_written(tmp_path, '<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c></row>')
    assert _ours(path) == {(1, 0): _Error("#SPILL!")}
    with pytest.raises(CalamineError):
        _calamine(path)


def test_the_size_that_a_sheet_claims_cuts_the_streaming_reader_of_openpyxl_short(tmp_path: Path) -> None:
    path = _hand_written(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>')
    lying = str(parts()[SHEET]).replace("<sheetData>", '<dimension ref="A1"/><sheetData>')
    with zipfile.ZipFile(path) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    rows = whole[SHEET].decode().partition("<sheetData>")[2].partition("</sheetData>")[0]
    save(path, {**whole, SHEET: lying.replace("</sheetData>", f"{rows}</sheetData>")})
    assert _ours(path) == _openpyxl(path) == _calamine(path) == {(1, 0): 1.0, (2, 1): 2.0}
    book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
    assert [[cell.value for cell in row] for row in book.worksheets[0].rows] == [[1]]
    book.close()
