"""The languages that a workbook says it is in."""

from pathlib import Path

import pytest
from packages import Parts, link, links, parts, save

from toolkit.excel.workbook import open_workbook

CORE = "docProps/core.xml"


def described(language: str) -> Parts:
    """Return a workbook whose properties name a language, as LibreOffice writes them."""
    made = parts()
    made["_rels/.rels"] = links(
        link("rId1", "officeDocument", "xl/workbook.xml"),
        link("rId2", "metadata/core-properties", CORE),
    )
    made[CORE] = (
        '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>sv-FI</dc:title><dc:language>{language}</dc:language></cp:coreProperties>"
    )
    return made


def languages(tmp_path: Path, made: Parts) -> tuple[str, ...]:
    return open_workbook(save(tmp_path / "one.xlsx", made)).languages


@pytest.mark.parametrize(
    ("written", "language"),
    [("sv-SE", "sv-SE"), (" pl-pl ", "pl-PL"), ("zh-Hant-TW", "zh-TW"), ("en", "en"), ("DE-ch", "de-CH")],
)
def test_the_properties_may_name_one(tmp_path: Path, written: str, language: str) -> None:
    assert languages(tmp_path, described(written)) == (language,)


@pytest.mark.parametrize("written", ["", "English", "x" * 10_000, "<b>sv-SE</b>"])
def test_what_is_no_language_is_none(tmp_path: Path, written: str) -> None:
    assert languages(tmp_path, described(written)) == ()


def test_damaged_properties_are_no_reason_not_to_read(tmp_path: Path) -> None:
    made = described("sv-SE")
    made[CORE] = "<coreProperties><language>sv-SE"
    assert languages(tmp_path, made) == ()
    del made[CORE]
    assert languages(tmp_path, made) == ()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("[$-41D]d mmmm yyyy", ("sv-SE",)),
        ("[$-00000415]d mmmm yyyy", ("pl-PL",)),
        ("[$-409]d-mmm-yy", ()),
        ("[$-F800]dddd", ()),
        ("#,##0.00 [$€-407]", ()),
        ("0.00", ()),
    ],
)
def test_number_formats_may_name_one_but_a_currency_does_not(tmp_path: Path, code: str, found: tuple[str, ...]) -> None:
    assert languages(tmp_path, parts(codes=(code,))) == found


def test_what_all_of_them_name_is_told(tmp_path: Path) -> None:
    made = described("en-GB")
    made["xl/styles.xml"] = parts(codes=("[$-41D]d mmmm",))["xl/styles.xml"]
    assert languages(tmp_path, made) == ("en-GB", "sv-SE")
