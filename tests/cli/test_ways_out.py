"""A full disk, a closed pipe, a result that cannot be written, and bugs: what a command wrote is told all the same."""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest
from command_line import Flowtly
from sqlalchemy import Engine, event
from writers import WRITERS, Writer, journal_file, truth

from toolkit.files import write_bytes
from toolkit.loop import conclude
from toolkit.loop import result_file as results

COUNTS = re.compile(r"([\d,]+) done, ([\d,]+) (?:failed|without effect), ([\d,]+) may have happened, ([\d,]+) not sent")
WITH_RUNS = [writer for writer in WRITERS if not writer.alone]
each_writer = pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
each_run = pytest.mark.parametrize("writer", WITH_RUNS, ids=lambda writer: writer.name)


@pytest.fixture
def full() -> Iterator[list[int]]:
    """Give a list to which is added how many pages the journal may still grow by; it is full after them."""
    room: list[int] = []

    def limit(connection: Connection, _record: object) -> None:
        file = connection.execute("PRAGMA database_list").fetchone()[2]
        if room and file.endswith("journal.sqlite3"):
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {max(pages, room[0])}")

    event.listen(Engine, "connect", limit)
    yield room
    event.remove(Engine, "connect", limit)


def pages(flowtly: Flowtly) -> int:
    import sqlite3  # noqa: PLC0415 - only to count

    with closing(sqlite3.connect(journal_file(flowtly))) as journal:
        count: int = journal.execute("PRAGMA page_count").fetchone()[0]
    return count


@each_writer
def test_a_full_disk_in_the_middle_is_told_with_what_was_written(
    flowtly: Flowtly, writer: Writer, full: list[int]
) -> None:
    """The journal takes a few pages more, and then none: nothing further is sent, and what was is counted."""
    arguments = writer.prepare(flowtly)
    before = truth(flowtly, writer)
    stopped = 0
    for room in range(30):
        full[:] = [pages(flowtly) + room]
        told = flowtly(*arguments)
        full.clear()
        found = truth(flowtly, writer)
        words = " ".join(told.err.split())
        if "cannot be used" not in words:
            break
        assert "Traceback" not in words
        if found == before:
            assert told.code == 1, "it was full before anything was begun, and may be tried again"
            continue
        stopped += 1
        assert "othing was" not in words
        assert told.code in {1, 7, 8}
        counts = COUNTS.search(words)
        assert counts, words
        done, _failed, maybe, _left = (int(each) for each in counts.groups())
        assert (done, maybe) == (found.states["done"], found.maybe)
        break
    assert stopped or writer.alone, "in none of these rooms it stopped in the middle"


@pytest.fixture
def command() -> list[str]:
    return [str(Path(sys.executable).with_name("flowtly"))]


def into(output: str, arguments: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process of its own whose output takes nothing."""
    if output == "a full disk":
        writing = os.open("/dev/full", os.O_WRONLY)
    else:
        reading, writing = os.pipe()
        os.close(reading)
    try:
        return subprocess.run(arguments, cwd=folder, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writing)


@pytest.mark.parametrize(
    ("writer", "output"),
    [(each, "a closed pipe") for each in WRITERS] + [(each, "a full disk") for each in (WRITERS[0], WRITERS[-1])],
    ids=lambda each: each.name if isinstance(each, Writer) else each,
)
def test_an_output_that_takes_nothing_does_not_hide_what_was_written(
    flowtly: Flowtly, writer: Writer, command: list[str], output: str
) -> None:
    done = into(output, [*command, *writer.prepare(flowtly)], flowtly.folder)

    told, found = " ".join(done.stderr.split()), truth(flowtly, writer)
    assert "Traceback" not in told
    assert "Exception ignored" not in told
    assert done.returncode not in {0, 120, 130}
    if found.states.total():
        assert "could not be printed" in told
        assert COUNTS.search(told), told


@pytest.mark.parametrize("output", ["a closed pipe", "a full disk"])
@pytest.mark.parametrize("writer", [WRITERS[0], WRITERS[-1]], ids=lambda each: each.name)
def test_nor_does_one_that_takes_no_json(flowtly: Flowtly, writer: Writer, command: list[str], output: str) -> None:
    done = into(output, [*command, "--json", *writer.prepare(flowtly)], flowtly.folder)

    found = truth(flowtly, writer)
    counts = COUNTS.search(" ".join(done.stderr.split()))
    assert counts
    assert int(counts[1]) == found.states["done"] > 0
    assert done.returncode not in {0, 120, 130}


@pytest.mark.parametrize(("output", "code"), [("a closed pipe", 1), ("a full disk", 1)])
def test_a_command_that_writes_nothing_says_at_most_that_its_output_is_lost(
    flowtly: Flowtly, command: list[str], output: str, code: int
) -> None:
    done = into(output, [*command, "entities"], flowtly.folder)

    assert done.returncode == code
    assert done.stderr == ("" if output == "a closed pipe" else done.stderr)
    assert "Traceback" not in done.stderr
    assert ("No space left" in done.stderr) is (output == "a full disk")


@each_run
def test_a_result_that_cannot_be_written_beside_its_workbook_goes_to_the_state_folder(
    flowtly: Flowtly, home: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where Excel has it open: the system refuses the new name."""

    def refused(path: Path, content: bytes) -> None:
        if path.parent.resolve() == flowtly.folder.resolve() or path.parent == Path():
            raise PermissionError(errno.EACCES, "Permission denied")
        write_bytes(path, content)

    arguments = writer.prepare(flowtly)
    monkeypatch.setattr(results, "write_bytes", refused)
    done = flowtly(*arguments)

    assert done.code == 0, done.err
    written = list((home / "results").glob("*"))
    has_workbook = writer.name in {"apply a plan", "apply a workbook", "resume"}
    assert len(written) == has_workbook
    for path in written:
        assert f"Permission denied. They are in {path}" in " ".join(done.err.split())
        assert flowtly("plan", str(path)).out.count("6 unchanged") == 1
        assert path.stat().st_mode & 0o077 == 0
        assert truth(flowtly, writer).run in flowtly("runs", "show", truth(flowtly, writer).run).out
        assert str(path) in flowtly("runs", "show", truth(flowtly, writer).run).out.replace("\n", "").replace(" ", "")


def test_a_result_that_can_be_written_nowhere_is_told_and_the_run_stands(
    flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        del path, content
        raise OSError(errno.ENOSPC, "No space left on device")

    arguments = WRITERS[0].prepare(flowtly)
    monkeypatch.setattr(results, "write_bytes", full)
    done = flowtly("--json", *arguments)

    told = json.loads(done.out)
    assert (done.code, told["done"], told["error"]["kind"]) == (4, 6, "NotWritable")
    assert "could not be written" in told["error"]["message"]
    assert "No space left on device" in done.err
    assert "6 done" in done.err
    assert "othing was" not in done.err


@pytest.mark.parametrize("place", ["write_result_file", "verify"])
def test_a_bug_after_the_run_is_told_beside_its_receipts(
    flowtly: Flowtly, home: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    arguments = WRITERS[0].prepare(flowtly)
    monkeypatch.setattr(conclude, place, broken)
    done = flowtly(*arguments)

    assert done.code == 1
    assert "6 planned = 6 done" in done.out
    assert "an internal error, ZeroDivisionError" in done.err
    assert "ZeroDivisionError" in (home / "last-error.txt").read_text()
    assert "6 done" in done.err


@each_writer
def test_a_bug_while_it_is_told_still_tells_what_was_written(
    flowtly: Flowtly, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal is the one witness that is left."""
    from toolkit.cli import session  # noqa: PLC0415 - beside what is broken

    arguments = writer.prepare(flowtly)
    real = session.Session.emit
    broken: list[str] = []

    def breaks(self: session.Session, text: str) -> None:
        if truth(flowtly, writer).states["done"] and not broken:
            broken.append(text)
            raise ZeroDivisionError
        real(self, text)

    monkeypatch.setattr(session.Session, "emit", breaks)
    monkeypatch.setattr(session.Session, "emit_bare_json", lambda self, data: breaks(self, str(data)))
    done = flowtly(*arguments)

    assert broken
    assert done.code in {1, 7, 8}
    assert "an internal error, ZeroDivisionError" in done.err
    counts = COUNTS.search(" ".join(done.err.split()))
    assert counts
    assert int(counts[1]) == truth(flowtly, writer).states["done"]


def test_a_journal_that_cannot_be_read_any_more_is_said_and_nothing_claimed(
    flowtly: Flowtly, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = WRITERS[0].prepare(flowtly)

    def lost(*_: object) -> None:
        for each in home.glob("journal.sqlite3*"):
            each.unlink()
        (home / "journal.sqlite3").write_bytes(b"no journal" * 1000)
        raise ZeroDivisionError

    monkeypatch.setattr(conclude, "verify", lost)
    done = flowtly(*arguments)

    told = " ".join(done.err.split())
    assert done.code in {1, 8}
    assert "othing was" not in told
    assert "6 done" in told or "the journal does not tell what" in told
