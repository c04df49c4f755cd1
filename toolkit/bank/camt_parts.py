"""The payments within one booking of a CAMT statement: batches, and amounts of another currency."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.bank.camt_values import CREDIT, DEBIT, currency_of, plain_amount, whole
from toolkit.bank.findings import Finding, error, note
from toolkit.bank.statement import EntryPart, known_reference
from toolkit.bank.xml import Node
from toolkit.language import _

_REFERENCES = ("EndToEndId", "AcctSvcrRef", "InstrId", "TxId", "PmtInfId", "MsgId")
_ORIGINALS = ("AmtDtls/InstdAmt", "AmtDtls/CntrValAmt", "AmtDtls/TxAmt", "AmtDtls/PrtryAmt")
_AMOUNTS = (".", "AmtDtls/TxAmt")


def read_parts(entry: Node, amount: Decimal, findings: list[Finding]) -> tuple[EntryPart, ...]:
    """Return the payments of a batch, or the one that was made in another currency; none where the entry says it all.

    A batch whose payments have other figures than the booking is an error, unless charges lie between.
    """
    currency = currency_of(entry)
    details = list(entry.all("NtryDtls/TxDtls"))
    own = _part(entry, entry, amount, currency)
    if len(details) > 1:
        parts = tuple(_part(each, entry, amount, currency) for each in details)
        findings += _differences(entry, parts, amount)
        return parts
    found = [each for each in (*(_part(each, entry, amount, currency) for each in details), own) if each.exchanged]
    findings += _lacking(entry, len(details))
    return tuple(found[:1])


def _part(node: Node, entry: Node, whole_amount: Decimal, currency: str) -> EntryPart:
    way = node.find("CdtDbtInd") or (CREDIT if whole_amount >= 0 else DEBIT)
    sign = 1 if way == CREDIT else -1
    stated = next((each for path in _AMOUNTS for each in _at(node, path) if currency_of(each) == currency), None)
    number = None if stated is None else plain_amount(stated.find("Amt"))
    original = next(
        (each for path in _ORIGINALS for each in _at(node, path) if currency_of(each) not in {"", currency}), None
    )
    paid = None if original is None else plain_amount(original.find("Amt"))
    party = "Dbtr" if way == CREDIT else "Cdtr"
    return EntryPart(
        amount=whole_amount if node is entry else None if number is None else sign * number,
        reference=next(filter(None, (known_reference(node.find(f"Refs/{name}")) for name in _REFERENCES)), ""),
        name=other_name(node, party),
        account=other_account(node, party),
        text=" ".join(remittances(node)),
        original=None if paid is None else sign * paid,
        original_currency="" if original is None or paid is None else currency_of(original),
        rate=plain_amount(node.find(*(f"{path}/CcyXchg/XchgRate" for path in _ORIGINALS))),
    )


def _at(node: Node, path: str) -> Iterator[Node]:
    return iter([node]) if path == "." else node.all(path)


def remittances(details: Node) -> Iterator[str]:
    """Yield what a payment is for: its free lines, and its reference in the invoice's own system."""
    yield from details.texts("RmtInf/Ustrd")
    yield from details.texts("RmtInf/Strd/CdtrRefInf/Ref")


def other_name(details: Node, party: str) -> str:
    """Return the name of the other party, where each version has it."""
    return details.find(f"RltdPties/{party}/Nm", f"RltdPties/{party}/Pty/Nm")


def other_account(details: Node, party: str) -> str:
    """Return the account of the other party."""
    return details.find(f"RltdPties/{party}Acct/Id/IBAN", f"RltdPties/{party}Acct/Id/Othr/Id")


def _lacking(entry: Node, count: int) -> Iterator[Finding]:
    stated = sum(whole(text) for text in entry.texts("NtryDtls/Btch/NbOfTxs"))
    if stated > 1 and stated != count:
        yield note(
            entry.line,
            "batch",
            _("An entry stands for {told:,} payments, and details {count:,} of them.").format(told=stated, count=count),
        )


def _differences(entry: Node, parts: Sequence[EntryPart], amount: Decimal) -> Iterator[Finding]:
    lacking = list(_lacking(entry, len(parts)))
    yield from lacking
    amounts = [part.amount for part in parts if part.amount is not None]
    total = sum(amounts, Decimal(0))
    if lacking or len(amounts) != len(parts) or total == amount:
        return
    told = _("The payments of an entry make {total:,f}, and the entry is {amount:,f}.").format(
        total=total, amount=amount
    )
    charged = next(entry.all("Chrgs"), None) or next(entry.all("NtryDtls/TxDtls/Chrgs"), None)
    yield note(entry.line, "charges", told) if charged else error(entry.line, "batch", told)
