"""The values of single fields, read as widely as banks write them.

The patterns are those of `mt-940`, which know the files of many banks. Its values are made here: it takes 29 February
for the 28th without a word, cuts references it has no room for, ignores what follows a balance, and reads amounts
only where their digits are sound.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from mt940.tags import BalanceBase, StatementGLS

from toolkit.bank.statement import NONREF, Balance, Movement
from toolkit.language import _

_LINE = StatementGLS().re
_BALANCE = BalanceBase().re
_AMOUNT = re.compile(r"\d+(?:[,.]\d*)?|,\d+")
_POINT = re.compile(r"(?<=\d)\.(?=\d{1,3}[NFS][A-Z0-9]{3})")
_NUMBER = re.compile(r"\s*(\d+)(?:\s*/\s*(\d+))?")
_HALF_A_YEAR = timedelta(182)
_DEBIT = frozenset({"D", "RC"})
"""A reversal of a credit takes money away, a reversal of a debit brings it back (SWIFT field 61, subfield 3)."""


Value = TypeVar("Value")


class Unreadable(ValueError):
    """A value that cannot be what its field is; the text says why."""


@dataclass(frozen=True, slots=True)
class Read(Generic[Value]):
    """A value, and what was put right to read it, each as a short sentence."""

    value: Value
    mended: tuple[str, ...] = ()


def read_balance(value: str, line: int, *, final: bool) -> Read[Balance]:
    """Read a balance: `C260131SEK1000,00`. Raises `Unreadable`."""
    found = _BALANCE.match(value.strip())
    if found is None or not found["currency"].isalpha():
        raise Unreadable(_('"{value}" is no balance: a mark, a date, a currency and an amount').format(value=value))
    day, mended = _day(found["year"], found["month"], found["day"])
    amount, text = _amount(found["amount"])
    if rest := value.strip()[found.end() :].strip():
        mended += (_('"{rest}" follows the amount and was left out.').format(rest=rest),)
    signed = -amount if found["status"].upper() == "D" else amount
    return Read(Balance(day, found["currency"].upper(), signed, final, line), mended + text)


def read_line(lines: tuple[str, ...], line: int) -> Read[Movement]:
    """Read a statement line, :61:, whose last lines may be the supplementary details. Raises `Unreadable`."""
    first, rest = _POINT.sub(",", lines[0].rstrip()), [text.strip() for text in lines[1:]]
    mended: tuple[str, ...] = () if first == lines[0].rstrip() else (_("The amount has a point for its comma."),)
    found = _LINE.match(first)
    if rest and (found is None or not found["id"]):
        # Some systems break the line wherever it gets too long.
        joined = _LINE.match(first + rest[0])
        if joined is not None:
            found, mended = joined, (*mended, _("The statement line is broken in the middle."))
            rest = rest[1:]
    if found is None:
        raise Unreadable(
            _('"{line}" is no statement line: dates, a mark, an amount, a type and a reference').format(line=lines[0])
        )
    if not found["id"]:
        if (found["customer_reference"] or "")[:1] in tuple(".,0123456789"):
            raise Unreadable(_('"{line}" has no amount that can be told from what follows').format(line=lines[0]))
        mended += (_("It has no type of four characters."),)
    if rest and rest[0].startswith("//") and not found["bank_reference"]:
        mended += (_("The bank's reference stands on the second line."),)
        return _movement(found, rest[0][2:], rest[1:], line, mended)
    return _movement(found, found["bank_reference"] or "", rest, line, mended)


def _movement(
    found: re.Match[str], bank_reference: str, rest: list[str], line: int, mended: tuple[str, ...]
) -> Read[Movement]:
    value_date, more = _day(found["year"], found["month"], found["day"])
    amount, text = _amount(found["amount"])
    mark = found["status"].upper()
    extra = [found["extra_details"] or "", *rest]
    return Read(
        Movement(
            value_date=value_date,
            entry_date=_entry_date(found["entry_month"], found["entry_day"], value_date),
            amount=-amount if mark in _DEBIT else amount,
            code=(found["id"] or "NMSC").upper(),
            owner_reference=(found["customer_reference"] or "").strip() or NONREF,
            bank_reference=bank_reference.strip(),
            supplementary="\n".join(piece for piece in extra if piece),
            reversal=mark.startswith("R"),
            funds=(found["funds_code"] or "").upper(),
            line=line,
        ),
        mended + more + text,
    )


def read_number(value: str) -> Read[tuple[int, int]]:
    """Read a statement's number and part: `12/1`; the part is 0 where there is none. Raises `Unreadable`."""
    found = _NUMBER.match(value)
    if found is None:
        raise Unreadable(_('"{value}" is no number of a statement').format(value=value))
    return Read((int(found[1]), int(found[2] or 0)))


def _day(year: str, month: str, day: str) -> tuple[date, tuple[str, ...]]:
    """Return a day of 1980 to 2079; one that its month is too short for becomes the last of it, and is told."""
    full = int(year) + (1900 if int(year) >= 80 else 2000)
    found = _in_year(full, int(month), int(day))
    if found is not None:
        return found, ()
    last = _end_of_month(full, int(month))
    if last is None or not last.day < int(day) <= 31:
        raise Unreadable(_("{year}{month}{day} is no date").format(year=year, month=month, day=day))
    return last, (
        _("{year}{month}{day} is no day; it was taken for {last}.").format(year=year, month=month, day=day, last=last),
    )


def _entry_date(month: str | None, day: str | None, value_date: date) -> date | None:
    """Return the day of booking, which has no year, in the year that puts it nearest to the value date."""
    if not month or not day or not (month + day).isdigit():
        return None
    same = _in_year(value_date.year, int(month), int(day))
    if same is not None and abs(same - value_date) <= _HALF_A_YEAR:
        return same
    years = range(value_date.year - 1, value_date.year + 2)
    near = [found for year in years if (found := _in_year(year, int(month), int(day)))]
    if not near and int(day) <= 31:
        near = [last for year in years if (last := _end_of_month(year, int(month)))]
    if not near:
        raise Unreadable(_("{month}{day} is no day of a year").format(month=month, day=day))
    return min(near, key=lambda found: abs(found - value_date))


def _in_year(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _end_of_month(year: int, month: int) -> date | None:
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None


def _amount(text: str) -> tuple[Decimal, tuple[str, ...]]:
    if not _AMOUNT.fullmatch(text):
        raise Unreadable(_('"{text}" is no amount').format(text=text))
    return Decimal(text.replace(",", ".")), () if "," in text else (_("The amount has no decimal comma."),)
