"""Statements as MT940, to the rules: what breaks one is not written, and what is changed is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from toolkit.bank.added_up import with_mark
from toolkit.bank.amounts import Unreadable
from toolkit.bank.charset import Charset, Spelling
from toolkit.bank.currency import decimals, places
from toolkit.bank.days import Span, read_entry_day, span
from toolkit.bank.details import is_structured
from toolkit.bank.reread import demand_same, demand_sound
from toolkit.bank.statement import NONREF, Balance, Movement, Statement
from toolkit.errors import StatementUnwritable
from toolkit.language import _

WIDTH = 65
LINES = 6
_REFERENCE = 16
_SUPPLEMENTARY = 34
_LARGEST = 15
_END = "-"


@dataclass(frozen=True, slots=True)
class Written:
    """The bytes of a file, and what had to be changed for it, each as a sentence."""

    content: bytes
    changes: tuple[str, ...]


@dataclass(slots=True)
class _Writer:
    spelling: Spelling
    shortened: list[str] = field(default_factory=list)

    def message(self, statement: Statement) -> Iterator[str]:
        """Yield the lines of one message."""
        opening, closing = statement.opening, statement.closing
        demand_sound(statement)
        if opening is None or closing is None or statement.difference:
            raise StatementUnwritable(statement.name, _("its balances and movements do not add up"))
        yield f":20:{self._reference(statement.reference) or 'STATEMENT'}"
        if statement.related:
            yield f":21:{self._reference(statement.related)}"
        yield from self._account(statement)
        yield f":28C:{statement.number % 100_000:05}/{max(statement.sequence, 1):03}"
        yield f":60{_letter(opening)}:{_balance(statement, opening)}"
        days = span((opening.day, closing.day))
        for movement in statement.movements:
            yield from self._movement(statement, self._dated(statement, movement, days))
        yield f":62{_letter(closing)}:{_balance(statement, closing)}"
        if statement.available:
            yield f":64:{_balance(statement, statement.available)}"
        yield from (f":65:{_balance(statement, each)}" for each in statement.forward)
        information = with_mark(statement.text) if statement.added_up else statement.text
        if information:
            yield from self._information(information, statement.name)

    def _account(self, statement: Statement) -> Iterator[str]:
        account = self.spelling(statement.account).strip()
        if not 1 <= len(account) <= 35:
            raise StatementUnwritable(
                statement.name, _('"{account}" is no account of 1 to 35 characters').format(account=account)
            )
        if statement.bic:
            yield from (f":25P:{account}", _inner(self.spelling(statement.bic)))
        else:
            yield f":25:{account}"

    def _dated(self, statement: Statement, movement: Movement, days: Span | None) -> Movement:
        """Leave out a day of booking that cannot be told without its year, and tell it."""
        booked = movement.entry_date
        if booked is None or _reads_as(booked, movement.value_date, days):
            return movement
        self.shortened.append(
            _("{statement}: the day of booking {day} of {amount:,f} was left out: it has no room for its year.").format(
                statement=statement.name, day=booked, amount=movement.amount
            )
        )
        return replace(movement, entry_date=None)

    def _movement(self, statement: Statement, movement: Movement) -> Iterator[str]:
        dates = f"{movement.value_date:%y%m%d}" + (f"{movement.entry_date:%m%d}" if movement.entry_date else "")
        owner = (
            self._short(movement.owner_reference, statement, _("owner's reference")).replace("//", "/").rstrip("/ ")
            or NONREF
        )
        bank = self._short(movement.bank_reference, statement, _("bank's reference"))
        amount = spell_amount(statement, movement.amount)
        mark = _mark(movement)
        yield f":61:{dates}{mark}{movement.funds}{amount}{movement.code}{owner}" + (f"//{bank}" if bank else "")
        if movement.supplementary:
            extra = self.spelling(movement.supplementary.replace("\n", " "))
            if len(extra) > _SUPPLEMENTARY:
                self.shortened.append(
                    _("{statement}: the details of {amount:,f} were cut.").format(
                        statement=statement.name, amount=movement.amount
                    )
                )
            yield _inner(extra[:_SUPPLEMENTARY])
        long = movement.bank_reference if len(movement.bank_reference) > _REFERENCE else ""
        text = movement.text if long in movement.text else f"{long} {movement.text}"
        if text:
            yield from self._information(text, statement.name)

    def _short(self, reference: str, statement: Statement, what: str) -> str:
        spelt = self.spelling(reference).strip()
        if len(spelt) > _REFERENCE:
            self.shortened.append(
                _('{statement}: the {what} "{reference}" was cut to 16 characters.').format(
                    statement=statement.name, what=what, reference=reference
                )
            )
        return spelt[:_REFERENCE].strip()

    def _reference(self, reference: str) -> str:
        """Bring a reference under T26: no slash at its ends, no two of them together, 16 characters."""
        spelt = self.spelling(reference)
        while "//" in spelt:
            spelt = spelt.replace("//", "/")
        return spelt[:_REFERENCE].strip("/ ")

    def _information(self, text: str, name: str) -> Iterator[str]:
        lines = [self.spelling(line) for line in text.split("\n")]
        if len(lines) > LINES or any(len(line) > WIDTH for line in lines) or any(_unfit(line) for line in lines[1:]):
            lines = wrap(lines)
        if len(lines) > LINES:
            self.shortened.append(
                _('{name}: a text of {count} lines was cut to {most}: "{first}"').format(
                    name=name, count=len(lines), most=LINES, first=lines[0]
                )
            )
        yield f":86:{lines[0]}"
        yield from lines[1:LINES]


@dataclass(frozen=True, slots=True)
class Style:
    """How statements are written.

    `limit` is the most characters of one message; a longer statement goes on in the next (:60M:, :62M:). `kept` are
    the marks of a dialect that SWIFT's character set does not have.
    """

    charset: Charset = Charset.X
    limit: int | None = None
    kept: str = ""


STRICT = Style()
"""To every rule of SWIFT's, whatever the length of a message."""


def write_mt940(statements: Sequence[Statement], style: Style = STRICT) -> Written:
    """Write statements with CRLF, each message closed by a line with a dash.

    Raises `StatementUnwritable` for one that does not add up, for an amount that the format or the currency has no
    room for, and where our own reader finds anything else in the bytes than what was meant.
    """
    writer = _Writer(Spelling(style.charset, style.kept))
    lines: list[str] = []
    parts = [
        part for statement in statements for part in (split(statement, style.limit) if style.limit else (statement,))
    ]
    for part in parts:
        lines += [*writer.message(part), _END]
    content = "".join(f"{line}\r\n" for line in lines).encode(style.charset.codec)
    demand_same(content, parts)
    return Written(content, (*_replaced(writer.spelling), *writer.shortened))


def _replaced(spelling: Spelling) -> Iterator[str]:
    if spelling.replaced:
        shown = ", ".join(f"{old} → {new}" for (old, new), _times in spelling.replaced.most_common(12))
        total = spelling.replaced.total()
        yield _("{total:,} characters replaced in {lines:,} lines: {shown}").format(
            total=total, lines=spelling.lines, shown=shown
        )


def _letter(balance: Balance) -> str:
    return "F" if balance.final else "M"


def _mark(movement: Movement) -> str:
    """Return the mark: a debit that takes back a credit is RC, a credit that takes back a debit RD."""
    if movement.reversal:
        return "RC" if movement.amount < 0 else "RD"
    return "D" if movement.amount < 0 else "C"


def _balance(statement: Statement, balance: Balance) -> str:
    mark = "D" if balance.amount < 0 else "C"
    return f"{mark}{balance.day:%y%m%d}{balance.currency}{spell_amount(statement, balance.amount)}"


def spell_amount(statement: Statement, amount: Decimal) -> str:
    """Spell an amount without its sign: `3000,` or `12,50`, with the decimals of the currency."""
    most = decimals(statement.currency)
    if places(amount) > most:
        raise StatementUnwritable(
            statement.name,
            _("{amount:f} has more decimals than {currency} has").format(amount=amount, currency=statement.currency),
        )
    spelt = f"{abs(amount):.{most}f}".replace(".", ",")
    spelt = spelt if "," in spelt else f"{spelt},"
    if len(spelt) > _LARGEST:
        raise StatementUnwritable(statement.name, _("{amount:,f} has more than 15 characters").format(amount=amount))
    return spelt


def _unfit(line: str) -> bool:
    """Tell whether a line cannot follow another: it would look like a field or the end."""
    return not line.strip() or line[0] in ":-"


def _inner(line: str) -> str:
    return f".{line[1:]}" if _unfit(line) else line


def wrap(lines: Sequence[str]) -> list[str]:
    """Break a text into lines of 65 characters, none of which but the first looks like a field or the end.

    Subfields and code words are cut at that width, as readers join their lines without a blank; any other text is
    broken at its blanks.
    """
    if is_structured("\n".join(lines)):
        return _cut("".join(lines))
    text = " ".join(line.strip() for line in lines if line.strip())
    found: list[str] = []
    while len(text) > WIDTH:
        at = text.rfind(" ", 1, WIDTH + 1)
        at = at if at >= WIDTH // 2 else WIDTH
        found.append(text[:at].rstrip())
        text = _inner(text[at:].lstrip() or ".")
    return [*found, text]


def _cut(text: str) -> list[str]:
    """Cut a text at the width, but not beside a blank, which readers strip, nor before a colon or a dash."""
    found: list[str] = []
    while len(text) > WIDTH:
        at = next((at for at in range(WIDTH, 1, -1) if text[at] not in " :-" and text[at - 1] != " "), WIDTH)
        found.append(text[:at])
        text = text[at:]
    return [*found, text]


def split(statement: Statement, limit: int) -> Iterator[Statement]:
    """Yield the parts of a statement, each within `limit` characters and with its own balances between them."""
    if statement.opening is None or statement.closing is None:
        raise StatementUnwritable(statement.name, _("it has no balances"))
    parts: list[list[Movement]] = [[]]
    size = _FRAME
    for movement in statement.movements:
        length = _LINE_FRAME + len(movement.text) + len(movement.supplementary)
        if parts[-1] and size + length > limit:
            parts.append([])
            size = _FRAME
        parts[-1].append(movement)
        size += length
    yield from _parts(statement, statement.opening, statement.closing, parts)


_FRAME = 240
"""Characters of a message around its movements, at most."""
_LINE_FRAME = 100
"""Characters of a statement line and its tags, at most, without its text."""


def _parts(
    statement: Statement, opening: Balance, closing: Balance, parts: list[list[Movement]]
) -> Iterator[Statement]:
    balance = opening
    for number, movements in enumerate(parts, 1):
        last = number == len(parts)
        amount = balance.amount + sum(each.amount for each in movements)
        day = movements[-1].value_date if movements else closing.day
        after = closing if last else Balance(day, closing.currency, amount, final=False)
        yield replace(
            statement,
            sequence=number,
            opening=balance,
            movements=tuple(movements),
            closing=after,
            available=statement.available if last else None,
            forward=statement.forward if last else (),
            text=statement.text if last else "",
        )
        balance = after


def _reads_as(booked: date, value_day: date, days: Span | None) -> bool:
    try:
        return read_entry_day(f"{booked:%m%d}", value_day, days).value == booked
    except Unreadable:
        return False
