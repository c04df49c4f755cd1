"""Whether a list is all there is, and how that is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities.canonical import Json
from toolkit.entities.completeness import Completeness, Ending

EVERY = st.builds(Completeness, st.integers(0, 9), st.none() | st.integers(0, 9), st.sampled_from(Ending))


@given(EVERY)
def test_what_is_counted_decides_and_else_the_end(given: Completeness) -> None:
    if given.counted is None:
        assert given.proved is (given.ending is Ending.LAST)
    else:
        assert given.proved is (given.found >= given.counted)


@given(EVERY)
def test_it_is_read_as_it_was_spelt(given: Completeness) -> None:
    assert Completeness.from_json(given.to_json()) == given


@pytest.mark.parametrize(
    "json",
    [
        None,
        {"found": 1, "counted": 2},
        {"found": "1", "counted": 2, "ending": "last"},
        {"found": 1, "counted": 2, "ending": "x"},
    ],
)
def test_anything_else_is_refused(json: Json) -> None:
    with pytest.raises((TypeError, KeyError, ValueError)):
        Completeness.from_json(json)


@pytest.mark.parametrize("ending", Ending)
def test_every_shortfall_has_a_sentence_with_what_was_found(ending: Ending) -> None:
    assert "7" in str(Completeness(7, None, ending))
    assert str(Completeness(7, 1000, ending)) == "the service counts 1,000 records and gave 7"
