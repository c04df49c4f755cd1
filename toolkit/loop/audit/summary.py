"""The Summary: what a bundle holds, by our own count and by formulas over the sheets, and how budgets fared."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.audit.spending import Planned
from toolkit.excel.front import Formula, Front, Look
from toolkit.language import _, mark
from toolkit.loop.audit.page import PLACES, Page
from toolkit.loop.audit.records import Gathered
from toolkit.loop.audit.sheets import EntitySheet
from toolkit.loop.audit.statements import Proved
from toolkit.loop.audit.tracing import add_deviations, add_months

SHEET = mark("Summary")


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says beside figures of records; `currency` is the one that budgets are planned in."""

    title: str
    currency: str
    facts: Sequence[tuple[str, str]]
    statements: Sequence[Proved]
    sentences: Sequence[str]


def summary(
    told: Told, gathered: Gathered, sheets: Sequence[EntitySheet], planned: Sequence[Planned], looked_at: Sequence[str]
) -> Front:
    """Return the page."""
    page = Page()
    page.add((Look.TITLE, told.title))
    for name, value in told.facts:
        page.add((Look.NOTE, name), (Look.TEXT, value))
    _counts(page, sheets)
    _totals(page, sheets)
    _statements(page, told)
    page.section(_("Beside the records"), _("The bundle has the details: attachments.json, and the folder runs."))
    for sentence in told.sentences:
        page.add((Look.TEXT, sentence))
    add_months(page, gathered.bookings, planned, looked_at, told.currency)
    add_deviations(page, gathered, planned)
    return page.front(_(SHEET))


def _counts(page: Page, sheets: Sequence[EntitySheet]) -> None:
    page.section(_("Records"), _("Counted by us, and by a formula over the sheet."))
    page.head(
        (_("Sheet"), _("Belongs to the period by"), _("No day")), (_("Records"), _("By the sheet"), _("Difference"))
    )
    first = page.next
    for each in sheets:
        held, row = each.held, page.next
        page.add(
            (Look.TEXT, each.name),
            (Look.TEXT, ", ".join(held.entity.dated) or _("all: no date")),
            (Look.WHOLE, held.undated if held.entity.dated else None),
            (Look.WHOLE, held.count),
            (Look.WHOLE, Formula(f"COUNTA({each.area('A')})", Decimal(held.count))),
            (Look.WHOLE, Formula(f"D{row}-E{row}", Decimal(0))),
        )
    page.zeros.append(f"F{first}:F{page.next - 1}")


def _totals(page: Page, sheets: Sequence[EntitySheet]) -> None:
    page.section(_("Control totals"), _("Added up by us, exactly, and by a formula over the sheet."))
    page.head((_("Sheet"), _("Column"), _("Currency")), (_("Sum"), _("By the sheet"), _("Difference")))
    first = page.next
    for each in sheets:
        for total in each.held.totals:
            row = page.next
            page.add(
                (Look.TEXT, each.name),
                (Look.TEXT, _(each.held.entity.column(total.field).title)),
                (Look.TEXT, total.currency),
                (Look.AMOUNT, total.sum),
                (Look.AMOUNT, Formula(_sum(each, total.field, row), total.sum)),
                (Look.AMOUNT, Formula(f"ROUND(D{row}-E{row},{PLACES})", Decimal(0))),
            )
    if page.next > first:
        page.zeros.append(f"F{first}:F{page.next - 1}")
    else:
        page.add((Look.TEXT, _("No record has an amount.")))


def _sum(sheet: EntitySheet, field: str, row: int) -> str:
    amounts, currency = sheet.area(sheet.column_of(field)), sheet.currency_of(field)
    if not currency:
        return f"ROUND(SUM({amounts}),{PLACES})"
    return f"ROUND(SUMPRODUCT(--({sheet.area(currency)}=$C{row}),{amounts}),{PLACES})"


def _statements(page: Page, told: Told) -> None:
    page.section(
        _("Bank statements"),
        _("Opening balance + movements = closing balance, and every movement is a transaction of the service."),
    )
    page.head((_("Account"), _("Came as"), _("Currency"), _("Verdict")), (_("Movements"), _("Sum")))
    for each in told.statements:
        page.add(
            (Look.TEXT, each.account),
            (Look.TEXT, each.came_as),
            (Look.TEXT, each.currency),
            (Look.TEXT, verdict(each)),
            (Look.WHOLE, each.movements),
            (Look.AMOUNT, each.sum),
        )
    if not told.statements:
        page.add((Look.TEXT, _("The service tells no bank accounts.")))


def verdict(proved: Proved) -> str:
    """Say what became of a statement, in a few words."""
    if not proved.file:
        return _("none: {reason}").format(reason=proved.reason)
    if not proved.proves:
        return _("does not add up")
    return _("proved") if proved.reconciles else _("differs")
