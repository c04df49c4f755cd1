"""Plan of 100,000 rows with a base against 100,000 live records, one in a hundred edited."""

from data import ENTITY, FIELDS, ROWS, records
from measure import run_case, timed

from toolkit.entities.labels import Labels
from toolkit.entities.record import Command, Header, Mine
from toolkit.excel.sheet import letters
from toolkit.planning.make import make_plan
from toolkit.planning.plan import Origin
from toolkit.planning.planfile import dump

EVERY = 100


def ours(arguments: list[str]) -> float:
    """Make the plan and its file."""
    del arguments
    live = {ENTITY.path: {record.id: record for record in records()}}
    header = Header(ENTITY, ENTITY.title, 1, {field: letters(n + 2) for n, field in enumerate(FIELDS)})
    rows = [
        Mine(
            header, n + 2, Command.AUTO, record.id, {**record.values, **({"note": "edited"} if n % EVERY == 0 else {})}
        )
        for n, record in enumerate(live[ENTITY.path].values())
    ]
    origin = Origin("transactions.xlsx", "0" * 64, "sandbox", "sandbox", "bench", "2026-01-01T00:00:00+00:00")

    def work() -> None:
        plan = make_plan(origin, rows, live, live, Labels(live))
        assert len(plan.changes) == ROWS // EVERY
        dump(plan)

    return timed(work)


if __name__ == "__main__":
    run_case({"ours": ours})
