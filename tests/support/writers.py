"""Every command that writes to the service, each with something to write that takes it a while."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import openpyxl
from bank_files import crlf
from command_line import Flowtly
from served import acme

from toolkit.applying.journal import open_journal
from toolkit.loop.plan import read_plan
from toolkit.sandbox.seed.documents import pdf
from toolkit.sandbox.switches import DEFAULT, Fault, FaultKind, Moment, Switches

EACH = 0.25
"""Seconds that the service takes for each write."""
MANY = 6
SLOW = tuple(
    Fault(method, path, FaultKind.LATE, times=10**6, moment=Moment.BEFORE, seconds=EACH)
    for method in ("POST", "PATCH", "DELETE")
    for path in ("/budget-groups", "/transactions", "/invoices", "/transaction-attachments")
)
_DOCUMENTED = ("txn_903", "txn_904", "txn_905", "txn_906")

Prepare = Callable[[Flowtly], list[str]]


@dataclass(frozen=True)
class Writer:
    """A command that writes: its name, and what makes its arguments. `alone` are direct requests, outside of a run."""

    name: str
    prepare: Prepare
    alone: bool = False
    json: bool = True


@contextmanager
def slow_company(home: Path, switches: Switches = DEFAULT) -> Iterator[str]:
    """Serve a company that takes its time for every write, and is asked for two things at a time."""
    with acme(home, replace(switches, faults=(*switches.faults, *SLOW))) as url:
        profile = f'url = "{url}"\nbackoff = 0.01\nworkers = 2\n'
        (home / "config.toml").write_text(f'default = "acme"\n\n[profiles.acme]\n{profile}')
        yield url


def groups(flowtly: Flowtly, count: int = MANY) -> Path:
    """Write a workbook of so many new groups."""
    assert flowtly("template", "budget-groups", "-o", "g.xlsx").code == 0
    book = openpyxl.load_workbook(flowtly.folder / "g.xlsx")
    sheet = book["Budget groups"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Name")
    for number in range(count):
        sheet.cell(2 + number, column, f"Ways out {number}")
    book.save(flowtly.folder / "g.xlsx")
    return flowtly.folder / "g.xlsx"


def _a_plan(flowtly: Flowtly) -> list[str]:
    groups(flowtly)
    assert flowtly("plan", "g.xlsx", "-o", "p.json").code == 0
    return ["apply", "p.json"]


def _a_workbook(flowtly: Flowtly) -> list[str]:
    groups(flowtly)
    return ["apply", "g.xlsx", "--yes"]


def _an_undo(flowtly: Flowtly) -> list[str]:
    assert flowtly(*_a_workbook(flowtly)).code == 0
    run = json.loads(flowtly("--json", "runs").out)["runs"][0]["run"]
    undone = flowtly("undo", run, "-o", "u.json")
    assert undone.code == 0, undone.err
    return ["apply", "u.json", "--allow", "deletes", "--allow", "irreversible"]


def _a_resume(flowtly: Flowtly) -> list[str]:
    """Leave a run behind that was burnt and sent nothing."""
    _a_plan(flowtly)
    with open_journal(database(flowtly)) as journal:
        run = journal.burn(read_plan(flowtly.folder / "p.json"))
    return ["resume", run]


def _invoices(flowtly: Flowtly) -> list[str]:
    del flowtly
    return ["invoices", "send", "16", "17", "--yes", "--allow", "irreversible"]


def _uploads(flowtly: Flowtly) -> list[str]:
    for own in _DOCUMENTED:
        folder = flowtly.folder / "receipts" / f"receipt {own}"
        folder.mkdir(parents=True)
        (folder / f"kvitto {own}.pdf").write_bytes(pdf(own))
    return ["attachments", "upload", "receipts", "--yes"]


def _detachments(flowtly: Flowtly) -> list[str]:
    found = json.loads(flowtly("--json", "attachments", "search").out)["documents"]
    tied = [each["id"] for each in found if each.get("transaction")][:4]
    assert len(tied) == len(_DOCUMENTED)
    return ["attachments", "detach", *tied, "--yes", "--allow", "irreversible"]


def _statement(flowtly: Flowtly) -> Path:
    lines = [f":61:2611{day:02}11{day:02}C{day},00NTRFNONREF//REF{day}" for day in range(1, MANY + 1)]
    total = sum(range(1, MANY + 1))
    head = (":20:NOV26", ":25:DE89370400440532013000", ":28C:11/1", ":60F:C261101EUR155836,98")
    path = flowtly.folder / "november.sta"
    path.write_text(crlf(*head, *lines, f":62F:C261130EUR{155836 + total},98", "-"), newline="")
    return path


def _a_statement(flowtly: Flowtly) -> list[str]:
    _statement(flowtly)
    return ["statements", "import", "november.sta", "--yes", "--allow", "irreversible"]


def _an_upload_of_a_statement(flowtly: Flowtly) -> list[str]:
    return [*_a_statement(flowtly), "--upload", "--chunk", "1"]


def _a_request(flowtly: Flowtly) -> list[str]:
    del flowtly
    return ["api", "POST", "/budget-groups", "-d", '{"name": "Ways out 0"}', "--yes"]


WRITERS = (
    Writer("apply a plan", _a_plan),
    Writer("apply a workbook", _a_workbook),
    Writer("apply an undo", _an_undo),
    Writer("resume", _a_resume),
    Writer("invoices send", _invoices),
    Writer("statements import", _a_statement),
    Writer("statements import --upload", _an_upload_of_a_statement, alone=True),
    Writer("attachments upload", _uploads, alone=True),
    Writer("attachments detach", _detachments, alone=True),
    Writer("api POST", _a_request, alone=True),
)


def database(flowtly: Flowtly) -> str:
    """Return the URL of the journal."""
    return f"sqlite:///{journal_file(flowtly).as_posix()}"


def journal_file(flowtly: Flowtly) -> Path:
    """Return the file of the journal."""
    return flowtly.folder / "home" / "journal.sqlite3"


@dataclass(frozen=True)
class Truth:
    """What the journal has: the latest run, if any, and how often its changes, or all requests, are in which state."""

    run: str
    states: Counter[str]

    @property
    def maybe(self) -> int:
        """How many may have happened."""
        return self.states["sending"] + self.states["unknown"]


def truth(flowtly: Flowtly, writer: Writer) -> Truth:
    """Look into the journal."""
    with closing(sqlite3.connect(journal_file(flowtly), timeout=timedelta(seconds=30).total_seconds())) as journal:
        if writer.alone:
            return Truth("", Counter(state for (state,) in journal.execute("SELECT state FROM direct")))
        found = journal.execute("SELECT id FROM runs ORDER BY seq DESC LIMIT 1").fetchone()
        if found is None:
            return Truth("", Counter())
        states = journal.execute("SELECT state FROM changes WHERE run = ?", found)
        return Truth(found[0], Counter(state for (state,) in states))
