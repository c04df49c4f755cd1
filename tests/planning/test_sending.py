"""A plan that only sends invoices: what it refuses, what it watches, and its way through a file."""

from decimal import Decimal

import pytest

from toolkit.entities.invoices import INVOICES
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.planning.changes import Action, Place, Request
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.planfile import dump, load
from toolkit.planning.reversibility import Reversibility
from toolkit.planning.sending import Sendings, Wish, sending_plan

ORIGIN = Origin("list.txt", "0" * 64, "sandbox", "sandbox", "ann", "2026-11-30T12:00:00+00:00")
DRAFT: dict[str, Value] = {"name": "F/1", "status": "created", "client": "/api/clients/1"}


def planned(values: dict[str, Value], before: str = "") -> Plan:
    record = Record("7", "/api/invoices/7", values)
    wish = Wish(record, Place("list.txt", 3, {}), Request("POST", "/invoices/7/send", {}), before)
    sendings = Sendings([wish], [], frozenset({"created"}), "sent")
    live = {"invoices": {"7": record}}
    return sending_plan(ORIGIN, sendings, live, Labels(live))


def test_a_sending_watches_everything_that_is_printed_and_has_no_way_back() -> None:
    (change,) = planned(DRAFT).changes

    assert isinstance(change, Action)
    assert {"invoiceRows", "amount", "client", "dueDate", "status"} <= set(change.watches)
    assert (change.reversibility, change.says) == (Reversibility.IRREVERSIBLE, "The service sends it to /api/clients/1")


def test_it_says_over_how_much() -> None:
    (change,) = planned({**DRAFT, "amount": Decimal("1250.5")}).changes

    assert isinstance(change, Action)
    assert change.says == "The service sends it to /api/clients/1: 1,250.50 in all"


def test_it_is_the_same_after_its_way_through_a_file() -> None:
    plan = planned(DRAFT)

    assert load(dump(plan)) == plan


@pytest.mark.parametrize(
    ("values", "before", "reason"),
    [
        ({**DRAFT, "status": "sent"}, "", "F/1 was sent already"),
        ({**DRAFT, "status": "paid"}, "", 'The status of F/1 is "paid"'),
        ({"name": "F/1", "client": "/api/clients/1"}, "", 'The status of F/1 is ""'),
        ({"name": "F/1", "status": "created"}, "", "F/1 has no client"),
        (DRAFT, "Run r7k2m sent it.", "Run r7k2m sent it."),
    ],
)
def test_what_must_not_be_sent_is_refused_with_its_reason(values: dict[str, Value], before: str, reason: str) -> None:
    plan = planned(values, before)

    assert (plan.changes, plan.guards) == ((), ())
    assert [refusal.reason.startswith(reason) for refusal in plan.refusals] == [True]
    assert (plan.refusals[0].entity, plan.refusals[0].row) == (INVOICES, 3)
