"""A service of many documents: what their download asks for and nothing else, in a process of its own."""

import io
import json
import random
import sys
import zipfile
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_PAGE = 500


@cache
def filling(size: int) -> bytes:
    """Return bytes that do not pack, as those of scans and PDF files."""
    return random.Random(size).randbytes(size)  # noqa: S311 - nothing secret, only what does not pack


def document(number: int, size: int) -> bytes:
    """Return the bytes of one document."""
    head = b"%%PDF-1.4\n%% %d\n" % number
    return head + filling(size)[len(head) :]


def write_zip(target: io.BufferedIOBase, numbers: list[int], size: int) -> None:
    """Pack documents, a folder for each transaction."""
    with zipfile.ZipFile(target, "w") as packed:
        for number in numbers:
            packed.writestr(zipfile.ZipInfo(f"{number}/{number}-scan.pdf"), document(number, size))


class Handler(BaseHTTPRequestHandler):
    """Answers for `count` transactions with one document of `size` bytes each."""

    protocol_version = "HTTP/1.1"
    count = 0
    size = 0

    def do_GET(self) -> None:
        """List a collection, page by page."""
        parts = urlsplit(self.path)
        make = {"/transactions": self._transaction, "/transaction-attachments": self._attachment}.get(parts.path)
        query = dict(pair.split("=") for pair in parts.query.split("&") if pair)
        page = int(query.get("page", 1))
        first = (page - 1) * _PAGE
        numbers = range(first, min(first + _PAGE, self.count)) if make else ()
        view = {}
        if make and first + _PAGE < self.count:
            view = {"view": {"@id": self.path, "next": f"{parts.path}?itemsPerPage={_PAGE}&page={page + 1}"}}
        total = self.count if make else 0
        body = {"@id": parts.path, "totalItems": total, "member": [make(n) for n in numbers] if make else [], **view}
        self._answer(json.dumps(body).encode(), "application/ld+json")

    def do_POST(self) -> None:
        """Give the documents of some transactions."""
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["transactions"]
        buffer = io.BytesIO()
        write_zip(buffer, [int(each.rsplit("/", 1)[1]) for each in wanted], self.size)
        self._answer(buffer.getvalue(), "application/zip")

    def _transaction(self, number: int) -> dict[str, object]:
        iri = f"/transactions/{number}"
        return {
            "@id": iri,
            "id": str(number),
            "amount": -number,
            "execDate": "2026-10-01",
            "description": f"Scan {number}",
        }

    def _attachment(self, number: int) -> dict[str, object]:
        own = {"@id": f"/transaction-attachments/{number}", "id": str(number), "name": "scan.pdf", "size": self.size}
        return {**own, "transaction": f"/transactions/{number}"}

    def _answer(self, body: bytes, media_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


def main() -> None:
    """Serve `COUNT` documents of `SIZE` bytes, and tell the port."""
    Handler.count, Handler.size = int(sys.argv[1]), int(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
