"""Self-test: what was pulled and not touched asks for nothing; on any service, for any entity."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from toolkit.applying.journal import Journal
from toolkit.checking.issues import Issue
from toolkit.entities import Entity
from toolkit.loop.inspect import inspect
from toolkit.loop.plan import plan
from toolkit.loop.pull import pull
from toolkit.loop.reach import Reached
from toolkit.planning.plan import Plan


@dataclass(frozen=True, slots=True)
class Tested:
    """How many records made the round, the issues of their workbook, and its plan; `None` for one with errors."""

    records: int
    issues: tuple[Issue, ...]
    plan: Plan | None

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return self.plan is not None and not (self.plan.changes or self.plan.conflicts or self.plan.refusals)


def selftest(reached: Reached, entity: Entity, journal: Journal) -> Tested:
    """Pull an entity into a workbook that nobody sees, check and plan it; nothing is written to the service."""
    with tempfile.TemporaryDirectory(prefix="flowtly-") as folder:
        pulled = pull(reached, (entity,), Path(folder) / f"{entity.path}.xlsx")
        inspection = inspect(pulled.path, reached)
        errors = inspection.checked.errors
        made = None if errors else plan(inspection, reached.profile, journal)
    return Tested(pulled.counts[entity.path], tuple(errors), made)
