"""A request of one's own through every fault: what is said of it is so, and it is sent once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.cells import LATE, Cell
from tests.faults.conftest import Figures
from tests.faults.seen import Seen, wrong
from tests.faults.verbs import Creation, Deletion, Edit, Target, Verb
from tests.faults.world import World
from toolkit.api.operations import Sent
from toolkit.applying.direct_journal import direct_requests
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.states import State
from toolkit.entities.canonical import JsonObject
from toolkit.errors import OutcomeUnknown, ServiceError
from toolkit.loop.direct import Asked, send_alone
from toolkit.loop.reach import Reached


@dataclass(frozen=True)
class Raw:
    """A request that somebody types: what it does, told as the change of a plan would be."""

    verb: Verb
    method: str

    def asked(self, target: Target) -> Asked:
        """Return the request about a target."""
        body: JsonObject = {"name": f"{'made' if self.method == 'POST' else 'after'} {target.n}."}
        path = f"/{self.verb.path}/{target.id}" if target.id else f"/{self.verb.path}"
        return Asked(self.method, path, Sent(body=None if self.method == "DELETE" else body))


RAW = (Raw(Creation(), "POST"), Raw(Edit(), "PATCH"), Raw(Deletion(), "DELETE"))


@pytest.mark.parametrize("raw", RAW, ids=lambda raw: raw.method)
def test_requests_that_each_go_wrong_in_another_way(
    raw: Raw, served: World, cells: Sequence[Cell], tmp_path: Path, figures: Figures
) -> None:
    """What is said of each is so, at once and when all is over, and nothing sends it again by itself."""
    targets = [raw.verb.make(served, 1_000 + n) for n in range(1, len(cells) + 1)]
    served.script([raw.verb.fault(cell, target) for cell, target in zip(cells, targets, strict=True)])
    with served.reach() as reached, open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}") as journal:
        said = [sent(reached, journal, raw.asked(target)) for target in targets]
        first = [seen(raw.verb, served, *pair) for pair in zip(targets, said, strict=True)]
        journalled = [each.state for each in reversed(direct_requests(journal))]
    assert journalled == [State(word) for word in said]
    time.sleep(LATE)
    then = [seen(raw.verb, served, *pair) for pair in zip(targets, said, strict=True)]

    assert wrong(figures(cells, first, then), lambda seen: seen.carried <= 1) == {}


def sent(reached: Reached, journal: Journal, asked: Asked) -> str:
    """Send it, and return what is said of it."""
    try:
        send_alone(reached, journal, asked)
    except OutcomeUnknown:
        return "unknown"
    except ServiceError:
        return "failed"
    return "done"


def seen(verb: Verb, served: World, target: Target, said: str) -> Seen:
    """Return what was said and what is so."""
    carried = verb.carried(served, target)
    return Seen(said, carried, verb.there(served, target), lost=verb.lost(served, target), repeatable=verb.repeatable)
