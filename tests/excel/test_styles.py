"""What a number format makes of a number."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from packages import save, styles

from toolkit.entities.cell import EPOCH_1900, EPOCH_1904, NumberFormat, Shape
from toolkit.errors import CorruptWorkbook
from toolkit.excel.limits import Limits
from toolkit.excel.package import open_package
from toolkit.excel.styles import read_formats, shape_of, thousands_of

_CODES = {
    Shape.GENERAL: [
        "General",
        "GENERAL",
        "",
        "0",
        "#,##0.00",
        "0.00E+00",
        "# ??/??",
        '#,##0.00\\ "kr"',
        '"days: "0',
        "0 USD",
        "#,##0 kr;[Red]-#,##0 kr",
        '_-* #,##0.00\\ [$kr-41D]_-;\\-* #,##0.00\\ [$kr-41D]_-;_-* "-"??\\ [$kr-41D]_-;_-@_-',
        "[Red][<0]0;[Blue]0",
        "[>=1000000]0.0,,\\M;0",
        "0\\%",
        "General;General;General;@",
        "[=0]@;0",
        "[Yellow]0.0",
        "_d0_d",
        "*y0",
        ";;;",
        '"unclosed ymd',
        "[unclosed",
        '"date"',
    ],
    Shape.TEXT: ["@", '"id "@', "[Blue]@"],
    Shape.PERCENT: ["0%", "0.00%", "0%;[Red]-0%", "[>1]0%;0.0%", "%0"],
    Shape.DATE: [
        "yyyy-mm-dd",
        "YYYY-MM-DD",
        "mm-dd-yy",
        "d-mmm",
        "[$-41D]d mmmm yyyy",
        "[$-F800]dddd, mmmm dd, yyyy",
        "yyyy\\-mm\\-dd;@",
        'yyyy"年"m"月"d"日"',
        "[$-411]ggge",
        "[$-804]aaaa;@",
        "h:mm AM/PM",
        "AM/PM",
        "mm:ss.000",
        "mmss.0",
        "ss.00",
        '[=0]"none";yyyy-mm-dd',
        "[Red]dd/mm/yyyy",
        "yyyy-mm-dd hh:mm:ss",
    ],
    Shape.DURATION: ["[h]:mm", "[hh]:mm:ss", "[m]", "[ss].00", "[H]:MM;@", "[Red][h]:mm"],
}


@pytest.mark.parametrize(("code", "shape"), [(code, shape) for shape, codes in _CODES.items() for code in codes])
def test_a_code_has_its_shape(code: str, shape: Shape) -> None:
    assert shape_of(code) is shape


@pytest.mark.parametrize(
    ("code", "thousands"),
    [
        ("#,##0,", 1),
        ('0.0,, "MSEK"', 2),
        ("0,.0", 1),
        ("#,##0,;(#,##0,)", 1),
        ("0;#,##0,", 0),
        ("#,##0.00", 0),
        ('#,##0 "a,"', 0),
        ("mmm d, yyyy", 0),
        ("General", 0),
    ],
)
def test_a_comma_behind_the_last_digit_leaves_thousands_out(code: str, thousands: int) -> None:
    assert thousands_of(code) == thousands


@given(st.text(alphabet='ymdhs0#?.,;:@%"\\_*[]<>=$-AP/Gelnra', max_size=30))
def test_any_code_has_a_shape(code: str) -> None:
    assert isinstance(shape_of(code), Shape)


@given(st.text(max_size=20), st.sampled_from(["yyyy-mm-dd", "0.00", "0%", "[h]:mm", "@"]))
def test_quoted_text_never_changes_the_shape(text: str, code: str) -> None:
    assert shape_of(f'"{text.replace(chr(34), "")}"{code}') is shape_of(code)


def _formats(folder: Path, xml: str, epoch: date = EPOCH_1900) -> tuple[NumberFormat, ...]:
    return read_formats(open_package(save(folder / "a.zip", {"s.xml": xml}), Limits()).part("s.xml"), epoch)


def _built_in(folder: Path, id: int) -> NumberFormat:
    return _formats(folder, re.sub(r'<numFmts>.*numFmtId="0"', f'<cellXfs><xf numFmtId="{id}"', styles()))[0]


@pytest.mark.parametrize("id", [*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 79), 80, 81])
def test_built_in_dates_are_dates(tmp_path: Path, id: int) -> None:
    assert _built_in(tmp_path, id).shape is Shape.DATE


@pytest.mark.parametrize("id", [46, 79])
def test_built_in_durations_are_durations(tmp_path: Path, id: int) -> None:
    assert _built_in(tmp_path, id).shape is Shape.DURATION


@pytest.mark.parametrize("id", [9, 10, 67, 68])
def test_built_in_percentages_are_percentages(tmp_path: Path, id: int) -> None:
    assert _built_in(tmp_path, id).shape is Shape.PERCENT


@pytest.mark.parametrize("id", [0, *range(1, 9), 11, 12, 13, *range(37, 45), 48, 59, 60, 61, 62, 69, 70, 163, 999])
def test_other_built_in_formats_show_plain_numbers(tmp_path: Path, id: int) -> None:
    assert _built_in(tmp_path, id).shape is Shape.GENERAL


def test_built_in_text_is_text(tmp_path: Path) -> None:
    assert _built_in(tmp_path, 49).shape is Shape.TEXT


@pytest.mark.parametrize("id", sorted(BUILTIN_FORMATS))
def test_openpyxl_agrees_on_every_built_in_format_it_knows(tmp_path: Path, id: int) -> None:
    code = BUILTIN_FORMATS[id]
    shape = _built_in(tmp_path, id).shape
    assert (shape is Shape.DATE) == (is_date_format(code) and not is_timedelta_format(code))
    assert (shape is Shape.DURATION) == is_timedelta_format(code)


def test_styles_are_counted_as_cells_count_them(tmp_path: Path) -> None:
    formats = _formats(tmp_path, styles("yyyy-mm-dd", "0%"))
    assert [known.code for known in formats] == ["General", "yyyy-mm-dd", "0%"]


def test_styles_of_one_code_share_one_format(tmp_path: Path) -> None:
    formats = _formats(tmp_path, styles("0%", "0%"))
    assert formats[1] is formats[2]


def test_formats_know_the_epoch_of_their_workbook(tmp_path: Path) -> None:
    assert {known.epoch for known in _formats(tmp_path, styles("yyyy"), EPOCH_1904)} == {EPOCH_1904}


def test_a_format_id_that_is_no_number_is_damage(tmp_path: Path) -> None:
    with pytest.raises(CorruptWorkbook, match="'fourteen' is no number"):
        _formats(tmp_path, styles("0").replace('<xf numFmtId="164"', '<xf numFmtId="fourteen"'))
