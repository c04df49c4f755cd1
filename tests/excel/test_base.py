"""The base: what was pulled comes back exactly, or not at all."""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.entities import find
from toolkit.entities.canonical import JsonObject
from toolkit.entities.completeness import Completeness, Ending
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.entities.settlement import Seen
from toolkit.errors import CorruptWorkbook, ForeignTemplate
from toolkit.excel.base import Base, base_from_rows, base_length, base_rows, read_base
from toolkit.excel.template import EntitySheet, write_workbook
from toolkit.excel.workbook import open_workbook

BUDGET = Record("b1", "/api/budgets/b1", {"name": "Märkte", "config": ("a", "b"), "dateFrom": date(2024, 1, 1)})
TRANSACTION = Record(
    "t1",
    "/api/transactions/t1",
    {"amount": Decimal("-12.34"), "statementNumber": 7, "ignored": True, "connectedMonth": "2024-01"},
    {"undeclared": "x"},
)
BASE = Base(
    document="d" * 32,
    profile="books",
    service="https://flowtly.example/api",
    pulled_at="2026-11-22T12:00:00+01:00",
    entities=("budgets", "transactions", "invoices"),
    records={"budgets": {"b1": BUDGET}, "transactions": {"t1": TRANSACTION}, "invoices": {}},
)
NAMED = replace(BASE, names={"/api/costs/c1": "Köpt AB", "/api/employees/e1": "😀" * 20_000})
PATH = Path("Books.xlsx")

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {}, optional={"name": TEXTS, "dateFrom": st.dates(), "type": TEXTS}
)
BASES = st.builds(
    Base,
    document=st.uuids().map(lambda made: made.hex),
    profile=TEXTS,
    service=TEXTS,
    pulled_at=st.just(""),
    entities=st.just(("budgets",)),
    records=st.fixed_dictionaries(
        {
            "budgets": st.dictionaries(
                TEXTS.filter(bool),
                VALUES,
                max_size=4,
            ).map(lambda rows: {name: Record(name, f"/api/budgets/{name}", values) for name, values in rows.items()})
        }
    ),
    names=st.dictionaries(TEXTS.filter(bool), TEXTS.filter(bool), max_size=4),
)


def written(path: Path, base: Base) -> Path:
    write_workbook(path, [EntitySheet(find("budgets"), base.records.get("budgets", {}).values())], Labels({}), base)
    return path


def without_extra(base: Base) -> dict[str, dict[str, Record]]:
    return {
        path: {name: Record(record.id, record.iri, record.values) for name, record in records.items()}
        for path, records in base.records.items()
    }


def test_a_workbook_carries_its_base_without_undeclared_fields(tmp_path: Path) -> None:
    found = read_base(open_workbook(written(tmp_path / "b.xlsx", BASE)))
    assert found is not None
    assert found.records == without_extra(BASE)
    assert (found.document, found.profile, found.service) == (BASE.document, BASE.profile, BASE.service)
    assert (found.pulled_at, found.entities, found.version) == (BASE.pulled_at, BASE.entities, 1)


@settings(max_examples=10)
@given(BASES)
def test_any_base_survives_the_workbook(tmp_path: Path, base: Base) -> None:
    assert read_base(open_workbook(written(tmp_path / "b.xlsx", base))) == base


def test_names_of_references_are_kept_whatever_their_length(tmp_path: Path) -> None:
    rows = list(base_rows(NAMED))
    assert len(rows) == base_length(NAMED)
    found = read_base(open_workbook(written(tmp_path / "b.xlsx", NAMED)))
    assert found is not None
    assert found.names == NAMED.names
    assert found.records == without_extra(BASE)


def test_lists_that_may_lack_records_are_kept(tmp_path: Path) -> None:
    short = {"budgets": Completeness(2, 3), "bank-accounts": Completeness(1, None, Ending.CIRCLE)}
    base = replace(BASE, incomplete=short)

    found = read_base(open_workbook(written(tmp_path / "b.xlsx", base)))

    assert found is not None
    assert found.incomplete == short
    assert base_length(base) == len(list(base_rows(base)))


@pytest.mark.parametrize("asked", [{}, {"name": "ab" * 32, "Id": "cd" * 32}, {"name": "é" * 40_000}])
def test_what_was_shown_is_kept_with_what_the_row_asked_for(tmp_path: Path, asked: dict[str, str]) -> None:
    shown: dict[str, dict[str, Seen]] = {
        "budgets": {
            "b1": Seen("2026-11-30T12:00:00+00:00", {"name": "Theirs", "dateFrom": None}, asked),
            "b2": Seen("2026-11-30T12:00:00+00:00", {"Id": None}),
        }
    }
    base = replace(BASE, seen=shown)

    found = read_base(open_workbook(written(tmp_path / "b.xlsx", base)))

    assert found is not None
    assert found.seen == shown
    assert base_length(base) == len(list(base_rows(base)))


@pytest.mark.parametrize("json", [{}, {"found": 1}, {"found": 1, "counted": None, "ending": "otherwise"}])
def test_a_mark_that_this_version_does_not_know_is_refused(json: JsonObject) -> None:
    class Other(Completeness):
        def to_json(self) -> JsonObject:
            return json

    rows = list(base_rows(replace(BASE, incomplete={"budgets": Other(1)})))
    with pytest.raises(ForeignTemplate, match="with other marks"):
        base_from_rows(rows, PATH)


def test_an_edited_name_is_not_taken_for_what_was_shown(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", NAMED)
    book = openpyxl.load_workbook(path)
    book["_flowtly"]["C8"] = "Köpt och sålt AB"
    book.save(path)
    with pytest.raises(CorruptWorkbook):
        read_base(open_workbook(path))


def test_a_template_carries_a_base_without_records(tmp_path: Path) -> None:
    empty = Base("d" * 32, "", "", "", ("budgets",), {})
    assert read_base(open_workbook(written(tmp_path / "b.xlsx", empty))) == empty


def test_a_workbook_of_ones_own_has_no_base(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "own.xlsx")
    assert read_base(open_workbook(tmp_path / "own.xlsx")) is None


def test_long_values_are_cut_into_cells_that_excel_can_hold(tmp_path: Path) -> None:
    note = "😀 " * 30_000 + "end"
    records = {"transactions": {"t1": Record("t1", "/api/transactions/t1", {"note": note})}}
    base = Base("d" * 32, "", "", "", ("transactions",), records)
    rows = list(base_rows(base))
    assert len(rows) == base_length(base)
    assert max(len(text.encode("utf-16-le")) // 2 for row in rows for text in row) <= 32_767
    assert read_base(open_workbook(written(tmp_path / "b.xlsx", base))) == base


def test_a_base_survives_being_saved_by_another_program(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", BASE)
    book = openpyxl.load_workbook(path)
    book.save(path)
    found = read_base(open_workbook(path))
    assert found is not None
    assert found.records == without_extra(BASE)


@pytest.mark.parametrize("cell", ["B3", "B9", "D9", "D10", "B12"])
def test_an_edited_base_is_refused(cell: str, tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", BASE)
    book = openpyxl.load_workbook(path)
    book["_flowtly"][cell] = '{"name":"edited"}'
    book.save(path)
    with pytest.raises(CorruptWorkbook, match=r"hidden sheet _flowtly.* not as it was written"):
        read_base(open_workbook(path))


def test_a_base_that_lost_rows_is_refused() -> None:
    rows = list(base_rows(BASE))
    for kept in (rows[:-1], rows[:-2] + rows[-1:], rows[:8]):
        with pytest.raises(CorruptWorkbook):
            base_from_rows(kept, PATH)


def test_texts_that_move_between_cells_break_the_digest() -> None:
    rows = [list(row) for row in base_rows(BASE)]
    rows[1] = ["document", "d" * 16, "d" * 16]
    with pytest.raises(CorruptWorkbook):
        base_from_rows(rows, PATH)


@pytest.mark.parametrize(
    ("rows", "found"), [([], r"\?"), ([["version", "2"]], "2"), ([["anything"]], "anything"), ([[], ["", "x"]], "x")]
)
def test_another_version_is_refused_by_its_name(rows: list[list[str]], found: str) -> None:
    with pytest.raises(ForeignTemplate, match=f"template version {found}, and this program reads version 1"):
        base_from_rows(rows, PATH)


@pytest.mark.parametrize(
    "record",
    [
        ("budgets", "b1", "/api/budgets/b1", '{"dateFrom":true}'),
        ("budgets", "b1", "/api/budgets/b1", '{"dateFrom":"soon"}'),
        ("budgets", "b1", "/api/budgets/b1", "{"),
        ("budget-plans", "b1", "/api/budget-plans/b1", "{}"),
    ],
)
def test_records_that_our_declarations_cannot_read_are_of_another_version(record: tuple[str, ...]) -> None:
    with pytest.raises(ForeignTemplate):
        base_from_rows(signed([*about(record[0]), record]), PATH)


def about(*paths: str) -> Iterator[tuple[str, ...]]:
    empty = Base("d" * 32, "", "", "", (), {})
    for row in list(base_rows(empty))[:-1]:
        yield ("records", *paths) if row[0] == "records" else tuple(row)


def signed(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Put the right digest below rows that no base of ours would spell."""
    spelt = ("".join(f"{len(text)}:{text}" for text in trimmed(row)) + "\n" for row in rows)
    return [*rows, ("digest", hashlib.sha256("".join(spelt).encode()).hexdigest())]


def trimmed(row: tuple[str, ...]) -> tuple[str, ...]:
    return trimmed(row[:-1]) if row and not row[-1] else row


def test_the_moment_of_the_pull_is_told_in_utc() -> None:
    assert BASE.moment == datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert Base("", "", "", "2026-11-22T12:00:00", (), {}).moment == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert Base("", "", "", "", (), {}).moment is None


def test_the_base_is_on_a_sheet_that_no_menu_shows(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path / "b.xlsx", BASE)) as package:
        assert b'name="_flowtly" sheetId="4" state="veryHidden"' in package.read("xl/workbook.xml")
