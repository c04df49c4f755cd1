"""Are amounts typed in the currency of their records? Asked once references are known, as they lead to currencies."""

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.checking.check import Checked, with_issues
from toolkit.checking.currencies import with_wrong_currencies
from toolkit.checking.headers import Recognised
from toolkit.entities.directory import CURRENCIES
from toolkit.entities.record import Clear, Mine
from toolkit.planning.decide import Sides
from toolkit.planning.drafts import spot
from toolkit.planning.merged import merged_rows
from toolkit.planning.totals import Amounts

_CODE = re.compile(r"[A-Z]{3}")
"""What a record without a directory of currencies may say of itself (ISO 4217)."""


def with_currencies(checked: Checked, rows: Sequence[Mine], recognised: Recognised, sides: Sides) -> Checked:
    """Hold the currencies that are typed beside amounts against those of the records, as further issues.

    `rows` are those that were checked, each Resolution with what its author was shown. A cell that nobody touched means
    what is live; what is in conflict means what its author typed.
    """
    if not checked.currencies:
        return checked
    codes = {record.values.get("code") for record in sides.live.get(CURRENCIES.path, {}).values()}
    amounts = Amounts(sides.live)
    merged = {spot(mine): mine for mine in merged_rows(rows, sides)}

    def currency(mine: Mine, field: str) -> str:
        known = sides.live_of(mine) or sides.base_of(mine)
        now = known.values if known is not None else {}
        wishes = merged.get(spot(mine), mine).values
        said = {name: value for name, value in wishes.items() if value is not None and value is not Clear.CLEAR}
        code = amounts.currency(mine.entity, mine.entity.column(field), {**now, **said})
        return code if code in codes or _CODE.fullmatch(code) else ""

    issues = with_wrong_currencies(checked.issues, checked.currencies, checked.rows, currency)
    return with_issues(replace(checked, issues=()), issues, recognised.sheets)
