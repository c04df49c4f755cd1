"""Records that only a list tells of are read by one list for many changes, and never by one that is too old."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from tests.applying.runs import ALWAYS
from tests.applying.service import Fault, Service
from toolkit.applying.windows import Windowed
from toolkit.entities import find
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record
from toolkit.errors import OutcomeUnknown, Unreachable

LISTED, READ = find("project-transactions"), find("budgets")
READING = 10.0


@dataclass
class Slow(Service):
    """A service whose lists take ten seconds of a clock that stands still otherwise."""

    now: float = 0.0
    lists: int = 0
    reads: list[str] = field(default_factory=list)

    def clock(self) -> float:
        """Tell the time."""
        return self.now

    def list(self, entity: Entity) -> Mapping[str, Record]:
        """Count, and take a while."""
        self.lists += 1
        found = super().list(entity)
        self.now += READING
        return found

    def read(self, entity: Entity, id: str) -> Record | None:
        """Remember who asked."""
        self.reads.append(entity.path)
        return super().read(entity, id)


@pytest.fixture
def slow() -> Slow:
    service = Slow()
    for number in range(500):
        service.put(LISTED.path, f"p{number}", amount=number)
    service.put(READ.path, "b1", name="B", type="global", granularity="month")
    return service


@pytest.fixture
def windowed(slow: Slow) -> Windowed:
    return Windowed(slow, slow.clock)


def amount(windowed: Windowed, id: str) -> object:
    record = windowed.read(LISTED, id)
    assert record is not None
    return record.values["amount"]


def test_five_hundred_edits_take_no_five_hundred_lists(slow: Slow, windowed: Windowed) -> None:
    """However many there are, no more time goes into lists than into all else."""
    spent = slow.now
    for number in range(500):
        before = amount(windowed, f"p{number}")
        windowed.send("PATCH", f"/{LISTED.path}/p{number}", {"amount": number + 1}, ALWAYS)
        slow.now += 1
        assert before == number

    writing = 500
    assert slow.lists * READING <= writing + READING
    assert slow.now - spent == writing + slow.lists * READING


def test_a_list_is_good_for_as_long_as_it_took(slow: Slow, windowed: Windowed) -> None:
    amount(windowed, "p1")
    slow.put(LISTED.path, "p2", amount=-1)
    slow.now += READING
    assert (amount(windowed, "p2"), slow.lists) == (2, 1)

    slow.now += 0.01

    assert (amount(windowed, "p2"), slow.lists) == (-1, 2)


def test_what_we_wrote_ourselves_is_read_anew(slow: Slow, windowed: Windowed) -> None:
    amount(windowed, "p1")
    windowed.send("PATCH", f"/{LISTED.path}/p1", {"amount": 77}, ALWAYS)

    assert (amount(windowed, "p2"), slow.lists) == (2, 1)
    assert (amount(windowed, "p1"), slow.lists) == (77, 2)
    assert (amount(windowed, "p1"), slow.lists) == (77, 2)


def test_a_write_that_failed_may_have_had_its_effect(slow: Slow, windowed: Windowed) -> None:
    amount(windowed, "p1")
    slow.faults[1] = Fault.LOST_ANSWER
    with pytest.raises(OutcomeUnknown):
        windowed.send("PATCH", f"/{LISTED.path}/p1", {"amount": 77}, ALWAYS)

    assert amount(windowed, "p1") == 77


def test_a_record_that_we_made_is_found(slow: Slow, windowed: Windowed) -> None:
    assert windowed.read(LISTED, "new1") is None
    windowed.send("POST", f"/{LISTED.path}", {"amount": 5}, ALWAYS)

    assert (amount(windowed, "p1"), slow.lists) == (1, 1)
    assert (amount(windowed, "new1"), slow.lists) == (5, 2)


def test_records_that_are_gone_take_no_list_each(slow: Slow, windowed: Windowed) -> None:
    assert [windowed.read(LISTED, f"gone{number}") for number in range(50)] == [None] * 50
    assert slow.lists == 1


def test_the_look_is_as_old_as_its_list(slow: Slow, windowed: Windowed) -> None:
    """The journal tells how long a colleague's write could have gone unseen."""
    first = windowed.look(LISTED, "p1")
    slow.now += 3

    assert (first.at, windowed.look(LISTED, "p2").at) == (0.0, 0.0)
    assert windowed.look(READ, "b1").at == READING + 3


def test_a_record_that_can_be_read_is_read(slow: Slow, windowed: Windowed) -> None:
    assert windowed.read(READ, "b1") is not None
    assert windowed.read(READ, "b1") is not None
    assert (slow.reads, slow.lists) == ([READ.path] * 2, 0)


def test_workers_that_need_the_same_list_share_it(slow: Slow, windowed: Windowed) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: amount(windowed, f"p{number}"), range(100)))

    assert (found, slow.lists) == (list(range(100)), 1)


def test_a_list_that_failed_is_none(slow: Slow, windowed: Windowed) -> None:
    slow.down = True
    with pytest.raises(Unreachable):
        windowed.read(LISTED, "p1")
    slow.down = False

    assert amount(windowed, "p1") == 1
