"""Do the invoices of a workbook add up? Asked once their rows are merged as a plan would send them."""

from collections.abc import Collection, Sequence

from toolkit.checking.billing import billing_issues
from toolkit.checking.check import Checked, with_issues
from toolkit.checking.headers import Recognised
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import NewRow
from toolkit.entities.labels import Live
from toolkit.entities.record import Mine
from toolkit.planning.decide import Sides
from toolkit.planning.merged import merged_rows
from toolkit.planning.parts import fold

_PARENT = "invoice"


def with_totals(checked: Checked, rows: Sequence[Mine], recognised: Recognised, sides: Sides) -> Checked:
    """Hold the amounts of invoices against their rows as both would be live, as further issues of what was checked.

    `rows` are those that were checked, each Resolution with what its author was shown. An invoice one row of which has
    an error waits until that is mended, as what cannot be read cannot be added up, and so does one in conflict.
    """
    if all(header.entity not in {INVOICES, INVOICE_ROWS} for _, header in recognised.headers):
        return checked
    wrong = {(issue.sheet, issue.row) for issue in checked.errors}
    base, live = sides.base, sides.live
    spoilt = {_whose(mine, base) for mine in rows if (mine.header.sheet, mine.row) in wrong}
    sound = [
        mine
        for mine in rows
        if (mine.header.sheet, mine.row) not in wrong and _whose(mine, base) not in spoilt - {None}
    ]
    folded = fold(sound, base, live)
    merged = merged_rows(folded.rows, Sides(folded.base, live))
    whole = [mine for mine in merged if not _is_spoilt(mine, spoilt, base, live)]
    return with_issues(checked, billing_issues(whole, base, live), recognised.sheets)


def _whose(mine: Mine, base: Live) -> object:
    """Return the invoice that a row is part of: its IRI, or the row that creates it; `None` for any other row."""
    if mine.entity is not INVOICE_ROWS:
        return None
    before = base.get(INVOICE_ROWS.path, {}).get(mine.id or "")
    return mine.values.get(_PARENT) or (before.values.get(_PARENT) if before else None)


def _is_spoilt(mine: Mine, spoilt: Collection[object], base: Live, live: Live) -> bool:
    found = (side.get(INVOICES.path, {}).get(mine.id or "") for side in (base, live))
    names = {record.iri for record in found if record is not None}
    return not names.isdisjoint(spoilt) or NewRow(INVOICES.path, mine.header.sheet, mine.row) in spoilt
