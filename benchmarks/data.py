"""The data of the benchmarks: 100,000 transactions of 12 columns, made from a counter and so the same every time."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from toolkit.entities import find
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record

ENTITY = find("transactions")
FIELDS = (
    "bankAccount",
    "employeeOwner",
    "counterparty",
    "statementNumber",
    "operationNumber",
    "description",
    "amount",
    "endingBalance",
    "orderDate",
    "execDate",
    "note",
    "connectedMonth",
)
ROWS = 100_000
EXCEL_ROWS = 1_048_575
"""The rows of a sheet below its header; Excel has no more."""


def values(n: int) -> dict[str, Value]:
    """Return the n-th transaction."""
    day = date(2025, 1, 1) + timedelta(days=n % 365)
    return {
        "bankAccount": f"/api/bank-accounts/bac_{n % 3}",
        "employeeOwner": f"/api/employees/emp_{n % 40}",
        "counterparty": f"/api/counterparties/cpy_{n % 500}",
        "statementNumber": n % 12 + 1,
        "operationNumber": f"OP{n:08d}",
        "description": f"Invoice {n} of supplier {n % 500}",
        "amount": Decimal(n % 90_000 - 45_000) / 100,
        "endingBalance": Decimal(n * 7 % 10_000_000) / 100,
        "orderDate": day,
        "execDate": day + timedelta(days=1),
        "note": f"checked by {n % 40}",
        "connectedMonth": f"{day:%Y-%m}",
    }


def records(count: int = ROWS) -> Iterator[Record]:
    """Return the transactions as live records."""
    return (Record(f"txn_{n:06d}", f"/api/transactions/txn_{n:06d}", values(n)) for n in range(count))


def titles() -> Sequence[str]:
    """Return the headers of the columns."""
    return [ENTITY.column(field).title for field in FIELDS]


def write_filled(path: Path, count: int = ROWS) -> None:
    """Write a filled template as Excel saves it: shared strings, serial dates with a date format."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(ENTITY.title)
    sheet.write_row(0, 0, titles())
    for n in range(count):
        _write_row(sheet, n, day)
    book.close()


def write_mixed(path: Path, count: int = ROWS) -> None:
    """Write the same with a column of booleans, and a note column of formulas that end in an error."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(ENTITY.title)
    sheet.write_row(0, 0, [*titles(), ENTITY.column("ignored").title, "# Looked up"])
    for n in range(count):
        _write_row(sheet, n, day)
        sheet.write_boolean(n + 1, len(FIELDS), n % 7 == 0)
        sheet.write_formula(n + 1, len(FIELDS) + 1, "=NA()", None, "#N/A")
    book.close()


def _write_row(sheet: xlsxwriter.worksheet.Worksheet, n: int, day: xlsxwriter.format.Format) -> None:
    for column, (field, value) in enumerate(values(n).items()):
        content = ENTITY.column(field).kind.to_cell(value)
        if isinstance(content, date):
            sheet.write_datetime(n + 1, column, content, day)
        elif isinstance(content, str):
            sheet.write_string(n + 1, column, content)
        else:
            sheet.write_number(n + 1, column, float(content))
