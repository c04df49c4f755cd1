"""The file around the parts that stay: what brings it back byte for byte, once the others are gone."""

import base64
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence

from toolkit.entities.canonical import Json
from toolkit.excel.package import Package

MOST = 8 * 1024 * 1024
"""Bytes that are kept of a file. Where more would be, its parts alone come back as they were."""


def skeleton(package: Package, changed: Collection[str]) -> Json:
    """Return the pieces of a file: its bytes in base 64, and the names of the members that are not changed.

    `None` where too many bytes would have to be kept.
    """
    pieces: list[Json] = []
    at = kept = 0
    for name, begin, packed in sorted(_staying(package, changed), key=lambda each: each[1]):
        kept += begin - at
        pieces += [_spelt(package.data[at:begin]), {"member": name}]
        at = begin + len(packed)
    kept += len(package.data) - at
    if kept > MOST:
        return None
    return {"sha256": package.sha256, "pieces": [*pieces, _spelt(package.data[at:])]}


def file_from(package: Package, sha256: str, pieces: Sequence[Json]) -> bytes | None:
    """Put the pieces together with the members that a package has; `None` where that is not the file it was."""
    found: list[bytes] = []
    size = 0
    for piece in pieces:
        found.append(_bytes(package, piece))
        size += len(found[-1])
        if size > package.limits.packed:
            return None
    whole = b"".join(found)
    return whole if hashlib.sha256(whole).hexdigest() == sha256 else None


def members_of(package: Package, pieces: Sequence[Json]) -> Iterator[str]:
    """Yield the names of the members that the pieces take from a package, and of those that hold nothing."""
    yield from (info.filename for info in package.members.values() if not info.compress_size)
    for piece in pieces:
        if isinstance(piece, Mapping):
            yield package.members[str(piece["member"])].filename


def _staying(package: Package, changed: Collection[str]) -> Iterator[tuple[str, int, bytes]]:
    """Yield the members that are carried over as packed: name, first byte, and bytes."""
    for key, info in package.members.items():
        if info.filename not in changed and info.compress_size:
            begin, end = package.span(info)
            yield key, begin, package.data[begin:end]


def _bytes(package: Package, piece: Json) -> bytes:
    match piece:
        case str():
            return base64.b64decode(piece)
        case {"member": str(name)}:
            return package.packed(package.members[name])
        case _:
            raise ValueError(piece)


def _spelt(content: bytes) -> Json:
    return base64.b64encode(content).decode()
