"""MT940: from the bytes of a file to statements, with everything that departs from the rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from toolkit.bank.added_up import without_mark
from toolkit.bank.fields import Field, Message, read_messages
from toolkit.bank.findings import Finding, Reading, departure, error, note
from toolkit.bank.grammar import Read, Unreadable, read_balance, read_line, read_number
from toolkit.bank.rules import departures
from toolkit.bank.statement import Balance, Movement, Statement
from toolkit.bank.text import decode
from toolkit.errors import NotAStatement
from toolkit.language import _

FORMAT = "MT940"
Value = TypeVar("Value")


def looks_like_mt940(text: str) -> bool:
    """Tell whether a text has the fields that every statement has."""
    return ":20:" in text and (":60" in text or ":61:" in text or ":25" in text)


def read_mt940(content: bytes, encoding: str | None = None) -> Reading:
    """Read an MT940 file, leniently: what can be read is, and every departure from the rules is told.

    Raises `NotAStatement` where there is no field of a statement at all, and `UnknownEncoding`.
    """
    decoded = decode(content, encoding)
    messages, findings = read_messages(decoded.text)
    if not looks_like_mt940(decoded.text) or not messages:
        raise NotAStatement(_("it has none of the fields :20:, :25:, :60F: of an MT940 statement"))
    found = list(findings)
    if decoded.guessed:
        found.append(
            note(
                0,
                "encoding",
                _("The file is no UTF-8; it was read as {encoding}. --encoding tells another.").format(
                    encoding=decoded.encoding
                ),
            )
        )
    statements = []
    for message in messages:
        found += departures(message)
        statements.append(_Making(found).statement(message))
    return Reading(FORMAT, decoded.encoding, tuple(statements), tuple(found))


@dataclass(slots=True)
class _Making:
    """A statement on its way from the fields of one message."""

    findings: list[Finding]
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
        loose: list[str] = []
        for each in message.fields:
            match each.tag[:2]:
                case "61":
                    self._line(each)
                case "86" if self.closing is None and self.movements:
                    self._append_text(each)
                case "86" if self.closing is None:
                    loose.append(each.value)
                case "86":
                    self.texts.append(each.value)
                case "60" | "62" | "64" | "65":
                    self._balance(each)
                case "28":
                    self._number(each)
                case _:
                    self.plain.setdefault(each.tag, each.value.strip())
        self.findings += _missing(message)
        return self._made(message, loose)

    def _made(self, message: Message, loose: list[str]) -> Statement:
        account, _, bic = (self.plain.get("25P") or self.plain.get("25") or "").partition("\n")
        number, sequence = self.number
        text, added_up = without_mark("\n".join([*loose, *self.texts]))
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

    def _line(self, each: Field) -> None:
        read = self._try(each, lambda: read_line(each.lines, each.line))
        if read is not None:
            self.movements.append(read)

    def _append_text(self, each: Field) -> None:
        """Give a text to the movement before it; several fields of one movement keep their order."""
        last = self.movements[-1]
        joined = f"{last.text}\n{each.value}" if last.text else each.value
        self.movements[-1] = replace(last, text=joined)

    def _balance(self, each: Field) -> None:
        read = self._try(each, lambda: read_balance(each.value, each.line, final=not each.tag.endswith("M")))
        if read is None:
            return
        match each.tag[:2]:
            case "60" if self.opening is None:
                self.opening = read
            case "62" if self.closing is None:
                self.closing = read
            case "64":
                self.available = read
            case "65":
                self.forward.append(read)
            case _:
                self.findings.append(
                    error(each.line, "balance", _("A second :{tag}: stands in one statement.").format(tag=each.tag))
                )

    def _number(self, each: Field) -> None:
        read = self._try(each, lambda: read_number(each.value))
        if read is not None:
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
        self.findings += [departure(each.line, "mended", f":{each.tag}: {told}") for told in found.mended]
        return found.value


def _missing(message: Message) -> Iterator[Finding]:
    """Tell which of the fields that a proof needs are not there at all."""
    tags = {each.tag[:2] for each in message.fields}
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
