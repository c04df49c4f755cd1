"""CAMT.053 messages, made up from the ISO 20022 schema in its older and its newer shape."""


def balance(kind: str, amount: str, day: str, way: str = "CRDT") -> str:
    """Spell a balance."""
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        f"<CdtDbtInd>{way}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def entry(
    amount: str,
    way: str = "CRDT",
    *,
    status: str = "BOOK",
    more: str = "",
    currency: str = "EUR",
    booked: str = "2026-10-02",
) -> str:
    """Spell an entry, by default of the 2nd of October."""
    return (
        f"<Ntry><Amt Ccy='{currency}'>{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts>{status}</Sts>"
        f"<BookgDt><Dt>{booked}</Dt></BookgDt><ValDt><Dt>2026-10-01</Dt></ValDt>{more}</Ntry>"
    )


def camt(*parts: str, version: str = "02", message: str = "BkToCstmrStmt") -> bytes:
    """Put a statement around its balances and entries."""
    account = "<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    head = f"<Id>STMT1</Id><ElctrncSeqNb>7</ElctrncSeqNb>{account}"
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{space}">'
        f"<{message}><GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt>{head}{''.join(parts)}</Stmt></{message}></Document>"
    ).encode()


def payment(amount: str, reference: str, name: str, *, version: str = "02") -> str:
    """Spell a payment of a batch, with its amount where each version has it."""
    spelt = f"<Amt Ccy='EUR'>{amount}</Amt>"
    placed = f"<AmtDtls><TxAmt>{spelt}</TxAmt></AmtDtls>" if version == "02" else spelt
    party = f"<Nm>{name}</Nm>" if version < "08" else f"<Pty><Nm>{name}</Nm></Pty>"
    return (
        f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{placed}"
        f"<RltdPties><Dbtr>{party}</Dbtr></RltdPties><RmtInf><Ustrd>For {reference}</Ustrd></RmtInf></TxDtls>"
    )


DETAILS = (
    "<AcctSvcrRef>BANK1</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF+166+9248</Cd></Prtry></BkTxCd><NtryDtls><TxDtls>"
    "<Refs><EndToEndId>E2E-1</EndToEndId></Refs><RltdPties><Dbtr><Nm>Kund Łódź</Nm></Dbtr>"
    "<DbtrAcct><Id><IBAN>PL61109010140000071219812874</IBAN></Id></DbtrAcct></RltdPties>"
    "<RmtInf><Ustrd>Faktura 7</Ustrd></RmtInf></TxDtls></NtryDtls><AddtlNtryInf>SEPA</AddtlNtryInf>"
)
"""What an entry tells of itself, in version 02."""

PROVED = camt(
    balance("OPBD", "100.00", "2026-10-01"),
    balance("CLBD", "90.00", "2026-10-02"),
    balance("CLAV", "90.00", "2026-10-02"),
    entry("25.50", more=DETAILS),
    entry("35.50", "DBIT"),
    entry("1.00", status="PDNG"),
)
"""A statement of two booked entries that proves, and a third that is not booked."""
