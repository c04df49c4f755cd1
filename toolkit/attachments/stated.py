"""What the service states of a document's bytes: how many there are, and their digest. Pure.

The size is declared. That a digest is told at all, and under which name, is published nowhere: usual names are looked
for, on the record and in the file that it embeds.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.entities.record import Record

_SIZES = ("size", "filesize", "bytesize", "sizeinbytes", "contentlength", "bytes")
_DIGESTS = (
    *("sha256", "sha512", "sha384", "sha1", "md5", "sha256sum", "sha1sum", "md5sum", "contentmd5", "contentsha256"),
    *("checksum", "filechecksum", "contentchecksum", "digest", "filedigest", "contentdigest"),
    *("hash", "filehash", "contenthash"),
)
_FILES = ("file", "storage", "media", "mediaobject", "document", "contentfile")
_ALGORITHMS: Mapping[int, str] = {16: "md5", 20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512"}
"""Digests by the number of their bytes."""

_NAMED = re.compile(r"(?:md5|sha-?(?:1|256|384|512))[:=-]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """The number of bytes, `None` where it is not told, and the digest as `sha256:HEX`, empty where it is not."""

    size: int | None = None
    digest: str = ""

    def differs(self, size: int, path: Path) -> bool:
        """Tell whether a file of that many bytes is another than the one stated."""
        return self.size not in {None, size} or (self.digest != "" and digest_of(path, self.digest) != self.digest)


def stated_of(record: Record) -> Stated:
    """Return what a record states of the bytes of its document."""
    declared = record.values.get("size")
    told = list(_told(record))
    size = declared if isinstance(declared, int) else next(filter(None, (_size(*each) for each in told)), None)
    return Stated(size, next(filter(None, (_digest(*each) for each in told)), ""))


def digest_of(path: Path, like: str) -> str:
    """Return the digest of a file, by the algorithm of another one."""
    algorithm, _colon, _hex = like.partition(":")
    with path.open("rb") as file:
        # It proves that nothing got lost on the way, which MD5 does as well.
        found = hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False))
    return f"{algorithm}:{found.hexdigest()}"


def _told(record: Record) -> Iterator[tuple[str, object]]:
    """Yield the undeclared fields of a record, then those of the file that it embeds, by squeezed names."""
    for name, value in record.extra.items():
        yield _squeezed(name), value
    for name, value in record.extra.items():
        if _squeezed(name) in _FILES and isinstance(value, Mapping):
            for inner, told in value.items():
                yield _squeezed(inner), told


def _squeezed(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _size(name: str, value: object) -> int | None:
    if name not in _SIZES or isinstance(value, bool):
        return None
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else None


def _digest(name: str, value: object) -> str:
    if name not in _DIGESTS or not isinstance(value, str):
        return ""
    spelt = _NAMED.sub("", value.strip(), count=1)
    raw = _bytes(spelt)
    return f"{_ALGORITHMS[len(raw)]}:{raw.hex()}" if len(raw) in _ALGORITHMS else ""


def _bytes(spelt: str) -> bytes:
    """Read a digest in hexadecimal or in base64; nothing for any other text."""
    try:
        return bytes.fromhex(spelt)
    except ValueError:
        pass
    try:
        return base64.b64decode(spelt, validate=True)
    except (binascii.Error, ValueError):
        return b""
