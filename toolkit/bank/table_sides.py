"""Which column of a bank's table tells a debit from a credit, and tables of which nobody can tell."""

from collections.abc import Iterable, Iterator, Mapping

from toolkit.bank.findings import Finding, error
from toolkit.bank.sides import is_plain_debit, side_of
from toolkit.bank.table_cells import TableCells
from toolkit.bank.titles import Line
from toolkit.language import _


def side_columns(table: TableCells) -> Mapping[str, int]:
    """Return the columns that tell the side of the amounts and of the balances, by `amount` and `balance`.

    A column of that title is one, and any other whose every cell beside an amount is a word for a side. Of several,
    each belongs to the figures that it stands behind.
    """
    found = table.columns.directions or tuple(_by_content(table))
    if len(found) == 1:
        return {"amount": found[0]}
    sides: dict[str, int] = {}
    for index in found:
        sides.setdefault(_figures_before(table, index), index)
    return sides


def _figures_before(table: TableCells, index: int) -> str:
    places = {table.columns.roles[name]: name for name in ("amount", "balance") if name in table.columns.roles}
    before = [place for place in places if place < index]
    return places[max(before)] if before else "amount"


def _by_content(table: TableCells) -> Iterator[int]:
    if "amount" not in table.columns.roles:
        return
    rows = [line for line in table.lines if _has_amount(table, line)]
    known = {*table.columns.roles.values(), *(index for _role, index in table.columns.again)}
    others = sorted({index for line in rows for index in line.cells} - known)
    for index in others:
        words = [line.cells.get(index) for line in rows]
        if all(isinstance(word, str) and side_of(word) for word in words) and _fits(table, rows, index):
            yield index


def _fits(table: TableCells, rows: Iterable[Line], index: int) -> bool:
    """Return whether a column can tell the sides: letters that signs contradict may stand for anything else."""
    for line in rows:
        word, amount = f"{line.cells[index]}", table.amount(line, "amount")
        if amount and amount.size and amount.side not in {None, side_of(word)} and len(word) <= 2:
            return False
    return True


def _has_amount(table: TableCells, line: Line) -> bool:
    try:
        dated = table.day(line, "booked") or table.day(line, "value")
        amount = table.amount(line, "amount")
        return dated is not None and amount is not None and bool(amount.size)
    except ValueError:
        return False


def undirected(table: TableCells, sides: Mapping[str, int]) -> Iterator[Finding]:
    """Yield an error if amounts have no sign, no column tells their side, and a cell beside one says debit."""
    if "amount" in sides or "amount" in table.signed or {"debit", "credit"} & table.columns.roles.keys():
        return
    for line in table.lines:
        word = next((each for each in line.cells.values() if isinstance(each, str) and is_plain_debit(each)), None)
        if word is not None and _has_amount(table, line):
            yield error(
                line.number,
                "direction",
                _(
                    'Row {line} says "{word}" and its amount has no sign, as all of the table; which amounts leave the '
                    "account cannot be told. A column with a word for each amount, or signs, would tell it."
                ).format(line=line.number, word=word),
            )
            return
