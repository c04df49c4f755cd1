"""An upload whose answer is lost, odd or late is looked for, and never doubled: documents and bank statements."""

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from tests.faults.cells import LATE, Cell
from tests.faults.conftest import Figures
from tests.faults.seen import Seen, wrong
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

PARTS = 3
"""Tests among which the statements are shared out."""
Result = TypeVar("Result")
SAID = {Fate.DONE: "done", Fate.FAILED: "failed", Fate.UNKNOWN: "unknown", Fate.DIFFERENT: "done"}


def is_done(seen: Seen) -> bool:
    """Return whether it is said to be done."""
    return seen.said == "done"


def when_it_may(step: Callable[[], Result]) -> Result:
    """Try until nothing that was sent before may still take effect."""
    while True:
        try:
            return step()
        except StillInFlight as error:
            time.sleep(max(0.01, (error.until - datetime.now(UTC)).total_seconds()))


def test_documents_whose_uploads_each_go_wrong_in_another_way(
    served: World, cells: Sequence[Cell], tmp_path: Path, figures: Figures
) -> None:
    """A second upload finds what is there, and brings the rest, once."""
    folder = tmp_path / "documents"
    folder.mkdir()
    names = [f"doc-{n}.pdf" for n in range(1, len(cells) + 1)]
    for name in names:
        (folder / name).write_bytes(f"%PDF-1.4 {name}".encode())
    served.script([cell.fault("POST", CREATE, name) for cell, name in zip(cells, names, strict=True)])
    with served.reach() as reached, open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}") as journal:
        said = sent(reached, journal, folder)
        first = [document(served, name, said) for name in names]
        served.script(())
        said = when_it_may(partial(sent, reached, journal, folder))
        time.sleep(LATE)
        then = [document(served, name, said) for name in names]

    assert wrong(figures(cells, first, then), is_done) == {}


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


@pytest.mark.parametrize("part", range(PARTS))
def test_statements_whose_uploads_each_go_wrong_in_another_way(
    part: int, served: World, cells: Sequence[Cell], tmp_path: Path, figures: Figures
) -> None:
    """What is not there is uploaded once more where a person says so, and every movement is there once."""
    numbers = range(1 + part, len(cells) + 1, PARTS)
    paths = {n: tmp_path / f"{n}.sta" for n in numbers}
    first, said = {}, {}
    with served.reach() as reached, ExitStack() as stack:
        # Each in a journal of its own: an upload that may still arrive holds up every other of its journal.
        journals = {n: stack.enter_context(empty_journal(tmp_path, n)) for n in numbers}
        served.script([cells[n - 1].fault("POST", IMPORT, f"REF{n}A") for n in numbers])
        for n in numbers:
            paths[n].write_text(statement(n), newline="")
            first[n] = movements(served, n, taken_in(paths[n], reached, journals[n], again=False))
        served.script(())
        for n in reversed(numbers):  # The late ones, which are the last, are still under way.
            said[n] = when_it_may(partial(settled, paths[n], reached, journals[n]))
    time.sleep(LATE)
    then = [movements(served, n, said[n]) for n in numbers]

    assert wrong(figures([cells[n - 1] for n in numbers], list(first.values()), then), is_done) == {}


def empty_journal(folder: Path, n: int) -> Journal:
    """Open an empty journal; making the first one takes longer than copying it."""
    first, own = folder / "empty.sqlite3", folder / f"{n}.sqlite3"
    if not first.exists():
        open_journal(f"sqlite:///{first}").close()
    shutil.copyfile(first, own)
    return open_journal(f"sqlite:///{own}")


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
