"""Control totals at the command line: predicted by plan, verified by apply, whoever else wrote meanwhile."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from served import acme

from toolkit.api.client import Client
from toolkit.entities import find
from toolkit.entities.canonical import parse
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import Fault, FaultKind, Switches

BOOKINGS, SHARES, TRANSACTIONS = find("budget-transactions"), find("budget-employees"), find("transactions")

Planned = Callable[[], None]


def _sum(service: Client) -> Decimal:
    """Return what is booked on budgets; a booking without an amount is its whole transaction."""
    total = {record.iri: record.values["amount"] for record in service.records(find("transactions"))}
    return sum((_amount(record, total) for record in service.records(BOOKINGS)), Decimal(0))


def _amount(record: Record, total: Mapping[str, Value]) -> Decimal:
    amount = record.values.get("amount", total[str(record.values["transaction"])])
    assert isinstance(amount, int | Decimal)
    return abs(Decimal(amount))


@pytest.fixture
def planned(flowtly: Flowtly) -> Planned:
    """Give a function that plans, in p.json: an edit, a deletion, a replacement, and a new transaction of 0.10."""

    def make() -> None:
        flowtly("pull", BOOKINGS.path, SHARES.path, TRANSACTIONS.path, "-o", "w.xlsx")
        book = openpyxl.load_workbook(flowtly.folder / "w.xlsx")
        columns = {sheet.title: {str(cell.value): cell.column or 0 for cell in sheet[1]} for sheet in book}
        bookings, shares, moves = (book[entity.title] for entity in (BOOKINGS, SHARES, TRANSACTIONS))
        bookings.cell(2, columns[BOOKINGS.title]["Amount"]).value = 77
        bookings.cell(3, columns[BOOKINGS.title]["Command"]).value = "DELETE"
        shares.cell(2, columns[SHARES.title]["Amount"]).value = 88
        new = moves.max_row + 1
        for title in ("Bank account", "Ordered", "Booked"):
            column = columns[TRANSACTIONS.title][title]
            moves.cell(new, column).value = moves.cell(2, column).value
        moves.cell(new, columns[TRANSACTIONS.title]["Description"]).value = "Typed by hand"
        moves.cell(new, columns[TRANSACTIONS.title]["Amount"]).value = 0.1
        book.save(flowtly.folder / "w.xlsx")
        assert flowtly("plan", "w.xlsx", "-o", "p.json").code == 0

    return make


def test_what_was_predicted_is_verified_to_the_cent(flowtly: Flowtly, service: Client, planned: Planned) -> None:
    before = _sum(service)
    planned()

    plan = parse((flowtly.folder / "p.json").read_text(encoding="utf-8"))
    applied = flowtly("--json", "apply", "p.json", "--allow", "irreversible", "--allow", "scale")

    assert isinstance(plan, dict)
    totals = {(each["entity"], each["currency"]): each for each in plan["totals"]}
    assert set(totals) == {("budget-transactions", ""), ("budget-employees", ""), ("transactions", "SEK")}
    assert totals["budget-transactions", ""]["before"] == before
    assert totals["budget-transactions", ""]["after"] == _sum(service)
    assert totals["transactions", "SEK"]["effect"] == Decimal("0.1")
    told = json.loads(applied.out)["totals"]
    assert (applied.code, told["verified"]) == (0, True), applied
    assert [(each["difference"], each["others_wrote"]) for each in told["columns"]] == [(0, False)] * 3


def test_what_a_colleague_wrote_meanwhile_is_told_and_is_no_failure(
    flowtly: Flowtly, service: Client, planned: Planned
) -> None:
    planned()
    theirs = max(service.records(BOOKINGS), key=lambda record: record.id)
    service.send("PATCH", f"/budget-transactions/{theirs.id}", {"amount": int(str(theirs.values["amount"])) + 5})

    applied = flowtly("apply", "p.json", "--allow", "irreversible", "--allow", "scale")

    assert applied.code == 0, applied
    assert "+5: others wrote +5 meanwhile" in " ".join(applied.out.split())


def test_an_amount_that_the_service_rounds_is_off_by_the_cent(
    flowtly: Flowtly, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cell is named by reading back, the sum by the total: 10, though every request was taken."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)
    rounding = Fault("PATCH", "/transactions", FaultKind.ROUND_FIELD, field="amount")
    with acme(home, Switches(faults=(rounding,))):
        flowtly("pull", TRANSACTIONS.path, "-o", "w.xlsx")
        book = openpyxl.load_workbook(flowtly.folder / "w.xlsx")
        sheet = book[TRANSACTIONS.title]
        amount = next(cell.column or 0 for cell in sheet[1] if cell.value == "Amount")
        sheet.cell(2, amount).value = -42499.75
        book.save(flowtly.folder / "w.xlsx")
        flowtly("plan", "w.xlsx", "-o", "p.json")

        applied = flowtly("--json", "apply", "p.json")

    told = parse(applied.out)
    assert applied.code == 10, applied
    assert isinstance(told, dict)
    assert told["totals"]["verified"] is False
    (column,) = told["totals"]["columns"]
    assert (column["unexplained"], column["others_wrote"]) == (Decimal("-0.25"), False)
    assert told["receipts"][0]["cells"]


def test_a_plan_without_amounts_verifies_none(flowtly: Flowtly) -> None:
    flowtly("pull", "budgets", "-o", "w.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "w.xlsx")
    book["Budgets"]["E2"] = "quarter"
    book.save(flowtly.folder / "w.xlsx")
    flowtly("plan", "w.xlsx", "-o", "p.json")

    told = json.loads(flowtly("--json", "apply", "p.json").out)

    assert (told["done"], told["totals"]) == (1, None)


def test_a_plan_ends_with_what_was_proved(flowtly: Flowtly) -> None:
    flowtly("pull", "budget-projects", "-o", "w.xlsx")

    shown = flowtly("plan", "w.xlsx", "-o", "p.json").out
    proved = json.loads((flowtly.folder / "p.json").read_text(encoding="utf-8"))["proved"]

    assert proved["references"] == 2 * proved["records"] > 0
    assert f"Proved: {proved['cells']} cells checked against the rules, {proved['references']} references" in shown


def test_the_verdict_is_told_again_by_the_journal(flowtly: Flowtly, service: Client, planned: Planned) -> None:
    """As text, for machines, and as a page."""
    del service
    planned()
    applied = json.loads(flowtly("--json", "apply", "p.json", "--allow", "irreversible").out)

    shown = json.loads(flowtly("--json", "runs", "show", applied["run"]).out)
    text = flowtly("runs", "show", applied["run"], "--html", "run.html").out

    assert shown["totals"] == applied["totals"]
    assert shown["totals"]["verified"]
    assert text.count(" equal") == len(applied["totals"]["columns"])
    page = (flowtly.folder / "run.html").read_text(encoding="utf-8")
    assert "<h2>Control totals</h2>" in page
    assert page.count("<td>equal</td>") == len(applied["totals"]["columns"])
