"""JSON of files is read as the type that it has to have, or not at all."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from toolkit.entities.canonical import Json
from toolkit.entities.typed_json import array_of, as_array, as_decimal, as_object, as_text, as_whole, object_of

GIVEN: tuple[Json, ...] = ({"a": 1}, [1], "x", 7, Decimal("7.5"), True, None)


@pytest.mark.parametrize(
    ("read", "taken"),
    [
        (as_object, [{"a": 1}]),
        (as_array, [[1]]),
        (as_text, ["x"]),
        (as_whole, [7]),
        (as_decimal, [7, Decimal("7.5")]),
    ],
)
def test_only_the_one_type_is_taken(read: Callable[[Json], object], taken: list[Json]) -> None:
    assert [each for each in GIVEN if accepted(read, each)] == taken


def accepted(read: Callable[[Json], object], json: Json) -> bool:
    try:
        return read(json) == json
    except TypeError:
        return False


def test_what_is_refused_is_named() -> None:
    with pytest.raises(TypeError, match=r"\{'a': 1\} is no array"):
        as_array({"a": 1})


def test_what_may_be_absent_is_empty_where_it_is_anything_else() -> None:
    assert [object_of(each) for each in GIVEN] == [{"a": 1}, *[{}] * 6]
    assert [list(array_of(each)) for each in GIVEN] == [[], [1], *[[]] * 5]
