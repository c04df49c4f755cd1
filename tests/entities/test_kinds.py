"""Every kind gives back what it was given, from the cell and from JSON."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities.canonical import canonical, parse, plain
from toolkit.entities.cell import Cell
from toolkit.entities.kinds import (
    Amount,
    Choice,
    Content,
    Day,
    Flags,
    Integer,
    Kind,
    Moment,
    Month,
    Number,
    Reference,
    Structure,
    Text,
    Value,
    YesNo,
)

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).map(str.strip).filter(bool)
FLAGS = st.frozensets(st.from_regex(r"[a-z][a-z0-9_-]{0,9}", fullmatch=True), min_size=1, max_size=3)
AMOUNTS = st.integers(-(10**15) + 1, 10**15 - 1).map(lambda cents: plain(Decimal(cents).scaleb(-2)))
FRACTIONS = st.builds(
    lambda digits, places: plain(Decimal(digits).scaleb(-places)),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(0, 12),
)
DAYS = st.dates(date(1900, 3, 1))
MOMENTS = st.datetimes(datetime.fromisoformat("1900-03-01"), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
MONTHS = st.dates().map(lambda day: day.isoformat()[:7])
STRUCTURES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 99) | st.just("word"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("key"), inner),
    max_leaves=5,
).map(canonical)

Pen = Callable[[Kind, Content], Cell]

KINDS: list[tuple[Kind, st.SearchStrategy[Value]]] = [
    (Text(), WORDS),
    (Choice(choices=("month", "quarter")), WORDS),
    (Reference("budgets"), WORDS.filter(lambda word: not word.isdigit())),
    (Flags(), FLAGS.map(lambda words: tuple(sorted(words)))),
    (Structure(), STRUCTURES),
    (Integer(), st.integers(-(10**15) + 1, 10**15 - 1)),
    (Amount(), AMOUNTS),
    (Amount(places=0), st.integers(-(10**15) + 1, 10**15 - 1).map(Decimal)),
    (Number(), FRACTIONS),
    (YesNo(), st.booleans()),
    (Day(), DAYS),
    (Moment(), MOMENTS),
    (Month(), MONTHS),
]

each_kind = pytest.mark.parametrize(
    ("kind", "values"), KINDS, ids=lambda part: part.word if isinstance(part, Kind) else ""
)

each_typed_kind = pytest.mark.parametrize(
    ("kind", "values"),
    [pair for pair in KINDS if not isinstance(pair[0], Structure)],  # a structure is shown, never typed
    ids=lambda part: part.word if isinstance(part, Kind) else "",
)


@each_typed_kind
@given(data=st.data())
def test_a_value_survives_the_workbook(
    kind: Kind, values: st.SearchStrategy[Value], pen: Pen, data: st.DataObject
) -> None:
    value = data.draw(values)

    assert kind.from_cell(pen(kind, kind.to_cell(value))) == value


@each_kind
@given(data=st.data())
def test_a_value_survives_the_wire(kind: Kind, values: st.SearchStrategy[Value], data: st.DataObject) -> None:
    value = data.draw(values)

    assert kind.from_json(parse(canonical(kind.to_json(value)))) == value


@each_kind
def test_a_kind_says_what_it_expects_and_how_a_cell_is_formatted(
    kind: Kind,
    values: st.SearchStrategy[Value],  # noqa: ARG001 - parametrised together
) -> None:
    assert kind.expected
    assert kind.number_format
    assert kind.word == kind.word.lower()
