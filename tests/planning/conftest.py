"""What the tests of planning share: records, rows and plans in one line each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Choice, Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Clear, Command, Header, Mine, Record
from toolkit.planning.make import make_plan
from toolkit.planning.plan import Origin, Plan

Letters = Mapping[str, str]


def sample(column: Column, k: int) -> Value:
    """Return the value number `k` of a column, of the type that its kind holds in memory."""
    kind = column.kind
    if isinstance(kind, Choice) and kind.choices:
        return kind.choices[k % len(kind.choices)]
    made: Mapping[str, Value] = {
        "text": f"{column.field} {k}",
        "choice": f"word {k}",
        "reference": f"/api/{column.target}/{k}",
        "flags": (f"flag {k}",),
        "integer": 100 + k,
        "amount": Decimal(f"{k + 10}.25"),
        "number": Decimal(f"{k + 1}.125"),
        "yes/no": bool(k % 2),
        "date": date(2024, 1, 1) + timedelta(days=k),
        "month": f"2024-{k % 12 + 1:02}",
        "structure": f'["{k}"]',
    }
    return made[kind.word]


@pytest.fixture
def sampled() -> Callable[[Column, int], Value]:
    """Give a function that returns the value number k of a column."""
    return sample


@pytest.fixture
def record() -> Callable[..., Record]:
    """Give a function that makes a live record: every field has a value, but for those given."""

    def make(entity: Entity, id: str = "1", k: int = 0, **values: Value | None) -> Record:
        filled = {column.field: sample(column, k) for column in entity.columns} | values
        kept = {name: value for name, value in filled.items() if value is not None}
        return Record(id, f"/api/{entity.path}/{id}", kept)

    return make


@pytest.fixture
def header() -> Callable[[Entity], Header]:
    """Give a function that makes the header of an entity's sheet: Command, Id, the columns, Status, Detail."""

    def make(entity: Entity) -> Header:
        names = ["Command", "Id", *(column.field for column in entity.columns), "Status", "Detail"]
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        letters = [*alphabet, *(f"A{letter}" for letter in alphabet)]
        return Header(entity, entity.title, 1, dict(zip(names, letters, strict=False)))

    return make


@pytest.fixture
def row(header: Callable[[Entity], Header]) -> Callable[..., Mine]:
    """Give a function that makes a row which has a column for each value given."""

    def make(
        entity: Entity,
        values: Mapping[str, Value | Clear | None],
        id: str | None = None,
        command: Command = Command.AUTO,
        at: int = 2,
    ) -> Mine:
        return Mine(header(entity), at, command, id, values)

    return make


@pytest.fixture
def pulled(row: Callable[..., Mine]) -> Callable[..., Mine]:
    """Give a function that makes the row of a record as pull writes it, but for the values given."""

    def make(
        entity: Entity, record: Record, at: int = 2, command: Command = Command.AUTO, **typed: Value | Clear | None
    ) -> Mine:
        values = {column.field: record.values.get(column.field) for column in entity.writable}
        return row(entity, values | typed, record.id, command, at)

    return make


@pytest.fixture
def origin() -> Origin:
    """Give the origin of a plan against the sandbox."""
    return Origin("budgets.xlsx", "ab" * 32, "sandbox", "sandbox", "demo@flowtly.test", "2024-05-01T09:30:00+00:00")


@pytest.fixture
def live_of() -> Callable[..., Live]:
    """Give a function that puts records of one entity under its path and their ids."""

    def make(entity: Entity, *records: Record) -> Live:
        return {entity.path: {record.id: record for record in records}}

    return make


@pytest.fixture
def plan(origin: Origin) -> Callable[..., Plan]:
    """Give a function that plans rows against live records and, if given, a base."""

    def make(rows: Sequence[Mine], live: Live, base: Live | None = None) -> Plan:
        return make_plan(origin, rows, base or {}, live, Labels(live))

    return make
