"""What a check proved is counted from the rows and the records that they were held against."""

from collections.abc import Callable
from dataclasses import replace

from toolkit.entities import find
from toolkit.entities.kinds import NewRow
from toolkit.entities.record import Clear, Command, Mine, Record
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load
from toolkit.planning.proved import Proved, proved_by

BUDGETS, BOOKINGS = find("budgets"), find("budget-transactions")


def test_cells_references_and_records_are_counted(row: Callable[..., Mine], record: Callable[..., Record]) -> None:
    """A reference counts where it was looked up, a record where there is one; an ignored row proves nothing."""
    live = {"budgets": {"1": record(BUDGETS, "1")}, "transactions": {}}
    rows = [
        row(BUDGETS, {"name": "a", "dateTo": None, "budgetGroup": "/api/budget-groups/7"}, "1"),
        row(BUDGETS, {"name": "b", "budgetGroup": Clear.CLEAR}, "gone", at=3),
        row(BOOKINGS, {"budget": NewRow("budgets", "Budgets", 4), "transaction": "/api/transactions/9"}),
        row(BUDGETS, {"name": "c"}, "1", Command.IGNORE, at=5),
    ]

    assert proved_by(rows, live) == Proved(cells=7, references=1, records=1)


def test_what_was_proved_survives_the_plan_file(plan: Callable[..., Plan]) -> None:
    made = replace(plan([], {}), proved=Proved(1, 2, 3))

    assert load(dump(made)) == made
