"""Ctrl-C once and twice, SIGTERM and a closed terminal, while any command writes: what was written is told, exactly."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from command_line import Flowtly
from writers import EACH, WRITERS, Truth, Writer, slow_company, truth

from toolkit.sandbox.server import PASSWORD, USERNAME

WAYS: Mapping[str, tuple[signal.Signals, ...]] = {
    "Ctrl-C": (signal.SIGINT,),
    "Ctrl-C twice": (signal.SIGINT, signal.SIGINT),
    "SIGTERM": (signal.SIGTERM,),
    "a closed terminal, then Ctrl-C": (signal.SIGHUP, signal.SIGINT),
}
COUNTS = re.compile(r"([\d,]+) done, ([\d,]+) (?:failed|without effect), ([\d,]+) may have happened, ([\d,]+) not sent")
PATIENCE = 120


@pytest.fixture(autouse=True)
def company(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve a slow company, which knows us."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)
    with slow_company(home):
        yield


def until_one_is_done(flowtly: Flowtly, writer: Writer, before: Truth, process: subprocess.Popen[str]) -> None:
    """Wait until a write is done and another on its way; of one alone, until it is on its way."""
    end = time.monotonic() + PATIENCE
    single = writer.name == "api POST"
    while process.poll() is None and time.monotonic() < end:
        seen = truth(flowtly, writer)
        if seen.run != before.run or writer.name == "resume" or writer.alone:
            done = seen.states["done"] - (before.states["done"] if seen.run == before.run else 0)
            if seen.states["sending"] and (single or done):
                return
        time.sleep(0.005)
    raise AssertionError(f"it never came to that: {process.communicate()}")


def stopped(flowtly: Flowtly, writer: Writer, signals: tuple[signal.Signals, ...]) -> tuple[int, str, str, Truth]:
    """Start a command, let it write, send it signals, and return how it ended and what the journal has then."""
    arguments = writer.prepare(flowtly)
    before = truth(flowtly, writer)
    command = [str(Path(sys.executable).with_name("flowtly")), *arguments]
    with subprocess.Popen(
        command, cwd=flowtly.folder, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            until_one_is_done(flowtly, writer, before, process)
            for number in signals:
                process.send_signal(number)
                time.sleep(EACH / 5)
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    return process.returncode, out, err, truth(flowtly, writer)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_a_command_that_is_stopped_tells_what_it_wrote(flowtly: Flowtly, writer: Writer, way: str) -> None:
    code, out, err, found = stopped(flowtly, writer, WAYS[way])

    told = " ".join(err.split())
    assert "raceback" not in err, err
    assert "othing was" not in told, "much was"
    assert found.states["done"] or found.maybe
    counts = COUNTS.search(told)
    assert counts, told
    done, _failed, maybe, left = (int(each.replace(",", "")) for each in counts.groups())
    # What was on its way when it was told may have been answered before the process ended.
    assert done <= found.states["done"] <= done + maybe
    assert left == found.states["planned"] if not writer.alone else left >= 0
    if writer.alone:
        assert "flowtly runs direct" in told
    else:
        assert f"flowtly runs show {found.run}" in told
        assert (f"flowtly resume {found.run}" in told) is bool(maybe or left)
        assert f"Run {found.run} of" in " ".join(out.split()), "the receipts are told, too"
    assert code == (8 if maybe else 7 if left else code)
    assert code in {0, 7, 8, 10}
