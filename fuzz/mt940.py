"""A search for MT940 files that can be neither proved, converted nor refused, or that we write and do not prove.

What is found becomes a test in `tests/bank/test_mt940.py` or `tests/bank/test_write.py`.
"""

import contextlib
import tempfile
from pathlib import Path

import atheris

from fuzz.search import load, run, search

with atheris.instrument_imports(include=["toolkit"]):
    load("toolkit.bank", "toolkit.loop", "toolkit.cli", "toolkit.reports")
    from toolkit.bank.charset import Charset
    from toolkit.bank.mt940 import read_mt940
    from toolkit.bank.prove import prove
    from toolkit.bank.write import Style, write_mt940
    from toolkit.errors import ToolkitError

WORDS = (
    *b":20: :25: :25P: :28C: :60F: :60M: :61: :62F: :62M: :64: :65: :86: -} {4: {1:F01 - RC RD NTRF // SEK '".split(),
    *(b"\r\n-\r\n", b"260230", b"0229", b" 000", b".000", b",000", b"\xc2\xa0", b"\x86", b"\x94", b"\x1b", b"\x01"),
    *(b"\x1a", b"\xef\xbb\xbf", b"\xff\xfe"),
)
"""What statements are made of, put in as it is."""
EVERY = 3
"""One change in so many is a word of these, else the library's own."""

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
    """Prove the statement and convert it anew to MT940 or a workbook; what is written must prove again."""
    _FILE.write_bytes(data)
    run("mt940", "verify", _FILE)
    target = _FILE.with_suffix(".xlsx" if len(data) % 4 == 0 else ".out.sta")
    target.unlink(missing_ok=True)
    run("mt940", "convert", _FILE, "-o", target)
    with contextlib.suppress(ToolkitError):
        proof = prove(read_mt940(data))
        if proof.holds:
            written = write_mt940(proof.statements, Style(tuple(Charset)[len(data) % len(Charset)]))
            again = prove(read_mt940(written.content))
            if not again.holds:
                raise AssertionError(again.findings)


def changed(data: bytes, most: int, seed: int) -> bytes:
    """Return the file with a word put in somewhere, or with bytes changed."""
    if seed % EVERY:
        return atheris.Mutate(data, most)
    place = seed // EVERY % (len(data) + 1)
    word = WORDS[seed // 7 % len(WORDS)]
    taken = len(word) if seed % 2 else 0
    return (data[:place] + word + data[place + taken :])[:most]


if __name__ == "__main__":
    search(answer, [seed.encode() for seed in SEEDS], changed, longest=8_000)
