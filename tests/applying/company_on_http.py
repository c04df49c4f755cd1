"""A plan with every kind of change for records of its own on a served sandbox, and what they have to be in the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tests.applying.plans import Planner, origin
from toolkit.api.client import Client
from toolkit.entities import find
from toolkit.entities.canonical import Json
from toolkit.entities.record import Record
from toolkit.planning.plan import Plan

NAMED = ("budget-groups", "budgets")


@dataclass(frozen=True)
class Scene:
    """What was there before: a budget, a group to be deleted, and a link to a project; `project` is the next one."""

    name: str
    budget: Record
    group: Record
    link: Record
    project: str

    def plan(self) -> Plan:
        """Plan a group with a budget under it, an edit, a replacement and a deletion."""
        planner = Planner()
        planner.create("budget-groups", name=f"New {self.name}")
        body: dict[str, Json] = {"name": f"Child {self.name}", "type": "global", "granularity": "month"}
        planner.create("budgets", (1,), **body, budgetGroup={"@change": 1})
        planner.patch("budgets", self.budget, name=f"Edited {self.name}")
        planner.replace("budget-projects", self.link, project=self.project)
        planner.delete("budget-groups", self.group)
        return planner.plan(replace(origin(), planned_at=self.name))

    def found(self, client: Client) -> Mapping[str, Sequence[object]]:
        """Return what is there now, by entity: names, the parent of the child, and the links of the budget."""
        live = {path: client.list(find(path)) for path in (*NAMED, "budget-projects")}
        groups = {record.iri: record.values["name"] for record in live["budget-groups"].values()}
        mine = [record for path in NAMED for record in live[path].values() if self._is_mine(record)]
        links = [each for each in live["budget-projects"].values() if each.values["budget"] == self.budget.iri]
        return {
            "names": sorted(str(record.values["name"]) for record in mine),
            "parents": [groups[str(parent)] for r in mine if (parent := r.values.get("budgetGroup")) in groups],
            "links": [record.values["project"] for record in links],
        }

    def wanted(self) -> Mapping[str, Sequence[object]]:
        """Return what has to be there in the end."""
        return {
            "names": [f"{word} {self.name}" for word in ("Child", "Edited", "New")],
            "parents": [f"New {self.name}"],
            "links": [self.project],
        }

    def _is_mine(self, record: Record) -> bool:
        return str(record.values["name"]).endswith(f" {self.name}")


def scene(client: Client, name: str) -> Scene:
    """Make the records that a plan is about."""
    budget = _made(client, "budgets", name=f"Budget {name}", type="global", granularity="month")
    group = _made(client, "budget-groups", name=f"Old {name}")
    old, new, *_ = sorted(record.iri for record in client.list(find("projects")).values())
    link = _made(client, "budget-projects", budget=budget.iri, project=old)
    return Scene(name, budget, group, link, new)


def _made(client: Client, path: str, **body: Json) -> Record:
    entity = find(path)
    answer = client.send("POST", entity.collection, body)
    assert answer is not None
    record = client.read(entity, str(answer["id"]))
    assert record is not None
    return record
