"""The escape: no field that we write is a formula anywhere, and every text comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.forms.escape import DANGEROUS, escape, unescape


@given(st.text())
def test_what_was_escaped_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.sampled_from(DANGEROUS), st.text())
def test_nothing_that_is_written_starts_like_a_formula(start: str, rest: str) -> None:
    assert escape(start + rest) == f"'{start}{rest}"


@pytest.mark.parametrize("text", ["", "Nordic Fair", "12.50", "a=b", " =1"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize("text", ["'t Hart", "'", "it's"])
def test_an_apostrophe_of_somebody_else_stays(text: str) -> None:
    assert unescape(text) == text
