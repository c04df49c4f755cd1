"""Texts come out as Excel shows them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages import save, strings

from toolkit.errors import CorruptWorkbook, WorkbookTooLarge
from toolkit.excel.limits import Limits
from toolkit.excel.package import open_package
from toolkit.excel.strings import read_strings, unescape


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("plain", "plain"),
        ("a_x000D_b", "a\rb"),
        ("_x0041__x0042_", "AB"),
        ("_x00e5_", "å"),
        ("_x005F_x000D_", "_x000D_"),
        ("_x005f_x005F_x005F_x0041_", "_x005F_x0041_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "\ufffd"),
        ("_xDE00__xD83D_", "\ufffd\ufffd"),
        ("_x00G0_", "_x00G0_"),
        ("_x041_", "_x041_"),
        ("_X0041_", "_X0041_"),
        ("max_x_y", "max_x_y"),
    ],
)
def test_escapes_are_decoded(stored: str, shown: str) -> None:
    assert unescape(stored) == shown


@given(st.text())
def test_any_text_survives_escaping_its_underscores(text: str) -> None:
    assert unescape(text.replace("_x", "_x005F_x")) == text


def _read(folder: Path, items: str, limits: Limits | None = None) -> list[str]:
    return read_strings(
        open_package(save(folder / "a.zip", {"s.xml": strings(items)}), limits or Limits()).part("s.xml")
    )


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<si><t>Rent</t></si>", "Rent"),
        ('<si><t xml:space="preserve"> Rent\n</t></si>', " Rent\n"),
        ("<si><t>a &amp; b</t></si>", "a & b"),
        ("<si><t/></si>", ""),
        ("<si/>", ""),
        ("<si>\n  <r><rPr><b/></rPr><t>bo</t></r>\n  <r><t>ld</t></r>\n</si>", "bold"),
        ('<si><t>課</t><rPh sb="0" eb="1"><t>カ</t></rPh><phoneticPr fontId="1"/></si>', "課"),
        ("<si><t>_x005F_x0041_</t></si>", "_x0041_"),
        ('<x:si xmlns:x="u"><x:t>with prefix</x:t></x:si>', "with prefix"),
    ],
)
def test_shared_strings_are_what_excel_shows(tmp_path: Path, item: str, text: str) -> None:
    assert _read(tmp_path, f"<si><t>before</t></si>{item}<si><t>after</t></si>") == ["before", text, "after"]


def test_the_length_of_a_shared_string_is_bounded(tmp_path: Path) -> None:
    assert _read(tmp_path, f"<si><t>{'x' * 32_767}</t></si>") == ["x" * 32_767]
    with pytest.raises(WorkbookTooLarge, match="characters in one cell, more than the limit of 32,767"):
        _read(tmp_path, f"<si><r><t>{'x' * 30_000}</t></r><r><t>{'x' * 2_768}</t></r></si>")


def test_the_number_of_shared_strings_is_bounded(tmp_path: Path) -> None:
    with pytest.raises(WorkbookTooLarge, match="3 shared texts, more than the limit of 2"):
        _read(tmp_path, "<si/><si/><si/>", Limits(cells=2))


def test_the_depth_of_a_shared_string_is_bounded(tmp_path: Path) -> None:
    with pytest.raises(WorkbookTooLarge, match="levels"):
        _read(tmp_path, "<a>" * 70 + "</a>" * 70)


def test_broken_shared_strings_are_damage(tmp_path: Path) -> None:
    with pytest.raises(CorruptWorkbook, match=r"s\.xml"):
        _read(tmp_path, "<si><t>never closed</si>")
