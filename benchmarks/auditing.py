"""An audit export of 50,000 records, proved and added up, beside the same records fetched and written by pandas."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from data import ENTITY
from measure import run_case, timed
from pages import member

AUDITED = 50_000
_PAGE = 1_000
_YEARS = (date(2025, 1, 1), date(2026, 12, 31))


class Company(BaseHTTPRequestHandler):
    """Serves pages of transactions, made before the first request; of everything else there is nothing."""

    pages: tuple[bytes, ...] = ()
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a page."""
        parts = urlsplit(self.path)
        number = int(parse_qs(parts.query).get("page", ["1"])[0])
        is_ours = parts.path.endswith(f"/{ENTITY.path}")
        body = self.pages[number - 1] if is_ours else b'{"member": [], "totalItems": 0}'
        self.send_response(200)
        self.send_header("Content-Type", "application/ld+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _pages() -> Iterator[bytes]:
    last = AUDITED // _PAGE
    for number in range(1, last + 1):
        view = {} if number == last else {"next": f"/api/{ENTITY.path}?itemsPerPage={_PAGE}&page={number + 1}"}
        members = [member(n) for n in range((number - 1) * _PAGE, number * _PAGE)]
        yield json.dumps({"member": members, "totalItems": AUDITED, "view": view}).encode()


def _serve(told: Connection) -> None:
    Company.pages = tuple(_pages())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Company)
    told.send(server.server_port)
    server.serve_forever()


@contextmanager
def _company() -> Iterator[str]:
    """Serve from another process, and give the address."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()


def ours(arguments: list[str]) -> float:
    """Write the whole bundle: lines, workbook with summary and formulas, manifest with every digest."""
    from toolkit.api.client import connect
    from toolkit.applying.journal import open_journal
    from toolkit.audit.container import Folder
    from toolkit.bank.prove import Period
    from toolkit.cli.audit import spellings
    from toolkit.loop.audit.export import Asked, export_bundle
    from toolkit.loop.reach import Reached
    from toolkit.settings import Profile

    target = Path(arguments[0])
    asked = Asked(Period(*_YEARS), datetime(2026, 1, 1, tzinfo=UTC))
    with _company() as url, open_journal(f"sqlite:///{target}.sqlite3") as journal:
        profile = Profile("bench", url, token="t" * 20)
        with connect(profile) as client:
            seconds = timed(lambda: export_bundle(Reached(client, profile), journal, asked, spellings(), target))
    assert Folder(target).names()
    return seconds


def verify(arguments: list[str]) -> float:
    """Prove the bundle that `ours` wrote."""
    from toolkit.audit.verify import verify_bundle

    verified = []
    seconds = timed(lambda: verified.append(verify_bundle(Path(arguments[0])).holds))
    assert verified == [True]
    return seconds


def with_pandas(arguments: list[str]) -> float:
    """Fetch the same pages and write the same cells and nothing else."""
    import httpx
    import pandas as pd

    def work() -> None:
        with httpx.Client(base_url=url) as client:
            members = [
                each
                for number in range(1, AUDITED // _PAGE + 1)
                for each in client.get(f"/{ENTITY.path}", params={"page": number}).json()["member"]
            ]
        pd.DataFrame(members).to_excel(arguments[0], index=False)

    with _company() as url:
        return timed(work)


if __name__ == "__main__":
    run_case({"ours": ours, "verify": verify, "pandas": with_pandas})
