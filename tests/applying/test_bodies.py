"""A body is sent as planned, with IRIs where it could only say which change makes the record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.applying.bodies import fill
from toolkit.entities.canonical import Json
from toolkit.planning.changes import Request

IRIS = {1: "/api/budgets/1", 2: "/api/budgets/2"}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=4))
def test_a_body_without_new_records_is_sent_as_it_is(body: dict[str, Json]) -> None:
    assert fill(Request("POST", "/budgets", body), IRIS).body == body


def test_new_records_are_filled_in_at_any_depth() -> None:
    body: dict[str, Json] = {"a": {"@change": 1}, "b": [{"c": {"@change": 2}}], "d": "/api/budgets/9"}

    filled = fill(Request("POST", "/budgets", body), IRIS)

    assert filled.body == {"a": "/api/budgets/1", "b": [{"c": "/api/budgets/2"}], "d": "/api/budgets/9"}


def test_a_request_without_a_body_stays_without_one() -> None:
    request = Request("DELETE", "/budgets/1")

    assert fill(request, IRIS) is request


def test_a_record_that_nothing_has_made_is_an_error_and_never_sent() -> None:
    with pytest.raises(KeyError):
        fill(Request("POST", "/budgets", {"a": {"@change": 3}}), IRIS)
