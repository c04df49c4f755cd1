"""An upload whose answer is lost, odd or late is looked for, and never doubled: documents and bank statements."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from tests.faults.cells import LATE, Cell
from tests.faults.conftest import Figures
from tests.faults.seen import Seen, Story
from tests.faults.world import World
from toolkit.applying.journal import Journal, open_journal
from toolkit.attachments.uploads import Fate, Rules
from toolkit.bank import uploaded
from toolkit.bank.prove import prove
from toolkit.errors import StillInFlight, UploadUnknown
from toolkit.loop.attachment_writes import CREATE, plan_upload, settle_found, upload
from toolkit.loop.imports import plan_import
from toolkit.loop.reach import Reached
from toolkit.loop.statements import read_statements
from toolkit.loop.upload_chunks import IMPORT
from toolkit.loop.upload_chunks import plan_upload as plan_chunks
from toolkit.loop.uploads import demand_settled
from toolkit.loop.uploads import upload as upload_chunks

Stories = Mapping[str, Story]
Result = TypeVar("Result")
SAID = {Fate.DONE: "done", Fate.FAILED: "failed", Fate.UNKNOWN: "unknown", Fate.DIFFERENT: "done"}


def when_it_may(step: Callable[[], Result]) -> Result:
    """Try until nothing that was sent before may still take effect."""
    while True:
        try:
            return step()
        except StillInFlight:
            time.sleep(0.05)


@pytest.fixture(scope="module")
def documents(
    served: World, cells: Sequence[Cell], journals: Path, figures: Figures, tmp_path_factory: pytest.TempPathFactory
) -> Stories:
    """Upload a document for each cell, all of which go wrong; then once more what is not there."""
    folder = tmp_path_factory.mktemp("documents")
    names = [f"doc-{n}.pdf" for n in range(1, len(cells) + 1)]
    for name in names:
        (folder / name).write_bytes(f"%PDF-1.4 {name}".encode())
    served.script([cell.fault("POST", CREATE, name) for cell, name in zip(cells, names, strict=True)])
    with served.reach() as reached, open_journal(f"sqlite:///{journals / 'documents'}.sqlite3") as journal:
        said = sent(reached, journal, folder)
        first = [document(served, name, said) for name in names]
        said = when_it_may(partial(sent, reached, journal, folder))
        time.sleep(LATE)
        then = [document(served, name, said) for name in names]
    return figures({cell.name: Story(*pair) for cell, pair in zip(cells, zip(first, then, strict=True), strict=True)})


def sent(reached: Reached, journal: Journal, folder: Path) -> Mapping[str, str]:
    """Upload what a folder has and the service lacks, and return what is said of each file by its name."""
    plan = plan_upload(reached, journal, folder, Rules(awaiting=True))
    settle_found(reached, journal, plan)
    there = {Path(left.shown).name: "done" for left in plan.present}
    outcomes = upload(reached, journal, plan, lambda _: None)
    return {**there, **{Path(outcome.shown).name: SAID[outcome.fate] for outcome in outcomes}}


def document(served: World, name: str, said: Mapping[str, str]) -> Seen:
    """Return what was said of a document and what is so."""
    carried = served.witness.carried_out("POST", CREATE, name)
    return Seen(said.get(name, "skipped"), carried, served.values("transaction-attachments", "name")[name])


def test_what_an_upload_of_documents_says_is_so(documents: Stories, cell: Cell) -> None:
    documents[cell.name].first.demand_honest()


def test_what_was_not_there_is_uploaded_once(documents: Stories, cell: Cell) -> None:
    then = documents[cell.name].then
    then.demand_honest()
    assert then.said == "done", then


@pytest.fixture(scope="module")
def statements(
    served: World, cells: Sequence[Cell], journals: Path, figures: Figures, tmp_path_factory: pytest.TempPathFactory
) -> Stories:
    """Upload a statement for each cell, all of which go wrong; then, as a person says, once more what is not there."""
    folder = tmp_path_factory.mktemp("statements")
    told: dict[str, Story] = {}
    with served.reach() as reached, open_journal(f"sqlite:///{journals / 'statements'}.sqlite3") as journal:
        for n, cell in enumerate(cells, 1):
            path = folder / f"{n}.sta"
            path.write_text(statement(n), newline="")
            served.script([cell.fault("POST", IMPORT, f"REF{n}A")])
            first = movements(served, n, taken_in(path, reached, journal, again=False))
            then = movements(served, n, when_it_may(partial(settled, path, reached, journal)))
            told[cell.name] = Story(first, then)
        time.sleep(LATE)
        return figures(
            {
                cell.name: Story(told[cell.name].first, movements(served, n, told[cell.name].then.said))
                for n, cell in enumerate(cells, 1)
            }
        )


def statement(n: int) -> str:
    """Return a statement with two movements on a day of its own."""
    day = f"26{1 + n // 28:02}{1 + n % 28:02}"
    head = f":20:N{n}\r\n:25:SE7280000810340009783242\r\n:28C:{n}/1\r\n:60F:C{day}SEK1000,00\r\n"
    lines = "".join(
        f":61:{day}{day[2:]}C{n},{c}0NTRFNONREF//REF{n}{x}\r\n:86:Avgift\r\n" for x, c in (("A", 1), ("B", 2))
    )
    return f"{head}{lines}:62F:C{day}SEK{1000 + 2 * n},30\r\n-\r\n"


def taken_in(path: Path, reached: Reached, journal: Journal, *, again: bool) -> str:
    """Upload what the service lacks of a statement, and return what is said of it."""
    proof = prove(read_statements(path))
    assert proof.holds, proof
    planned = plan_import(path, proof, reached, journal, None, "refuse")
    demand_settled(planned, reached, journal, again=again)
    if not planned.plan.changes:
        return "done"
    done = upload_chunks(planned, plan_chunks(path, planned, proof.reading, reached, 500), reached, journal, unheard)
    assert not done.doubled
    (fate,) = {each.fate for each in done.sent}
    return {uploaded.Fate.DONE: "done", uploaded.Fate.FAILED: "failed"}.get(fate, "unknown")


def settled(path: Path, reached: Reached, journal: Journal) -> str:
    """Take it in once more; a person says that it may be sent again, as the command asks for."""
    try:
        return taken_in(path, reached, journal, again=False)
    except UploadUnknown:
        return taken_in(path, reached, journal, again=True)


def unheard(_done: int, _of: int) -> None:
    """Hear no progress."""


def movements(served: World, n: int, said: str) -> Seen:
    """Return what was said of a statement and what is so: each of its movements counts, and the worse one is told."""
    found = served.values("transactions", "operationNumber")
    counts = {found[f"REF{n}A"], found[f"REF{n}B"]}
    there = max(counts) if len(counts) == 1 or max(counts) > 1 else 0
    return Seen(said, served.witness.carried_out("POST", IMPORT, f"REF{n}A"), there)


def test_what_an_upload_of_a_statement_says_is_so(statements: Stories, cell: Cell) -> None:
    statements[cell.name].first.demand_honest()


def test_a_statement_is_taken_in_once(statements: Stories, cell: Cell) -> None:
    then = statements[cell.name].then
    then.demand_honest()
    assert then.said == "done", then
