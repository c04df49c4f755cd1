"""Annotation of a large workbook: us, and openpyxl that loads it, marks and notes the same cells, and saves it."""

from collections.abc import Sequence
from pathlib import Path

from data import ENTITY
from measure import run_case, timed

MARKED = 1_000
"""Cells that have something to be said of, spread over the sheet."""

_SENTENCE = "The amount has more decimals than its currency. Round it."


def _cells(rows: int) -> Sequence[str]:
    return [f"I{number}" for number in range(2, rows + 2, max(rows // MARKED, 1))][:MARKED]


def ours(arguments: list[str]) -> float:
    """Patch the package: marks, notes, the sheet of findings, and the words on the rows."""
    from toolkit.excel.findings.annotate import annotate
    from toolkit.excel.findings.finding import Finding
    from toolkit.excel.findings.writing import Writing

    source, target, rows = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    cells = _cells(rows)
    findings = [Finding(ENTITY.title, cell, "Amount", "error", _SENTENCE, "1.005") for cell in cells]
    words = {f"M{cell[1:]}": "error" for cell in cells} | {f"N{cell[1:]}": _SENTENCE for cell in cells}

    def work() -> None:
        assert annotate(source, target, findings, Writing(texts={ENTITY.title: words})).cells == MARKED

    return timed(work)


def with_openpyxl(arguments: list[str]) -> float:
    """Load the workbook, fill and note the cells, write the words, and save."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    source, target, rows = arguments[0], arguments[1], int(arguments[2])
    fill = PatternFill("solid", fgColor="FFFBD9D7")

    def work() -> None:
        book = openpyxl.load_workbook(source)
        sheet = book[ENTITY.title]
        for cell in _cells(rows):
            sheet[cell].fill = fill
            sheet[cell].comment = Comment(_SENTENCE, "Flowtly check")
            sheet[f"M{cell[1:]}"] = "error"
            sheet[f"N{cell[1:]}"] = _SENTENCE
        book.save(target)

    return timed(work)


if __name__ == "__main__":
    run_case({"ours": ours, "openpyxl": with_openpyxl})
