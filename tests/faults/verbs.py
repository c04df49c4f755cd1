"""Every way in which a plan writes, as one change for each cell: what it is about, and how to see what it did."""

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tests.applying.plans import Planner
from tests.faults.cells import Cell
from tests.faults.seen import Seen
from tests.faults.world import World
from toolkit.applying.receipts import Receipt, Status
from toolkit.entities import find
from toolkit.entities.canonical import Json
from toolkit.entities.record import Record
from toolkit.planning.changes import Action, Place, Request
from toolkit.sandbox.seed.company import MAIN
from toolkit.sandbox.sql import Scalar
from toolkit.sandbox.switches import Fault

_OLD, _NEW = "prj_01", "prj_02"
_ROWS = '[{"id": 9001, "name": "Desk", "quantity": 1, "priceNet": 100}]'


@dataclass(frozen=True)
class Target:
    """What a change is about: its number among the cells, and the id of its record, empty for a creation."""

    n: int
    id: str = ""
    other: str = ""


class Verb(ABC):
    """One way to write."""

    name: ClassVar[str]
    path: ClassVar[str]
    repeatable: ClassVar[bool] = False
    shows: ClassVar[bool] = True
    """Whether a look tells that it did not happen, so that a resume sends it; else only a person has it sent."""

    @abstractmethod
    def make(self, world: World, n: int) -> Target:
        """Make what the change is about."""

    @abstractmethod
    def plan(self, planner: Planner, target: Target, before: Record | None) -> None:
        """Plan the change."""

    @abstractmethod
    def fault(self, cell: Cell, target: Target) -> Fault:
        """Aim the fault at its request."""

    @abstractmethod
    def carried(self, world: World, target: Target) -> int:
        """Return how often the service carried out the request."""

    @abstractmethod
    def there(self, world: World, target: Target) -> int:
        """Return how many there are of what it was to bring about."""

    def lost(self, world: World, target: Target) -> bool:
        """Return whether something is gone that nobody asked to be gone."""
        del world, target
        return False

    def seen(self, world: World, target: Target, receipt: Receipt) -> Seen:
        """Return what was said and what is so."""
        return Seen(
            said="half" if receipt.half and receipt.status is Status.FAILED else receipt.status.value,
            carried=self.carried(world, target),
            there=self.there(world, target),
            detail=receipt.detail,
            lost=self.lost(world, target),
            repeatable=self.repeatable,
        )


class Creation(Verb):
    """A new budget group."""

    name = "create"
    path = "budget-groups"

    def make(self, world: World, n: int) -> Target:
        """Nothing is there."""
        del world
        return Target(n)

    def plan(self, planner: Planner, target: Target, before: Record | None) -> None:
        """Create it."""
        del before
        planner.create(self.path, name=self._name(target))

    def fault(self, cell: Cell, target: Target) -> Fault:
        """Tell it by its name."""
        return cell.fault("POST", "/budget-groups", self._name(target))

    def carried(self, world: World, target: Target) -> int:
        """Count the POSTs with its name."""
        return world.witness.carried_out("POST", "/budget-groups", self._name(target))

    def there(self, world: World, target: Target) -> int:
        """Count the groups of its name."""
        return world.values(self.path, "name")[self._name(target)]

    def _name(self, target: Target) -> str:
        return f"made {target.n}."


class Edit(Verb):
    """A budget's name."""

    name = "patch"
    path = "budgets"
    repeatable = True

    def make(self, world: World, n: int) -> Target:
        """Make a budget."""
        return Target(n, world.add(self.path, name=f"before {n}.", type="global", granularity="month", config="[]"))

    def plan(self, planner: Planner, target: Target, before: Record | None) -> None:
        """Rename it."""
        assert before is not None
        planner.patch(self.path, before, name=f"after {target.n}.")

    def fault(self, cell: Cell, target: Target) -> Fault:
        """Tell it by its path."""
        return cell.fault("PATCH", f"/budgets/{target.id}")

    def carried(self, world: World, target: Target) -> int:
        """Count its PATCHes."""
        return world.witness.carried_out("PATCH", f"/budgets/{target.id}")

    def there(self, world: World, target: Target) -> int:
        """Look at its name."""
        row = world.get(self.path, target.id)
        assert row is not None
        return int(row["name"] == f"after {target.n}.")


class RowsOfInvoice(Verb):
    """The rows of an invoice: an edit that makes records, which have no lasting identity."""

    name = "patch that creates rows"
    path = "invoices"

    def make(self, world: World, n: int) -> Target:
        """Make an invoice with one row."""
        return Target(n, invoice(world, f"rows {n}."))

    def plan(self, planner: Planner, target: Target, before: Record | None) -> None:
        """Add a row."""
        assert before is not None
        rows: list[Json] = [
            {"name": "Desk", "quantity": 1, "priceNet": 100},
            {"name": f"Lamp {target.n}.", "quantity": 2, "priceNet": 50},
        ]
        planner.patch(self.path, before, invoiceRows=rows)

    def fault(self, cell: Cell, target: Target) -> Fault:
        """Tell it by the new row."""
        return cell.fault("PATCH", "/invoices/", f"Lamp {target.n}.")

    def carried(self, world: World, target: Target) -> int:
        """Count its PATCHes."""
        return world.witness.carried_out("PATCH", f"/invoices/{target.id}")

    def there(self, world: World, target: Target) -> int:
        """Count the new rows."""
        row = world.get(self.path, target.id)
        assert row is not None
        return [each["name"] for each in json.loads(str(row["invoiceRows"]))].count(f"Lamp {target.n}.")


class Deletion(Verb):
    """A budget group that goes."""

    name = "delete"
    path = "budget-groups"
    repeatable = True

    def make(self, world: World, n: int) -> Target:
        """Make a group."""
        return Target(n, world.add(self.path, name=f"to go {n}."))

    def plan(self, planner: Planner, target: Target, before: Record | None) -> None:
        """Delete it."""
        assert before is not None
        assert before.id == target.id
        planner.delete(self.path, before)

    def fault(self, cell: Cell, target: Target) -> Fault:
        """Tell it by its path."""
        return cell.fault("DELETE", f"/budget-groups/{target.id}")

    def carried(self, world: World, target: Target) -> int:
        """Count its DELETEs."""
        return world.witness.carried_out("DELETE", f"/budget-groups/{target.id}")

    def there(self, world: World, target: Target) -> int:
        """Look whether it is gone."""
        return int(world.get(self.path, target.id) is None)


class Replacement(Verb):
    """A budget's link to a project, which has no PATCH: the new one is made, then the old one goes."""

    name = "replace, creating"
    path = "budget-projects"

    def make(self, world: World, n: int) -> Target:
        """Make a budget with a link."""
        own = world.add("budgets", name=f"linked {n}.", type="global", granularity="month", config="[]")
        return Target(n, world.add(self.path, budget=own, project=_OLD), own)

    def plan(self, planner: Planner, target: Target, before: Record | None) -> None:
        """Link it to the next project."""
        assert before is not None
        assert before.id == target.id
        planner.replace(self.path, before, project=f"/api/projects/{_NEW}")

    def fault(self, cell: Cell, target: Target) -> Fault:
        """Tell the creation by the budget."""
        return cell.fault("POST", "/budget-projects", f'"/api/budgets/{target.other}"')

    def carried(self, world: World, target: Target) -> int:
        """Count the creations."""
        return world.witness.carried_out("POST", "/budget-projects", f'"/api/budgets/{target.other}"')

    def there(self, world: World, target: Target) -> int:
        """Count the new links; with the old one still there it is not done."""
        links = self._links(world, target)
        return links.count(_NEW) if _OLD not in links or links.count(_NEW) > 1 else 0

    def lost(self, world: World, target: Target) -> bool:
        """Look whether there is neither the old link nor the new."""
        return not self._links(world, target)

    def _links(self, world: World, target: Target) -> list[Scalar]:
        return [row["project"] for row in world.rows(self.path) if row["budget"] == target.other]


class ReplacementDeleting(Replacement):
    """The same, and it is the deletion that goes wrong."""

    name = "replace, deleting"

    def fault(self, cell: Cell, target: Target) -> Fault:
        """Tell the deletion by its path."""
        return cell.fault("DELETE", f"/budget-projects/{target.id}")


class Acceptance(Verb):
    """An operation beyond records: a suggestion is accepted, which sets a field."""

    name = "action"
    path = "transactions"
    shows = False

    def make(self, world: World, n: int) -> Target:
        """Make a transaction without a month."""
        day = f"{date(2026, 5, 1)}T00:00:00"
        own = world.add(
            self.path,
            bankAccount=MAIN,
            description=f"accepted {n}.",
            amount=-1.0 - n,
            orderDate=day,
            execDate=day,
            connectedMonth="",
            statementNumber=0,
            endingBalance=0.0,
            ignored=0,
        )
        return Target(n, own)

    def plan(self, planner: Planner, target: Target, before: Record | None) -> None:
        """Accept the month."""
        assert before is not None
        path = f"/transactions/{target.id}/suggestions/month/apply"
        act(planner, before, self.path, "accept", Request("POST", path, {}), {"connectedMonth": "2026-05"})

    def fault(self, cell: Cell, target: Target) -> Fault:
        """Tell it by its path."""
        return cell.fault("POST", f"/transactions/{target.id}/suggestions/")

    def carried(self, world: World, target: Target) -> int:
        """Count the acceptances."""
        return world.witness.carried_out("POST", f"/transactions/{target.id}/suggestions/month/apply")

    def there(self, world: World, target: Target) -> int:
        """Look at the month."""
        row = world.get(self.path, target.id)
        assert row is not None
        return int(row["connectedMonth"] == "2026-05")


class Sending(Verb):
    """An invoice that is sent to its client: a letter cannot be taken back."""

    name = "invoice send"
    path = "invoices"
    shows = False

    def make(self, world: World, n: int) -> Target:
        """Make an invoice that was not sent."""
        return Target(n, invoice(world, f"sent {n}."))

    def plan(self, planner: Planner, target: Target, before: Record | None) -> None:
        """Send it."""
        assert before is not None
        request = Request("POST", f"/invoices/{target.id}/send", {})
        act(planner, before, self.path, "send", request, {"status": "sent"})

    def fault(self, cell: Cell, target: Target) -> Fault:
        """Tell it by its path."""
        return cell.fault("POST", f"/invoices/{target.id}/send")

    def carried(self, world: World, target: Target) -> int:
        """Count the letters."""
        return world.witness.carried_out("POST", f"/invoices/{target.id}/send")

    def there(self, world: World, target: Target) -> int:
        """Look at the status."""
        row = world.get(self.path, target.id)
        assert row is not None
        return int(row["status"] == "sent")


def invoice(world: World, name: str) -> str:
    """Store an invoice with one row."""
    like = next(row for row in world.rows("invoices") if row["id"] == 1)
    values = {field: value for field, value in like.items() if field not in {"id", "generatedPdfExternalId"}}
    return world.add("invoices", **{**values, "name": name, "status": "created", "invoiceRows": _ROWS})


def act(planner: Planner, before: Record, path: str, verb: str, request: Request, expected: dict[str, str]) -> None:
    """Plan an operation of a record's own."""
    n = len(planner.changes) + 1
    entity = find(path)
    place = Place(entity.title, n + 1, {})
    planner.relied_on[f"{path}/{before.id}"] = before.digest(entity)
    planner.changes.append(Action(n, entity, place, before.id, before, verb, "Says so.", expected, (request,)))


VERBS: tuple[Verb, ...] = (
    Creation(),
    Edit(),
    RowsOfInvoice(),
    Deletion(),
    Replacement(),
    ReplacementDeleting(),
    Acceptance(),
    Sending(),
)
