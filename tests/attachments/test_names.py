"""Names of our own making: readable, and good on every system."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.attachments.names import LONGEST, Names, folded, safe_name


@pytest.mark.parametrize(
    ("given_name", "made"),
    [
        ("Kvitto Espresso House möte.pdf", "Kvitto Espresso House möte.pdf"),
        ("Mo\u0308te.pdf", "Möte.pdf"),
        ("a/b\\c:d*e?.pdf", "a_b_c_d_e_.pdf"),
        ("50% #2.pdf", "50_ _2.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("con", "_con"),
        ("LPT1.tar.gz", "_LPT1.tar.gz"),
        ("COM¹.txt", "_COM¹.txt"),
        ("CONIN$", "_CONIN$"),
        ("console.pdf", "console.pdf"),
        ("invoice.pdf. . .", "invoice.pdf"),
        (".htaccess", "_htaccess"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00\x1b[31m\u200bb.pdf", "a[31mb.pdf"),
        ("  two\tlines\nhere.pdf ", "twolineshere.pdf"),
        ("", "document"),
        ("...", "document"),
    ],
)
def test_a_name_is_made_good(given_name: str, made: str) -> None:
    assert safe_name(given_name) == made


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_name("x" * 500 + ".pdf") == "x" * (LONGEST - 4) + ".pdf"
    assert len(safe_name("ö" * 500 + ".pdf").encode()) <= 255


@given(st.text(max_size=300))
def test_every_name_is_good_everywhere(text: str) -> None:
    name = safe_name(text)

    assert name
    assert not re.search(r'[<>:"/\\|?*#%\x00-\x1f]', name)
    assert name[-1] not in ". "
    assert name[0] != "."
    assert len(name) <= LONGEST
    assert len(name.encode()) <= 255
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)", name.partition(".")[0].rstrip())


def test_names_that_some_system_takes_for_one_are_told_apart() -> None:
    names = Names("index.xlsx")

    given_out = [names.free(each) for each in ("a.pdf", "A.PDF", "a.pdf", "Index.xlsx", "Mo\u0308te", "MÖTE")]

    assert given_out == ["a.pdf", "A (2).PDF", "a (3).pdf", "Index (2).xlsx", "Mo\u0308te", "MÖTE (2)"]
    assert len(set(map(folded, given_out))) == len(given_out)
