"""Texts that were read by the wrong encoding are known, and those that only look odd are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checking.mojibake import read_twice

TEXTS = ("Kök & möbler", "Räksmörgås", "Fördröjd", "café", "zażółć gęślą", "Mat – 5 €", "ÖVRIGT É")
OTHERS = (
    *("", "Kök & möbler åäö ÅÄÖ", "”PÅ”", "KÖ…", "PÅ… SÄ”", "Ångström", "São Paulo", "NÃO", "Ärende – Örebro"),
    *("5 €", "Zażółć", "Âge", "crêpe â la carte", "Ã", "°C", "½ Â", "naïve"),
)


def read_by(text: str, encoding: str) -> str:
    """Return what a text looks like where its UTF-8 is read by an old encoding; bytes without a meaning are kept."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", TEXTS)
def test_utf8_that_was_read_twice_is_known(text: str, encoding: str) -> None:
    assert read_twice(read_by(text, encoding)) == text
    assert read_twice(f"{read_by(text, encoding)} ÅÄÖ ”") == f"{text} ÅÄÖ ”".replace(
        "gęślą", "gęśl" + ("Ä…" if encoding == "cp1252" else "ą")
    )


@pytest.mark.parametrize("text", OTHERS)
def test_other_texts_are_left_alone(text: str) -> None:
    assert read_twice(text) == ""


@given(st.text(st.sampled_from("abcåäöÅÄÖéüßøæ ,.-()"), max_size=20))
def test_texts_of_the_north_are_never_taken_for_it(text: str) -> None:
    assert read_twice(text) == ""
    assert read_twice(read_by(text, "cp1252")) == ("" if text.isascii() else text)
