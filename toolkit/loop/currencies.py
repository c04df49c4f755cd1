"""Are amounts typed in the currency of their records? Asked once references are known, as they lead to currencies."""

import re
from dataclasses import replace

from toolkit.checking.check import Checked, with_issues
from toolkit.checking.currencies import with_wrong_currencies
from toolkit.checking.headers import Recognised
from toolkit.entities.directory import CURRENCIES
from toolkit.entities.labels import Live
from toolkit.entities.record import Clear, Mine
from toolkit.planning.totals import Amounts

_CODE = re.compile(r"[A-Z]{3}")
"""What a record without a directory of currencies may say of itself (ISO 4217)."""


def with_currencies(checked: Checked, recognised: Recognised, base: Live, live: Live) -> Checked:
    """Hold the currencies that are typed beside amounts against those of the records, as further issues."""
    codes = {record.values.get("code") for record in live.get(CURRENCIES.path, {}).values()}
    amounts = Amounts(live)

    def currency(mine: Mine, field: str) -> str:
        known = (side.get(mine.entity.path, {}).get(mine.id or "") for side in (base, live))
        then = next((record.values for record in known if record is not None), {})
        said = {name: value for name, value in mine.values.items() if value is not None and value is not Clear.CLEAR}
        code = amounts.currency(mine.entity, mine.entity.column(field), {**then, **said})
        return code if code in codes or _CODE.fullmatch(code) else ""

    issues = with_wrong_currencies(checked.issues, checked.currencies, checked.rows, currency)
    return with_issues(replace(checked, issues=()), issues, recognised.sheets)
