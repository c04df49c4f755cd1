"""The page of a run stands alone and is safe to open."""

import re
from dataclasses import replace

from tests.reports.test_run import EXCHANGES
from toolkit.applying.receipts import Run
from toolkit.reports.run_html import html


def test_the_page_needs_nothing_else(run: Run) -> None:
    page = html(run, EXCHANGES)

    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|<img|@import|url\(|https?://(?!api\.flowtly\.test)", page)


def test_whatever_a_service_or_a_workbook_says_is_shown_as_it_is_written(run: Run) -> None:
    hostile = "<script>alert(1)</script>"
    origin = replace(run.origin, workbook=f"{hostile}.xlsx")
    first = replace(run.receipts[0], detail=hostile, id=hostile)
    sent = replace(EXCHANGES[0], service_id=hostile)

    page = html(replace(run, origin=origin, receipts=(first,)), (sent,))

    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 5


def test_a_long_run_shows_what_is_not_done_and_counts_the_rest(run: Run) -> None:
    page = html(run, EXCHANGES, rows=3)

    assert "1 more changes" in page
    assert "Must be positive." in page
    assert "b-100" not in page


def test_a_run_of_nothing_has_a_page(run: Run) -> None:
    assert "No changes." in html(replace(run, receipts=()), ())
