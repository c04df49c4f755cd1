"""MT940: from the bytes of a file to statements, with everything that departs from the rules."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from toolkit.bank.added_up import without_mark
from toolkit.bank.amounts import Read, Unreadable, Value
from toolkit.bank.days import span
from toolkit.bank.fields import Field, Message, read_messages
from toolkit.bank.findings import Finding, Reading, departure, error
from toolkit.bank.grammar import Frame, read_balance, read_line, read_number, stated_currency
from toolkit.bank.guess import guess_told
from toolkit.bank.rules import departures
from toolkit.bank.statement import Balance, Movement, Statement
from toolkit.bank.text import decode
from toolkit.errors import NotAStatement
from toolkit.language import _

FORMAT = "MT940"
_TAG_AT_START = re.compile(r"(?:^|[\r\n])[\s\x01\ufeff]*(?:[{ä][^\r\n]*[{ä]4:\s*)?:(20|25P?|28C?|60[FM]|61|62[FM]):")
_ENOUGH = 3
"""So many kinds of fields make MT940 of a text without :20:."""
_BALANCES = frozenset({"60", "62", "64", "65"})
_ONCE = frozenset({"20", "21", "25", "25P"})


def looks_like_mt940(text: str) -> bool:
    """Tell whether a text has the fields that every statement has, at the beginning of lines; :20: may be missing."""
    tags = {found[:2] for found in _TAG_AT_START.findall(text)}
    proving = tags & {"60", "61", "62", "25"}
    return bool(proving) if "20" in tags else len(tags) >= _ENOUGH and bool(tags & {"60", "62"})


def read_mt940(content: bytes, encoding: str | None = None) -> Reading:
    """Read an MT940 file, leniently: what can be read is, and every departure from the rules is told.

    Raises `NotAStatement` where there is no field of a statement at all, and `UnknownEncoding`.
    """
    decoded = decode(content, encoding)
    messages, findings = read_messages(decoded.text)
    if not looks_like_mt940(decoded.text) or not messages:
        raise NotAStatement(_("it has none of the fields :20:, :25:, :60F: of an MT940 statement"))
    found = [*findings, *guess_told(decoded)]
    statements = []
    for message in messages:
        found += departures(message)
        statements.append(_Making(found, _currency(message)).statement(message))
    return Reading(FORMAT, decoded.encoding, tuple(statements), tuple(found))


def _currency(message: Message) -> str:
    """Return the first currency that a balance of the message states; empty where none does."""
    balances = (each for each in message.fields if each.tag[:2] in _BALANCES)
    return next(filter(None, (stated_currency(each.lines[0]) for each in balances)), "")


@dataclass(slots=True)
class _Making:
    """A statement on its way from the fields of one message."""

    findings: list[Finding]
    currency: str
    opening: Balance | None = None
    closing: Balance | None = None
    available: Balance | None = None
    forward: list[Balance] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    number: tuple[int, int] = (0, 0)
    plain: dict[str, str] = field(default_factory=dict)

    def statement(self, message: Message) -> Statement:
        """Read every field, and make the statement."""
        # The balances tell the currency and the days of a statement, which its lines go by.
        for each in message.fields:
            if each.tag[:2] in _BALANCES:
                self._balance(each)
        closed = False
        for each in message.fields:
            match each.tag[:2]:
                case "61":
                    self._line(each)
                case "86":
                    self._text(each, closed=closed)
                case "28":
                    self._number(each)
                case tag if tag not in _BALANCES:
                    self._plain(each)
                case tag:
                    closed = closed or tag == "62"
        self.findings += _missing(message)
        return self._made(message)

    def _made(self, message: Message) -> Statement:
        account, _newline, bic = self._printable(message).partition("\n")
        number, sequence = self.number
        text, added_up = without_mark("\n".join(self.texts))
        return Statement(
            account=account.strip(),
            number=number,
            sequence=sequence,
            opening=self.opening,
            movements=tuple(self.movements),
            closing=self.closing,
            reference=self.plain.get("20", ""),
            related=self.plain.get("21", ""),
            bic=bic.strip(),
            available=self.available,
            forward=tuple(self.forward),
            text=text,
            line=message.line,
            added_up=added_up,
        )

    def _printable(self, message: Message) -> str:
        """Return the account, each control character replaced by a full stop, and told."""
        spelt = self.plain.get("25", "")
        clean = "".join(letter if letter == "\n" or letter.isprintable() else "." for letter in spelt)
        if clean != spelt:
            line = next(each.line for each in message.fields if each.tag[:2] == "25")
            told = _(":25: has characters that cannot be shown; full stops stand for them.")
            self.findings.append(departure(line, "control", told))
        return clean

    def _line(self, each: Field) -> None:
        days = span(balance.day for balance in (self.opening, self.closing) if balance)
        read = self._try(each, lambda: read_line(each.lines, each.line, Frame(self.currency, days)))
        if read is not None:
            self.movements.append(read)

    def _text(self, each: Field, *, closed: bool) -> None:
        """Give a text to the movement before it, in order, or to the statement: before any movement and at the end."""
        if closed or not self.movements:
            self.texts.append(each.value)
            return
        last = self.movements[-1]
        joined = f"{last.text}\n{each.value}" if last.text else each.value
        self.movements[-1] = replace(last, text=joined)

    def _balance(self, each: Field) -> None:
        final, frame = not each.tag.endswith("M"), Frame(self.currency)
        read = self._try(each, lambda: read_balance(each.lines, each.line, frame, final=final))
        if read is None:
            return
        match each.tag[:2]:
            case "60" if self.opening is None:
                self.opening = read
            case "62" if self.closing is None:
                self.closing = read
            case "64" if self.available is None:
                self.available = read
            case "65":
                self.forward.append(read)
            case _:
                self._second(each)

    def _plain(self, each: Field) -> None:
        value = each.value.strip()
        name = "25" if each.tag == "25P" else each.tag
        if self.plain.setdefault(name, value) != value and each.tag in _ONCE:
            self._second(each)

    def _second(self, each: Field) -> None:
        self.findings.append(
            error(each.line, "balance", _("A second :{tag}: stands in one statement.").format(tag=each.tag))
        )

    def _number(self, each: Field) -> None:
        read = self._try(each, lambda: read_number(each.value))
        if read is None:
            return
        if self.number not in {(0, 0), read}:
            self._second(each)
        self.number = read

    def _try(self, each: Field, read: Callable[[], Read[Value]]) -> Value | None:
        try:
            found = read()
        except Unreadable as reason:
            self.findings.append(
                error(
                    each.line, "unreadable", _(":{tag}: cannot be read: {reason}.").format(tag=each.tag, reason=reason)
                )
            )
            return None
        self.findings += [departure(each.line, told.rule, f":{each.tag}: {told.message}") for told in found.mended]
        return found.value


def _missing(message: Message) -> Iterator[Finding]:
    """Tell which of the fields that a proof needs are not there at all."""
    tags = {each.tag[:2] for each in message.fields}
    if "20" not in tags:
        yield departure(message.line, "missing", _("This is MT940 without :20:, the reference of a statement."))
    if "34" in tags or any(each.tag in {"90D", "90C"} for each in message.fields):
        yield error(message.line, "MT942", _("This is an interim report (MT942): it has no balances to prove it by."))
        return
    for tag, name in (
        ("25", _("account (:25:)")),
        ("60", _("opening balance (:60F:)")),
        ("62", _("closing balance (:62F:)")),
    ):
        if tag not in tags:
            yield error(message.line, "missing", _("The statement has no {name}.").format(name=name))
