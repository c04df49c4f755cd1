"""A run says what became of each change, adds up, and names the next command."""

from dataclasses import replace

import pytest

from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.reports.receipts import json, text, totals
from toolkit.reports.terminal import COLOUR, PLAIN, width_of


def only(run: Run, *receipts: Receipt) -> Run:
    return replace(run, receipts=receipts)


def test_a_run_lists_what_became_of_each_change(run: Run) -> None:
    assert text(run, 100, PLAIN) == (
        "Run r7k2m of year.xlsx on https://api.flowtly.test\n"
        "\n"
        "n  what                         where               status\n"
        "1  create budget b-100          Budgets!5           done\n"
        "2  patch transaction 904        Transactions!12     failed\n"
        "     The service refused with 422: amount. K12: Must be positive.\n"
        "3  replace budget employee      Budget employees!7  unknown\n"
        "     No answer came.\n"
        "4  delete budget employee be-3  Budget employees!8  skipped\n"
        "     Not sent.\n"
        "\n"
        "4 planned = 1 done + 1 failed + 1 skipped + 1 unknown.\n"
        "\n"
        "  flowtly resume r7k2m                  finds out what became of the unknown changes\n"
        "  flowtly results r7k2m -o RESULT.xlsx  writes each outcome beside its row\n"
    )


@pytest.mark.parametrize("width", [80, 200])
def test_a_run_fits_its_terminal(run: Run, width: int) -> None:
    assert max(map(width_of, text(run, width, PLAIN).splitlines())) <= width


def test_the_status_is_a_word_and_a_colour(run: Run) -> None:
    shown = text(run, 100, COLOUR)

    assert "\x1b[32mdone\x1b[0m" in shown
    assert "\x1b[31munknown\x1b[0m" in shown


def test_counts_add_up(run: Run) -> None:
    assert totals(run) == "4 planned = 1 done + 1 failed + 1 skipped + 1 unknown."
    assert totals(only(run)) == "0 planned = 0 done + 0 failed + 0 skipped + 0 unknown."


def test_what_is_done_can_be_taken_back(run: Run) -> None:
    shown = text(only(run, run.receipts[0]), 100, PLAIN)

    assert "flowtly undo r7k2m -o UNDO.json" in shown
    assert "resume" not in shown


def test_what_was_never_written_needs_no_undo(run: Run) -> None:
    assert "undo" not in text(only(run, run.receipts[3]), 100, PLAIN)


def test_a_half_done_replacement_can_be_taken_back(run: Run) -> None:
    half = replace(run.receipts[2], status=Status.FAILED, half=True, twin="be-9")

    assert "flowtly undo" in text(only(run, half), 100, PLAIN)


def test_a_run_that_was_cut_off_can_be_resumed(run: Run) -> None:
    cut_off = replace(only(run, run.receipts[0], run.receipts[3]), ended=None)

    assert "flowtly resume r7k2m                  goes on where the run was cut off\n" in text(cut_off, 100, PLAIN)


def test_what_somebody_else_changed_is_planned_again(run: Run) -> None:
    moved = replace(run.receipts[3], conflict=True)

    assert "flowtly plan year.xlsx" in text(only(run, moved), 100, PLAIN)


def test_a_run_of_nothing_has_nothing_to_say(run: Run) -> None:
    assert text(only(run), 100, PLAIN) == (
        "Run r7k2m of year.xlsx on https://api.flowtly.test\n\n0 planned = 0 done + 0 failed + 0 skipped + 0 unknown.\n"
    )


def test_machines_get_the_counts_and_every_receipt(run: Run) -> None:
    told = json(run)

    assert {name: told[name] for name in ("version", "run", "plan", "done", "failed", "skipped", "unknown")} == {
        "version": 1,
        "run": "r7k2m",
        "plan": "ef" * 32,
        "done": 1,
        "failed": 1,
        "skipped": 1,
        "unknown": 1,
    }
    assert json(only(run, run.receipts[1]))["receipts"] == [
        {
            "n": 2,
            "entity": "transactions",
            "sheet": "Transactions",
            "row": 12,
            "verb": "patch",
            "id": "904",
            "status": "failed",
            "detail": "The service refused with 422: amount.",
            "cells": {"K12": "Must be positive.", "L12": "422"},
        }
    ]
