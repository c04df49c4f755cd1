"""A search for CAMT files that can be neither proved, converted nor refused.

What is found becomes a test in `tests/bank/test_camt.py`.
"""

import tempfile
from pathlib import Path

import atheris

from fuzz.search import load, run, search

with atheris.instrument_imports(include=["toolkit"]):
    load("toolkit.bank", "toolkit.loop", "toolkit.cli", "toolkit.reports")

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
    "<Dt><Dt>2026-01-0{}</Dt></Dt></Bal>"
)
ENTRY = (
    "<Ntry><NtryRef>1</NtryRef><Amt Ccy='EUR'>10.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>false</RvslInd>"
    "<Sts>BOOK</Sts><BookgDt><Dt>2026-01-02</Dt></BookgDt><ValDt><Dt>2026-01-02</Dt></ValDt><AcctSvcrRef>A</AcctSvcrRef>"
    "<BkTxCd><Domn><Cd>PMNT</Cd></Domn></BkTxCd><NtryDtls><Btch><NbOfTxs>1</NbOfTxs></Btch><TxDtls><Refs>"
    "<EndToEndId>E</EndToEndId></Refs><AmtDtls><InstdAmt><Amt Ccy='SEK'>100</Amt></InstdAmt></AmtDtls><RltdPties><Dbtr>"
    "<Nm>Kund AB</Nm></Dbtr></RltdPties><RmtInf><Ustrd>Faktura 12</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
)


def document(encoding: str = "UTF-8") -> bytes:
    """Return a statement with two balances and an entry."""
    inner = BALANCE.format("OPBD", "1.00", 1) + BALANCE.format("CLBD", "11.50", 2) + ENTRY
    return (
        f"<?xml version='1.0' encoding='{encoding}'?><Document xmlns='{NAMESPACE}'><BkToCstmrStmt><GrpHdr>"
        "<MsgId>1</MsgId><CreDtTm>2026-01-03T00:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id><ElctrncSeqNb>1</ElctrncSeqNb><Acct><Id><IBAN>"
        f"DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>{inner}<TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries>"
        "</TtlNtries></TxsSummry></Stmt></BkToCstmrStmt></Document>"
    ).encode(encoding)


_FILE = Path(tempfile.mkdtemp()) / "statement.xml"


def answer(data: bytes) -> None:
    """Prove the statement, and convert it to MT940 or to a workbook."""
    _FILE.write_bytes(data)
    run("mt940", "verify", _FILE)
    target = _FILE.with_suffix(".xlsx" if len(data) % 4 == 0 else ".sta")
    target.unlink(missing_ok=True)
    run("mt940", "convert", _FILE, "-o", target)


if __name__ == "__main__":
    search(answer, [document(), document("ISO-8859-1"), document("UTF-16")], longest=16_000)
