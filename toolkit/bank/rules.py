"""SWIFT's rules for MT940, field by field: what a writer must keep and what readers forgive."""

import re
from collections.abc import Iterator, Mapping

from toolkit.bank.charset import outside
from toolkit.bank.currency import decimals
from toolkit.bank.fields import Field, Message
from toolkit.bank.findings import Finding, departure

_AMOUNT = r"(?=[\d,]{1,15}(?:[^\d,]|$))\d+,\d*"
_LINE = re.compile(
    rf"\d{{6}}(?:\d{{4}})?(?:R?[CD])[A-Z]?{_AMOUNT}[NFS][A-Z0-9]{{3}}(?P<owner>(?:(?!//).)+)(?://(?P<bank>.*))?"
)
_BALANCE = re.compile(rf"[CD]\d{{6}}(?P<currency>[A-Z]{{3}})(?P<amount>{_AMOUNT})")
_NUMBER = re.compile(r"\d{1,5}(?:/\d{1,5})?")
_REFERENCE = 16
_WIDTH = 65
_LINES = 6
_ACCOUNT = 35
_SUPPLEMENTARY = 34

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
                yield departure(each.line, "length", f":25: has {len(each.value)} characters, and at most 35 fit.")
            case "28C" if not _NUMBER.fullmatch(each.value):
                yield departure(each.line, "format", f':28C: is "{each.value}"; expected 12 or 12/1.')
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
            yield departure(each.line, "field", f":{each.tag}: is no field of MT940.")
            continue
        if each.tag not in _NEXT[before]:
            after = f"after :{before.removeprefix('last ')}:" if before else "at the beginning"
            yield departure(each.line, "order", f":{each.tag}: does not belong {after}.")
        closed = closed or each.tag.startswith("62")
        before = "last 86" if closed and each.tag == "86" else each.tag
    if "" not in _NEXT[before]:
        last = message.fields[-1]
        yield departure(last.line, "order", f"The message ends with :{last.tag}: and without :62F:.")


def _lines(each: Field) -> Iterator[Finding]:
    for number, text in enumerate(each.lines):
        if odd := outside(text):
            shown = " ".join(sorted(odd))
            yield departure(each.line + number, "T11", f":{each.tag}: has characters outside SWIFT's set x: {shown}")
        if number and text[:1] in {":", "-"}:
            yield departure(each.line + number, "T31", f'A line of :{each.tag}: begins with "{text[0]}".')
        if number and not text.strip():
            yield departure(each.line + number, "blank", f"A line of :{each.tag}: is empty.")


def _reference(each: Field) -> Iterator[Finding]:
    if not 1 <= len(each.value) <= _REFERENCE:
        yield departure(each.line, "length", f":{each.tag}: has {len(each.value)} characters; 1 to 16 fit.")
    if each.value.startswith("/") or each.value.endswith("/") or "//" in each.value:
        yield departure(each.line, "T26", f":{each.tag}: must not begin or end with a slash, nor hold two of them.")


def _currency(message: Message) -> str:
    opening = next((each for each in message.fields if each.tag.startswith("60")), None)
    found = _BALANCE.fullmatch(opening.value) if opening else None
    return found["currency"] if found else ""


def _balance(each: Field) -> Iterator[Finding]:
    found = _BALANCE.fullmatch(each.value)
    if found is None:
        yield departure(each.line, "T43", f':{each.tag}: is "{each.value}"; expected C260131EUR1234,56.')
    elif len(found["amount"].partition(",")[2]) > decimals(found["currency"]):
        yield departure(each.line, "C03", f":{each.tag}: has more decimals than {found['currency']} has.")


def _statement_line(each: Field, currency: str) -> Iterator[Finding]:
    found = _LINE.fullmatch(each.lines[0])
    if found is None:
        yield departure(each.line, "T43", f':61: is "{each.lines[0]}"; that is not how SWIFT writes a statement line.')
        return
    fraction = re.search(r",(\d*)", each.lines[0])
    if currency and fraction and len(fraction[1]) > decimals(currency):
        yield departure(each.line, "C03", f":61: has more decimals than {currency} has.")
    for name, value in (("owner's", found["owner"]), ("bank's", found["bank"] or "")):
        if len(value) > _REFERENCE:
            yield departure(each.line, "length", f"The {name} reference has {len(value)} characters; at most 16 fit.")
    if len(each.lines) > 2 or any(len(text) > _SUPPLEMENTARY for text in each.lines[1:]):
        yield departure(each.line, "length", "What follows the references is more than one line of 34 characters.")


def _information(each: Field) -> Iterator[Finding]:
    if len(each.lines) > _LINES:
        yield departure(each.line, "length", f":86: has {len(each.lines)} lines; at most 6 fit.")
    for number, text in enumerate(each.lines):
        if len(text) > _WIDTH:
            yield departure(each.line + number, "length", f"A line of :86: has {len(text)} characters; at most 65 fit.")
