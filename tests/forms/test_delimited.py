"""Records as delimited text: any text comes back exactly, and every number can be read in one way only."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checking.numerals import numeral
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.forms.delimited import LOOKED_AHEAD, spelt, write_delimited
from toolkit.forms.delimiter import DELIMITERS
from toolkit.forms.table import Told, read_text

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def written(*records: Record, delimiter: str = ",") -> str:
    stream = io.StringIO(newline="")
    write_delimited(stream, BUDGETS, records, Labels({}), delimiter)
    return stream.getvalue()


@given(st.lists(ANY_TEXT, min_size=1, max_size=5), st.sampled_from(DELIMITERS))
def test_any_text_comes_back_exactly(texts: list[str], delimiter: str) -> None:
    records = [Record(f"b{n}", f"/api/budgets/b{n}", {"name": text}) for n, text in enumerate(texts)]

    data = written(*records, delimiter=delimiter).encode("utf-8-sig")
    read = list(read_text(Path("b.csv"), data, Told(delimiter=delimiter)).sheet.rows())[1:]

    assert [row.cells[2].text if 2 in row.cells else "" for row in read] == texts
    assert [row.cells[1].text for row in read] == [record.id for record in records]


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3)
    | st.integers(-(10**14), 10**14).map(Decimal),
    st.sampled_from([",", "."]),
)
def test_a_number_can_be_read_in_one_way_only(number: Decimal, sign: str) -> None:
    found = numeral(spelt(number, sign))

    assert found is not None
    assert [Decimal(digits) for digits in found.readings.values()] == [number]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (123456789012345678901234567, "123456789012345678901234567"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.5"), "-0.5"),
        (date(2026, 5, 4), "2026-05-04"),
        (datetime(2026, 5, 4, 12, 30, tzinfo=UTC).replace(tzinfo=None), "2026-05-04 12:30:00"),
        (True, "true"),
        (False, "false"),
        ("-5", "'-5"),
    ],
)
def test_values_are_spelt_plainly(content: int | Decimal | date | str, text: str) -> None:
    assert spelt(content, ".") == text


def test_columns_are_those_of_a_sheet_without_results() -> None:
    assert written().splitlines()[0].split(",") == [
        *("Command", "Id", "Name", "Type", "Granularity", "Group", "From", "To", "Flags", "Employees")
    ]


def test_references_show_names_and_ids_beside_them() -> None:
    groups = {"budget-groups": {"g": Record("g", "/api/budget-groups/g", {"name": "=Sales"})}}
    stream = io.StringIO(newline="")
    record = Record("b", "/api/budgets/b", {"name": "Fair", "budgetGroup": "/api/budget-groups/g"})

    write_delimited(stream, BUDGETS, [record], Labels(groups), ";", ["budgetGroup"])

    header, row = (line.split(";") for line in stream.getvalue().splitlines())
    shown = dict(zip(header, row, strict=True))
    assert (shown["Group"], shown["# Group id"]) == ("'=Sales", "g")


def test_semicolons_go_with_a_comma_in_fractions() -> None:
    stream = io.StringIO(newline="")
    record = Record("t", "/api/transactions/t", {"amount": Decimal("-3885.15")})

    write_delimited(stream, TRANSACTIONS, [record], Labels({}), ";")

    assert ";-3885,15;" in stream.getvalue()


def test_undeclared_fields_of_the_first_records_get_columns_and_later_ones_are_told() -> None:
    first = Record("a", "/api/budgets/a", {"name": "A"}, {"colour": "=red", "size": {"w": Decimal("1.5")}, "n": 7})
    plain = [Record(f"b{n}", "", {"name": "B"}) for n in range(LOOKED_AHEAD)]
    late = Record("z", "/api/budgets/z", {"name": "Z"}, {"colour": "blue", "late": 1})
    stream = io.StringIO(newline="")

    told = write_delimited(stream, BUDGETS, [first, *plain, late], Labels({}), "|")

    lines = stream.getvalue().splitlines()
    assert lines[0].endswith("|# colour|# size|# n")
    assert lines[1].endswith("""|'=red|"{""w"":1.5}"|7""")
    assert lines[-1].endswith("|blue||")
    assert (told.count, told.left_out) == (LOOKED_AHEAD + 2, ("late",))


def test_records_are_written_as_they_come() -> None:
    stream = io.StringIO(newline="")
    lines: list[int] = []

    def coming() -> Iterator[Record]:
        for n in range(LOOKED_AHEAD + 3):
            lines.append(stream.getvalue().count("\r\n"))
            yield Record(f"b{n}", "", {"name": "B"})

    write_delimited(stream, BUDGETS, coming(), Labels({}), ",")

    assert lines[LOOKED_AHEAD:] == [LOOKED_AHEAD + 1, LOOKED_AHEAD + 2, LOOKED_AHEAD + 3]
