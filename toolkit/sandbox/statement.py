"""MT940 as the sandbox writes and reads it: a small, strict writer and a lenient reader of the usual fields."""

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

_WIDTH = 65
_LINES = 6
_ALLOWED = re.compile(r"[^a-zA-Z0-9/\-?:().,'+ ]")
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "a", "Æ": "A", "ß": "s", "&": "+", "–": "-"})
_FIELD = re.compile(r"^:(\d\d[A-Z]?):", re.MULTILINE)
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d+,\d*)")
_LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>R?[CD])[A-Z]?(?P<amount>\d+,\d*)[NFS]\w{3}"
    r"(?P<owner>[^\n/]*(?:/(?!/)[^\n/]*)*)(?://(?P<bank>[^\n]*))?"
)
_INCOMING = frozenset({"C", "RD"})


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a statement: when it was booked and ordered, how much (signed), the bank's reference, the text."""

    booked: date
    ordered: date
    amount: Decimal
    reference: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of an account between two balances."""

    account: str
    currency: str
    number: int
    opened: date
    opening: Decimal
    movements: tuple[Movement, ...]

    @property
    def closing(self) -> Decimal:
        """The opening balance and every movement."""
        return self.opening + sum((each.amount for each in self.movements), Decimal(0))

    @property
    def closed(self) -> date:
        """The day of the last movement."""
        return self.movements[-1].booked if self.movements else self.opened


class NotAStatement(ValueError):
    """The text is no MT940 that can be read."""


def write(statements: Iterable[Statement]) -> str:
    """Write statements in the SWIFT character set x, with CRLF, each closed by a line with a dash."""
    lines = [line for statement in statements for line in (*_statement(statement), "-")]
    return "".join(f"{line}\r\n" for line in lines)


def read(content: bytes) -> tuple[Statement, ...]:
    """Read statements. Raises `NotAStatement`, which says what is missing."""
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    messages = [part for part in re.split(r"^(?=:20:)", text, flags=re.MULTILINE) if part.startswith(":20:")]
    if not messages:
        raise NotAStatement("The file is no MT940 statement: it has no :20: field.")
    return tuple(_message(message) for message in messages)


def _statement(statement: Statement) -> Iterator[str]:
    yield f":20:FLOWTLY{statement.opened:%y%m%d}"
    yield f":25:{statement.account}"
    yield f":28C:{statement.number:05}/001"
    yield f":60F:{_balance(statement.opening, statement.opened, statement.currency)}"
    for movement in statement.movements:
        mark = "D" if movement.amount < 0 else "C"
        dates = f"{movement.booked:%y%m%d}{movement.ordered:%m%d}"
        reference = _plain(movement.reference)[:16].strip() or "NONREF"
        yield f":61:{dates}{mark}{_amount(movement.amount)}NTRFNONREF//{reference}"
        yield f":86:{_wrapped(movement.text)}"
    yield f":62F:{_balance(statement.closing, statement.closed, statement.currency)}"


def _balance(amount: Decimal, day: date, currency: str) -> str:
    return f"{'D' if amount < 0 else 'C'}{day:%y%m%d}{currency}{_amount(amount)}"


def _amount(amount: Decimal) -> str:
    return f"{abs(amount):.2f}".replace(".", ",")


def _plain(text: str) -> str:
    """Bring text into character set x: accents fall off, and what has no letter becomes a full stop."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return _ALLOWED.sub(".", "".join(letter for letter in decomposed if not unicodedata.combining(letter)))


def _wrapped(text: str) -> str:
    """Break text into lines of 65; none may begin like a field or like the end of the message."""
    rest = _plain(" ".join(text.split()))
    lines: list[str] = []
    while rest and len(lines) < _LINES:
        rest = rest.lstrip(":- ") if lines else rest
        lines.append(rest[:_WIDTH].rstrip())
        rest = rest[_WIDTH:]
    return "\r\n".join(line for line in lines if line) or "NONREF"


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _message(text: str) -> Statement:
    fields = _fields(text)
    found = {tag[:2]: value for tag, value in reversed(fields)}
    balance = _BALANCE.match(found.get("60", ""))
    if "25" not in found or balance is None:
        raise NotAStatement("The statement lacks its account (:25:) or its opening balance (:60F:).")
    mark, day, currency, amount = balance.groups()
    number = re.match(r"\d+", found.get("28", ""))
    opening = Decimal(amount.replace(",", "."))
    return Statement(
        account=found["25"].strip(),
        currency=currency,
        number=int(number[0]) if number else 0,
        opened=_day(day),
        opening=-opening if mark == "D" else opening,
        movements=tuple(_movements(fields)),
    )


def _fields(text: str) -> list[tuple[str, str]]:
    """Split a message into tags and values; what follows the dash is no part of it."""
    pieces = _FIELD.split(re.split(r"^-\}?\s*$", text, maxsplit=1, flags=re.MULTILINE)[0])
    return list(zip(pieces[1::2], (piece.rstrip("\n") for piece in pieces[2::2]), strict=True))


def _movements(fields: list[tuple[str, str]]) -> Iterator[Movement]:
    for (tag, value), (next_tag, text) in zip(fields, [*fields[1:], ("", "")], strict=True):
        if tag == "61":
            yield _movement(value, text if next_tag == "86" else "")


def _movement(value: str, text: str) -> Movement:
    line = _LINE.match(value)
    if line is None:
        raise NotAStatement(f"The statement line :61:{value} cannot be read.")
    booked = _day(line["value"])
    amount = Decimal(line["amount"].replace(",", "."))
    owner = "" if line["owner"].strip() == "NONREF" else line["owner"].strip()
    return Movement(
        booked=booked,
        ordered=_entry(line["entry"], booked),
        amount=amount if line["mark"] in _INCOMING else -amount,
        reference=(line["bank"] or owner).strip(),
        text=" ".join(text.split()) or owner or "NONREF",
    )


def _day(digits: str) -> date:
    try:
        return datetime.strptime(f"20{digits}", "%Y%m%d").date()  # noqa: DTZ007 -- a statement has days, no time zone
    except ValueError:
        raise NotAStatement(f"{digits} is no date.") from None


def _entry(digits: str | None, booked: date) -> date:
    """Return the entry date, which has no year, in the year that puts it nearest to the value date."""
    if digits is None:
        return booked
    days = _in_years(digits, range(booked.year - 1, booked.year + 2))
    nearest = min(days, key=lambda day: abs(day - booked), default=None)
    if nearest is None:
        raise NotAStatement(f"{digits} is no day of a year.")
    return nearest


def _in_years(digits: str, years: Iterable[int]) -> Iterator[date]:
    """Return the day in every year that has it: 0229 is in few."""
    for year in years:
        with contextlib.suppress(NotAStatement):
            yield _day(f"{year % 100:02}{digits}")
