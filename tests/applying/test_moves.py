"""A row that moves is billed once, whatever goes wrong: both halves happen, or the first is taken back."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import pytest

from tests.applying.plans import origin
from tests.applying.runs import MANY, ONE_AT_A_TIME, ignore, statuses
from tests.applying.service import Crash, Fault, Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run
from toolkit.applying.resume import resume
from toolkit.applying.undo import undo_plan
from toolkit.entities.canonical import Json, parse
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import NewRow
from toolkit.entities.labels import Labels, Live
from toolkit.entities.parts import owner_of, parts_of
from toolkit.entities.record import Command, Header, Mine
from toolkit.planning.changes import Request
from toolkit.planning.make import make_plan
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load

DESK: Mapping[str, Json] = {"name": "Desk", "quantity": 2, "priceNet": 100}
PEN: Mapping[str, Json] = {"name": "Pen", "quantity": 10, "priceNet": 1}
LAMP: Mapping[str, Json] = {"name": "Lamp", "quantity": 1, "priceNet": 12}
LETTERS = {"Command": "A", "Id": "B", "invoice": "C", "name": "D", "quantity": "E", "priceNet": "F", "vatRate": "G"}
ROWS = Header(INVOICE_ROWS, INVOICE_ROWS.title, 1, LETTERS)
SHEET = Header(INVOICES, INVOICES.title, 1, {"Command": "A", "Id": "B", "name": "C"})
NEW = NewRow("invoices", SHEET.sheet, 9)
ONCE = Counter(["Desk", "Pen", "Lamp"])


@pytest.fixture
def shop(service: Service) -> Service:
    """Give a service with two invoices: a desk and a pen, and a lamp."""
    service.put("invoices", "1", name="A", invoiceRows=[DESK, PEN])
    service.put("invoices", "2", name="B", invoiceRows=[LAMP])
    return service


def touch(service: Service, own: str, changed: Mapping[str, Json]) -> None:
    """Change an invoice as a colleague does."""
    service.records["invoices"][own] = {**service.records["invoices"][own], **changed}


def live_of(service: Service) -> Live:
    return {"invoices": dict(service.list(INVOICES))}


def pulled(live: Live) -> Live:
    owner = owner_of(INVOICE_ROWS)
    assert owner is not None
    parts = parts_of(live["invoices"].values(), owner)
    return {**live, INVOICE_ROWS.path: {part.id: part for part in parts}}


def moving(service: Service, targets: Mapping[str, str | NewRow], extra: tuple[Mine, ...] = ()) -> Plan:
    """Plan the child sheet as pulled, but for the invoices that rows are moved to, by id."""
    live = live_of(service)
    base = pulled(live)
    rows = [
        Mine(ROWS, at, Command.AUTO, part.id, {**part.values, "invoice": targets.get(part.id, part.values["invoice"])})
        for at, part in enumerate(base[INVOICE_ROWS.path].values(), 2)
    ]
    made = make_plan(origin(), [*extra, *rows], base, live, Labels(live))
    return load(dump(made))


def new_invoice() -> Mine:
    return Mine(SHEET, NEW.row, Command.AUTO, None, {"name": "C"})


def billed(service: Service) -> Counter[str]:
    """Count the rows of all invoices by name."""
    return Counter(name for own in service.records["invoices"] for name in of(service, own))


def of(service: Service, id: str) -> list[str]:
    """Return the names of an invoice's rows."""
    array = parse(str(service.record("invoices", id).values.get("invoiceRows") or "[]"))
    assert isinstance(array, list)
    return [str(row["name"]) for row in array if isinstance(row, Mapping)]


def carried_out(service: Service, journal: Journal, plan: Plan, faults: Mapping[int, Fault]) -> Run:
    """Apply a plan with faults, let what is late arrive, and resume until a resume changes nothing."""
    service.faults = dict(faults)
    with suppress(Crash):
        apply(plan, service, journal, ONE_AT_A_TIME, ignore)
    run = journal.runs()[0].id
    for _attempt in range(3):
        service.land()
        service.down = False
        with suppress(Crash):
            resume(run, service, journal, ONE_AT_A_TIME, ignore, {})
    return journal.run(run)


TO_EACH = pytest.mark.parametrize("target", ["/api/invoices/2", NEW], ids=["existing", "new"])


def plan_to(service: Service, target: str | NewRow) -> Plan:
    return moving(service, {"1/1": target}, (new_invoice(),) if isinstance(target, NewRow) else ())


@TO_EACH
def test_the_row_is_taken_out_before_it_is_put_in(shop: Service, journal: Journal, target: str | NewRow) -> None:
    run = apply(plan_to(shop, target), shop, journal, MANY, ignore)

    assert run.exit_code == 0
    assert (of(shop, "1"), billed(shop)) == (["Pen"], ONCE)
    assert shop.writes[0].path == "/invoices/1"


@TO_EACH
@pytest.mark.parametrize("attempt", [1, 2])
@pytest.mark.parametrize("fault", Fault)
def test_nothing_is_billed_twice_or_lost_whatever_goes_wrong_with_either_half(
    shop: Service, journal: Journal, target: str | NewRow, attempt: int, fault: Fault
) -> None:
    run = carried_out(shop, journal, plan_to(shop, target), {attempt: fault})

    assert billed(shop) == ONCE
    assert run.unknown == 0


@TO_EACH
@pytest.mark.parametrize(
    "fault", [fault for fault in Fault if fault not in {Fault.REFUSED, Fault.TAKEN, Fault.CONFLICT}]
)
def test_nothing_is_lost_whatever_goes_wrong_while_the_first_half_is_taken_back(
    shop: Service, journal: Journal, target: str | NewRow, fault: Fault
) -> None:
    run = carried_out(shop, journal, plan_to(shop, target), {2: Fault.REFUSED, 3: fault})

    assert (of(shop, "1"), billed(shop)) == (["Desk", "Pen"], ONCE)
    assert (run.unknown, run.done) == (0, 0)


def test_a_second_half_that_is_refused_takes_the_first_one_back_in_the_same_run(
    shop: Service, journal: Journal
) -> None:
    before = shop.picture()
    shop.faults = {2: Fault.REFUSED}

    run = apply(plan_to(shop, "/api/invoices/2"), shop, journal, ONE_AT_A_TIME, ignore)

    assert shop.picture() == before
    assert (statuses(run.receipts), run.exit_code) == (["failed", "failed"], 9)
    assert "taken back" in run.receipts[0].detail


@pytest.mark.parametrize("change", [{"notes": "theirs"}, {"invoiceRows": [PEN, LAMP]}])
def test_a_first_half_that_somebody_has_changed_since_stays_as_a_conflict_that_names_both(
    shop: Service, journal: Journal, change: Mapping[str, Json]
) -> None:
    def meanwhile(request: Request) -> None:
        if request.path == "/invoices/2":
            touch(shop, "1", change)

    shop.before_write = meanwhile
    shop.faults = {2: Fault.REFUSED}

    run = apply(plan_to(shop, "/api/invoices/2"), shop, journal, ONE_AT_A_TIME, ignore)

    assert (statuses(run.receipts), run.exit_code) == (["done", "failed"], 5)
    assert run.receipts[1].conflict
    assert all(name in run.receipts[1].detail for name in ("A", "B", "other half"))
    assert {**shop.records["invoices"]["1"], **change} == shop.records["invoices"]["1"]
    again = resume(run.id, shop, journal, ONE_AT_A_TIME, ignore, {})
    assert (again.exit_code, again.receipts[1].detail) == (5, run.receipts[1].detail)


@pytest.mark.parametrize("half", ["1", "2"])
def test_neither_half_is_sent_where_one_record_has_moved_since_the_plan(
    shop: Service, journal: Journal, half: str
) -> None:
    plan = plan_to(shop, "/api/invoices/2")
    touch(shop, half, {"notes": "theirs"})

    run = apply(plan, shop, journal, MANY, ignore)

    assert (shop.writes, run.exit_code) == ([], 5)
    assert billed(shop) == ONCE


def test_rows_that_change_places_are_billed_once(shop: Service, journal: Journal) -> None:
    plan = moving(shop, {"1/1": "/api/invoices/2", "2/1": "/api/invoices/1"})

    run = carried_out(shop, journal, plan, {2: Fault.REFUSED})

    assert (of(shop, "1"), of(shop, "2"), run.done) == (["Desk", "Pen"], ["Lamp"], 0)


def test_a_chain_of_moves_is_taken_back_as_a_whole(shop: Service, journal: Journal) -> None:
    shop.put("invoices", "3", name="C", invoiceRows=[])
    plan = moving(shop, {"1/1": "/api/invoices/2", "2/1": "/api/invoices/3"})
    before = shop.picture()

    run = carried_out(shop, journal, plan, {3: Fault.REFUSED})

    assert (shop.picture(), run.done) == (before, 0)


def undone(service: Service, journal: Journal, run: str) -> Plan:
    live = live_of(service)
    return load(dump(undo_plan(run, journal, live, Labels(live), "grace")))


@TO_EACH
@pytest.mark.parametrize("attempt", [1, 2])
@pytest.mark.parametrize("fault", [None, Fault.REFUSED, Fault.LOST_ANSWER, Fault.CRASH_AFTER])
def test_an_undo_brings_the_row_back_or_leaves_it_where_it_is(
    shop: Service, journal: Journal, target: str | NewRow, attempt: int, fault: Fault | None
) -> None:
    before = shop.picture()
    run = apply(plan_to(shop, target), shop, journal, ONE_AT_A_TIME, ignore)
    after = shop.picture()
    shop.attempts.clear()

    carried_out(shop, journal, undone(shop, journal, run.id), {attempt: fault} if fault else {})

    assert billed(shop) == ONCE
    assert shop.picture() == (after if fault is Fault.REFUSED else before)


@pytest.mark.parametrize("half", ["1", "2"])
def test_an_undo_plans_neither_half_where_somebody_touched_the_rows_of_one(
    shop: Service, journal: Journal, half: str
) -> None:
    run = apply(plan_to(shop, "/api/invoices/2"), shop, journal, ONE_AT_A_TIME, ignore)
    touch(shop, half, {"invoiceRows": [PEN, LAMP, LAMP]})

    plan = undone(shop, journal, run.id)

    assert plan.changes == ()
    assert [conflict.id for conflict in plan.conflicts] == [half]


def test_a_half_that_is_left_out_leaves_the_other_one_out(shop: Service, journal: Journal) -> None:
    plan = plan_to(shop, NEW)
    shop.put("invoices", "9", name="C")

    run = apply(replace(plan, twins={}), shop, journal, MANY, ignore)

    assert (billed(shop), of(shop, "1")) == (ONCE, ["Desk", "Pen"])
    assert run.done == 0
