"""Invoices that do not add up: the rows of an invoice against its net and gross amount, as issues of their cells."""

from collections.abc import Iterator, Mapping, Sequence

from toolkit.checking.issues import Issue, Problem, Severity
from toolkit.entities import billing, find
from toolkit.entities.billing import GROSS, NET, ROWS, Gap
from toolkit.entities.entity import Entity
from toolkit.entities.invoices import INVOICES
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import Live
from toolkit.entities.part_row import PartRow
from toolkit.entities.record import Clear, Command, Header, Mine, Record
from toolkit.language import _

_NONE: Mapping[str, Record] = {}
_UNREAD = (Command.IGNORE, Command.DELETE)


def billing_issues(rows: Sequence[Mine], base: Live, live: Live) -> Iterator[Issue]:
    """Yield the amounts of invoices that their rows do not come to, of those that the workbook says something about.

    The rows are those of records, arrays of parts among their values. An amount that somebody typed is an error; one
    that nobody touched is only warned of, as the service may work it out from the rows. The same goes for an
    invoice that did not add up before: then it is counted in another way.
    """
    known, now = base.get(INVOICES.path, _NONE), live.get(INVOICES.path, _NONE)
    for mine in rows:
        if mine.entity is not INVOICES or mine.command in _UNREAD:
            continue
        record = now.get(mine.id or "") or known.get(mine.id or "")
        before: Mapping[str, Value] = record.values if record is not None else {}
        after = _after(mine, before, based=mine.id in known)
        if all(after.get(name) == before.get(name) for name in (NET, GROSS, ROWS)):
            continue
        odd = bool(billing.gaps(before))
        for gap in billing.gaps_after(before, after):
            untouched = odd or before.get(gap.field) == after.get(gap.field)
            yield _issue(mine, gap, _name(mine, before), Severity.WARNING if untouched else Severity.ERROR)


def _after(mine: Mine, before: Mapping[str, Value], *, based: bool) -> dict[str, Value | None]:
    """Return the amounts and rows as they will be: a blank cell clears what was pulled, and else says nothing."""
    after: dict[str, Value | None] = {name: before.get(name) for name in (NET, GROSS, ROWS)}
    for name in after:
        wish = mine.values.get(name)
        if wish is Clear.CLEAR or (wish is None and based and name in mine.values):
            after[name] = None
        elif wish is not None and not isinstance(wish, Clear | NewRow):
            after[name] = wish
    return after


def _name(mine: Mine, before: Mapping[str, Value]) -> str:
    told = mine.values.get("name")
    return str(before.get("name", "") if told is None or isinstance(told, Clear) else told)


def _issue(mine: Mine, gap: Gap, name: str, severity: Severity) -> Issue:
    title = _(INVOICES.column(gap.field).title)
    told = _("The rows of {name} come to {expected}, and {title} says {stated}.").format(
        name=name or INVOICES.singular,
        expected=f"{gap.expected:,.2f}",
        title=title,
        stated=f"{gap.stated:,.2f}" if gap.stated == round(gap.stated, 2) else f"{gap.stated:,f}",
    )
    ask = (
        _("Mend the one that is wrong.")
        if severity is Severity.ERROR
        else _("Type it as well, unless the service works it out from the rows.")
    )
    header, row, field = _where(mine, gap.field)
    return Problem("totals", f"{told} {ask}", f"{gap.stated:f}", severity).at(header, row, field)


def _where(mine: Mine, field: str) -> tuple[Header, int, str]:
    """Return the cell of the amount, else that of the price in the first row of the invoice that asks for something."""
    part = next((part for part in mine.parts if part.deed), None)
    if field in mine.header.letters or part is None:
        return mine.header, mine.row, field
    return _header_of(part), part.row, "priceNet"


def _header_of(part: PartRow) -> Header:
    entity: Entity = find(part.entity)
    return Header(entity, part.sheet, 1, part.letters)
