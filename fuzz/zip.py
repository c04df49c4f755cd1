"""A search for archives of documents that are neither unpacked nor refused, or unpacked to a name that is not safe.

Half of the changes go to the names, contents and headers of the entries, with sound checksums, the others to the bytes.
What is found becomes a test in `tests/attachments/test_archive.py`.
"""

import contextlib
import io
import random
import shutil
import tempfile
import zipfile
from pathlib import Path

import atheris

from fuzz.search import search

with atheris.instrument_imports(include=["toolkit"]):
    from toolkit.attachments.archive import open_archive
    from toolkit.attachments.content import recognise
    from toolkit.attachments.limits import Limits
    from toolkit.attachments.match import match
    from toolkit.attachments.names import Names, safe_name
    from toolkit.attachments.wanted import Booked, Expected
    from toolkit.errors import ToolkitError

PDF = b"%PDF-1.4\n%%EOF\n"
LIMITS = Limits(entries=100, total=1_000_000, entry=500_000)
BATCH = tuple(
    Booked(own, f"/api/transactions/{own}", None, None, "", "", own, (Expected(f"tat_{own}", "a.pdf", len(PDF)),))
    for own in ("txn_1", "txn_2")
)
NAMES = ("CON", "a/../b", "å.pdf", " ", "..", "C:x", "a\\b", "txn_1/tat_txn_1-a.pdf", "x" * 300, "a.", "aux.pdf", "\0")

_FOLDER = Path(tempfile.mkdtemp())


def answer(data: bytes) -> None:
    """Unpack the archive as a download does; only a sentence of ours may end it early."""
    path, target = _FOLDER / "batch.zip", _FOLDER / "unpacked"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    path.write_bytes(data)
    with contextlib.suppress(ToolkitError), open_archive(path, LIMITS) as archive:
        match(archive.members, BATCH)
        names = Names()
        for member in archive.members:
            called = names.free(safe_name(member.base))
            unpacked = archive.unpack(member, target / called)
            recognise(member.base, unpacked.head)
            if (target / called).resolve().parent != target.resolve() or not called.strip(". "):
                raise RuntimeError(called)


def changed(data: bytes, most: int, seed: int) -> bytes:
    """Return the archive with an entry named, filled or described otherwise, or with other bytes."""
    chance = random.Random(seed)  # noqa: S311 - the same change for the same seed
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [(info, archive.read(info)) for info in archive.infolist()]
    except Exception:  # noqa: BLE001 - whatever zipfile raises: these bytes are no archive any more
        entries = []
    if not entries or chance.random() < 0.5:
        return atheris.Mutate(data, most)
    place = chance.randrange(len(entries))
    info, content = entries[place]
    name = (
        chance.choice(NAMES)
        if chance.random() < 0.5
        else atheris.Mutate(info.filename.encode(), 300).decode(errors="replace")
    )
    made = zipfile.ZipInfo(name or "x")
    made.external_attr = chance.choice((0, 0o644 << 16, 0o120777 << 16, chance.getrandbits(32)))
    entries[place] = made, content if chance.random() < 0.5 else atheris.Mutate(content, 400)
    packed = _packed(entries, chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))
    return packed if len(packed) <= most else data


def _packed(entries: list[tuple[zipfile.ZipInfo, bytes]], method: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for info, content in entries:
            archive.writestr(info, content, method)
    return target.getvalue()


def seeds() -> list[bytes]:
    """Return archives as services make them."""
    files = {"txn_1/tat_txn_1-a.pdf": PDF, "txn_2/å (1).pdf": PDF * 9, "b.txt": b""}
    entries = [(zipfile.ZipInfo(name), content) for name, content in files.items()]
    return [_packed(entries, method) for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)]


if __name__ == "__main__":
    search(answer, seeds(), changed)
