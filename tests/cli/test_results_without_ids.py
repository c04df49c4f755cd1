"""Files without a column Id: their result has one, so that what is planned from it is never created twice."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly, Outcome
from filling import Typed, ValidRow
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from toolkit.api.client import Client
from toolkit.entities import ENTITIES, Entity
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.entity import Operation
from toolkit.entities.transactions import TRANSACTIONS

Rows = Sequence[Mapping[str, Typed]]
Write = Callable[[Rows, str], bytes]

CREATABLE = [entity for entity in ENTITIES if entity.can(Operation.POST)]

BOUGHT: Rows = [
    {"Bank account": "bac_0001", "Description": text, "Amount": amount, "Ordered": day, "Booked": day}
    for text, amount, day in (("Kontorsstol", "-1200.5", "2026-11-20"), ("Lampa", "-300", "2026-11-20"))
]


def titles(rows: Rows) -> list[str]:
    return list(dict.fromkeys(title for row in rows for title in row))


def delimited(rows: Rows, delimiter: str, encoding: str = "utf-8-sig") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, titles(rows), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(dict(row) for row in rows)
    return stream.getvalue().encode(encoding, "replace")


def workbook(rows: Rows, sheet: str, first: int = 1) -> bytes:
    """Return a workbook as a person makes it: a sheet by its name, with a header and nothing of ours."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for index, title in enumerate(titles(rows), 1):
        page.cell(first, index, title)
        for number, row in enumerate(rows, first + 1):
            page.cell(number, index, row.get(title))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


FORMS: Mapping[str, Write] = {
    "rows.csv": lambda rows, _sheet: delimited(rows, ","),
    "rows.txt": lambda rows, _sheet: delimited(rows, ";", "cp1252"),
    "rows.tsv": lambda rows, _sheet: delimited(rows, "\t", "utf-16"),
    "-": lambda rows, _sheet: delimited(rows, "|", "utf-8"),
    "rows.xlsx": workbook,
    "lower.xlsx": lambda rows, sheet: workbook(rows, sheet, first=5),
}


def apply(flowtly: Flowtly, entity: Entity, form: str, rows: Rows) -> tuple[Outcome, Path]:
    """Apply rows written in a form, and return the outcome and the result."""
    data = FORMS[form](rows, entity.title)
    if form != "-":
        (flowtly.folder / form).write_bytes(data)
    result = flowtly.folder / f"{Path(form.replace('-', 'stdin')).stem}.result.xlsx"
    result.unlink(missing_ok=True)
    told = () if form.endswith(".xlsx") else ("--entity", entity.path)
    allowed = [word for name in ("irreversible", "amount") for word in ("--allow", name)]
    outcome = flowtly("apply", form, "--yes", *told, *allowed, answer=data if form == "-" else None)
    return outcome, result


def create(flowtly: Flowtly, entity: Entity, form: str, rows: Rows) -> Path:
    """Apply rows that nothing is wrong with, and return the result."""
    outcome, result = apply(flowtly, entity, form, rows)
    assert outcome.code == 0, outcome
    return result


def changes(flowtly: Flowtly, path: Path) -> list[dict[str, object]]:
    planned = flowtly("--json", "plan", path.name)
    assert planned.code == 0, planned
    found: list[dict[str, object]] = json.loads(planned.out)["changes"]
    return found


def cells(path: Path, sheet: str) -> list[dict[str, object]]:
    """Return the rows of a result by their titles."""
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[sheet]]
    header = next(index for index, row in enumerate(rows) if "Id" in row)
    return [dict(zip(map(str, rows[header]), row, strict=True)) for row in rows[header + 1 :]]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("entity", CREATABLE, ids=[entity.path for entity in CREATABLE])
def test_an_untouched_result_asks_for_nothing(
    flowtly: Flowtly, service: Client, valid_row: ValidRow, entity: Entity, form: str
) -> None:
    before = {record.id for record in service.records(entity)}

    result = create(flowtly, entity, form, [valid_row(entity)])

    new = [record.id for record in service.records(entity) if record.id not in before]
    assert [row["Id"] for row in cells(result, entity.title)] == new
    assert len(new) == 1
    assert changes(flowtly, result) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_corrected_amount_changes_what_was_created(flowtly: Flowtly, service: Client, form: str) -> None:
    before = len(list(service.records(TRANSACTIONS)))
    result = create(flowtly, TRANSACTIONS, form, BOUGHT)

    book = openpyxl.load_workbook(result)
    page = book["Transactions"]
    row = next(cell.row for cell in page["B"] if cell.value == "Lampa")
    page.cell(row, 3).value = "-350"
    book.save(result)

    [change] = changes(flowtly, result)
    assert change["verb"] == "patch"
    assert '"before": -300, "after": -350' in json.dumps(change["edits"])
    assert len(list(service.records(TRANSACTIONS))) == before + 2


def test_a_row_found_by_upsert_gets_its_id_as_well(flowtly: Flowtly, service: Client) -> None:
    budget = next(service.records(BUDGETS))
    other = "year" if budget.values["granularity"] == "quarter" else "quarter"
    known = {"Name": str(budget.values["name"]), "Type": str(budget.values["type"])}
    rows = [{"Command": "UPSERT", **known, "Granularity": other}]

    result = create(flowtly, BUDGETS, "rows.xlsx", rows)

    assert [(row["Command"], row["Id"]) for row in cells(result, "Budgets")] == [(None, budget.id)]
    assert changes(flowtly, result) == []


def test_a_row_that_was_not_created_gets_no_id(flowtly: Flowtly, service: Client) -> None:
    taken = str(next(service.records(BUDGETS)).values["name"])
    rows = [{"Name": name, "Type": "global", "Granularity": "month"} for name in ("Nordic Fair", taken)]

    applied, result = apply(flowtly, BUDGETS, "rows.csv", rows)

    assert applied.code == 4
    found = cells(result, "Budgets")
    assert [(bool(row["Id"]), row["Status"]) for row in found] == [(True, "created"), (False, "refused")]


def test_a_text_that_no_cell_holds_is_not_cut_by_the_next_plan(flowtly: Flowtly, service: Client) -> None:
    long = "Kontorsstol " * 3000
    assert len(long) > 32_767

    result = create(flowtly, TRANSACTIONS, "rows.csv", [{**BOUGHT[0], "Note": long}])

    assert any(record.values.get("note") == long.strip() for record in service.records(TRANSACTIONS))
    assert changes(flowtly, result) == []


HAS_ISSUES = 4

ILLEGAL = [chr(code) for code in range(32) if chr(code) not in "\t\n\r"]
"""What XML cannot hold, so that no workbook has it; in a text file it is an issue."""

WORDS = st.text(st.characters(codec="utf-8", exclude_characters=ILLEGAL), min_size=1, max_size=12)


@given(texts=st.lists(WORDS, min_size=1, max_size=6), form=st.sampled_from(sorted(FORMS)))
@settings(max_examples=12)
def test_whatever_the_texts_are_an_untouched_result_asks_for_nothing(
    flowtly: Flowtly, texts: list[str], form: str
) -> None:
    flowtly("sandbox", "reset")
    rows = [{"Name": f"{number} {text}", "Type": "global", "Granularity": "month"} for number, text in enumerate(texts)]

    applied, result = apply(flowtly, BUDGETS, form, rows)

    assume(applied.code != HAS_ISSUES)
    assert applied.code == 0, applied
    assert changes(flowtly, result) == [], ascii((texts, form))
