"""What tests of replacements share: how one is carried out, gone on with, and what is there then."""

from tests.applying.plans import Planner
from tests.applying.runs import ONE_AT_A_TIME, ignore
from tests.applying.service import Fault, Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run
from toolkit.applying.resume import resume
from toolkit.entities.canonical import Json


def carried_out(service: Service, planner: Planner, journal: Journal, faults: dict[int, Fault]) -> Run:
    service.faults = faults
    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)
    service.faults = {}
    return run


def go_on(service: Service, journal: Journal, run: Run) -> Run:
    """Resume, when no request can have an effect any more."""
    return resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {})


def amounts(service: Service) -> dict[str, Json]:
    return {str(member["id"]): member["amount"] for member in service.records["budget-employees"].values()}


def methods(service: Service) -> list[str]:
    return [request.method for request in service.attempts]
