"""What tests of runs say again and again."""

from tests.applying.plans import Planner
from toolkit.applying.executor import Options
from toolkit.applying.receipts import Receipt
from toolkit.planning.plan import Plan

ONE_AT_A_TIME = Options(workers=1)


def ignore(_: Receipt) -> None:
    """Hear no progress."""


def statuses(receipts: tuple[Receipt, ...]) -> list[str]:
    """Return the words of what became of each change."""
    return [receipt.status.value for receipt in receipts]


def groups(planner: Planner, count: int) -> Plan:
    """Plan so many new groups that do not need each other."""
    for number in range(1, count + 1):
        planner.create("budget-groups", name=f"Group {number}")
    return planner.plan()
