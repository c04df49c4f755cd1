"""Writing a pulled workbook of 100,000 records: us, openpyxl write-only, XlsxWriter with constant memory."""

from datetime import date
from pathlib import Path

from data import ENTITY, FIELDS, records, titles
from measure import run_case, timed


def ours(arguments: list[str]) -> float:
    """Write as `pull` does: styles, notes, drop-downs, protection, and the base in its hidden sheet."""
    from toolkit.entities.labels import Labels
    from toolkit.excel.base import Base
    from toolkit.excel.template import EntitySheet, write_workbook

    found = {record.id: record for record in records()}
    base = Base("0" * 32, "bench", "bench", "2026-01-01T00:00:00+00:00", (ENTITY.path,), {ENTITY.path: found})
    sheet = EntitySheet(ENTITY, tuple(found.values()))
    return timed(lambda: write_workbook(Path(arguments[0]), [sheet], Labels({}), base))


def with_openpyxl(arguments: list[str]) -> float:
    """Write the same cells and nothing else, write-only."""
    import openpyxl

    rows = _rows()

    def work() -> None:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet(ENTITY.title)
        sheet.append(["Id", *titles()])
        for row in rows:
            sheet.append(row)
        book.save(arguments[0])

    return timed(work)


def with_xlsxwriter(arguments: list[str]) -> float:
    """Write the same cells and nothing else, with constant memory."""
    import xlsxwriter

    rows = _rows()

    def work() -> None:
        book = xlsxwriter.Workbook(arguments[0], {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(ENTITY.title)
        sheet.write_row(0, 0, ["Id", *titles()])
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
        book.close()

    return timed(work)


def _rows() -> list[list[object]]:
    kinds = [(field, ENTITY.column(field).kind) for field in FIELDS]
    return [
        [
            record.id,
            *(
                content if isinstance(content := kind.to_cell(record.values[f]), str | int | date) else float(content)
                for f, kind in kinds
            ),
        ]
        for record in records()
    ]


if __name__ == "__main__":
    run_case({"ours": ours, "openpyxl": with_openpyxl, "xlsxwriter": with_xlsxwriter})
