"""A coverage-guided search for workbooks that the check cannot answer with a sentence.

Each input is a package. It is unpacked, one part of it is changed, and it is packed again with sound checksums, so that
changes reach the XML and do not stop at the archive; now and then the archive's own bytes are changed instead. What is
found becomes a test in `tests/excel/test_hostile.py`.
"""

import contextlib
import io
import tempfile
import zipfile
from pathlib import Path

import atheris

from fuzz.search import search

with atheris.instrument_imports(include=["toolkit"]):
    import toolkit.checking.rules  # noqa: F401 - with it Pandera: its import would count as one input's time
    from toolkit.errors import ToolkitError
    from toolkit.loop.inspect import inspect
    from toolkit.loop.source import has_hidden_macros

ROOT = Path(__file__).parent.parent
SEEDS = ("templates/budgets.xlsx", "samples/*/workbook.xlsx")
EVERY = 8
"""One change in so many goes to the archive itself."""

_FILE = Path(tempfile.mkdtemp()) / "input.xlsx"


def answer(data: bytes) -> None:
    """Check the workbook offline; only a sentence of ours may end it early."""
    _FILE.write_bytes(data)
    with contextlib.suppress(ToolkitError):
        inspection = inspect(_FILE, None)
        has_hidden_macros(inspection.workbook)
        _said = inspection.active


def changed(data: bytes, most: int, seed: int) -> bytes:
    """Return the package with one part changed, or its bytes where it is none."""
    if seed % EVERY == 0:
        return atheris.Mutate(data, most)
    try:
        parts = _unpacked(data)
    except Exception:  # noqa: BLE001 - whatever zipfile raises: these bytes are no archive any more
        parts = {}
    if not parts:
        return atheris.Mutate(data, most)
    name = sorted(parts)[seed // EVERY % len(parts)]
    parts[name] = atheris.Mutate(parts[name], min(len(parts[name]) + 400, most))
    packed = _packed(parts)
    return packed if len(packed) <= most else data


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


if __name__ == "__main__":
    search(answer, [path.read_bytes() for seed in SEEDS for path in sorted(ROOT.glob(seed))], changed)
