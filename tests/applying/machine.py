"""Several machines at once: `machine.py JOURNAL SERVICE HOST:PLAN …` starts a process for each of them.

Each applies its plan as soon as nobody else is writing, and prints what came of that on a line: `applied` or `burned`,
the plan, and the run.
"""

import os
import socket
import sys
import threading
import traceback
from dataclasses import replace

import alembic.command  # noqa: F401 - all at once would need it for the tables, and load it each for itself

from tests.applying.plans import Planner, origin
from tests.applying.runs import ignore
from toolkit.api.client import Client, connect
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import Journal, open_journal
from toolkit.errors import PlanBurned, RunInProgress
from toolkit.planning.plan import Plan
from toolkit.settings import Profile

GROUPS = 8


def main() -> None:
    """Do it."""
    journal, service, *tasks = sys.argv[1:]
    children = [_child(journal, service, *task.split(":")) for task in tasks]
    sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))


def _child(journal: str, service: str, host: str, name: str) -> int:
    """Start a process, which has all modules already, and return its id."""
    child = os.fork()
    if child:
        return child
    socket.gethostname = lambda: host  # what makes two processes here two machines to the lease
    try:
        with open_journal(journal) as opened, connect(Profile("test", service)) as client:
            told = " ".join(_persist(plan_of(name), client, opened))
        os.write(1, f"{told}\n".encode())
    except Exception:  # noqa: BLE001 - whatever it is, this process ends here and says so
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def plan_of(name: str) -> Plan:
    """Plan some groups, under a profile of their own, so that two plans may be applied at once."""
    planner = Planner()
    for number in range(GROUPS):
        planner.create("budget-groups", name=f"{name} · {number}")
    return planner.plan(replace(origin(), profile=name))


def _persist(plan: Plan, client: Client, journal: Journal) -> tuple[str, str, str]:
    """Apply, and wait for whoever is writing."""
    while True:
        try:
            return "applied", plan.origin.profile, apply(plan, client, journal, Options(), ignore).id
        except PlanBurned:
            return "burned", plan.origin.profile, str(journal.burned(plan))
        except RunInProgress:
            threading.Event().wait(0.05)


if __name__ == "__main__":
    main()
