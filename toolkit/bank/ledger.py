"""Statements as the rows of a workbook, and back: what one writes the other reads, unchanged."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from toolkit.bank.details import read_details
from toolkit.bank.findings import Finding, Reading, error, note
from toolkit.bank.ledger_parts import PARTS, PartsOfBookings
from toolkit.bank.ledger_rows import Cells, LedgerRow, Unreadable, ledger_rows
from toolkit.bank.statement import NONREF, Balance, Movement, Statement, running
from toolkit.bank.titles import Content, Line
from toolkit.errors import NotAStatement
from toolkit.language import _

FORMAT = "workbook"
SUMMARY = "Statements"
"""The sheet of the statements' balances; the movements stand on a sheet for each account."""

SUMMARY_TITLES = (
    *("Sheet", "Account", "Currency", "Statement", "Part", "Opening day", "Opening", "Opening is final"),
    *(
        "Closing day",
        "Closing",
        "Closing is final",
        "Difference",
        "Movements",
        "Reference",
        "Related reference",
        "BIC",
    ),
    *("Available day", "Available", "Forward balances", "Information", "Basis"),
)
STATED, ADDED_UP = "stated", "added up"
"""What a statement's balances rest on: the bank's own figures, or a sum."""

MOVEMENT_TITLES = (
    *(
        "Statement",
        "Part",
        "Value date",
        "Entry date",
        "Amount",
        "Balance",
        "Type",
        "Owner's reference",
    ),
    *("Bank's reference", "Purpose", "Counterparty", "Counterparty account", "Supplementary", "Reversal"),
    *("Funds code", "Information"),
)
_LAST_PLAIN = "\ufffd"
"""Beyond it, a character counts as two."""
_FORWARD = re.compile(r"(\d{4}-\d\d-\d\d) (-?[\d.]+)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The movements of one account: the name of its sheet, its statements, and how its balance stood day by day."""

    name: str
    statements: tuple[Statement, ...]

    @property
    def rows(self) -> Iterator[Cells]:
        """The cells of each movement, as `MOVEMENT_TITLES` name them."""
        return (_cells(each, movement, after) for each in self.statements for movement, after in running(each))

    @property
    def count(self) -> int:
        """The number of movements."""
        return sum(len(each.movements) for each in self.statements)

    @property
    def days(self) -> tuple[tuple[date, Decimal], ...]:
        """The balance at the end of each day that had a movement, by date."""
        found: dict[date, Decimal] = {}
        for each in self.statements:
            if each.opening:
                found.setdefault(each.opening.day, each.opening.amount)
            for movement, after in running(each):
                found[movement.value_date] = after
        return tuple(sorted(found.items()))


def sheets_of(statements: Iterable[Statement]) -> tuple[Sheet, ...]:
    """Gather statements by account and currency, each under a name that a sheet can have."""
    groups: dict[tuple[str, str], list[Statement]] = {}
    for each in statements:
        groups.setdefault((each.account, each.currency), []).append(each)
    names: set[str] = {SUMMARY.casefold(), PARTS.casefold(), "history"}
    return tuple(Sheet(_name(account, currency, names), tuple(found)) for (account, currency), found in groups.items())


def _name(account: str, currency: str, taken: set[str]) -> str:
    """Make a name of at most 31 characters without those that Excel refuses, and unlike every other."""
    bare, code = _fit_for_a_name(account)[-24:].strip() or "Account", _fit_for_a_name(currency)[:3]
    wanted, number = f"{bare} {code}".strip(), 1
    while wanted.casefold() in taken:
        number += 1
        wanted = f"{bare} {code} {number}"[-31:].strip()
    taken.add(wanted.casefold())
    return wanted


def _fit_for_a_name(text: str) -> str:
    """Leave out what a sheet's name cannot have: Excel's own signs, and what cannot be seen."""
    seen = "".join(each if each.isprintable() and each <= _LAST_PLAIN else " " for each in text)
    return re.sub(r"[\[\]:*?/\\']", " ", seen).strip()


def summary_row(sheet: str, each: Statement) -> Cells:
    """Return the cells of a statement, as `SUMMARY_TITLES` name them."""
    return (
        *(sheet, each.account, each.currency, Decimal(each.number), Decimal(each.sequence)),
        *_balance_cells(each.opening),
        _yes(each.opening is None or each.opening.final),
        *_balance_cells(each.closing),
        _yes(each.closing is None or each.closing.final),
        *(each.difference, Decimal(len(each.movements)), each.reference, each.related, each.bic),
        *_balance_cells(each.available),
        "; ".join(f"{balance.day} {balance.amount:f}" for balance in each.forward),
        each.text,
        ADDED_UP if each.added_up else STATED,
    )


def _balance_cells(balance: Balance | None) -> tuple[Content | None, Content | None]:
    return (None, None) if balance is None else (balance.day, balance.amount)


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _cells(each: Statement, movement: Movement, after: Decimal) -> Cells:
    details = read_details(movement.text)
    return (
        *(Decimal(each.number), Decimal(each.sequence), movement.value_date, movement.entry_date, movement.amount),
        *(after, movement.code, movement.owner_reference, movement.bank_reference, details.purpose, details.name),
        *(details.account, movement.supplementary, _yes(movement.reversal), movement.funds, movement.text),
    )


def read_ledger(summary: Sequence[Line], sheets: Mapping[str, Sequence[Line]]) -> Reading:
    """Read statements back out of the rows of a workbook. Raises `NotAStatement` where a sheet of it is missing."""
    findings: list[Finding] = []
    parts = _parts(sheets.get(PARTS, ()), findings)
    rows = list(ledger_rows(summary, SUMMARY_TITLES))
    taken: dict[tuple[str, int, int], list[Movement]] = {}
    for name in dict.fromkeys(row.text("Sheet") for row in rows):
        if name not in sheets:
            raise NotAStatement(_('its sheet "{name}" is missing').format(name=name))
        _take(name, sheets[name], taken, findings, parts)
    alike = Counter(_key(row) for row in rows)
    made: list[Statement] = []
    for row in rows:
        found = taken.get(_key(row), [])
        alike[_key(row)] -= 1
        # Two statements of one number share its rows; the last takes what is left, rows that were added included.
        count = row.whole("Movements") if alike[_key(row)] else len(found)
        made.append(replace(_statement(row), movements=tuple(found[:count])))
        del found[:count]
    left = sum(map(len, taken.values()))
    if left:
        findings.append(
            error(
                0,
                "ledger",
                _("{left:,} movements belong to no statement of the sheet {summary}.").format(
                    left=left, summary=SUMMARY
                ),
            )
        )
    if parts.left:
        findings.append(
            note(
                0,
                "details",
                _("{left:,} bookings of the sheet {sheet} have no movement.").format(left=parts.left, sheet=PARTS),
            )
        )
    return Reading(FORMAT, "xlsx", tuple(made), tuple(findings))


def _parts(lines: Sequence[Line], findings: list[Finding]) -> PartsOfBookings:
    try:
        return PartsOfBookings(lines)
    except Unreadable as reason:
        findings.append(
            error(0, "unreadable", _('{name}: "{reason}" cannot be read.').format(name=PARTS, reason=reason))
        )
        return PartsOfBookings(())


def _key(row: LedgerRow) -> tuple[str, int, int]:
    return row.text("Sheet"), row.whole("Statement"), row.whole("Part")


def _take(
    name: str,
    lines: Sequence[Line],
    taken: dict[tuple[str, int, int], list[Movement]],
    findings: list[Finding],
    parts: PartsOfBookings,
) -> None:
    """Gather the movements of a sheet by the number and part of their statement."""
    for row in ledger_rows(lines, MOVEMENT_TITLES):
        try:
            movement = _movement(row)
        except Unreadable as reason:
            findings.append(
                error(
                    row.number,
                    "unreadable",
                    _('{name}, row {row}: "{reason}" cannot be read.').format(name=name, row=row.number, reason=reason),
                )
            )
            continue
        if movement is None:
            findings.append(
                error(
                    row.number,
                    "unreadable",
                    _("{name}, row {row} has no value date and amount.").format(name=name, row=row.number),
                )
            )
            continue
        whole = replace(movement, parts=parts.take(name, movement))
        taken.setdefault((name, row.whole("Statement"), row.whole("Part")), []).append(whole)


def _movement(row: LedgerRow) -> Movement | None:
    day, amount = row.day("Value date"), row.number_of("Amount")
    if day is None or amount is None:
        return None
    return Movement(
        value_date=day,
        entry_date=row.day("Entry date"),
        amount=amount,
        code=row.text("Type") or "NMSC",
        owner_reference=row.text("Owner's reference") or NONREF,
        bank_reference=row.text("Bank's reference"),
        supplementary=row.text("Supplementary"),
        text=row.text("Information") or row.text("Purpose"),
        reversal=row.text("Reversal") == "yes",
        funds=row.text("Funds code"),
        line=row.number,
    )


def _statement(row: LedgerRow) -> Statement:
    currency = row.text("Currency")
    return Statement(
        account=row.text("Account"),
        number=row.whole("Statement"),
        sequence=row.whole("Part"),
        opening=_balance(row, "Opening", currency),
        movements=(),
        closing=_balance(row, "Closing", currency),
        reference=row.text("Reference"),
        related=row.text("Related reference"),
        bic=row.text("BIC"),
        available=_balance(row, "Available", currency),
        forward=tuple(
            Balance(date.fromisoformat(day), currency, Decimal(amount))
            for day, amount in _FORWARD.findall(row.text("Forward balances"))
        ),
        text=row.text("Information"),
        line=row.number,
        added_up=row.text("Basis") == ADDED_UP,
    )


def _balance(row: LedgerRow, name: str, currency: str) -> Balance | None:
    day, amount = row.day(f"{name} day"), row.number_of(name)
    if day is None or amount is None:
        return None
    return Balance(day, currency, amount, final=row.text(f"{name} is final") != "no", line=row.number)
