"""Forms: fields and files as `multipart/form-data` (RFC 7578), for the operations that take a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""How browsers spell what would end a quoted name."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file to send: the name that the service is told, its bytes, and their type."""

    name: str
    content: bytes = field(repr=False)
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Form:
    """Plain fields and files, by the names of their parts."""

    fields: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def encode(self) -> tuple[str, bytes]:
        """Return the content type and the bytes, the same at every attempt."""
        parts = [_part(f'name="{_quoted(name)}"', "", value.encode()) for name, value in self.fields.items()]
        parts += [
            _part(f'name="{_quoted(name)}"; filename="{_quoted(file.name)}"', file.media_type, file.content)
            for name, file in self.files.items()
        ]
        # No part holds the digest of all of them, so none is cut in two.
        boundary = sha256(b"".join(parts)).hexdigest()
        mark = f"--{boundary}".encode()
        body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
        return f"multipart/form-data; boundary={boundary}", body


def _part(disposition: str, media_type: str, content: bytes) -> bytes:
    head = f"Content-Disposition: form-data; {disposition}\r\n"
    if media_type:
        head += f"Content-Type: {media_type}\r\n"
    return f"{head}\r\n".encode() + content


def _quoted(name: str) -> str:
    return name.translate(_ESCAPES)
