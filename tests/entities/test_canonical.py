"""Equal values are equal text, and nothing is lost between the two."""

import hashlib
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.entities.canonical import Json, canonical, digest, lasting, parse, plain, pretty

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: Decimal(f"{number:E}"))
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    assert canonical({"b": 1, "a": {"d": None, "c": [True, "ż"]}}) == '{"a":{"c":[true,"ż"],"d":null},"b":1}'


def test_people_get_the_same_values_line_by_line() -> None:
    value: Json = {"b": Decimal("1.50"), "a": ["ż"]}

    assert pretty(value).splitlines() == ["{", '  "b": 1.50,', '  "a": [', '    "ż"', "  ]", "}"]
    assert parse(pretty(value)) == value


def test_decimals_are_exact() -> None:
    text = "12345678901234567890.123456789012345678"

    assert canonical(parse(text)) == text
    assert parse("0.1") == Decimal("0.1")


@settings(max_examples=30)
@given(JSON)
def test_parsing_undoes_writing(value: object) -> None:
    assert parse(canonical(value)) == value  # type: ignore[arg-type] # Hypothesis cannot type a recursive value


@given(st.dictionaries(st.text(max_size=5), st.integers(), max_size=5))
def test_the_order_of_keys_does_not_change_the_digest(value: dict[str, int]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))


def test_the_digest_is_that_of_the_text() -> None:
    assert digest({"a": "ż"}) == hashlib.sha256('{"a":"ż"}'.encode()).hexdigest()


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        parse("{")
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(Decimal("NaN"))


@pytest.mark.parametrize(
    ("number", "text"),
    [("375.00", "375"), ("1E+3", "1000"), ("12.50", "12.5"), ("0.00", "0"), ("-0.0", "0"), ("-3.10", "-3.1")],
)
def test_a_plain_number_has_no_trailing_zeros(number: str, text: str) -> None:
    assert str(plain(Decimal(number))) == text


def test_an_iri_that_is_another_at_each_request_is_no_part_of_a_value() -> None:
    first, second = (
        parse(text)
        for text in (
            '[{"@id": "/api/.well-known/genid/1f", "amount": 5, "of": {"@id": "/api/transactions/7", "tags": ["a"]}}]',
            '[{"@id": "/api/.well-known/genid/2e", "amount": 5, "of": {"@id": "/api/transactions/7", "tags": ["a"]}}]',
        )
    )

    assert lasting(first) == lasting(second)
    assert lasting(first) == [{"amount": 5, "of": {"@id": "/api/transactions/7", "tags": ["a"]}}]
