"""A run of the journal tells who, when and what, and all that went over the wire, in text, JSON and HTML alike."""

from dataclasses import replace
from html import unescape

import pytest

from toolkit.applying.receipts import Mismatch, Run
from toolkit.applying.trail import Exchange
from toolkit.entities.canonical import canonical
from toolkit.reports.run import NOT_OVER, json, measured, text
from toolkit.reports.run_html import html
from toolkit.reports.terminal import PLAIN, width_of

EXCHANGES = (
    Exchange(1, "POST", "/budgets", "1c2d-1", "2024-01-31T10:00:01.000000+00:00", "theirs-1", 40, None),
    Exchange(2, "PATCH", "/transactions/904", "1c2d-2", "2024-01-31T10:00:02.000000+00:00", None, 10, 25),
    Exchange(3, "POST", "/budget-employees", "1c2d-3", "2024-01-31T10:00:03.000000+00:00"),
)


def test_a_run_is_shown_with_its_facts_and_its_requests(run: Run) -> None:
    shown = text(replace(run, ended="2024-01-31T10:00:05.250Z"), EXCHANGES, 200, PLAIN)

    assert shown == (
        "Run r7k2m\n"
        "\n"
        "Service      https://api.flowtly.test\n"
        "User         anna@acme.test, with the profile acme\n"
        "Workbook     year.xlsx\n"
        f"Its SHA-256  {'ab' * 32}\n"
        f"Plan         {'ef' * 32}\n"
        "Planned      2024-01-31T10:00:00Z\n"
        "Started      2024-01-31T10:00:00Z\n"
        "Ended        2024-01-31T10:00:05.250Z, after 5.2 s\n"
        "Result       no workbook was written\n"
        "\n"
        "n  what                         where               status\n"
        "1  create budget b-100          Budgets!5           done\n"
        "     POST /budgets at 2024-01-31T10:00:01.000000+00:00: 40 ms, id 1c2d-1, the service's id theirs-1\n"
        "2  patch transaction 904        Transactions!12     failed\n"
        "     The service refused with 422: amount. K12: Must be positive.\n"
        "     PATCH /transactions/904 at 2024-01-31T10:00:02.000000+00:00: "
        "10 ms, 25 ms after the last look, id 1c2d-2\n"
        "3  replace budget employee      Budget employees!7  unknown\n"
        "     No answer came.\n"
        "     POST /budget-employees at 2024-01-31T10:00:03.000000+00:00: "
        "the run was cut off before an answer came, id 1c2d-3\n"
        "4  delete budget employee be-3  Budget employees!8  skipped\n"
        "     Not sent.\n"
        "\n"
        "4 planned = 1 done + 1 failed + 1 skipped + 1 unknown.\n"
        "3 requests, answered in 10 ms in the middle, 40 ms at most.\n"
        "From the last look at a record to the answer to its write: 25 ms. What somebody else wrote to the same record "
        "in that time was not seen, as the service has no locks.\n"
        "\n"
        "  flowtly resume r7k2m                  finds out what became of the unknown changes\n"
        "  flowtly results r7k2m -o RESULT.xlsx  writes each outcome beside its row\n"
    )


def test_a_run_fits_its_terminal_but_for_ids(run: Run) -> None:
    assert max(map(width_of, text(run, EXCHANGES, 80, PLAIN).splitlines())) <= 80


def test_a_run_that_was_cut_off_says_so(run: Run) -> None:
    assert NOT_OVER in text(replace(run, ended=None), EXCHANGES, 100, PLAIN)


def test_a_run_without_requests_measures_nothing(run: Run) -> None:
    found = json(run, ())

    assert measured(()) == ()
    assert (found["requests"], found["milliseconds"], found["race"]) == (0, None, None)


def test_requests_that_were_never_answered_are_counted(run: Run) -> None:
    assert measured(EXCHANGES[2:]) == ("1 request.",)
    assert json(run, EXCHANGES[2:])["milliseconds"] is None


def test_the_counts_of_the_json_reconcile(run: Run) -> None:
    found = json(run, EXCHANGES)

    counted = [found[status] for status in ("done", "failed", "skipped", "unknown")]
    assert counted == [1, 1, 1, 1]
    assert (found["planned"], found["requests"]) == (4, 3)
    assert found["race"] == {"middle": 25, "longest": 25, "of": 1}


def leaves(json: object) -> list[str]:
    """Return every value of nested JSON as text."""
    if isinstance(json, dict):
        return [leaf for value in json.values() for leaf in leaves(value)]
    if isinstance(json, list):
        return [leaf for value in json for leaf in leaves(value)]
    return [] if json is None or isinstance(json, bool | int) else [str(json)]


@pytest.mark.parametrize("page", [False, True], ids=["text", "html"])
def test_whatever_the_json_says_is_said_to_people_as_well(run: Run, *, page: bool) -> None:
    wrong = Mismatch("amount", "12.50", "12")
    first = replace(run.receipts[0], mismatches=(wrong,), detail=f"H5: {wrong}")
    whole = replace(run, receipts=(first, *run.receipts[1:]), result="year.result.xlsx")

    shown = unescape(html(whole, EXCHANGES)) if page else text(whole, EXCHANGES, 400, PLAIN)

    entities = {receipt.entity for receipt in whole.receipts}
    missing = [leaf for leaf in leaves(json(whole, EXCHANGES)) if leaf not in shown and leaf not in entities]
    assert missing == []
    assert canonical(json(whole, EXCHANGES))
