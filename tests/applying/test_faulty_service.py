"""Whatever a real server does wrong and however often a run is resumed: each change takes effect once."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.applying.company_on_http import Scene, scene
from tests.applying.runs import SOON, ignore
from toolkit.api.client import Client, connect
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.resume import resume
from toolkit.errors import ServiceError
from toolkit.sandbox.server import PASSWORD, USERNAME, running
from toolkit.sandbox.switches import Fault, FaultKind, Switches
from toolkit.settings import Profile

KINDS = [
    FaultKind.DROP_BEFORE_COMMIT,
    FaultKind.DROP_AFTER_COMMIT,
    FaultKind.ERROR_AFTER_COMMIT,
    FaultKind.TRUNCATED_ANSWER,
    FaultKind.TOO_MANY_REQUESTS,
    FaultKind.UNAVAILABLE,
    FaultKind.TOKEN_EXPIRED,
    FaultKind.NEVER_ANSWERED,
]

FAULTS = st.lists(
    st.builds(
        Fault,
        method=st.sampled_from(["POST", "PATCH", "DELETE", "GET"]),
        path=st.just("/budget"),
        kind=st.sampled_from(KINDS),
        times=st.integers(1, 3),
        skip=st.integers(0, 3),
    ),
    max_size=4,
).map(tuple)

NUMBERS = count(1)


class Faulty(RuleBasedStateMachine):
    """One plan on a server that breaks in ever new ways."""

    folder: ClassVar[Path]
    client: ClassVar[Client]
    journal: ClassVar[Journal]
    before: Scene

    @initialize(faults=FAULTS)
    def apply_it(self, faults: tuple[Fault, ...]) -> None:
        """Apply a plan with every kind of change."""
        self.before = scene(self.client, f"faulty {next(NUMBERS)}")
        with served(self.folder, faults) as client:
            try:
                apply(self.before.plan(), client, self.journal, Options(workers=2, timing=SOON), ignore)
            except ServiceError:
                assert self.journal.burned(self.before.plan()) is None, "only what was not begun may be refused whole"

    @rule(faults=FAULTS)
    def resume_it(self, faults: tuple[Fault, ...]) -> None:
        """Resume the run, which may break again."""
        with served(self.folder, faults) as client:
            self._go_on(client, patient=True)

    def teardown(self) -> None:
        """Be well again, resume, and find everything there once."""
        self._go_on(self.client, patient=False)
        assert self.before.found(self.client) == self.before.wanted()
        run = self.journal.burned(self.before.plan())
        assert run is not None
        assert self.journal.run(run).done == len(self.before.plan().changes)

    def _go_on(self, client: Client, *, patient: bool) -> None:
        run = self.journal.burned(self.before.plan())
        try:
            if run is None:
                apply(self.before.plan(), client, self.journal, Options(workers=2, timing=SOON), ignore)
            else:
                resume(run, client, self.journal, Options(workers=2, timing=SOON), ignore, {})
        except ServiceError:
            assert patient, "a service that is well lets us through"


def _patience(faults: tuple[Fault, ...]) -> float:
    """Return how many seconds to wait for an answer: short only where one may never come."""
    return 0.3 if any(fault.kind is FaultKind.NEVER_ANSWERED for fault in faults) else 30.0


@contextmanager
def served(folder: Path, faults: tuple[Fault, ...]) -> Iterator[Client]:
    """Serve the same records with these faults, and give a client that does not wait long."""
    with running(folder, Switches(faults=faults)) as url:
        profile = Profile(
            "test", url, username=USERNAME, password=PASSWORD, attempts=2, backoff=0.001, timeout=_patience(faults)
        )
        with connect(profile) as client:
            yield client


@pytest.fixture
def machine(tmp_path: Path, journal_url: str) -> Iterator[type[Faulty]]:
    """Give the machine with a service that is well, and a journal."""
    with served(tmp_path, ()) as client, open_journal(journal_url) as journal:
        Faulty.folder, Faulty.client, Faulty.journal = tmp_path, client, journal
        yield Faulty


def test_each_change_takes_effect_once_whatever_the_service_does(machine: type[Faulty]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6, stateful_step_count=4, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
