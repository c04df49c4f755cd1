"""Twenty documents with real bytes: small PDF files, most tied to a transaction, some awaiting one."""

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


def documents(booked: Iterable[tuple[Row, Pattern]]) -> Iterator[tuple[Row, bytes]]:
    """Return the attachments with their bytes."""
    costs = [row for row, pattern in booked if pattern.cost]
    tied = [(f"Kvitto {row['description']}.pdf", row["id"]) for row in costs[::_EVERY][:_TIED]]
    awaiting = [(name, None) for name in _AWAITING]
    for n, (name, transaction) in enumerate((*tied, *awaiting), start=1):
        content = pdf(f"Norrsken Analys AB {n:04}")
        row: Row = {
            "id": f"tat_{n:04}",
            "name": name,
            "transaction": transaction,
            "mimeType": "application/pdf",
            "size": len(content),
        }
        yield row, content


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
