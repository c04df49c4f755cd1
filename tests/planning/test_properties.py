"""What holds for every workbook: one fate for each row, nothing left to do, nothing lost, nothing doubled."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities import find
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import Live
from toolkit.entities.natural_keys import key_of
from toolkit.entities.record import Clear, Command, Header, Mine, Record, values_from_json
from toolkit.planning.changes import Create, Patch, Replace
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load
from toolkit.thresholds import GuardName

SHOWN = {
    "budget-groups": ("name",),
    "budgets": ("name", "type", "budgetGroup", "dateTo", "config"),
    "invoices": ("name", "parent", "amount", "notes"),
    "transactions": ("bankAccount", "execDate", "amount", "ignored"),
    "budget-projects": ("budget", "project"),
    "budget-transactions": ("budget", "transaction", "employee", "amount"),
}
"""The entities of a generated world, with the fields that vary there."""

ENTITIES = tuple(find(path) for path in SHOWN)

T = TypeVar("T")
Make = Callable[..., Plan]
Draw = Callable[[Random], "World"]
Sampled = Callable[[Column, int], Value]


@dataclass(frozen=True)
class World:
    """The records at the pull, those of now, and the rows of a workbook."""

    base: Live
    live: Live
    rows: tuple[Mine, ...]


@dataclass(frozen=True)
class Generator:
    """Draws worlds, with few values so that they meet often."""

    random: Random
    sampled: Sampled
    header: Callable[[Entity], Header]

    def _choose(self, among: Sequence[T]) -> T:
        return self.random.choice(among)

    def world(self) -> World:
        """Draw a world of a few records and rows of each entity; some sheets carry no base."""
        pulled = {entity.path: self._records(entity) for entity in ENTITIES}
        live = {entity.path: self._meanwhile(entity, pulled[entity.path]) for entity in ENTITIES}
        based = {path for path in SHOWN if self._choose((True, False))}
        base = {path: records for path, records in pulled.items() if path in based}
        rows = tuple(row for entity in ENTITIES for row in self._rows(entity, pulled[entity.path]))
        return World(base, live, rows)

    def _records(self, entity: Entity) -> Mapping[str, Record]:
        count = self._choose(range(4))
        return {str(k): self._record(entity, str(k)) for k in range(count)}

    def _record(self, entity: Entity, key: str) -> Record:
        values = {field: self._value(entity.column(field)) for field in SHOWN[entity.path]}
        kept = {field: value for field, value in values.items() if value is not None}
        return Record(key, f"/api/{entity.path}/{key}", kept)

    def _value(self, column: Column) -> Value | None:
        k = self._choose((None, 0, 1, 2))
        return None if k is None else self.sampled(column, k)

    def _meanwhile(self, entity: Entity, pulled: Mapping[str, Record]) -> Mapping[str, Record]:
        """Let colleagues edit, delete and create."""
        live: dict[str, Record] = {}
        for key, record in pulled.items():
            fate = self._choose(("kept", "kept", "edited", "deleted"))
            if fate != "deleted":
                live[key] = self._record(entity, key) if fate == "edited" else record
        if self._choose((True, False)):
            live["9"] = self._record(entity, "9")
        return live

    def _rows(self, entity: Entity, pulled: Mapping[str, Record]) -> Iterator[Mine]:
        head = self.header(entity)
        keys = (*pulled, *(self._choose((None, None, None, "9")) for _ in range(2)))
        for at, key in enumerate(keys, 2):
            command = self._choose((Command.AUTO, Command.AUTO, *Command))
            before = pulled[key].values if key is not None and key in pulled else {}
            yield Mine(head, at, command, key, {name: self._cell(entity, name, before) for name in SHOWN[entity.path]})

    def _cell(self, entity: Entity, name: str, before: Mapping[str, Value]) -> Value | Clear | None:
        column = entity.column(name)
        match self._choose(("untouched", "untouched", "typed", "typed", "cleared", "new row")):
            case "untouched":
                return before.get(name)
            case "typed":
                return self._value(column)
            case "new row" if column.target in SHOWN:
                return NewRow(column.target, find(column.target).title, self._choose(range(2, 7)))
            case _:
                return Clear.CLEAR


@pytest.fixture
def drawn(sampled: Sampled, header: Callable[[Entity], Header]) -> Draw:
    """Give a function that makes a world from a source of chance."""
    return lambda random: Generator(random, sampled, header).world()


chance = st.randoms(use_true_random=True)


@dataclass
class Service:
    """A service of nothing but dictionaries, which carries out the requests of a plan and nothing else."""

    records: dict[str, dict[str, Record]]
    made: dict[int, Record]

    def carry_out(self, plan: Plan) -> None:
        """Send every request, once, in the order of the plan."""
        for change in plan.changes:
            assert all(needed < change.n for needed in change.needs)
            for request in change.requests:
                self._send(change.n, request.method, request.path, request.body)

    def _send(self, n: int, method: str, path: str, body: JsonObject | None) -> None:
        _, name, *rest = path.split("/")
        entity, records = find(name), self.records[name]
        if method == "POST":
            assert body is not None
            assert not any(value is None for value in body.values())
            key = f"new {n}"
            values = values_from_json(entity, self._known(body))
            self.made[n] = records[key] = Record(key, f"/api/{name}/{key}", values)
            return
        key = unquote(rest[0])
        if method == "DELETE":
            assert body is None
            del records[key]
            return
        assert method == "PATCH"
        assert body
        cleared = {field for field, value in body.items() if value is None}
        merged = {**records[key].values, **values_from_json(entity, self._known(body))}
        kept = {field: value for field, value in merged.items() if field not in cleared}
        records[key] = replace(records[key], values=kept)

    def _known(self, body: JsonObject) -> JsonObject:
        return {name: self._iri(value) for name, value in body.items()}

    def _iri(self, value: Json) -> Json:
        if not isinstance(value, Mapping):
            return value
        n = value["@change"]
        assert isinstance(n, int)
        return self.made[n].iri


def _carried_out(plan: Plan, live: Live) -> Service:
    service = Service({path: dict(records) for path, records in live.items()}, {})
    service.carry_out(plan)
    return service


@given(chance)
def test_every_row_has_one_fate(plan: Make, drawn: Draw, random: Random) -> None:
    world = drawn(random)

    made = plan(world.rows, world.live, world.base)

    fates = Counter(
        (
            *((change.place.sheet, change.place.row) for change in made.changes),
            *{(conflict.sheet, conflict.row) for conflict in made.conflicts},
            *((refusal.sheet, refusal.row) for refusal in made.refusals),
        )
    )
    rows = {(mine.header.sheet, mine.row) for mine in world.rows}
    assert fates.keys() <= rows
    assert set(fates.values()) <= {1}
    assert len(fates) + made.unchanged == len(world.rows)
    assert [change.n for change in made.changes] == list(range(1, len(made.changes) + 1))


@given(chance)
def test_a_plan_does_not_depend_on_the_order_of_its_parts(plan: Make, drawn: Draw, random: Random) -> None:
    world = drawn(random)

    made = plan(world.rows, world.live, world.base)
    again = plan(world.rows, _turned(world.live), _turned(world.base))

    assert dump(again) == dump(made)


def _turned(records: Live) -> Live:
    return {path: records[path] for path in reversed(list(records))}


@given(chance)
def test_a_plan_is_read_back_as_it_was(plan: Make, drawn: Draw, random: Random) -> None:
    world = drawn(random)

    made = plan(world.rows, world.live, world.base)

    assert load(dump(made)) == made


@given(chance)
def test_applying_a_plan_leaves_nothing_to_do(plan: Make, drawn: Draw, random: Random) -> None:
    """The result workbook knows the new ids, and leaves out what was deleted or not planned."""
    world = drawn(random)
    made = plan(world.rows, world.live, world.base)
    service = _carried_out(made, world.live)

    again = plan(_result_rows(world, made, service), service.records, _result_base(world, made, service))

    assert again.changes == ()
    assert again.refusals == ()
    assert again.conflicts == ()


def _result_rows(world: World, made: Plan, service: Service) -> list[Mine]:
    created = {
        (change.place.sheet, change.place.row): service.made[change.n]
        for change in made.changes
        if isinstance(change, Create | Replace)
    }
    planned = {(change.place.sheet, change.place.row) for change in made.changes if change.verb != "delete"}
    known = created | {
        (change.place.sheet, change.place.row): change.before for change in made.changes if isinstance(change, Patch)
    }
    rows: list[Mine] = []
    for mine in world.rows:
        at = (mine.header.sheet, mine.row)
        if at in planned and not any(
            isinstance(v, NewRow) and (v.sheet, v.row) not in known for v in mine.values.values()
        ):
            values = {
                name: known[value.sheet, value.row].iri if isinstance(value, NewRow) else value
                for name, value in mine.values.items()
            }
            command = Command.AUTO if mine.command is Command.CREATE else mine.command
            key = created[at].id if at in created else mine.id
            rows.append(replace(mine, id=key, command=command, values=values))
    return rows


def _result_base(world: World, made: Plan, service: Service) -> Live:
    """Give a replaced record's base to the record that took its place."""
    base = {path: dict(records) for path, records in world.base.items()}
    for change in made.changes:
        records = base.get(change.entity.path, {})
        if isinstance(change, Replace) and change.before.id in records:
            records[service.made[change.n].id] = records[change.before.id]
    return base


@given(chance)
def test_what_no_change_names_stays_as_it_is(plan: Make, drawn: Draw, random: Random) -> None:
    world = drawn(random)
    made = plan(world.rows, world.live, world.base)
    after = _carried_out(made, world.live).records

    for path, records in world.live.items():
        for key, record in records.items():
            left = _left(made, path, record)
            assert (key in after[path]) == (left is not None)
            assert left is None or left.items() <= after[path][key].values.items()


def _left(made: Plan, path: str, record: Record) -> Mapping[str, Value] | None:
    """Return what a plan says nothing about of a record, or `None` where the record goes."""
    for change in made.changes:
        if change.entity.path == path and not isinstance(change, Create) and change.before.id == record.id:
            if not isinstance(change, Patch):
                return None
            return {name: value for name, value in record.values.items() if name not in change.edits}
    return record.values


@given(chance)
def test_nothing_is_created_that_cannot_be_told_apart_unless_a_guard_stands(
    plan: Make, drawn: Draw, random: Random
) -> None:
    """An edit that leaves a natural key as it is makes nothing new, whatever looks like it already."""
    world = drawn(random)
    made = plan(world.rows, world.live, world.base)

    keys = [
        (change.entity.path, key)
        for change in made.changes
        if isinstance(change, Create) or (isinstance(change, Replace) and _gives_a_key(change))
        if (key := key_of(change.entity, change.after))
    ]
    replaced = {(change.entity.path, change.before.id) for change in made.changes if isinstance(change, Replace)}
    live = {
        (path, key_of(find(path), record.values))
        for path, records in world.live.items()
        for record in records.values()
        if (path, record.id) not in replaced
    }
    doubled = len(set(keys)) < len(keys) or live & set(keys)
    assert not doubled or GuardName.TWINS in {guard.name for guard in made.guards}


def _gives_a_key(change: Replace) -> bool:
    return key_of(change.entity, change.after) != key_of(change.entity, change.before.values)
