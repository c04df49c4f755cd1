"""Records as Parquet, in exact types; needs the extra `parquet` (pyarrow)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.entities.canonical import canonical
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Amount, Day, Flags, Integer, Kind, Moment, Number, RawValue, Value, YesNo
from toolkit.entities.record import Record
from toolkit.errors import DoesNotFit, ParquetMissing

if TYPE_CHECKING:
    import pyarrow as pa

AMOUNT_PLACES, NUMBER_PLACES = 6, 15
"""Digits behind the point of amounts and of other numbers; what has more is refused, never rounded."""

_DIGITS = 38
_BATCH = 10_000
"""Records in memory at a time; each batch is a row group of the file."""

_OWN = ("_id", "_iri")
_EXTRA = "_extra"

Cell = str | int | Decimal | bool | date | list[str] | None


def write_parquet(path: Path, entity: Entity, records: Iterable[Record], about: Mapping[str, str]) -> int:
    """Write one row for each record, as they come, and `about` into the file's metadata; return how many there are.

    Amounts and numbers are decimal128, whole numbers int64, days date32, moments timestamps in UTC, flags lists;
    structures and undeclared fields are JSON texts. What a column cannot read is null there, and stands among the
    undeclared. Raises `ParquetMissing`, and `DoesNotFit` for a value that its type cannot hold exactly.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to load
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError as error:
        raise ParquetMissing from error
    schema = pa.schema(
        [
            *(pa.field(name, pa.string(), nullable=False) for name in _OWN),
            *(pa.field(column.field, _type(column)) for column in entity.columns),
            pa.field(_EXTRA, pa.string()),
        ],
        metadata={f"flowtly.{name}": value for name, value in about.items()},
    )
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(records):
            writer.write_batch(_filled(entity, batch, schema))
            count += len(batch)
    return count


def _type(column: Column) -> "pa.DataType":
    import pyarrow as pa  # noqa: PLC0415 - it is loaded by now

    # An amount is a number too, so it comes first.
    types: dict[type[Kind], pa.DataType] = {
        Amount: pa.decimal128(_DIGITS, AMOUNT_PLACES),
        Number: pa.decimal128(_DIGITS, NUMBER_PLACES),
        Integer: pa.int64(),
        YesNo: pa.bool_(),
        Day: pa.date32(),
        Moment: pa.timestamp("us", tz="UTC"),
        Flags: pa.list_(pa.string()),
    }
    return next((type_ for kind, type_ in types.items() if isinstance(column.kind, kind)), pa.string())


def _batches(records: Iterable[Record]) -> Iterator[Sequence[Record]]:
    stream = iter(records)
    while batch := list(islice(stream, _BATCH)):
        yield batch


def _filled(entity: Entity, batch: Sequence[Record], schema: "pa.Schema") -> "pa.RecordBatch":
    import pyarrow as pa  # noqa: PLC0415 - it is loaded by now

    takes: list[Callable[[Record], Cell]] = [
        lambda record: record.id,
        lambda record: record.iri,
        *(_taker(column) for column in entity.columns),
        _extra,
    ]
    arrays = [_array(entity, batch, take, field) for take, field in zip(takes, schema, strict=True)]
    return pa.record_batch(arrays, schema=schema)


def _extra(record: Record) -> str | None:
    """Return the undeclared fields, and what declared ones hold that no column can."""
    unread = {name: value.json for name, value in record.values.items() if isinstance(value, RawValue)}
    told = {**record.extra, "@unreadable": unread} if unread else record.extra
    return canonical(told) if told else None


def _array(entity: Entity, batch: Sequence[Record], take: Callable[[Record], Cell], field: "pa.Field") -> "pa.Array":
    """Return a column; where it does not go, the first record that is the reason is named."""
    import pyarrow as pa  # noqa: PLC0415 - it is loaded by now

    faults = (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError)
    cells = [take(record) for record in batch]
    try:
        return pa.array(cells, field.type)
    except faults:
        for record, cell in zip(batch, cells, strict=True):
            try:
                pa.array([cell], field.type)
            except faults as error:
                raise DoesNotFit(entity.path, record.id, field.name, str(cell), str(field.type)) from error
        raise


def _taker(column: Column) -> Callable[[Record], Cell]:
    name = column.field

    def take(record: Record) -> Cell:
        return _plain(record.values.get(name))

    return take


def _plain(value: Value | None) -> Cell:
    """Return a value as Arrow takes it; a record of the service holds no reference to a new row."""
    match value:
        case tuple():
            return list(value)
        case RawValue():
            return None
        case None | str() | int() | Decimal() | date():
            return value
        case _:
            return str(value)
