"""What the tests of the command line share: workbooks filled in as a person would, and the embedded service."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from filling import Fill, Typed, ValidRow
from first_day import furnish_journal, furnish_service
from memory_keyring import memory, plug

from toolkit.api.client import Client
from toolkit.entities import Entity, find
from toolkit.entities.columns import Column
from toolkit.entities.record import Record
from toolkit.loop.reach import reach
from toolkit.settings import load_profile

__all__ = ["memory", "plug"]

_TYPED: Mapping[str, Typed] = {
    "text": "Typed by hand",
    "integer": 7,
    "amount": 12.5,
    "number": 1.25,
    "date": date(2026, 5, 4),
    "flags": "auto-freeze, spend_alerts",
    "yes/no": "yes",
    "month": "2026-05",
}


@pytest.fixture(autouse=True)
def home(home: Path) -> Path:
    """Furnish the state folder."""
    furnish_service(home / "sandbox")
    furnish_journal(home)
    return home


@pytest.fixture
def service(home: Path) -> Iterator[Client]:
    """Give a client of the very service that the command line under test uses."""
    with reach(load_profile("sandbox", {}), home / "sandbox") as reached:
        yield reached.client


@pytest.fixture
def fill() -> Fill:
    """Give a function that types rows under the headers of an entity's sheet, and saves with another program."""

    def typed(path: Path, entity: Entity, rows: Sequence[Mapping[str, Typed]]) -> None:
        book = openpyxl.load_workbook(path)
        sheet = book[entity.title]
        columns = {str(cell.value): cell.column for cell in sheet[1] if cell.value is not None}
        first = sheet.max_row + 1
        for number, row in enumerate(rows, first):
            for title, value in row.items():
                sheet.cell(number, columns[title], value)
        book.save(path)

    return typed


@pytest.fixture
def valid_row(service: Client) -> ValidRow:
    """Give a function that makes a row of an entity that the service does not have yet, by title."""

    def row(entity: Entity) -> dict[str, Typed]:
        typed = {c.title: _value(c) for c in entity.writable if c.required and c.target is None}
        references = [column for column in entity.writable if column.required and column.target]
        return typed | _unused(entity, references, service)

    return row


def _value(column: Column) -> Typed:
    choices = getattr(column.kind, "choices", ())
    return choices[0] if choices else _TYPED.get(column.kind.word, "vat")


def _unused(entity: Entity, references: Sequence[Column], service: Client) -> dict[str, Typed]:
    """Return ids for the reference columns, where possible such that no live record combines them."""
    taken = {_key(record, references) for record in service.records(entity)}
    choices = [sorted(service.records(find(c.target or "")), key=lambda r: r.id, reverse=True) for c in references]
    combinations = list(product(*choices))
    chosen = next((c for c in combinations if tuple(record.iri for record in c) not in taken), combinations[0])
    return {column.title: record.id for column, record in zip(references, chosen, strict=True)}


def _key(record: Record, references: Sequence[Column]) -> tuple[object, ...]:
    return tuple(record.values.get(column.field) for column in references)
