"""CAMT.053, 052 and 054 (ISO 20022): from the bytes of a file to statements, all versions from 001.01 to 001.13."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.bank.camt_balances import AVAILABLE, FORWARD, contradictions, missing_balances, read_balances
from toolkit.bank.camt_parts import other_account, other_name, read_parts, remittances
from toolkit.bank.camt_summary import Counted, summary_findings
from toolkit.bank.camt_values import currency_of, day_of, signed_amount, whole
from toolkit.bank.findings import Finding, Reading, error, note
from toolkit.bank.statement import NONREF, Movement, Statement, known_reference
from toolkit.bank.xml import Node, elements
from toolkit.errors import NotAStatement
from toolkit.language import _, mark

_FORMATS = {"Stmt": "CAMT.053", "Rpt": "CAMT.052", "Ntfctn": "CAMT.054"}
_WHY = {
    "Stmt": "",
    "Rpt": mark("This is an interim report (CAMT.052)."),
    "Ntfctn": mark("This is a notification (CAMT.054)."),
}
_TAKEN = frozenset({"Ntry", *_FORMATS})
_BOOKED = frozenset({"", "BOOK"})
_CODE = re.compile(r"[NFS][A-Z0-9]{3}")


def looks_like_xml(content: bytes) -> bool:
    """Tell whether bytes begin as XML does."""
    return content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t").startswith(b"<")


@dataclass(slots=True)
class _Entries:
    """The entries of one statement as they are read."""

    findings: list[Finding]
    movements: list[Movement] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    currencies: list[tuple[str, int]] = field(default_factory=list)

    def add(self, entry: Node) -> None:
        """Read an entry; one that is not booked is left out and told."""
        status = entry.find("Sts/Cd", "Sts/Prtry", "Sts")
        amount = signed_amount(entry, self.findings)
        if amount is not None:
            self.counted.append(Counted(amount, status in _BOOKED))
        if status not in _BOOKED:
            told = _("An entry is not booked ({status}), and was left out.").format(status=status[:20])
            self.findings.append(note(entry.line, "status", told))
        elif amount is not None and (movement := _movement(entry, self.findings)) is not None:
            self.movements.append(movement)
            self.currencies.append((currency_of(entry), entry.line))


def read_camt(content: bytes, encoding: str | None = None) -> Reading:
    """Read a file of CAMT messages, `encoding` obeyed if it is told.

    Entries that are not booked are left out and told. Raises `NotAStatement` for other XML, and `UnknownEncoding`.
    """
    statements: list[Statement] = []
    findings: list[Finding] = []
    formats: list[str] = []
    entries = _Entries(findings)
    for node in elements(content, _TAKEN, encoding):
        if node.name == "Ntry":
            entries.add(node)
            continue
        statements.append(_statement(node, entries, findings))
        formats.append(_FORMATS[node.name])
        entries = _Entries(findings)
    if entries.counted:
        raise NotAStatement(_("it is XML with entries that stand in no statement of CAMT.053"))
    if not statements:
        raise NotAStatement(_("it is XML without a statement of CAMT.053"))
    return Reading(", ".join(sorted(set(formats))), encoding or "XML", tuple(statements), tuple(findings))


def _statement(node: Node, entries: _Entries, findings: list[Finding]) -> Statement:
    balances = read_balances(node, findings)
    findings += missing_balances(node, balances, _(_WHY[node.name]) if _WHY[node.name] else "")
    findings += contradictions(balances, entries.movements)
    findings += summary_findings(node, entries.counted)
    currency = node.find("Acct/Ccy") or next((each.balance.currency for each in balances.stated), "")
    findings += _other_currencies(entries, currency)
    return Statement(
        account=node.find("Acct/Id/IBAN", "Acct/Id/Othr/Id"),
        number=whole(node.find("LglSeqNb", "ElctrncSeqNb")),
        sequence=whole(node.find("StmtPgntn/PgNb", "RptPgntn/PgNb", "NtfctnPgntn/PgNb")),
        opening=balances.opening,
        movements=tuple(entries.movements),
        closing=balances.closing,
        reference=node.find("Id"),
        bic=node.find("Acct/Svcr/FinInstnId/BICFI", "Acct/Svcr/FinInstnId/BIC"),
        available=next(iter(balances.of(AVAILABLE)), None),
        forward=balances.of(FORWARD),
        text=node.find("AddtlStmtInf", "AddtlRptInf", "AddtlNtfctnInf"),
        line=node.line,
    )


def _other_currencies(entries: _Entries, currency: str) -> Iterator[Finding]:
    for own, line in entries.currencies:
        if currency and own != currency:
            yield error(
                line,
                "C27",
                _("An entry is in {own}, the account in {currency}.").format(
                    own=own or _("no currency"), currency=currency
                ),
            )


def _movement(entry: Node, findings: list[Finding]) -> Movement | None:
    amount = signed_amount(entry, [])
    booked = day_of(entry, findings, "BookgDt", "ValDt")
    value = day_of(entry, findings, "ValDt", "BookgDt")
    if amount is None or booked is None or value is None:
        return None
    parts = read_parts(entry, amount, findings)
    batch = len(parts) > 1
    code = _CODE.match(entry.find("BkTxCd/Prtry/Cd"))
    # The reference of one payment is none of the whole batch.
    owner = ("NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId") if batch else ("NtryDtls/TxDtls/Refs/EndToEndId",)
    bank = ("AcctSvcrRef", "NtryRef", *(() if batch else ("NtryDtls/TxDtls/Refs/AcctSvcrRef",)))
    credit = amount >= 0
    single = (*_texts(entry, credit=credit), *(part.exchanged for part in parts))
    texts = tuple(part.sentence for part in parts) if batch else tuple(dict.fromkeys(single))
    return Movement(
        value_date=value,
        entry_date=booked,
        amount=amount,
        code=code[0] if code else "NMSC",
        owner_reference=next(filter(None, map(known_reference, entry.texts(*owner))), NONREF),
        bank_reference=next(filter(None, map(known_reference, entry.texts(*bank))), ""),
        text="\n".join((*texts, *entry.texts("AddtlNtryInf"))),
        reversal=entry.find("RvslInd") in {"true", "1"},
        line=entry.line,
        parts=parts,
    )


def _texts(entry: Node, *, credit: bool) -> Iterator[str]:
    """Yield what the entry tells: the remittance, the other party and its account, and the bank's own words."""
    party = "Dbtr" if credit else "Cdtr"
    for details in entry.all("NtryDtls/TxDtls"):
        told = (other_name(details, party), other_account(details, party), details.find("AddtlTxInf"))
        yield from (text for text in (*remittances(details), *told) if text)
