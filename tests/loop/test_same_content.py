"""Text and workbook: rows of the same content are read alike, whatever is in them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.checking.check import Checked
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.excel.base import Base
from toolkit.excel.template import EntitySheet, write_workbook
from toolkit.forms.delimited import write_delimited
from toolkit.forms.delimiter import DELIMITERS
from toolkit.loop.inspect import inspect

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    ["=1+1", "'=1", "-5", "+46701234567", "00123", "a\nb", "a\r\nb", ' "x" ', "[clear]", "none", "3/4", "1.234", "NA"]
)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "description": TEXTS,
            "note": TEXTS,
            "operationNumber": TEXTS,
            "amount": st.decimals(-(10**9), 10**9, places=2),
            "statementNumber": st.integers(-(10**9), 10**9),
            "execDate": st.dates(date(1950, 1, 1), date(2100, 1, 1)),
            "ignored": st.booleans(),
            "connectedMonth": st.sampled_from(["2026-01", "1999-12"]),
            "counterpartyRole": st.sampled_from(["supplier", "client", "else"]),
        },
    ),
    min_size=1,
    max_size=6,
)


def read(path: Path) -> Checked:
    return inspect(path, None).checked


@settings(max_examples=15)
@given(RECORDS, st.sampled_from(DELIMITERS))
def test_text_and_workbook_of_the_same_records_say_the_same(
    tmp_path: Path, values: list[dict[str, str | int | Decimal | date | bool]], delimiter: str
) -> None:
    records = [Record(f"t{n}", f"/api/transactions/t{n}", each) for n, each in enumerate(values)]
    workbook, text = tmp_path / "transactions.xlsx", tmp_path / "transactions.csv"
    base = Base("d", "", "", "", (TRANSACTIONS.path,), {})

    write_workbook(workbook, [EntitySheet(TRANSACTIONS, records)], Labels({}), base)
    with text.open("w", encoding="utf-8-sig", newline="") as stream:
        write_delimited(stream, TRANSACTIONS, records, Labels({}), delimiter)

    of_workbook, of_text = read(workbook), read(text)
    assert [(row.command, row.id, row.values) for row in of_text.rows] == [
        (row.command, row.id, row.values) for row in of_workbook.rows
    ]
    # What a program that saves text may have spoilt is looked for in text alone.
    found = [issue for issue in of_text.issues if not issue.rule.startswith("text-")]
    assert sorted((issue.field, issue.rule, issue.message) for issue in found) == sorted(
        (issue.field, issue.rule, issue.message) for issue in of_workbook.issues
    )
