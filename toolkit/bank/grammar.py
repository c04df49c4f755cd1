"""The values of single fields, read as widely as banks write them.

The pattern of a statement line is that of `mt-940`, which knows the files of many banks. Amounts and days are read
here: it takes 29 February for the 28th without a word, reads amounts up to the first mark between thousands, and
ignores what follows a balance.
"""

import re
from dataclasses import dataclass
from datetime import date

from mt940.tags import StatementGLS

from toolkit.bank.amounts import Mended, Read, Unreadable, read_amount
from toolkit.bank.days import UNREAL, Span, read_day, read_entry_day
from toolkit.bank.statement import NONREF, Balance, Movement
from toolkit.language import _

_LINE = StatementGLS().re
_TO_AMOUNT = re.compile(
    r"(?P<head>[0-9]{6}(?P<entry>[0-9]{4}|\s{4})?R?[DC][A-Z]?\s?)(?P<amount>[^A-Za-z/]*)(?P<tail>.*)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_BALANCE = re.compile(
    r"(?P<mark>[DC])(?P<day>[0-9]{6})(?P<currency>[A-Z]{3})?(?P<amount>[^A-Za-z]*)(?P<tail>.*)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_AMOUNT_GOES_ON = re.compile(r"[\s0-9.,'+-]*[0-9][\s0-9.,'+-]*")
_CONTRADICTS = re.compile(r".*[0-9+\-\N{MINUS SIGN}()].*|[CDHS]|CR|DR|DB|CREDIT|DEBIT", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"[A-Z]{3}")
_NUMBER = re.compile(r"\s*([0-9]{1,18})(?:\s*/\s*([0-9]{1,18}))?(?![0-9])")
_DEBIT = frozenset({"D", "RC"})
"""A reversal of a credit takes money away, a reversal of a debit brings it back (SWIFT field 61, subfield 3)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the statement around a field tells: its currency, empty where it has none, and its days."""

    currency: str = ""
    days: Span | None = None


def read_balance(lines: tuple[str, ...], line: int, frame: Frame, *, final: bool) -> Read[Balance]:
    """Read a balance: `C260131SEK1000,00`. One without a currency has that of the statement. Raises `Unreadable`."""
    first = lines[0].strip()
    found = _BALANCE.fullmatch(first)
    if found is None or not (found["amount"].strip() or found["currency"]):
        raise Unreadable(_('"{value}" is no balance: a mark, a date, a currency and an amount').format(value=first))
    if len(lines) > 1 and _AMOUNT_GOES_ON.fullmatch(lines[1]):
        raise Unreadable(_('"{rest}" follows the amount on a line of its own').format(rest=lines[1].strip()))
    day = read_day(found["day"])
    currency = (found["currency"] or frame.currency).upper()
    if not currency:
        raise Unreadable(_('"{value}" has no currency, and nothing else in the statement tells it').format(value=first))
    told = () if found["currency"] else (Mended(_("It has no currency; that of the statement was taken.")),)
    amount = read_amount(found["amount"], currency)
    signed = -amount.value if found["mark"].upper() == "D" else amount.value
    mended = (*day.mended, *told, *amount.mended, *_left_over(found["tail"].strip(), currency))
    return Read(Balance(day.value, currency, signed, final, line), mended)


def stated_currency(value: str) -> str:
    """Return the currency that a balance states; empty where it has none."""
    found = _BALANCE.match(value.strip())
    return (found["currency"] or "").upper() if found else ""


def _left_over(rest: str, currency: str) -> tuple[Mended, ...]:
    """Tell a remark behind an amount. Raises `Unreadable` for what may be a part of the amount, or contradict it."""
    if not rest:
        return ()
    if _CONTRADICTS.fullmatch(rest) or (_CODE.fullmatch(rest) and rest != currency):
        raise Unreadable(_('"{rest}" follows the amount').format(rest=rest))
    return (Mended(_('"{rest}" follows the amount and was left out.').format(rest=rest)),)


@dataclass(frozen=True, slots=True)
class _Parted:
    """A statement line, its amount apart from what the library's pattern tells of the rest."""

    found: re.Match[str]
    entry: str
    amount: str

    @property
    def typed(self) -> bool:
        return bool(self.found["id"])


def _part(text: str) -> _Parted | None:
    parts = _TO_AMOUNT.fullmatch(text)
    if parts is None:
        return None
    # The library's pattern stops at the first sign that SWIFT has not in an amount; here it sees none.
    found = _LINE.match(f"{parts['head'].rstrip()}0,{parts['tail']}")
    return _Parted(found, (parts["entry"] or "").strip(), parts["amount"]) if found else None


def read_line(lines: tuple[str, ...], line: int, frame: Frame) -> Read[Movement]:
    """Read a statement line, :61:, whose last lines may be the supplementary details. Raises `Unreadable`."""
    first, rest = lines[0].rstrip(), [text.strip() for text in lines[1:]]
    parted, mended = _part(first), list[Mended]()
    if rest and (parted is None or not parted.typed):
        # Some systems break the line wherever it gets too long.
        joined = _part(first + rest[0])
        if joined is not None and joined.typed:
            parted, rest = joined, rest[1:]
            mended.append(Mended(_("The statement line is broken in the middle.")))
    if parted is None:
        raise Unreadable(
            _('"{line}" is no statement line: dates, a mark, an amount, a type and a reference').format(line=lines[0])
        )
    if not parted.typed:
        _demand_an_end(parted, rest, first)
        mended.append(Mended(_("It has no type of four characters.")))
    bank_reference = parted.found["bank_reference"] or ""
    if rest and rest[0].startswith("//") and not bank_reference:
        mended.append(Mended(_("The bank's reference stands on the second line.")))
        bank_reference, rest = rest[0][2:], rest[1:]
    return _movement(parted, bank_reference, rest, line, frame, mended)


def _demand_an_end(parted: _Parted, rest: list[str], line: str) -> None:
    """Raise `Unreadable` where no type ends the amount, and something else may belong to it."""
    after = parted.found["customer_reference"] or ""
    if after.startswith("/") or (not after and rest and _AMOUNT_GOES_ON.fullmatch(rest[0])):
        raise Unreadable(_('"{line}" has no amount that can be told from what follows').format(line=line))


def _movement(
    parted: _Parted, bank_reference: str, rest: list[str], line: int, frame: Frame, mended: list[Mended]
) -> Read[Movement]:
    found = parted.found
    value_day = read_day(found["year"] + found["month"] + found["day"])
    entry = _entry(parted.entry, value_day.value, frame)
    amount = read_amount(parted.amount, frame.currency)
    mark = found["status"].upper()
    extra = [found["extra_details"] or "", *rest]
    mended += [*value_day.mended, *entry.mended, *amount.mended]
    return Read(
        Movement(
            value_date=value_day.value,
            entry_date=entry.value,
            amount=-amount.value if mark in _DEBIT else amount.value,
            code=(found["id"] or "NMSC").upper(),
            owner_reference=(found["customer_reference"] or "").strip() or NONREF,
            bank_reference=bank_reference.strip(),
            supplementary="\n".join(piece for piece in extra if piece),
            reversal=mark.startswith("R"),
            funds=(found["funds_code"] or "").upper(),
            line=line,
            unreal_day="; ".join(each.message for each in mended if each.rule == UNREAL),
        ),
        tuple(mended),
    )


def _entry(text: str, value_day: date, frame: Frame) -> Read[date | None]:
    if not text:
        return Read(None)
    read = read_entry_day(text, value_day, frame.days)
    return Read(read.value, read.mended)


def read_number(value: str) -> Read[tuple[int, int]]:
    """Read a statement's number and part: `12/1`; the part is 0 where there is none. Raises `Unreadable`."""
    found = _NUMBER.match(value)
    if found is None:
        raise Unreadable(_('"{value}" is no number of a statement').format(value=value))
    return Read((int(found[1]), int(found[2] or 0)))
