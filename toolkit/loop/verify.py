"""After a run: read the records again, and hold them against its plan: control totals, and nothing made twice."""

from collections.abc import Iterator

from toolkit.api.client import Client
from toolkit.applying.journal import Journal
from toolkit.applying.perhaps import perhaps_ours, sent_by
from toolkit.applying.receipts import Run, Status
from toolkit.entities import Entity, find
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import ServiceError
from toolkit.language import _, mark
from toolkit.planning.plan import Plan
from toolkit.planning.reconcile import Deed, Verification, reconcile
from toolkit.planning.totals import on_the_way_to_currencies

OPEN = mark("what became of some changes is not known yet, or they are half done")
STOPPED = mark("reading the records again was interrupted")


def verify(plan: Plan, run: Run, client: Client, journal: Journal) -> Verification | None:
    """Verify from live data that a run did what its plan said: its control totals to the cent, and nothing twice.

    `None` where there is nothing to verify, or no totals and nothing that is perhaps ours. Never raises for a service
    that fails, nor for Ctrl-C: the run is over, and its report must come out.
    """
    made = tuple(dict.fromkeys(change.entity for change, _body in sent_by(plan, run)))
    if not _touched(run) or not (plan.totals or made):
        return None
    if any(receipt.half or receipt.status is Status.UNKNOWN for receipt in run.receipts):
        return Verification((), _(OPEN)) if plan.totals else None
    try:
        live = client.snapshot((*made, *_needed(plan)))
    except ServiceError as error:
        return Verification((), error.fact, unread=True)
    except KeyboardInterrupt:
        return Verification((), _(STOPPED), unread=True)
    ours = perhaps_ours(plan, run, journal, live)
    if not plan.totals and not ours:
        return None
    return reconcile(plan.totals, plan.changes, tuple(_deeds(plan, run)), live, ours)


def unverified(plan: Plan, run: Run, reason: str) -> Verification | None:
    """Return that a run was not verified, and why; `None` where there is nothing to verify."""
    return Verification((), reason, unread=True) if plan.totals and _touched(run) else None


def _touched(run: Run) -> bool:
    return any(receipt.written or receipt.status is Status.UNKNOWN for receipt in run.receipts)


def _needed(plan: Plan) -> tuple[Entity, ...]:
    """Return the entities that have totals, those that tell their currencies, and what whole bookings book."""
    counted = dict.fromkeys(total.entity for total in plan.totals)
    currencies = (find(path) for entity in counted for path in on_the_way_to_currencies(entity))
    booked = [TRANSACTIONS] if any(total.whole for total in plan.totals) else []
    return tuple(dict.fromkeys([*counted, *currencies, *booked]))


def _deeds(plan: Plan, run: Run) -> Iterator[Deed]:
    done = {receipt.n: receipt for receipt in run.receipts if receipt.status is Status.DONE}
    for change in plan.changes:
        receipt = done.get(change.n)
        if receipt is not None:
            yield Deed(change, receipt.id, receipt.after)
