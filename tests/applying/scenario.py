"""One plan with every kind of change, on a service where each is possible."""

from dataclasses import replace

from tests.applying.plans import Planner, origin
from tests.applying.service import Service
from toolkit.planning.plan import Plan

REQUESTS = 9
"""The requests of a clean apply: the refused twin of change 5 is the ninth."""


def company() -> Service:
    """Return a service with records to edit, replace and delete; budget employees may not be doubled there."""
    service = Service(unique={"budget-employees"})
    service.put("budgets", "b1", name="Marketing", type="global", granularity="month")
    service.put("budget-groups", "g1", name="Old group")
    service.put("budget-employees", "e1", budget="/api/budgets/b1", employee="/api/employees/1", amount=3)
    service.put("budget-projects", "p1", budget="/api/budgets/b1", project="/api/projects/1")
    return service


def everything(service: Service, when: str) -> Plan:
    """Plan a parent with its child, an edit, both ways of replacing, and a deletion.

    `when` is when it was planned, which makes it a plan of its own.
    """
    planner = Planner()
    planner.create("budget-groups", name="New group")
    planner.create("budgets", (1,), name="Child", type="global", granularity="month", budgetGroup={"@change": 1})
    planner.patch(
        "budgets", service.record("budgets", "b1"), name="Marketing 2025", dateFrom="2025-01-01T00:00:00+00:00"
    )
    planner.replace("budget-projects", service.record("budget-projects", "p1"), project="/api/projects/2")
    planner.replace("budget-employees", service.record("budget-employees", "e1"), amount=4)
    planner.delete("budget-groups", service.record("budget-groups", "g1"))
    return planner.plan(replace(origin(), planned_at=when))
