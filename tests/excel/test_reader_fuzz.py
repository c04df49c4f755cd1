"""Whatever the bytes, a workbook is read or refused; nothing else ever comes out."""

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from packages import SHEET, STRINGS, STYLES, WORKBOOK, WORKBOOK_LINKS, parts, save

from toolkit.entities.cell import NotAMoment, moment
from toolkit.errors import WorkbookError
from toolkit.excel.workbook import open_workbook

_ROWS = (
    '<row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45322.5</v></c></row>'
    '<row r="3"><c t="inlineStr"><is><r><t>x_x000D_</t></r></is></c><c r="C3" t="b"><v>1</v></c>'
    '<c r="D3" t="e"><f>NA()</f><v>#N/A</v></c></row>'
)
_PARTS = parts(_ROWS, texts="<si><r><t>Re</t></r><r><t>nt</t></r></si>", codes=("yyyy-mm-dd;@",))


def _written_by_openpyxl() -> bytes:
    book = Workbook()
    book.active.append(["Name", 12.5, True, "=1+1"])  # type: ignore[union-attr] # a new workbook has an active sheet
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


_REAL = _written_by_openpyxl()


def _read_through(path: Path) -> None:
    with contextlib.suppress(WorkbookError):
        for sheet in open_workbook(path).sheets:
            for row in sheet.rows():
                for cell in row.cells.values():
                    with contextlib.suppress(NotAMoment):
                        moment(cell)
            sheet.merged()


_flips = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8)


def _flipped(data: bytes, flips: list[tuple[float, int]]) -> bytes:
    mutable = bytearray(data)
    for place, value in flips:
        mutable[int(place * len(data))] = value
    return bytes(mutable)


@given(flips=_flips, keep=st.one_of(st.none(), st.floats(0, 1)))
@settings(max_examples=120)
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, flips: list[tuple[float, int]], keep: float | None) -> None:
    path = tmp_path / "a.xlsx"
    data = _flipped(_REAL, flips)
    path.write_bytes(data if keep is None else data[: int(keep * len(data))])
    _read_through(path)


@given(flips=_flips)
@settings(max_examples=80)
def test_a_damaged_directory_is_read_or_refused(tmp_path: Path, flips: list[tuple[float, int]]) -> None:
    start = _REAL.index(b"PK\x01\x02")
    path = tmp_path / "a.xlsx"
    path.write_bytes(_REAL[:start] + _flipped(_REAL[start:], flips))
    _read_through(path)


@pytest.mark.parametrize("name", [SHEET, STRINGS, STYLES, WORKBOOK, WORKBOOK_LINKS, "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@given(flips=_flips, cut=st.integers(0, 3))
@settings(max_examples=20)
def test_a_damaged_part_is_read_or_refused(
    tmp_path: Path, name: str, encoding: str, flips: list[tuple[float, int]], cut: int
) -> None:
    content = str(_PARTS[name]).encode(encoding)
    damaged = _flipped(content, flips)[: len(content) - cut]
    _read_through(save(tmp_path / "a.xlsx", {**_PARTS, name: damaged}, zipfile.ZIP_STORED))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        path.write_bytes(start + data)
        with pytest.raises(WorkbookError):
            open_workbook(path)
