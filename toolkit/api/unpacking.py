"""Unpacking: the body of an answer out of its content codings, and proof that it came to its end.

httpx unpacks what was cut as far as it goes, without a word; a list that ends early would be taken for all there is.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping

from toolkit.language import _

ACCEPTED = "gzip, deflate"
"""The codings that are asked for; no other is unpacked."""
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_BEGINS = b"\x1f"
_PIECE = 1 << 16
"""Bytes that are unpacked at once, so that a bomb ends at the first piece over a limit."""


class Cut(Exception):
    """The body ended before it was whole, or is not packed as it says."""


def unpacked(pieces: Iterable[bytes], headers: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the body in pieces, as its headers (names in lower case) say that it is packed.

    Raises `Cut` at the end where fewer or more bytes came than were announced, or a packed body has no end, and where
    it is packed in a way that was not asked for.
    """
    body = _counted(pieces, headers.get("content-length", ""))
    codings = [coding.strip().lower() for coding in headers.get("content-encoding", "").split(",")]
    for coding in reversed([coding for coding in codings if coding not in {"", "identity"}]):
        if coding in {"gzip", "x-gzip"}:
            body = _inflated(body, _GZIP)
        elif coding == "deflate":
            body = _deflated(body)
        else:
            raise Cut(_("the answer is packed as {coding}, which was not asked for").format(coding=coding[:20]))
    yield from body


def _counted(pieces: Iterable[bytes], announced: str) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        yield piece
    if announced.isascii() and announced.isdigit() and int(announced) != size:
        raise Cut(_("{size:,} of {announced:,} bytes came").format(size=size, announced=int(announced)))


def _deflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack what is called deflate: in zlib's frame as it should be (RFC 9110, 8.4.1.2), or without any."""
    first = next((piece for piece in pieces if piece), b"")
    framed = first[:1] and first[0] & 0x0F == zlib.DEFLATED and int.from_bytes(first[:2].ljust(2, b"\0")) % 31 == 0
    yield from _inflated(_again(first, pieces), zlib.MAX_WBITS if framed or len(first) == 1 else -zlib.MAX_WBITS)


def _again(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


def _inflated(pieces: Iterator[bytes], bits: int) -> Iterator[bytes]:
    """Unpack one stream after the other, as gzip allows; what follows the last that is none is padding."""
    stream = zlib.decompressobj(bits)
    begun = False
    for piece in pieces:
        rest = piece
        while rest:
            if stream.eof:
                if bits != _GZIP or rest[:1] != _GZIP_BEGINS:
                    break
                stream = zlib.decompressobj(bits)
            begun = True
            yield from _drained(stream, rest)
            rest = stream.unused_data
    if begun and not stream.eof:
        raise Cut(_("the packed answer was cut off"))


def _drained(stream: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    """Yield all that a stream makes of some bytes, no more at once than a piece."""
    while True:
        try:
            out = stream.decompress(packed, _PIECE)
        except zlib.error:
            raise Cut(_("the answer could not be unpacked")) from None
        if out:
            yield out
        packed = stream.unconsumed_tail
        if stream.eof or (not packed and len(out) < _PIECE):
            return
