"""Issues of rows that were read already: at a field of a row, with what its cell says."""

from toolkit.checking.issues import Issue, Problem, Severity
from toolkit.entities import find
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.record import Clear, Mine


def at(mine: Mine, field: str, rule: str, message: str, severity: Severity = Severity.ERROR) -> Issue:
    """Return an issue at a field of a row."""
    found = mine.values.get(field)
    text = None if found is None or isinstance(found, NewRow) else _shown(mine, field, found)
    return Problem(rule, message, text, severity).at(mine.header, mine.row, field)


def seen_from(mine: Mine, other: Mine, field: str) -> str:
    """Name the cell of another row, with its sheet where that is not the row's own."""
    address = other.header.address(other.row, field)
    return address if other.header.sheet == mine.header.sheet else f"{other.header.sheet}!{address}"


def _shown(mine: Mine, field: str, found: Value | Clear) -> str:
    if isinstance(found, Clear):
        return found.value
    return str(find(mine.entity.path).column(field).kind.to_cell(found))
