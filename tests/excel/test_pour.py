"""Pouring: every value arrives in its cell exactly, and nothing becomes a formula."""

import zipfile
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.entities import find
from toolkit.entities.canonical import Json, plain
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.columns import Column
from toolkit.entities.entity import FULL, Entity
from toolkit.entities.kinds import (
    Amount,
    Choice,
    Day,
    Flags,
    Integer,
    Kind,
    Moment,
    Month,
    Number,
    Reference,
    Text,
    Value,
    YesNo,
)
from toolkit.entities.kinds.texts import FLAG_SEPARATOR
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.excel.base import Base
from toolkit.excel.template import EntitySheet, write_workbook
from toolkit.excel.workbook import open_workbook

EMPTY = Base("d" * 32, "", "", "", (), {})

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(str.strip).filter(bool)
"""Texts as a cell keeps them: control characters and all, but no blanks at the ends, and no half of a pair."""

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=",;"), max_size=9).map(str.strip)


def one_flag(word: str) -> bool:
    """Return whether a word stays one flag in a cell."""
    return bool(word) and FLAG_SEPARATOR.search(word) is None


STRATEGIES: tuple[tuple[Kind, st.SearchStrategy[Value]], ...] = (
    (Text(), TEXTS),
    (Choice(choices=("a", "b")), TEXTS),
    (Reference("budgets"), TEXTS),
    (Flags(), st.sets(WORDS.filter(one_flag), min_size=1, max_size=4).map(lambda words: tuple(sorted(words)))),
    (Integer(), st.integers(-(10**15) + 1, 10**15 - 1)),
    (Amount(), st.integers(-(10**15) + 1, 10**15 - 1).map(lambda cents: plain(Decimal(cents).scaleb(-2)))),
    (
        Number(),
        st.tuples(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(-20, 5)).map(
            lambda n: plain(Decimal(n[0]).scaleb(n[1]))
        ),
    ),
    (YesNo(), st.booleans()),
    (Day(), st.dates()),
    (Moment(), st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))),
    (Month(), st.dates(min_value=date(1000, 1, 1)).map(lambda day: f"{day:%Y-%m}")),
)


def entity_with(*kinds: Kind) -> Entity:
    columns = tuple(Column(f"f{number}", f"F {number}", "", kind) for number, kind in enumerate(kinds))
    return Entity("things", "Things", "thing", "", columns, FULL, ("f0",), ("f0",))


def poured(path: Path, entity: Entity, *values: Mapping[str, Value]) -> list[Mapping[int, Cell]]:
    """Write records and read back the cells of each row by column index, A being 0."""
    records = [Record(f"{number:05}", f"/api/things/{number}", row) for number, row in enumerate(values)]
    write_workbook(path, [EntitySheet(entity, records)], Labels({}), EMPTY)
    sheet = next(sheet for sheet in open_workbook(path).sheets if sheet.name == entity.title)
    return [row.cells for row in sheet.rows()][1:]


@pytest.mark.parametrize(("kind", "strategy"), STRATEGIES, ids=[kind.word for kind, _ in STRATEGIES])
def test_a_cell_gives_back_the_value_that_was_poured(
    kind: Kind, strategy: st.SearchStrategy[Value], tmp_path: Path
) -> None:
    @settings(max_examples=8)
    @given(st.lists(strategy, min_size=1, max_size=40))
    def check(values: list[Value]) -> None:
        rows = poured(tmp_path / "t.xlsx", entity_with(kind), *({"f0": value} for value in values))
        assert [kind.from_cell(row[2]) for row in rows] == values

    check()


@pytest.mark.parametrize(
    "text", ["=1+1", "+46701234567", "-5", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "{=1}", "'quoted", "_x003D_1"]
)
def test_text_never_becomes_a_formula(text: str, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    (row,) = poured(path, entity_with(Text(), Reference("budgets")), {"f0": text, "f1": text})
    assert [(row[index].stored, row[index].text, row[index].formula) for index in (2, 3)] == [
        (Stored.TEXT, text, False)
    ] * 2
    with zipfile.ZipFile(path) as package:
        assert all(b"<f>" not in package.read(name) for name in package.namelist())


def test_numbers_are_written_digit_by_digit(tmp_path: Path) -> None:
    amounts = [Decimal("0.1") + Decimal("0.2"), Decimal("9999999999999.99"), Decimal("-0.01"), Decimal(0)]
    rows = poured(tmp_path / "t.xlsx", entity_with(Amount()), *({"f0": amount} for amount in amounts))
    assert [row[2].text for row in rows] == ["0.3", "9999999999999.99", "-0.01", "0"]


def test_days_that_excel_has_no_number_for_are_written_as_text(tmp_path: Path) -> None:
    days = [date(1900, 2, 28), date(1900, 3, 1), date(9999, 12, 31)]
    rows = poured(tmp_path / "t.xlsx", entity_with(Day()), *({"f0": day} for day in days))
    assert [(row[2].stored, row[2].text) for row in rows] == [
        (Stored.TEXT, "1900-02-28"),
        (Stored.NUMBER, "61"),
        (Stored.NUMBER, "2958465"),
    ]


def test_excel_would_show_the_same_date_and_time(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    poured(
        path,
        entity_with(Day(), Moment()),
        {"f0": date(2024, 1, 31), "f1": datetime(2024, 1, 31, 23, 59, 59, tzinfo=UTC)},
    )
    sheet = openpyxl.load_workbook(path)["Things"]
    assert sheet["C2"].value == datetime(2024, 1, 31)  # noqa: DTZ001 - what a cell shows has no zone
    assert sheet["D2"].value == datetime(2024, 1, 31, 23, 59, 59)  # noqa: DTZ001 - as above


def test_an_absent_field_and_an_empty_text_give_no_cell(tmp_path: Path) -> None:
    (row,) = poured(tmp_path / "t.xlsx", entity_with(Text(), Flags(), Integer()), {"f0": "", "f1": ()})
    assert list(row) == [1]


def test_a_text_longer_than_a_cell_is_cut_between_characters(tmp_path: Path) -> None:
    long = "a" + "😀" * 20_000
    (row,) = poured(tmp_path / "t.xlsx", entity_with(Text()), {"f0": long})
    assert row[2].text == "a" + "😀" * 16_383
    (row,) = poured(tmp_path / "t.xlsx", entity_with(Text()), {"f0": "é" * 32_767})
    assert row[2].text == "é" * 32_767


def test_half_a_pair_of_surrogates_can_be_written(tmp_path: Path) -> None:
    (row,) = poured(tmp_path / "t.xlsx", entity_with(Text()), {"f0": "a\ud800b"})
    assert row[2].text[0] + row[2].text[-1] == "ab"


def test_references_show_labels_or_else_their_iri(tmp_path: Path) -> None:
    budgets = find("budgets")
    live = {"budget-groups": {"g1": Record("g1", "/api/budget-groups/g1", {"name": "Märkte & <Messen>"})}}
    records = [
        Record("b1", "/api/budgets/b1", {"budgetGroup": "/api/budget-groups/g1"}),
        Record("b2", "/api/budgets/b2", {"budgetGroup": "/api/budget-groups/gone"}),
    ]
    path = tmp_path / "t.xlsx"
    write_workbook(path, [EntitySheet(budgets, iter(records))], Labels(live), EMPTY)
    sheet = openpyxl.load_workbook(path)["Budgets"]
    assert [sheet["F2"].value, sheet["F3"].value] == ["Märkte & <Messen>", "/api/budget-groups/gone"]


def test_undeclared_fields_are_shown_in_columns_that_readers_ignore(tmp_path: Path) -> None:
    extra: dict[str, Json] = {
        "word": "=1",
        "flag": True,
        "count": 12,
        "long": 10**20,
        "tree": {"b": [1, Decimal("2.5")], "a": None},
    }
    path = tmp_path / "t.xlsx"
    names = (*extra, "absent", "odd\x01name")
    write_workbook(
        path, [EntitySheet(find("budget-groups"), [Record("1", "/api/x/1", {}, extra)], names)], Labels({}), EMPTY
    )
    sheet = openpyxl.load_workbook(path)["Budget groups"]
    shown = dict(zip(*sheet.iter_rows(values_only=True), strict=True))
    assert {name: shown[f"# {name}"] for name in (*extra, "absent")} == {
        "word": "=1",
        "flag": True,
        "count": 12,
        "long": str(10**20),
        "tree": '{"a":null,"b":[1,2.5]}',
        "absent": None,
    }
    assert "# odd\ufffdname" in shown
    note = next(cell.comment for cell in sheet[1] if cell.value == "# word")
    assert note is not None
    assert "no declaration knows it" in note.text


def test_the_sheet_tells_the_range_that_its_rows_cover(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    poured(path, entity_with(Text()), *({"f0": str(number)} for number in range(600)))
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        assert book["Things"].calculate_dimension() == "A1:E601"
        assert sum(1 for _ in book["Things"].rows) == 601
    assert openpyxl.load_workbook(path)["Things"].auto_filter.ref == "A1:E1601"


def test_ids_are_text_without_the_green_corner_that_excel_gives_numbers_in_text(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    (row,) = poured(path, entity_with(Text()), {})
    assert (row[1].stored, row[1].text) == (Stored.TEXT, "00000")
    with zipfile.ZipFile(path) as package:
        part = package.read("xl/worksheets/sheet2.xml")
    assert b'<ignoredError sqref="A1:E2" numberStoredAsText="1"/>' in part
    assert (
        part.index(b"</headerFooter>" if b"</headerFooter>" in part else b"<pageSetup")
        < part.index(b"<ignoredErrors>")
        < part.index(b"<legacyDrawing")
    )


def test_the_package_starts_with_its_content_types_and_carries_no_clock(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    poured(path, entity_with(Text()))
    with zipfile.ZipFile(path) as package:
        assert package.namelist()[0] == "[Content_Types].xml"
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None
