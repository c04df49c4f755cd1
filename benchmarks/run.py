"""Us and the peers in one run, as ratios, with the machine and the versions: `make bench`."""

import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import attacks
from annotation import MARKED
from applying import EACH, LATENCY, RESUMED, SLOWLY
from attachments import COUNT, SIZE
from auditing import AUDITED
from data import EXCEL_ROWS, FIELDS, ROWS, write_filled, write_mixed
from measure import Figure, case, whole
from statements import MOVEMENTS, write_statement

PEERS = ("openpyxl", "pandas", "pandera", "python-calamine", "xlsxwriter", "click", "httpx", "dlt", "orjson")


def main() -> None:
    """Print the machine, then a table for each thing that is measured."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    print(", ".join(f"{peer} {version(peer)}" for peer in PEERS), end="\n\n")
    with tempfile.TemporaryDirectory() as folder:
        _check(Path(folder))
        _check_mixed(Path(folder))
        _check_all(Path(folder))
        _annotate(Path(folder))
        _plan()
        _write(Path(folder))
        _statements(Path(folder))
        _audit(Path(folder))
    _attachments()
    _apply()
    for size in (30, 100):
        _read(size)
    _start_up()
    print("refusing hostile workbooks; aim: 2 s and 200 MB each")
    attacks.main()


def _check(folder: Path) -> None:
    filled = folder / "filled.xlsx"
    write_filled(filled)
    _table(
        f"check of {ROWS:,} rows × {len(FIELDS)} columns",
        {
            "flowtly check": case("check", "ours", str(filled)),
            "pandas + openpyxl + pandera, coercing": case("check", "openpyxl", str(filled), times=1),
            "pandas + calamine + pandera, coercing": case("check", "calamine", str(filled)),
        },
    )

    _table(
        f"reading {ROWS:,} rows × {len(FIELDS)} columns",
        {
            "flowtly, every cell as it is stored": case("sheets", "ours", str(filled)),
            "expat, counting cells": case("sheets", "counted", str(filled)),
        },
    )


def _check_mixed(folder: Path) -> None:
    mixed = folder / "mixed.xlsx"
    write_mixed(mixed)
    _table(
        f"{ROWS:,} rows × {len(FIELDS)} columns, and one each of booleans and errors",
        {
            "flowtly, every cell as it is stored": case("sheets", "ours", str(mixed)),
            "expat, counting cells": case("sheets", "counted", str(mixed)),
            "flowtly check": case("check", "ours", str(mixed)),
        },
    )


def _check_all(folder: Path) -> None:
    full = folder / "full.xlsx"
    write_filled(full, EXCEL_ROWS)
    _table(
        f"check of {EXCEL_ROWS:,} rows × {len(FIELDS)} columns, a full sheet",
        {"flowtly check": case("check", "ours", str(full), times=1)},
    )


def _annotate(folder: Path) -> None:
    filled, target = str(folder / "filled.xlsx"), str(folder / "annotated.xlsx")
    _table(
        f"annotation of {MARKED:,} cells in a workbook of {ROWS:,} rows",
        {
            "flowtly, the package patched": case("annotation", "ours", filled, target, str(ROWS)),
            "openpyxl, loaded and saved": case("annotation", "openpyxl", filled, target, str(ROWS), times=1),
        },
    )


def _plan() -> None:
    _table(f"plan of {ROWS:,} rows against {ROWS:,} live records", {"flowtly plan": case("planning", "ours")})


def _write(folder: Path) -> None:
    target = str(folder / "written.xlsx")
    _table(
        f"writing a pull of {ROWS:,} records",
        {
            "flowtly pull, with its base": case("writing", "ours", target),
            "openpyxl, write-only, cells alone": case("writing", "openpyxl", target, times=2),
            "XlsxWriter, constant memory, cells alone": case("writing", "xlsxwriter", target, times=2),
        },
    )


def _audit(folder: Path) -> None:
    """Take each once: a bundle is never overwritten."""
    bundle = str(folder / "bundle")
    _table(
        f"an audit export of {AUDITED:,} records",
        {
            "flowtly audit export, with every digest": case("auditing", "ours", bundle, times=1),
            "flowtly audit verify": case("auditing", "verify", bundle),
            "httpx and pandas.to_excel, cells alone": case("auditing", "pandas", f"{bundle}.xlsx", times=1),
        },
    )


def _apply() -> None:
    """Compare by requests a second, as ours sends more of them: before each write it looks at what is there."""
    sent, read = 2 * EACH, 4 * EACH
    figures = {
        "flowtly apply": (case("applying", "ours"), read),
        "flowtly apply, journalling nothing": (case("applying", "unjournalled"), read),
        "httpx from 8 threads": (case("applying", "pool"), sent),
        "httpx from 8 threads, reads as well": (case("applying", "reading pool"), read),
        "httpx, one after the other": (case("applying", "sequential", times=1), 2 * SLOWLY),
    }
    bare, _ = figures["httpx from 8 threads"]
    print(f"{EACH:,} creations and {EACH:,} edits, {LATENCY * 1000:.0f} ms latency, 8 workers")
    for name, (figure, requests) in figures.items():
        pace = requests / figure.seconds
        print(f"  {name:<42} {figure.seconds:7.2f} s {pace:8.0f} /s  {pace * bare.seconds / sent:6.2f} ×")
    print()
    _table(
        f"resume of a run of {RESUMED:,} changes, up to the first request",
        {"flowtly resume": case("applying", "resume")},
    )


def _read(size: int) -> None:
    told = str(size)
    _table(
        f"reading 20,000 records, {size} a page, 50 ms each",
        {
            "flowtly, 8 workers, into records": case("reading", "ours", told),
            "8 busy connections, bytes alone": case("reading", "busy", told),
            "httpx, link by link": case("reading", "sequential", told, times=1),
            "dlt REST source": case("reading", "dlt", told, times=1),
        },
    )
    _table(
        f"decoding 20,000 records, {size} a page, processor time",
        {
            "flowtly, exact decimals, typed records": case("reading", "decode_ours", told),
            "orjson, floats, dictionaries": case("reading", "decode_orjson", told),
        },
    )


def _statements(folder: Path) -> None:
    statement = folder / "statement.sta"
    write_statement(statement)
    _table(
        f"a bank statement of {MOVEMENTS:,} movements, read",
        {
            "flowtly mt940 verify, proved": case("statements", "verify", str(statement)),
            "mt-940, unproved": case("statements", "library", str(statement), times=2),
        },
    )
    workbook = str(folder / "statement.xlsx")
    _table(
        f"a bank statement of {MOVEMENTS:,} movements, into a workbook",
        {
            "flowtly mt940 convert, formulas and chart": case("statements", "convert", str(statement), workbook),
            "mt-940 and pandas, cells alone": case("statements", "pandas", str(statement), workbook, times=1),
        },
    )


def _attachments() -> None:
    _table(
        f"{COUNT:,} documents of {SIZE:,} bytes",
        {
            "flowtly attachments download, over loopback": case("attachments", "ours", times=2),
            "unzip -t, a zip that is there already": case("attachments", "unzip", times=2),
            "zipfile.extractall, the same": case("attachments", "extractall", times=2),
        },
    )


def _start_up() -> None:
    flowtly = str(Path(sys.executable).with_name("flowtly"))
    _table(
        "start-up, whole process",
        {
            "flowtly --help": whole(flowtly, "--help"),
            'python -c "import click"': whole(sys.executable, "-c", "import click"),
        },
    )


def _table(title: str, figures: dict[str, Figure]) -> None:
    ours = next(iter(figures.values()))
    print(title)
    for name, figure in figures.items():
        memory = f"{figure.megabytes:6.0f} MB" if figure.megabytes else " " * 9
        print(f"  {name:<42} {figure.seconds:7.2f} s {memory}  {figure.seconds / ours.seconds:6.2f} ×")
    print()


if __name__ == "__main__":
    main()
