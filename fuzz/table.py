"""A search for tables of banks that can be neither proved, converted nor refused.

What is found becomes a test in `tests/bank/test_table.py`.
"""

import tempfile
from pathlib import Path

import atheris

from fuzz.search import load, run, search

with atheris.instrument_imports(include=["toolkit"]):
    load("toolkit.bank", "toolkit.loop", "toolkit.cli", "toolkit.reports")

SEEDS = (
    """Bokföringsdag;Valutadag;Text;Belopp;Saldo
2026-01-02;2026-01-02;Hyra;-1 200,50;98,00
2026-01-03;;Kund;1.000,00;1098
""",
    """Date,Description,Debit,Credit,Currency,Account
01/31/2026,Rent,100.00,,SEK,SE45
02/28/2026,Sale,,1 337:50,SEK,SE45
""",
    """Konto\tDatum\tInsättningar\tUttag\tSaldo
SE1\t31.12.2026\t100\t\t100
Summa\t\t100\t\t
""",
    """Name of the bank

Buchungstag;Wertstellung;Betrag;S/H;Verwendungszweck
31.01.26;;12,00;S;Miete
""",
)
TOLD = ("--currency", "SEK", "--account", "SE4550000000058398257466")

_FILE = Path(tempfile.mkdtemp()) / "table.csv"


def answer(data: bytes) -> None:
    """Convert the table to MT940, with and without an opening balance, or to a workbook."""
    _FILE.write_bytes(data)
    suffix, more = ((".sta", ("--opening", "100")), (".sta", ()), (".xlsx", ()))[len(data) % 3]
    target = _FILE.with_suffix(suffix)
    target.unlink(missing_ok=True)
    run("mt940", "convert", _FILE, *TOLD, *more, "-o", target)


if __name__ == "__main__":
    search(answer, [seed.encode(encoding) for seed in SEEDS for encoding in ("utf-8", "cp1252")], longest=4_000)
