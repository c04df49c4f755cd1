"""Twenty-five documents with real bytes: most small PDF files, most tied to a transaction, some awaiting one."""

import struct
import zlib
from collections.abc import Iterable, Iterator

from toolkit.sandbox.seed.books import Pattern
from toolkit.sandbox.store import Row

_TIED = 14
_EVERY = 6
_AWAITING = (
    "Telia Sverige AB faktura 20862.pdf",
    "Kvitto Espresso House möte.pdf",
    "Faktura Hetzner servrar 20903.pdf",
    "SJ tågresor Göteborg 20929.pdf",
    "Nowak Design grafika 20895.pdf",
    "Hyresavisering Kungsholmen.pdf",
)
_OCTOBER = (
    ("Faktura.pdf", "txn_921"),
    ("FAKTURA.PDF", "txn_921"),
    ("Faktura.pdf", "txn_925"),
    ("annons.png", "txn_925"),
    ("e-faktura 2026-10.xml", "txn_922"),
)
"""Of the last month: several of one transaction, of names alike, and of other types."""


def documents(booked: Iterable[tuple[Row, Pattern]]) -> Iterator[tuple[Row, bytes]]:
    """Return the attachments with their bytes."""
    costs = [row for row, pattern in booked if pattern.cost]
    tied = [(f"Kvitto {row['description']}.pdf", row["id"]) for row in costs[::_EVERY][:_TIED]]
    awaiting = [(name, None) for name in _AWAITING]
    for n, (name, transaction) in enumerate((*tied, *awaiting, *_OCTOBER), start=1):
        media_type, content = _made(name, f"Norrsken Analys AB {n:04}")
        row: Row = {
            "id": f"tat_{n:04}",
            "name": name,
            "transaction": transaction,
            "mimeType": media_type,
            "size": len(content),
        }
        yield row, content


def _made(name: str, text: str) -> tuple[str, bytes]:
    """Return the media type and the bytes of a document of its name."""
    if name.endswith(".png"):
        return "image/png", png()
    if name.endswith(".xml"):
        return "application/xml", f'<?xml version="1.0" encoding="UTF-8"?>\n<Invoice>{text}</Invoice>\n'.encode()
    return "application/pdf", pdf(text)


def png() -> bytes:
    """Write the smallest PNG: one grey pixel (ISO 15948, 11.2)."""
    parts = (
        (b"IHDR", struct.pack(">2L5B", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\x00\x80")),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">L", len(d)) + t + d + struct.pack(">L", zlib.crc32(t + d)) for t, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pdf(text: str) -> bytes:
    """Write the smallest PDF that shows one line of ASCII text (ISO 32000-1, 7.5)."""
    stream = f"BT /F1 18 Tf 60 760 Td ({text}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = "%PDF-1.4\n", []
    for n, each in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{n} 0 obj\n{each}\nendobj\n"
    entries = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{entries}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + table + trailer).encode("ascii")
