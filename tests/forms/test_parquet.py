"""Records as Parquet: exact types, nothing rounded, and a sentence where the library is missing."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pyarrow import parquet

from toolkit.entities.budgets import BUDGETS
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import DoesNotFit, ParquetMissing
from toolkit.forms.parquet import write_parquet


def written(path: Path, entity: Entity, *records: Record) -> parquet.ParquetFile:
    write_parquet(path, entity, records, {"service": "https://x.test", "pulled_at": "2026-01-01T00:00:00+00:00"})
    return parquet.ParquetFile(path)


def test_values_keep_their_types(tmp_path: Path) -> None:
    values: dict[str, Value] = {
        "amount": Decimal("-12.10"),
        "statementNumber": 7,
        "execDate": date(2026, 5, 4),
        "ignored": True,
        "connectedMonth": "2026-05",
        "bankAccount": "/api/bank-accounts/b",
    }

    file = written(
        tmp_path / "t.parquet",
        TRANSACTIONS,
        Record("t", "/api/transactions/t", values, {"x": 1}),
        Record("u", "/u", {}),
    )

    first, second = file.read().to_pylist()
    assert first == {**dict.fromkeys(first), "_id": "t", "_iri": "/api/transactions/t", "_extra": '{"x":1}', **values}
    assert second == {**dict.fromkeys(first), "_id": "u", "_iri": "/u"}
    types = {field.name: str(field.type) for field in file.schema_arrow}
    assert {name: types[name] for name in values} == {
        "amount": "decimal128(38, 6)",
        "statementNumber": "int64",
        "execDate": "date32[day]",
        "ignored": "bool",
        "connectedMonth": "string",
        "bankAccount": "string",
    }


def test_flags_are_lists_and_the_file_says_where_it_came_from(tmp_path: Path) -> None:
    file = written(tmp_path / "b.parquet", BUDGETS, Record("b", "/b", {"config": ("auto-freeze", "spend_alerts")}))

    assert file.read().to_pylist()[0]["config"] == ["auto-freeze", "spend_alerts"]
    told = file.schema_arrow.metadata
    assert told[b"flowtly.service"] == b"https://x.test"
    assert told[b"flowtly.pulled_at"] == b"2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [("amount", Decimal("1.1234567"), r"decimal128\(38, 6\)"), ("statementNumber", 2**63, "int64")],
)
def test_what_does_not_fit_is_named_and_never_rounded(
    tmp_path: Path, field: str, value: Decimal | int, kind: str
) -> None:
    good = Record("a", "/a", {})

    with pytest.raises(DoesNotFit, match=f"transactions t: {field} is {value}, which {kind}"):
        written(tmp_path / "t.parquet", TRANSACTIONS, good, Record("t", "/t", {field: value}))


def test_without_the_library_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(ParquetMissing, match=r"pip install 'flowtly-toolkit\[parquet\]'"):
        written(tmp_path / "t.parquet", TRANSACTIONS)
    assert not (tmp_path / "t.parquet").exists()
