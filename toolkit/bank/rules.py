"""SWIFT's rules for MT940, field by field: what a writer must keep and what readers forgive."""

import re
from collections.abc import Iterator, Mapping

from toolkit.bank.charset import outside
from toolkit.bank.currency import decimals
from toolkit.bank.fields import Field, Message
from toolkit.bank.findings import Finding, departure
from toolkit.language import _

_AMOUNT = r"(?=[0-9,]{1,15}(?:[^0-9,]|$))[0-9]+,[0-9]*"
_LINE = re.compile(
    rf"[0-9]{{6}}(?:[0-9]{{4}})?(?:R?[CD])[A-Z]?{_AMOUNT}[NFS][A-Z0-9]{{3}}(?P<owner>(?:(?!//).)+)(?://(?P<bank>.*))?"
)
_BALANCE = re.compile(rf"[CD][0-9]{{6}}(?P<currency>[A-Z]{{3}})(?P<amount>{_AMOUNT})")
_NUMBER = re.compile(r"[0-9]{1,5}(?:/[0-9]{1,5})?")
_REFERENCE = 16
_WIDTH = 65
_LINES = 6
_ACCOUNT = 35
_SUPPLEMENTARY = 34

_OF_LINES = frozenset({"25P", "61", "86", "NS"})
"""The fields that may have more than one line."""

_CLOSED = frozenset({"64", "65", "86", ""})
_NEXT: Mapping[str, frozenset[str]] = {
    "": frozenset({"20"}),
    "20": frozenset({"21", "25", "25P"}),
    "21": frozenset({"25", "25P"}),
    "25": frozenset({"28C"}),
    "25P": frozenset({"28C"}),
    "28C": frozenset({"60F", "60M"}),
    "60F": frozenset({"61", "62F", "62M"}),
    "60M": frozenset({"61", "62F", "62M"}),
    "61": frozenset({"61", "86", "62F", "62M"}),
    "86": frozenset({"61", "62F", "62M"}),
    "62F": _CLOSED,
    "62M": _CLOSED,
    "64": frozenset({"65", "86", ""}),
    "65": _CLOSED - {"64"},
    "last 86": frozenset({""}),
}
"""What may follow each field; the empty tag is the beginning and the end."""


def departures(message: Message) -> Iterator[Finding]:
    """Yield everything in a message that SWIFT's own checks would refuse."""
    yield from _order(message)
    currency = _currency(message)
    for each in message.fields:
        yield from _lines(each)
        match each.tag:
            case "20" | "21":
                yield from _reference(each)
            case "25" if not 1 <= len(each.value) <= _ACCOUNT:
                yield departure(
                    each.line,
                    "length",
                    _(":25: has {count} characters, and at most 35 fit.").format(count=len(each.value)),
                )
            case "28C" if not _NUMBER.fullmatch(each.value):
                yield departure(
                    each.line, "format", _(':28C: is "{value}"; expected 12 or 12/1.').format(value=each.value)
                )
            case "60F" | "60M" | "62F" | "62M" | "64" | "65":
                yield from _balance(each)
            case "61":
                yield from _statement_line(each, currency)
            case "86":
                yield from _information(each)
            case _:
                pass


def _order(message: Message) -> Iterator[Finding]:
    before, closed = "", False
    for each in message.fields:
        if each.tag not in _NEXT:
            yield departure(each.line, "field", _(":{tag}: is no field of MT940.").format(tag=each.tag))
            continue
        if each.tag not in _NEXT[before]:
            after = (
                _("after :{before}:").format(before=before.removeprefix("last ")) if before else _("at the beginning")
            )
            yield departure(each.line, "order", _(":{tag}: does not belong {after}.").format(tag=each.tag, after=after))
        closed = closed or each.tag.startswith("62")
        before = "last 86" if closed and each.tag == "86" else each.tag
    if "" not in _NEXT[before]:
        last = message.fields[-1]
        yield departure(last.line, "order", _("The message ends with :{tag}: and without :62F:.").format(tag=last.tag))


def _lines(each: Field) -> Iterator[Finding]:
    if len(each.lines) > 1 and each.tag not in _OF_LINES:
        yield departure(
            each.line + 1, "line", _("The line does not belong to :{tag}:, which has one.").format(tag=each.tag)
        )
    for number, text in enumerate(each.lines):
        if odd := outside(text):
            shown = " ".join(sorted(odd))
            yield departure(
                each.line + number,
                "T11",
                _(":{tag}: has characters outside SWIFT's set x: {shown}").format(tag=each.tag, shown=shown),
            )
        if number and text[:1] in {":", "-"}:
            yield departure(
                each.line + number,
                "T31",
                _('A line of :{tag}: begins with "{text}".').format(tag=each.tag, text=text[0]),
            )
        if number and not text.strip():
            yield departure(each.line + number, "blank", _("A line of :{tag}: is empty.").format(tag=each.tag))


def _reference(each: Field) -> Iterator[Finding]:
    if not 1 <= len(each.value) <= _REFERENCE:
        yield departure(
            each.line,
            "length",
            _(":{tag}: has {count} characters; 1 to 16 fit.").format(tag=each.tag, count=len(each.value)),
        )
    if each.value.startswith("/") or each.value.endswith("/") or "//" in each.value:
        yield departure(
            each.line,
            "T26",
            _(":{tag}: must not begin or end with a slash, nor hold two of them.").format(tag=each.tag),
        )


def _currency(message: Message) -> str:
    opening = next((each for each in message.fields if each.tag.startswith("60")), None)
    found = _BALANCE.fullmatch(opening.value) if opening else None
    return found["currency"] if found else ""


def _balance(each: Field) -> Iterator[Finding]:
    found = _BALANCE.fullmatch(each.value)
    if found is None:
        yield departure(
            each.line,
            "T43",
            _(':{tag}: is "{value}"; expected C260131EUR1234,56.').format(tag=each.tag, value=each.value),
        )
    elif len(found["amount"].partition(",")[2]) > decimals(found["currency"]):
        yield departure(
            each.line,
            "C03",
            _(":{tag}: has more decimals than {currency} has.").format(tag=each.tag, currency=found["currency"]),
        )


def _statement_line(each: Field, currency: str) -> Iterator[Finding]:
    found = _LINE.fullmatch(each.lines[0])
    if found is None:
        yield departure(
            each.line,
            "T43",
            _(':61: is "{line}"; that is not how SWIFT writes a statement line.').format(line=each.lines[0]),
        )
        return
    fraction = re.search(r",(\d*)", each.lines[0])
    if currency and fraction and len(fraction[1]) > decimals(currency):
        yield departure(each.line, "C03", _(":61: has more decimals than {currency} has.").format(currency=currency))
    for name, value in ((_("The owner's reference"), found["owner"]), (_("The bank's reference"), found["bank"] or "")):
        if len(value) > _REFERENCE:
            yield departure(
                each.line,
                "length",
                _("{name} has {count} characters; at most 16 fit.").format(name=name, count=len(value)),
            )
    if len(each.lines) > 2 or any(len(text) > _SUPPLEMENTARY for text in each.lines[1:]):
        yield departure(each.line, "length", _("What follows the references is more than one line of 34 characters."))


def _information(each: Field) -> Iterator[Finding]:
    if len(each.lines) > _LINES:
        yield departure(each.line, "length", _(":86: has {count} lines; at most 6 fit.").format(count=len(each.lines)))
    for number, text in enumerate(each.lines):
        if len(text) > _WIDTH:
            yield departure(
                each.line + number,
                "length",
                _("A line of :86: has {count} characters; at most 65 fit.").format(count=len(text)),
            )
