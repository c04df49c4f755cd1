"""Values in CAMT messages: amounts with their sign, days and counts, each an error with its line if it is none."""

import re
from datetime import date
from decimal import Decimal

from toolkit.bank.currency import is_money
from toolkit.bank.findings import Finding, error
from toolkit.bank.xml import Node
from toolkit.language import _

_AMOUNT = re.compile(r"\+?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[0-9:.,]+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
CREDIT, DEBIT = "CRDT", "DBIT"


def plain_amount(text: str) -> Decimal | None:
    """Return an amount as XML spells one, without a sign; `None` for anything else."""
    number = Decimal(text) if _AMOUNT.fullmatch(text) else None
    return number if number is not None and is_money(number) else None


def signed_amount(node: Node, findings: list[Finding]) -> Decimal | None:
    """Return the signed amount; the indicator tells the way the money goes, also of a reversal."""
    text, way = node.find("Amt"), node.find("CdtDbtInd")
    amount = plain_amount(text)
    if amount is None:
        findings.append(error(node.line, "unreadable", _('"{text}" is no amount.').format(text=text[:40])))
        return None
    if way not in {CREDIT, DEBIT}:
        findings.append(
            error(
                node.line,
                "unreadable",
                _('"{text}" with "{way}" is neither a credit nor a debit.').format(text=text, way=way),
            )
        )
        return None
    return amount if way == CREDIT else -amount


def currency_of(node: Node) -> str:
    """Return the currency that an element's amount is in."""
    return next((amount.attributes.get("Ccy", "") for amount in node.all("Amt")), "")


def day_of(node: Node, findings: list[Finding], *names: str) -> date | None:
    """Return the day at the first of the names that has one."""
    text = node.find(*(f"{name}/{kind}" for name in names for kind in ("Dt", "DtTm")))
    found = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1] if found else text)
    except ValueError:
        findings.append(error(node.line, "unreadable", _('"{text}" is no date.').format(text=text[:40])))
        return None


def whole(text: str) -> int:
    """Return a number of up to nine digits, else 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
