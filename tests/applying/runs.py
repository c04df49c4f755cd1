"""What tests of runs say again and again."""

from tests.applying.plans import Planner
from toolkit.applying.executor import Options
from toolkit.applying.receipts import Receipt
from toolkit.applying.timing import Timing
from toolkit.planning.plan import Plan

AT_ONCE = Timing(deadline=0.02, margin=0.0, backoff=0.0)
"""For tests that resume right after a run was cut off, and would wait for its requests."""
ONE_AT_A_TIME = Options(workers=1, timing=AT_ONCE)
MANY = Options(timing=AT_ONCE)
SOON = Timing(deadline=1.0, margin=0.0, backoff=0.001)
"""The same for services that are reached over HTTP."""


class Always:
    """Leave to send, for requests that no journal knows."""

    left = float("inf")

    def renew(self) -> None:
        """Ask nobody."""

    def check(self) -> None:
        """Ask nobody."""


ALWAYS = Always()


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
