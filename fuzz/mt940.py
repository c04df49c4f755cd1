"""A search for MT940 files that can be neither proved, converted nor refused.

What is found becomes a test in `tests/bank/test_mt940.py`.
"""

import tempfile
from pathlib import Path

import atheris

from fuzz.search import load, run, search

with atheris.instrument_imports(include=["toolkit"]):
    load("toolkit.bank", "toolkit.loop", "toolkit.cli", "toolkit.reports")

SEEDS = (
    """:20:STARTUMS
:25:SE4550000000058398257466
:28C:00001/001
:60F:C260101SEK1000,00
:61:2601020102D100,50NMSCREF123//BANK456
SUPPLEMENTARY
:86:166?00HYRA?20Kontor januari?30BIC?31SE1234567890?32Fastighets AB
:61:260103C22500,NTRFNONREF
:86:/EREF/abc/NAME/Kund AB/REMI/Faktura 12/
:62F:C260103SEK23399,50
:64:C260103SEK23399,50
:65:C260104SEK1,00
-
""",
    """{1:F01BANKSESSAXXX0000000000}{2:O9400000260101BANKSESSXXXX00000000002601010000N}{4:
:20:1
:25:1/2
:28C:1
:60M:D260101EUR1,
:62M:D260101EUR1,
-}{5:{CHK:1}}""",
    ":20:1\n:25:PL1\n:28C:5/1\n:60F:C260228PLN1 000,00\n:61:2602280228RC1'000,00FMSC\n:62F:C260228PLN0,00\n-\n",
)

_FILE = Path(tempfile.mkdtemp()) / "statement.sta"


def answer(data: bytes) -> None:
    """Prove the statement, and convert it anew to MT940 or to a workbook."""
    _FILE.write_bytes(data)
    run("mt940", "verify", _FILE)
    target = _FILE.with_suffix(".xlsx" if len(data) % 4 == 0 else ".out.sta")
    target.unlink(missing_ok=True)
    run("mt940", "convert", _FILE, "-o", target)


if __name__ == "__main__":
    search(answer, [seed.encode() for seed in SEEDS], longest=8_000)
