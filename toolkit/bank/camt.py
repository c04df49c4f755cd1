"""CAMT.053 (ISO 20022): from the bytes of a file to statements, all versions from 001.01 to 001.13."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from toolkit.bank.findings import Finding, Reading, error, note
from toolkit.bank.statement import NONREF, Balance, Movement, Statement
from toolkit.bank.xml import Node, elements
from toolkit.errors import NotAStatement
from toolkit.language import _, mark

FORMAT = "CAMT.053"
_TAKEN = frozenset({"Ntry", "Stmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn"})
_OTHERS = {
    "BkToCstmrAcctRpt": mark("it is an interim report (CAMT.052), which has no balances to prove it by"),
    "BkToCstmrDbtCdtNtfctn": mark("it is a notification (CAMT.054), which has no balances to prove it by"),
}
_CODE = re.compile(r"[NFS][A-Z0-9]{3}")
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_NOT_TOLD = frozenset({"", "NOTPROVIDED", "NONREF"})


def looks_like_xml(content: bytes) -> bool:
    """Tell whether bytes begin as XML does."""
    return content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t").startswith(b"<")


def read_camt(content: bytes) -> Reading:
    """Read a CAMT.053 file. Raises `NotAStatement` for other XML; entries that are not booked are left out and told."""
    statements: list[Statement] = []
    findings: list[Finding] = []
    entries: list[Node] = []
    for node in elements(content, _TAKEN):
        if node.name in _OTHERS:
            raise NotAStatement(_(_OTHERS[node.name]))
        if node.name == "Ntry":
            entries.append(node)
        else:
            statements.append(_statement(node, entries, findings))
            entries = []
    if not statements:
        raise NotAStatement(_("it is XML without a statement of CAMT.053"))
    return Reading(FORMAT, "XML", tuple(statements), tuple(findings))


def _statement(node: Node, entries: list[Node], findings: list[Finding]) -> Statement:
    currency = node.find("Acct/Ccy") or next((each.attributes.get("Ccy", "") for each in node.all("Bal/Amt")), "")
    balances = list(_balances(node, findings))
    movements = [found for entry in entries if (found := _movement(entry, currency, findings)) is not None]
    findings += _summary(node, len(entries))
    page = node.find("StmtPgntn/PgNb")
    return Statement(
        account=node.find("Acct/Id/IBAN", "Acct/Id/Othr/Id"),
        number=_whole(node.find("LglSeqNb", "ElctrncSeqNb")),
        sequence=_whole(page),
        opening=_opening(balances),
        movements=tuple(movements),
        closing=_closing(balances),
        reference=node.find("Id"),
        bic=node.find("Acct/Svcr/FinInstnId/BICFI", "Acct/Svcr/FinInstnId/BIC"),
        available=next((balance for kind, balance in balances if kind == "CLAV"), None),
        forward=tuple(balance for kind, balance in balances if kind == "FWAV"),
        text=node.find("AddtlStmtInf"),
        line=node.line,
    )


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _balances(node: Node, findings: list[Finding]) -> Iterator[tuple[str, Balance]]:
    for each in node.all("Bal"):
        kind = each.find("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
        read = _amount(each, findings)
        day = _day(each, findings, "Dt")
        if read is not None and day is not None:
            currency = next((amount.attributes.get("Ccy", "") for amount in each.all("Amt")), "")
            yield kind, Balance(day, currency, read, final=kind != "ITBD", line=each.line)


def _opening(balances: list[tuple[str, Balance]]) -> Balance | None:
    """Return the opening balance; on a later page it is the first of the intermediate ones."""
    named = next((balance for wanted in _OPENING for kind, balance in balances if kind == wanted), None)
    return named or next((balance for kind, balance in balances if kind == "ITBD"), None)


def _closing(balances: list[tuple[str, Balance]]) -> Balance | None:
    named = next((balance for kind, balance in balances if kind in _CLOSING), None)
    return named or next((balance for kind, balance in reversed(balances) if kind == "ITBD"), None)


def _movement(entry: Node, currency: str, findings: list[Finding]) -> Movement | None:
    status = entry.find("Sts/Cd", "Sts")
    if status not in {"", "BOOK"}:
        findings.append(
            note(entry.line, "status", _("An entry is not booked ({status}), and was left out.").format(status=status))
        )
        return None
    amount = _amount(entry, findings)
    booked = _day(entry, findings, "BookgDt", "ValDt")
    value = _day(entry, findings, "ValDt", "BookgDt")
    if amount is None or booked is None or value is None:
        return None
    own = next((each.attributes.get("Ccy", "") for each in entry.all("Amt")), "")
    if currency and own != currency:
        findings.append(
            error(
                entry.line,
                "C27",
                _("An entry is in {own}, the account in {currency}.").format(
                    own=own or _("no currency"), currency=currency
                ),
            )
        )
    code = _CODE.match(entry.find("BkTxCd/Prtry/Cd"))
    reference = entry.find("NtryDtls/TxDtls/Refs/EndToEndId")
    return Movement(
        value_date=value,
        entry_date=booked,
        amount=amount,
        code=code[0] if code else "NMSC",
        owner_reference=NONREF if reference in _NOT_TOLD else reference,
        bank_reference=entry.find("AcctSvcrRef", "NtryRef", "NtryDtls/TxDtls/Refs/AcctSvcrRef"),
        text="\n".join(dict.fromkeys(_texts(entry, credit=amount >= 0))),
        reversal=entry.find("RvslInd") in {"true", "1"},
        line=entry.line,
    )


def _texts(entry: Node, *, credit: bool) -> Iterator[str]:
    """Yield what the entry tells: the remittance, the other party and its account, and the bank's own words."""
    for details in entry.all("NtryDtls/TxDtls"):
        yield from (text for each in details.all("RmtInf/Ustrd") if (text := each.text.strip()))
        party = "Dbtr" if credit else "Cdtr"
        structured = details.find("RmtInf/Strd/CdtrRefInf/Ref")
        name = details.find(f"RltdPties/{party}/Nm", f"RltdPties/{party}/Pty/Nm")
        account = details.find(f"RltdPties/{party}Acct/Id/IBAN", f"RltdPties/{party}Acct/Id/Othr/Id")
        yield from (text for text in (structured, name, account, details.find("AddtlTxInf")) if text)
    if told := entry.find("AddtlNtryInf"):
        yield told


def _amount(node: Node, findings: list[Finding]) -> Decimal | None:
    """Return the signed amount; the indicator tells the way the money goes, also of a reversal."""
    text, way = node.find("Amt"), node.find("CdtDbtInd")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        findings.append(error(node.line, "unreadable", _('"{text}" is no amount.').format(text=text)))
        return None
    if way not in {"CRDT", "DBIT"} or not amount.is_finite() or amount < 0:
        findings.append(
            error(
                node.line,
                "unreadable",
                _('"{text}" with "{way}" is neither a credit nor a debit.').format(text=text, way=way),
            )
        )
        return None
    return amount if way == "CRDT" else -amount


def _day(node: Node, findings: list[Finding], *names: str) -> date | None:
    text = node.find(*(f"{name}/{kind}" for name in names for kind in ("Dt", "DtTm")))
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        findings.append(error(node.line, "unreadable", _('"{text}" is no date.').format(text=text)))
        return None


def _summary(node: Node, count: int) -> Iterator[Finding]:
    told = node.find("TxsSummry/TtlNtries/NbOfNtries")
    if told.isdigit() and int(told) != count:
        yield error(
            node.line,
            "count",
            _("The statement tells {told:,} entries, and has {count:,}.").format(told=int(told), count=count),
        )
