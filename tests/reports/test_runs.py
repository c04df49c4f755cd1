"""The history of runs, a line each."""

from dataclasses import replace

import pytest

from toolkit.applying.receipts import Summary
from toolkit.planning.plan import Origin
from toolkit.reports.runs import json, text
from toolkit.reports.terminal import COLOUR, PLAIN


@pytest.fixture
def summary(origin: Origin) -> Summary:
    return Summary(
        id="r7k2m",
        plan_id="ef" * 32,
        origin=origin,
        started="2024-01-31T10:00:00.123456+00:00",
        ended="2024-01-31T10:00:05.123456+00:00",
        result="year.result.xlsx",
        done=1200,
        failed=0,
        skipped=2,
        unknown=0,
    )


def test_a_run_is_a_line(summary: Summary) -> None:
    assert text((summary, replace(summary, id="r8", skipped=0)), 100, PLAIN) == (
        "run    started (UTC)     outcome                of\n"
        "r7k2m  2024-01-31 10:00  1,200 done, 2 skipped  year.xlsx on https://api.flowtly.test\n"
        "r8     2024-01-31 10:00  1,200 done             year.xlsx on https://api.flowtly.test\n"
    )


def test_a_run_that_was_cut_off_says_so(summary: Summary) -> None:
    assert "2 unknown; not finished" in text((replace(summary, ended=None, unknown=2),), 200, PLAIN)


def test_a_run_of_nothing_says_so(summary: Summary) -> None:
    assert "nothing to do" in text((replace(summary, done=0, skipped=0),), 200, PLAIN)


def test_the_worst_outcome_gives_the_colour(summary: Summary) -> None:
    assert "\x1b[33m1,200 done, 2 skipped\x1b[0m" in text((summary,), 200, COLOUR)
    assert "\x1b[31m1,200 done, 1 failed, 2 skipped\x1b[0m" in text((replace(summary, failed=1),), 200, COLOUR)


def test_without_runs_there_is_a_sentence() -> None:
    assert text((), 80, PLAIN) == "No runs yet.\n"


def test_machines_get_every_run(summary: Summary) -> None:
    assert json((summary,)) == {
        "version": 1,
        "runs": [
            {
                "run": "r7k2m",
                "plan": "ef" * 32,
                "workbook": "year.xlsx",
                "service": "https://api.flowtly.test",
                "profile": "acme",
                "user": "anna@acme.test",
                "started": "2024-01-31T10:00:00.123456+00:00",
                "ended": "2024-01-31T10:00:05.123456+00:00",
                "result": "year.result.xlsx",
                "done": 1200,
                "failed": 0,
                "skipped": 2,
                "unknown": 0,
            }
        ],
    }
