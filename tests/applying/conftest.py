"""What the tests of applying share: a service in memory, a planner, and a journal."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.applying.plans import Planner
from tests.applying.service import Service
from toolkit.applying.journal import Journal, open_journal
from toolkit.entities.record import Record


@pytest.fixture
def service() -> Service:
    """Return an empty service."""
    return Service()


@pytest.fixture
def planner() -> Planner:
    """Return a planner without changes."""
    return Planner()


@pytest.fixture(scope="session")
def empty_journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty journal, to be copied: making the tables takes longer than most tests."""
    file = tmp_path_factory.mktemp("journal") / "journal.sqlite3"
    open_journal(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def journal_url(tmp_path: Path, empty_journal: Path) -> str:
    """Return where a test's journal is."""
    file = tmp_path / "journal.sqlite3"
    shutil.copyfile(empty_journal, file)
    return f"sqlite:///{file}"


@pytest.fixture
def journal(journal_url: str) -> Iterator[Journal]:
    """Return an empty journal."""
    with open_journal(journal_url) as opened:
        yield opened


@pytest.fixture
def budget(service: Service) -> Record:
    """Return a budget that exists."""
    return service.put("budgets", "b1", name="Marketing", type="global", granularity="month")


@pytest.fixture
def link(service: Service, planner: Planner) -> Record:
    """Return an employee's share of a budget, the amount of which is planned to become 4."""
    record = service.put("budget-employees", "e1", budget="/api/budgets/b1", employee="/api/employees/1", amount=3)
    planner.replace("budget-employees", record, amount=4)
    return record
