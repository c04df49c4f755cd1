"""Budgets on the Summary: months and deviations, each figure a formula over the bookings and plans behind it."""

from collections.abc import Sequence
from itertools import groupby

from toolkit.audit.spending import Booking, Deviation, Planned, deviations, lines
from toolkit.audit.spending import Line as Month
from toolkit.entities.budgets import BUDGETS
from toolkit.excel.front import Formula, Line, Look, Shape
from toolkit.language import _
from toolkit.loop.audit.page import PLACES, Page
from toolkit.loop.audit.records import Gathered
from toolkit.loop.audit.sheets import PLANNED, SPENDING, YES, area, short

_MOST_CURRENCIES = 3
"""So many currencies have charts of their own; all have their months in a table."""
_TOP = 10


def add_months(
    page: Page, bookings: Sequence[Booking], planned: Sequence[Planned], looked_at: Sequence[str], currency: str
) -> None:
    """Add the spending against the plan, month by month, for each currency; that of the plans comes first."""
    page.section(
        _("Spending against budget, month by month"),
        _("Bookings since the year began, traced on Spending and Planned; budgets with a plan, in {code}, against it.")
        .format(code=currency or _("no currency")),
    )  # fmt: skip
    found = sorted(lines(bookings, planned, looked_at), key=lambda each: each.currency != currency)
    for number, (code, group) in enumerate(groupby(found, key=lambda each: each.currency)):
        page.head(
            (_("Currency"), _("Month")),
            (_("Spent"), _("Spent on plans"), _("Planned"), _("Planned so far"), _("Rest")),
        )
        first = page.next
        for each in group:
            page.add(*_month(each, page.next, first, len(bookings), len(planned)))
        if number < _MOST_CURRENCIES:
            _draw_months(page, code or _("no currency"), first, planned=any(each.currency == code for each in planned))
    if not found:
        page.add((Look.TEXT, _("Nothing was booked on a budget.")))


def _draw_months(page: Page, code: str, first: int, *, planned: bool) -> None:
    """Draw a currency; one without plans has no rest."""
    if not planned:
        page.draw(_("Spent without a plan, {currency}").format(currency=code), Shape.COLUMNS, 1, (2,), first)
        return
    page.draw(_("Spent against planned, {currency}").format(currency=code), Shape.COLUMNS, 1, (3, 4), first)
    page.draw(_("Rest of the plan, cumulated, {currency}").format(currency=code), Shape.LINES, 1, (6,), first)


def _month(each: Month, row: int, first: int, booked: int, planned: int) -> Line:
    here = (("F", f"$A{row}"), ("E", f"$B{row}"))
    spent = _product(_(SPENDING), booked, "G", here)
    against = _product(_(SPENDING), booked, "G", (*here, ("I", f'"{_(YES)}"')))
    budget = _product(_(PLANNED), planned, "E", (("C", f"$A{row}"), ("D", f"$B{row}")))
    return (
        (Look.TEXT, each.currency),
        (Look.TEXT, each.month),
        (Look.AMOUNT, Formula(spent, each.spent)),
        (Look.AMOUNT, Formula(against, each.against)),
        (Look.AMOUNT, Formula(budget, each.planned)),
        (Look.AMOUNT, Formula(f"ROUND(SUM(E${first}:E{row}),{PLACES})", each.planned_so_far)),
        (Look.AMOUNT, Formula(f"ROUND(F{row}-SUM(D${first}:D{row}),{PLACES})", each.rest)),
    )


def add_deviations(page: Page, gathered: Gathered, planned: Sequence[Planned]) -> None:
    """Add the budgets that are farthest from their plan."""
    found = deviations(gathered.bookings, planned)
    page.section(
        _("Farthest from the plan"),
        _("Budgets that have a plan, over all these months; above zero is spending beyond the plan."),
    )
    if not found:
        page.add((Look.TEXT, _("The service tells no planned amount for any budget.")))
        return
    page.head(
        (_("Budget"), _("Budget id"), _("Currency")),
        (_("Planned"), _("Spent"), _("Deviation"), _("Spent otherwise")),
    )
    first = page.next
    for each in found[:_TOP]:
        page.add(*_deviation(each, gathered, page.next, len(planned)))
    page.draw(_("Farthest from the plan"), Shape.BARS, 0, (5,), first)


def _deviation(each: Deviation, gathered: Gathered, row: int, planned: int) -> Line:
    budget = _product(_(PLANNED), planned, "E", (("B", f"$B{row}"), ("C", f"$C{row}")))
    spent = _product(_(SPENDING), len(gathered.bookings), "G", (("C", f"$B{row}"), ("F", f"$C{row}")))
    return (
        (Look.TEXT, gathered.labels.of(BUDGETS.path, each.budget)),
        (Look.TEXT, short(each.budget)),
        (Look.TEXT, each.currency),
        (Look.AMOUNT, Formula(budget, each.planned)),
        (Look.AMOUNT, Formula(spent, each.spent)),
        (Look.AMOUNT, Formula(f"ROUND(E{row}-D{row},{PLACES})", each.amount)),
        (Look.RIGHT, ", ".join(f"{amount:,.2f} {code}" for code, amount in each.beside)),
    )


def _product(sheet: str, count: int, summed: str, conditions: Sequence[tuple[str, str]]) -> str:
    """Add up a column where others equal cells, exactly: SUMIFS would take texts for numbers and dates."""
    tests = "*".join(f"({area(sheet, column, count)}={cell})" for column, cell in conditions)
    return f"ROUND(SUMPRODUCT({tests},{area(sheet, summed, count)}),{PLACES})"
