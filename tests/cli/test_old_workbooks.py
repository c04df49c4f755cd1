"""A workbook that colleagues overtook: what nobody touched means what is live, in every check."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from filling import Typed
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.api.client import Client
from toolkit.entities import find
from toolkit.entities.canonical import JsonObject
from toolkit.loop.inspect import inspect
from toolkit.loop.plan import planned
from toolkit.loop.pull import pull
from toolkit.loop.reach import reach
from toolkit.loop.rebase import rebase
from toolkit.settings import load_profile

ROW: JsonObject = {"name": "Datamodell 2026", "priceNet": 100, "quantity": 10, "vatRate": "25"}
OTHER: JsonObject = {"name": "Prognos 2026", "priceNet": 40, "quantity": 5, "vatRate": "25"}
INVOICE: JsonObject = {"invoiceRows": [ROW, OTHER], "amountNet": 1200, "amount": 1500}
"""A consistent edit of invoice 1: other rows, and the net and gross amount that they come to."""


def edit(workbook: Path, sheet: str, cells: Mapping[str, Typed]) -> None:
    book = openpyxl.load_workbook(workbook)
    for address, value in cells.items():
        book[sheet][address] = value
    book.save(workbook)


def place(workbook: Path, sheet: str, id: str, title: str) -> str:
    """Return the address of a cell, by the id of its row and the title of its column."""
    found = openpyxl.load_workbook(workbook)[sheet]
    letter = next(cell.column_letter for cell in found[1] if cell.value == title)
    return f"{letter}{next(row[1].row for row in found.iter_rows(min_row=2) if row[1].value == id)}"


def told(flowtly: Flowtly, workbook: str) -> JsonObject:
    outcome = flowtly("--json", "plan", workbook)
    assert outcome.code == 0, outcome
    found: JsonObject = json.loads(outcome.out)
    return found


def test_a_consistent_edit_of_an_invoice_leaves_an_untouched_pull_usable(flowtly: Flowtly, service: Client) -> None:
    flowtly("pull", "invoices", "-o", "i.xlsx")
    service.send("PATCH", "/invoices/1", INVOICE)

    checked = flowtly("--json", "check", "i.xlsx")
    plan = told(flowtly, "i.xlsx")

    assert (checked.code, json.loads(checked.out)["issues"]) == (0, [])
    assert (plan["changes"], plan["conflicts"], plan["refusals"]) == ([], [], [])


def test_rebase_leaves_such_a_workbook_fresh(flowtly: Flowtly, service: Client) -> None:
    flowtly("pull", "invoices", "-o", "i.xlsx")
    service.send("PATCH", "/invoices/1", INVOICE)

    assert flowtly("rebase", "i.xlsx").code == 0
    flowtly("pull", "invoices", "-o", "fresh.xlsx")

    assert contents(flowtly.folder / "i.rebased.xlsx") == contents(flowtly.folder / "fresh.xlsx")
    assert told(flowtly, "i.rebased.xlsx")["changes"] == []


def contents(workbook: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every cell of every sheet, without what names the very file."""
    book = openpyxl.load_workbook(workbook)
    found: dict[str, list[tuple[object, ...]]] = {
        sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True) if any(row)] for sheet in book.worksheets
    }
    own = ("document", "pulled_at", "digest")
    # The names stand in no order.
    kept: list[tuple[object, ...]] = [tuple(filter(None, row)) for row in found["_flowtly"] if row[0] not in own]
    found["_flowtly"] = sorted(kept, key=str)
    del found["Read me"]
    found |= {name: [(area.attr_text,)] for name, area in book.defined_names.items()}
    return found


@pytest.mark.parametrize("typed", [{"Gross": 1300}, {"Net": 1100, "Gross": 1375}])
def test_an_amount_typed_over_other_rows_is_held_against_the_rows_of_now(
    flowtly: Flowtly, service: Client, typed: Mapping[str, Typed]
) -> None:
    """The sum is that of the live rows; a colleague's amount in the way is a conflict, and no error."""
    flowtly("pull", "invoices", "-o", "i.xlsx")
    path = flowtly.folder / "i.xlsx"
    edit(path, "Invoices", {place(path, "Invoices", "1", title): value for title, value in typed.items()})
    service.send("PATCH", "/invoices/1", INVOICE)

    plan = flowtly("--json", "plan", "i.xlsx")

    assert (plan.code, json.loads(plan.out)["changes"]) == (5, [])
    assert len(json.loads(plan.out)["conflicts"]) == len(typed)


def named(name: str) -> JsonObject:
    return {"name": name}


NAMES = st.sampled_from(["Ads", "ads", "Travel", "Café", "[clear]", "Sökannonser 2026", "Drift", "bgt_0003"])
EDITS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["/budgets/bgt_0001", "/budgets/bgt_0002", "/budgets/bgt_0003"]), NAMES.map(named)),
        st.tuples(st.sampled_from(["/budget-groups/emarketing", "/budget-groups/bgr_0002"]), NAMES.map(named)),
        st.tuples(st.just("/budgets/bgt_0001"), st.just({"budgetGroup": "/api/budget-groups/bgr_0002"})),
        st.tuples(st.just("/budgets/bgt_0001"), st.just({"dateFrom": "2026-05-01", "dateTo": "2026-06-30"})),
        st.tuples(st.just("/budgets/bgt_0001"), st.just({"dateFrom": None, "dateTo": None, "config": []})),
        st.tuples(st.just("/transactions/txn_701"), st.builds(lambda text: {"note": text}, NAMES)),
        st.tuples(st.just("/transactions/txn_701"), st.just({"counterparty": "/api/counterparties/cpy_02"})),
        st.tuples(st.just("/invoices/1"), st.just(INVOICE)),
        st.tuples(st.just("/invoices/2"), st.just({"amountNet": 1, "amount": 2, "currency": "/api/currencies/EUR"})),
    ),
    min_size=1,
    max_size=6,
)
PULLED = ("budgets", "budget-groups", "budget-contractors", "transactions", "invoices")


@settings(max_examples=10)
@given(edits=EDITS, apart=EDITS)
@example(edits=[("/budgets/bgt_0001", {"name": "Ads"}), ("/budgets/bgt_0002", {"name": "ads"})], apart=[])
def test_whatever_a_colleague_edits_an_untouched_pull_asks_for_nothing_and_rebases_to_a_fresh_one(
    edits: Sequence[tuple[str, JsonObject]], apart: Sequence[tuple[str, JsonObject]], home: Path, tmp_path: Path
) -> None:
    old, fresh, rebased = (tmp_path / f"{name}.xlsx" for name in ("old", "fresh", "rebased"))
    entities = [find(path) for path in PULLED]
    with reach(load_profile("sandbox", {}), home / "sandbox") as reached:
        for path, body in apart:
            reached.client.send("PATCH", path, body)
        pull(reached, entities, old)
        for path, body in edits:
            reached.client.send("PATCH", path, body)
        pull(reached, entities, fresh)

        inspection = inspect(old, reached)
        made = planned(inspection, reached.profile)
        rebase(inspection, rebased, reached.profile, copy=True)

    assert inspection.checked.issues == ()
    assert (made.changes, made.conflicts, made.refusals) == ((), (), ())
    assert contents(rebased) == contents(fresh)
