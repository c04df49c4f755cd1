"""Records in a bundle: one canonical line each, and what they add up to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.entities.canonical import Json, JsonObject, canonical, parse, plain
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record
from toolkit.language import _

FOLDER = "records"

Sums = Mapping[tuple[str, str], Decimal]
"""What amounts add up to, by field and currency."""


@dataclass(frozen=True, slots=True)
class Total:
    """What one amount column of an entity adds up to in one currency; the currency may be empty."""

    entity: str
    field: str
    currency: str
    sum: Decimal


def file_of(path: str) -> str:
    """Return the file that holds an entity's records."""
    return f"{FOLDER}/{path}.jsonl"


def spell(entity: Entity, record: Record, day: date | None, currencies: Mapping[str, str]) -> bytes:
    """Spell a record: its id, the day it belongs to, all its fields, and the currency of each amount it has."""
    told: JsonObject = {
        "id": record.id,
        "iri": record.iri,
        "day": str(day) if day else None,
        "currencies": currencies,
        "values": record.to_json(entity),
        "extra": record.extra,
    }
    return f"{canonical(told)}\n".encode()


def read(line: bytes) -> Mapping[str, Json]:
    """Read a line back. Raises `ValueError` where it is no record."""
    match parse(line):
        case Mapping() as found:
            return found
        case _:
            raise ValueError(_("it is no record"))


class Sum:
    """Adds up the records of one entity, line by line."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self._counts: Counter[str] = Counter()

    def add(self, line: Mapping[str, Json]) -> None:
        """Add a record. Raises `ValueError` where it is none."""
        match line:
            case {"currencies": Mapping() as currencies, "values": Mapping() as values}:
                self._counts["records"] += 1
                self._counts["undated"] += line.get("day") is None
                for field, currency in currencies.items():
                    self._sums[field, str(currency)] += _number(values.get(field))
            case _:
                raise ValueError(_("it is no record"))

    @property
    def count(self) -> int:
        """How many records there were."""
        return self._counts["records"]

    @property
    def undated(self) -> int:
        """How many of them tell no day."""
        return self._counts["undated"]

    @property
    def totals(self) -> tuple[Total, ...]:
        """What they add up to, sorted by field and currency."""
        return tuple(Total(self._path, *key, plain(self._sums[key])) for key in sorted(self._sums))


def totals_json(totals: Iterable[Total]) -> list[JsonObject]:
    """Spell totals; sums are exact texts."""
    return [
        {"entity": each.entity, "field": each.field, "currency": each.currency, "sum": f"{each.sum:f}"}
        for each in totals
    ]


def _number(json: Json) -> Decimal:
    match json:
        case int() | Decimal():
            return Decimal(json)
        case _:
            raise ValueError(_("its amount is no number"))
