"""JSON as PHP writes and reads it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.sandbox import wire

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(VALUES)
def test_what_is_written_is_read_again_by_anybody(value: wire.Wire) -> None:
    written = wire.encode(value)
    assert wire.decode(written) == value == json.loads(written)


@settings(max_examples=60)
@given(TEXTS)
def test_the_characters_that_php_escapes_never_appear_raw(text: str) -> None:
    written = wire.encode(text).decode()[1:-1]
    assert not set("&<>'") & set(written)
    assert "/" not in written.replace("\\/", "")


@pytest.mark.parametrize(
    ("value", "name"),
    [(None, "NULL"), (True, "boolean"), (1, "integer"), (1.0, "double"), ("", "string"), ([], "array"), ({}, "array")],
)
def test_types_have_phps_names(value: wire.Wire, name: str) -> None:
    assert wire.php_type(value) == name


def test_huge_integers_become_floats() -> None:
    assert wire.php_type(wire.decode(b"9223372036854775808")) == "double"
    assert wire.php_type(wire.decode(b"9223372036854775807")) == "integer"
    assert isinstance(wire.number(375.0), int)
    assert wire.number(-208.1) == -208.1
