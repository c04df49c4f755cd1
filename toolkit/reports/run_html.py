"""A run as one HTML file that needs nothing else: no script, no font, no picture, no network."""

from collections.abc import Sequence

from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.applying.trail import Exchange
from toolkit.entities import find
from toolkit.planning.reconcile import Verification
from toolkit.reports import totals as totals_report
from toolkit.reports.pages import ROWS, template
from toolkit.reports.receipts import told, totals
from toolkit.reports.run import by_change, facts, measured, request_line


def html(run: Run, exchanges: Sequence[Exchange], rows: int = ROWS, verification: Verification | None = None) -> str:
    """Return the page. It shows at most `rows` changes, those that are not done before all others, and counts the rest.

    Every value is escaped; a content security policy forbids whatever could still slip through.
    """
    shown = _shown(run.receipts, rows)
    trails = by_change(exchanges)
    return template("run.html.jinja").render(
        run=run,
        facts=facts(run),
        totals=totals(run),
        measured=measured(exchanges),
        unverified="" if verification is None else verification.reason,
        verdicts=[] if verification is None else totals_report.rows(verification),
        perhaps_ours=[] if verification is None else totals_report.perhaps_ours(verification),
        receipts=[
            (each, find(each.entity).singular, told(each), [request_line(sent) for sent in trails.get(each.n, ())])
            for each in shown
        ],
        hidden=len(run.receipts) - len(shown),
    )


def _shown(receipts: Sequence[Receipt], rows: int) -> list[Receipt]:
    wanting_first = sorted(receipts, key=lambda each: each.status is Status.DONE)
    return sorted(wanting_first[:rows], key=lambda each: each.n)
