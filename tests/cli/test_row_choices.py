"""Choices for invoice rows in Excel: deleted, edited and moved rows that a colleague changed meanwhile."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from filling import Typed
from openpyxl.utils import get_column_letter
from soundness import problems

from toolkit.api.client import Client
from toolkit.entities.canonical import Json, parse
from toolkit.entities.invoices import INVOICES
from toolkit.entities.record import Record

SHEET = "Invoice rows"


def edit(path: Path, cells: Mapping[str, Typed | None]) -> None:
    book = openpyxl.load_workbook(path)
    for address, value in cells.items():
        book[SHEET][address] = value
    book.save(path)


def rows_of(record: Record | None) -> list[Mapping[str, Json]]:
    assert record is not None
    rows = parse(str(record.values["invoiceRows"]))
    assert isinstance(rows, list)
    return [row for row in rows if isinstance(row, Mapping)]


@pytest.fixture
def two(service: Client) -> tuple[Record, Record]:
    """Give the invoices whose rows stand first on the sheet, two of each."""
    first, second = list(service.records(INVOICES))[:2]
    assert len(rows_of(first)) == 2
    return first, second


@pytest.fixture
def pulled(flowtly: Flowtly, two: tuple[Record, Record]) -> Path:
    """Give the workbook as it was pulled."""
    assert two
    flowtly("pull", "invoices", "-o", "mine.xlsx")
    return flowtly.folder / "mine.xlsx"


def theirs(service: Client, record: Record, **changed: Json) -> None:
    """Change the first row of an invoice as a colleague does."""
    one, *others = rows_of(record)
    service.send("PATCH", f"/invoices/{record.id}", {"invoiceRows": [{**one, **changed}, *others]})


def names(service: Client, record: Record) -> list[str]:
    return [str(row["name"]) for row in rows_of(service.read(INVOICES, record.id))]


def planned(flowtly: Flowtly, workbook: str) -> tuple[int, list[str], list[str]]:
    """Return how many changes a plan has, its cells in conflict, and its notes about Resolutions."""
    plan = json.loads(flowtly("--json", "plan", workbook).out)
    told = [note for note in plan["notes"] if "Resolution" in note]
    return len(plan["changes"]), [conflict["cell"] for conflict in plan["conflicts"]], told


def choose(flowtly: Flowtly, workbook: str, word: str, more: Mapping[str, Typed | None] | None = None) -> str:
    """Annotate a workbook, choose a side for the first row, and return the name of the file."""
    assert flowtly("annotate", workbook, "-o", "shown.xlsx").code in {0, 5}
    path = flowtly.folder / "shown.xlsx"
    assert problems(path) == []
    header = enumerate(openpyxl.load_workbook(path)[SHEET][1], 1)
    titles = {str(cell.value): get_column_letter(at) for at, cell in header}
    edit(path, {f"{titles['Resolution']}2": word, **(more or {})})
    return "shown.xlsx"


def test_live_keeps_a_deleted_row_that_a_colleague_changed(
    flowtly: Flowtly, service: Client, two: tuple[Record, Record], pulled: Path
) -> None:
    first, _second = two
    edit(pulled, {"A2": "DELETE"})
    theirs(service, first, quantity=77)
    before = names(service, first)

    assert planned(flowtly, "mine.xlsx")[1] == ["E2"]
    shown = choose(flowtly, "mine.xlsx", "live")

    assert planned(flowtly, shown) == (0, [], [])
    note = openpyxl.load_workbook(flowtly.folder / shown)[SHEET]["E2"].comment
    assert note is not None
    assert "mine deletes it all the same, live keeps it" in note.text
    assert flowtly("apply", shown, "--yes").code == 0
    assert names(service, first) == before


@pytest.mark.parametrize(
    ("typed", "cells"), [({"A2": "DELETE"}, ["E2"]), ({"E2": 5}, ["E2"]), ({"C2": "second"}, ["E2"])]
)
def test_a_choice_is_not_dropped_where_live_goes_back(
    flowtly: Flowtly,
    service: Client,
    two: tuple[Record, Record],
    pulled: Path,
    typed: Mapping[str, Typed],
    cells: Sequence[str],
) -> None:
    first, second = two
    edit(pulled, {at: str(second.values["name"]) if value == "second" else value for at, value in typed.items()})
    theirs(service, first, quantity=77)
    shown = choose(flowtly, "mine.xlsx", "live")
    assert planned(flowtly, shown) == (0, [], [])

    service.send("PATCH", f"/invoices/{first.id}", {"invoiceRows": list(rows_of(first))})

    assert planned(flowtly, shown) == (0, cells, [])
    again = choose(flowtly, shown, "live")
    assert planned(flowtly, again) == (0, [], [])


@pytest.mark.parametrize(("word", "sheet", "moved"), [("mine", 1, True), ("live", 0, False)])
def test_a_moved_row_that_a_colleague_changed_goes_as_a_whole_or_stays(
    flowtly: Flowtly,
    service: Client,
    two: tuple[Record, Record],
    pulled: Path,
    word: str,
    sheet: int,
    *,
    moved: bool,
) -> None:
    first, second = two
    name = rows_of(first)[0]["name"]
    edit(pulled, {"C2": str(second.values["name"]), "F2": 901})
    theirs(service, first, quantity=77)
    count = Counter(names(service, first) + names(service, second))

    changes, conflicts, _told = planned(flowtly, "mine.xlsx")
    assert (changes, conflicts) == (0, ["E2"])
    said = " ".join(flowtly("plan", "mine.xlsx").out.split())
    assert f"moved from {first.values['name']} to {second.values['name']} here" in said

    shown = choose(flowtly, "mine.xlsx", word)
    assert flowtly("apply", shown, "--yes", "--allow", "amount").code == 0

    assert Counter(names(service, first) + names(service, second)) == count
    where = (first, second)[sheet]
    (row,) = [row for row in rows_of(service.read(INVOICES, where.id)) if row["name"] == name]
    assert (row["quantity"], row["priceNet"] == 901) == (77, moved)


def test_a_second_half_that_the_service_refuses_leaves_both_invoices_as_they_were(
    flowtly: Flowtly, service: Client, two: tuple[Record, Record], pulled: Path
) -> None:
    first, second = two
    edit(pulled, {"C2": str(second.values["name"]), "E4": -1})

    applied = flowtly("--json", "apply", "mine.xlsx", "--yes", "--allow", "sign", "--allow", "amount")

    assert applied.code == 9, applied
    assert [receipt["status"] for receipt in json.loads(applied.out)["receipts"]] == ["failed", "failed"]
    for record in two:
        now = service.read(INVOICES, record.id)
        assert now is not None
        assert now.values["invoiceRows"] == record.values["invoiceRows"]
    edit(flowtly.folder / "mine.result.xlsx", {"E4": 3})
    assert flowtly("apply", "mine.result.xlsx", "--yes", "--allow", "amount").code == 0
    assert len(names(service, first)) == 1


def test_a_move_that_was_taken_back_is_handed_out_as_one_row(
    flowtly: Flowtly, service: Client, two: tuple[Record, Record], pulled: Path
) -> None:
    first, second = two
    edit(pulled, {"C2": str(second.values["name"]), "F2": 901, "E4": -1})
    flowtly("apply", "mine.xlsx", "--yes", "--allow", "sign", "--allow", "amount")
    run = json.loads(flowtly("--json", "runs").out)["runs"][0]["run"]

    flowtly("results", run, "-o", "left.xlsx")

    left = openpyxl.load_workbook(flowtly.folder / "left.xlsx")[SHEET]
    moved = [[cell.value for cell in line[:6]] for line in left.iter_rows(2) if line[1].value == f"{first.id}/1"]
    name = rows_of(first)[0]["name"]
    assert [line[:4] + line[5:] for line in moved] == [[None, f"{first.id}/1", second.values["name"], name, 901]]
    assert [line[0].value for line in left.iter_rows(2) if line[0].value] == []
    negative = next(line[4].coordinate for line in left.iter_rows(2) if line[4].value == -1)
    edit(flowtly.folder / "left.xlsx", {negative: 3})
    assert flowtly("apply", "left.xlsx", "--yes", "--allow", "amount").code == 0
    assert (names(service, first), names(service, second)[-1]) == ([str(rows_of(first)[1]["name"])], str(name))


@pytest.mark.parametrize("word", ["mine", "live", "live: Quantity"])
def test_a_choice_that_decides_nothing_is_told_and_not_counted_by_a_rebase(
    flowtly: Flowtly, service: Client, two: tuple[Record, Record], pulled: Path, word: str
) -> None:
    first, _second = two
    edit(pulled, {"C1": "Invoice", "J1": "Resolution", "J2": word, "E2": 5})
    service.send("PATCH", f"/invoices/{first.id}", {"notes": "theirs"})

    changes, conflicts, told = planned(flowtly, "mine.xlsx")
    rebased = json.loads(flowtly("--json", "rebase", "mine.xlsx").out)

    assert (changes, conflicts) == (1, [])
    assert [note.split(":")[0] for note in told] == [f"{SHEET}!2"]
    assert (rebased["settled"], rebased["idle"]) == (0, [{"sheet": SHEET, "row": 2}])
    assert openpyxl.load_workbook(flowtly.folder / "mine.rebased.xlsx")[SHEET]["J2"].value == word
    assert "decides nothing" in flowtly("rebase", "mine.xlsx", "-o", "again.xlsx").out


def test_a_choice_for_an_edit_does_not_delete_the_row(
    flowtly: Flowtly, service: Client, two: tuple[Record, Record], pulled: Path
) -> None:
    first, _second = two
    edit(pulled, {"E2": 5})
    theirs(service, first, quantity=77)

    shown = choose(flowtly, "mine.xlsx", "mine", {"A2": "DELETE"})

    assert planned(flowtly, shown)[:2] == (0, ["E2"])
    assert "was changed after mine was chosen" in " ".join(flowtly("plan", shown).out.split())


def test_a_row_that_a_colleague_moved_is_not_billed_twice(
    flowtly: Flowtly, service: Client, two: tuple[Record, Record], pulled: Path
) -> None:
    first, second = two
    one, other = rows_of(first)
    edit(pulled, {"E2": 5})
    service.send("PATCH", f"/invoices/{first.id}", {"invoiceRows": [other]})
    service.send("PATCH", f"/invoices/{second.id}", {"invoiceRows": [*rows_of(second), one]})

    shown = choose(flowtly, "mine.xlsx", "mine")

    assert planned(flowtly, shown)[:2] == (0, ["B2"])
    assert f"moved to {second.values['name']} by somebody" in " ".join(flowtly("plan", shown).out.split())
    assert planned(flowtly, choose(flowtly, shown, "live"))[:2] == (0, [])
