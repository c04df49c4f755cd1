"""A Resolution decides conflicts that its author was shown, and nothing else; a rebase loses no edit."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities import find
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Mine, Record
from toolkit.entities.settlement import Seen, Settlement, Side
from toolkit.planning.changes import Patch
from toolkit.planning.decide import Sides
from toolkit.planning.plan import Plan
from toolkit.planning.rebase import find_moves

BUDGETS = find("budgets")
FIELDS = ("name", "type", "granularity")
WORDS = st.sampled_from(["A", "B", "C"])
THREE = st.fixed_dictionaries(dict.fromkeys(FIELDS, WORDS))

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Values = Mapping[str, str]


def based(values: Values) -> Live:
    return {"budgets": {"1": Record("1", "/api/budgets/1", dict(values))}}


def sent(plan: Plan) -> Mapping[str, Value | None]:
    return {name: value for change in plan.changes if isinstance(change, Patch) for name, value in change.edits.items()}


def decided(row: Row, mine: Values, live: Values, side: Side) -> Mine:
    shown = Seen("2026-01-01T00:00:00+00:00", dict(live))
    return replace(row(BUDGETS, mine, id="1"), settlement=Settlement(side, seen=shown))


@given(base=THREE, mine=THREE, live=THREE)
def test_mine_sends_exactly_what_i_changed_and_live_nothing_that_both_did(
    plan: Make, row: Row, base: Values, mine: Values, live: Values
) -> None:
    pulled, now = based(base), based(live)
    changed = {name: mine[name] for name in FIELDS if mine[name] not in (base[name], live[name])}
    alone = {name: value for name, value in changed.items() if live[name] == base[name]}

    with_mine = plan([decided(row, mine, live, Side.MINE)], now, pulled)
    with_live = plan([decided(row, mine, live, Side.LIVE)], now, pulled)

    assert (sent(with_mine), with_mine.conflicts) == (changed, ())
    assert (sent(with_live), with_live.conflicts) == (alone, ())


@given(sides=st.tuples(THREE, THREE, THREE, THREE), side=st.sampled_from(Side))
def test_a_value_that_nobody_was_shown_is_never_overwritten(
    plan: Make, row: Row, sides: tuple[Values, Values, Values, Values], side: Side
) -> None:
    base, mine, live, later = sides

    made = plan([decided(row, mine, live, side)], based(later), based(base))

    overwritten = {name for name in sent(made) if later[name] != base[name]}
    assert {name for name in overwritten if later[name] != live[name]} == set()


@given(base=THREE, mine=THREE, live=THREE)
def test_a_rebase_is_idempotent_and_plans_the_same(
    plan: Make, row: Row, base: Values, mine: Values, live: Values
) -> None:
    typed = row(BUDGETS, mine, id="1")
    before = plan([typed], based(live), based(base))

    found = find_moves([typed], Sides(based(base), based(live)), frozenset())
    moved = based({**base, **{move.column.field: live[move.column.field] for move in found.moves}})
    shown = {move.column.field: live[move.column.field] for move in found.moves if move.shows}
    rebased = replace(typed, values={**typed.values, **shown})
    after = plan([rebased], based(live), moved)

    assert (sent(after), after.conflicts) == (sent(before), before.conflicts)
    assert find_moves([rebased], Sides(moved, based(live)), frozenset()).moves == []
