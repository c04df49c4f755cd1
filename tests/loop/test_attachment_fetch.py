"""A zip is taken however it comes, from wherever the service keeps it, and nothing of ours goes elsewhere."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from hostile_zips import PDF, packed

from tests.api.support import TOKEN, Clock, client, gate_of, script
from toolkit.api.elsewhere import fetch_elsewhere
from toolkit.attachments.wanted import Booked, Expected
from toolkit.errors import NoArchive, NotTheApi, Refused, ServiceError, Unreachable
from toolkit.loop.attachment_choice import Choice
from toolkit.loop.attachment_fetch import fetch_archive
from toolkit.loop.attachments import download_attachments
from toolkit.loop.reach import Reached
from toolkit.service_names import ServiceNames

ZIP = packed({"1/a.pdf": PDF})
BATCH = (Booked("1", "/api/transactions/1", None, None, "", "", "1", (Expected("2", "a.pdf"),)),)


PAGE = (
    "<html><head><title>Fel 503</title><style>p {color: red}</style></head><body><h1>Vi är\n strax <b>tillbaka</b></h1>"
    "<script>var p = '<p>no</p>';</script><p>Underhåll till 14:00.</p><p>More.</p></body></html>"
).encode()
PROBLEM = (
    b'{"type": "https://tools.ietf.org/html/rfc2616#section-10", "title": "An error occurred", "status": 500, '
    b'"detail": "The export is switched off."}'
)


def file(content: bytes, kind: str = "application/zip") -> httpx.Response:
    return httpx.Response(200, headers={"Content-Type": kind}, content=content)


def fetch(answer: httpx.Response, target: Path) -> bool:
    """Fetch from a service that answers so, and keeps the same zip behind a link."""

    def service(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return answer
        if request.url.path.endswith("/files/october.zip"):
            assert request.url.params["key"] == "a b"
            return file(ZIP)
        return httpx.Response(200, json={"member": []})

    with client(service) as made:
        return fetch_archive(Reached(made, TOKEN), BATCH, target)


@pytest.mark.parametrize(
    "answer",
    [
        file(ZIP),
        file(ZIP, "application/octet-stream"),
        file(ZIP, ""),
        httpx.Response(200, json={"url": "/files/october.zip?key=a+b"}),
        httpx.Response(201, json={"@id": "/api/exports/1", "state": "done", "files": ["/files/october.zip?key=a%20b"]}),
        httpx.Response(200, json=f"{TOKEN.service}/files/october.zip?key=a%20b"),
    ],
)
def test_a_zip_is_taken_however_it_comes(answer: httpx.Response, tmp_path: Path) -> None:
    assert fetch(answer, tmp_path / "batch.zip")
    assert (tmp_path / "batch.zip").read_bytes() == ZIP


@pytest.mark.parametrize(
    "answer", [httpx.Response(404), httpx.Response(204), httpx.Response(200, json=[]), httpx.Response(200, json={})]
)
def test_a_service_may_say_in_many_ways_that_there_is_none(answer: httpx.Response, tmp_path: Path) -> None:
    (tmp_path / "batch.zip").write_bytes(b"of an earlier batch")

    assert not fetch(answer, tmp_path / "batch.zip")
    assert not (tmp_path / "batch.zip").exists()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (file(b"<!DOCTYPE html><title>Sign in</title>", "text/html"), "perhaps (Sign in)."),
        (file(PAGE, "text/html"), "perhaps (Fel 503: Vi är strax tillbaka: Underhåll till 14:00)."),
        (file(PROBLEM, "text/html"), "text/html that is no zip (An error occurred: The export is switched off)."),
        (file(PROBLEM, "application/problem+json"), "a problem (An error occurred: The export is switched off)."),
        (file(PROBLEM, "application/json"), "a problem (An error occurred: The export is switched off)."),
        (
            httpx.Response(200, json={"@type": "hydra:Error", "hydra:description": "Too many.", "trace": ["/a/b"]}),
            "gave a problem (Too many).",
        ),
        (
            httpx.Response(200, json={"errors": [{"title": "Nope", "detail": "Not today"}]}),
            "application/json without a link to one (Nope: Not today).",
        ),
        (file(b"  <html>"), "a web page"),
        (file(b""), "an empty file"),
        (file(b"%PDF-1.4"), "application/zip that is no zip"),
        (file(b"x", ""), "a file that is no zip"),
        (httpx.Response(200, json={"status": "pending"}), "being made, and not where it will be"),
        (httpx.Response(202, json=[]), "being made, and not where it will be"),
        (httpx.Response(200, json={"status": "failed", "@id": "/api/exports/1"}), "application/json without a link"),
        (httpx.Response(200, json=7), "application/json without a link"),
    ],
)
def test_what_is_no_zip_is_said_to_be_none_and_leaves_nothing(
    answer: httpx.Response, says: str, tmp_path: Path
) -> None:
    with pytest.raises(NoArchive, match=re.escape(says)) as told:
        fetch(answer, tmp_path / "batch.zip")

    assert told.value.exit_code == 9
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("content", "lacking"), [(PDF, []), (PDF.replace(b"1.4", b"1.5"), ["2"])])
def test_a_document_with_another_digest_than_told_is_not_complete(
    content: bytes, lacking: list[str], tmp_path: Path
) -> None:
    listed = {
        "/transactions": {"@id": "/api/transactions/1", "id": "1", "transactionAttachments": []},
        "/transaction-attachments": {
            "@id": "/api/transaction-attachments/2",
            "id": "2",
            "name": "a.pdf",
            "transaction": "/api/transactions/1",
            "size": len(PDF),
            "file": {"sha256": sha256(PDF).hexdigest()},
        },
    }

    def service(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return file(packed({"1/2-a.pdf": content}))
        found = listed.get(request.url.path.removeprefix("/api"))
        return httpx.Response(
            200, json={"hydra:member": [found] if found else [], "hydra:totalItems": int(bool(found))}
        )

    with client(service) as made:
        done = download_attachments(Reached(made, TOKEN), Choice(), tmp_path / "all")

    (holding,) = done.manifest.holdings
    (document,) = holding.documents
    assert (done.complete, done.folder is None) == (not lacking, bool(lacking))
    assert [each.attachment for each in holding.absent] == lacking
    assert ("The service lists it with the SHA256 digest" in document.odd) == bool(lacking)


def pending(**told: str) -> httpx.Response:
    return httpx.Response(202, json={"@id": "/api/exports/1", "status": "processing", **told})


def test_an_archive_that_is_being_made_is_waited_for(tmp_path: Path) -> None:
    """It is asked for once, and then where it will be, ever more seldom."""
    clock, service = (
        Clock(),
        script(pending(), *[pending() for _ in range(5)], httpx.Response(200, json=LINK), file(ZIP)),
    )

    with client(service, gate=gate_of(clock)) as made:
        assert fetch_archive(Reached(made, TOKEN), BATCH, tmp_path / "batch.zip")

    assert (tmp_path / "batch.zip").read_bytes() == ZIP
    assert service.methods == ["POST", *["GET"] * 7]
    assert [request.url.path for request in service.requests[1:7]] == ["/api/exports/1"] * 6
    assert clock.slept == [1.0, 2.0, 4.0, 8.0, 15.0, 15.0]


LINK = {"@id": "/api/exports/1", "status": "done", "url": "/files/october.zip"}


def test_words_of_the_profile_tell_what_is_being_made(tmp_path: Path) -> None:
    names = ServiceNames(zip_pending="Bearbetas")
    profile = replace(TOKEN, names=names)
    service = script(httpx.Response(200, json={"läge": "bearbetas", "@id": "/exports/1"}), file(ZIP))

    with client(service, profile, gate_of(Clock())) as made:
        assert fetch_archive(Reached(made, profile), BATCH, tmp_path / "batch.zip")


def test_a_place_that_was_told_once_is_asked_again(tmp_path: Path) -> None:
    """Also where the answers to come name nothing."""
    told = httpx.Response(202, json={"location": "/files/october.zip"})
    service = script(told, httpx.Response(200, json={"state": "running"}), file(ZIP))

    with client(service, gate=gate_of(Clock())) as made:
        assert fetch_archive(Reached(made, TOKEN), BATCH, tmp_path / "batch.zip")

    assert [request.url.path for request in service.requests[1:]] == ["/files/october.zip"] * 2


def test_an_archive_that_is_never_finished_is_given_up_after_ten_minutes(tmp_path: Path) -> None:
    clock, service = Clock(), script(*[pending() for _ in range(100)])

    with client(service, gate=gate_of(clock)) as made, pytest.raises(NoArchive, match="still being made"):
        fetch_archive(Reached(made, TOKEN), BATCH, tmp_path / "batch.zip")

    assert 600 <= sum(clock.slept) < 620
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        fetch(httpx.Response(403), tmp_path / "batch.zip")


@pytest.mark.parametrize(
    "link",
    [
        *(
            "http://elsewhere.example/a.zip",
            "http://127.0.0.1:1/a.zip",
            "https://localhost/a.zip",
            "file:///etc/passwd",
        ),
        *("https://user:word@elsewhere.example/a.zip", "ftp://elsewhere.example/a.zip"),
    ],
)
def test_a_link_that_is_not_safe_is_not_followed(link: str, tmp_path: Path) -> None:
    with pytest.raises(NotTheApi, match="not safe to follow"):
        fetch_elsewhere(link, tmp_path / "a.zip", "https://flowtly.example", TOKEN)


def test_a_service_that_points_at_an_unsafe_address_is_not_followed(tmp_path: Path) -> None:
    with pytest.raises(NotTheApi, match="not safe to follow"):
        fetch(httpx.Response(200, json={"url": "http://elsewhere.example/a.zip"}), tmp_path / "batch.zip")


@contextmanager
def storage(status: int, content: bytes, announced: int | None = None) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Serve one file on this machine, and keep the headers of who asks for it."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(status)
            self.send_header("Content-Type", "application/json" if content == b"{}" else "application/zip")
            self.send_header("Location", "/other")
            self.send_header("Content-Length", str(len(content) if announced is None else announced))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/a.zip?signature=secret", asked
        finally:
            server.shutdown()
            thread.join()


HERE = "http://127.0.0.1:1"
"""A service on this machine, which may keep its files at another port of it."""


def test_elsewhere_gets_nothing_of_ours(tmp_path: Path) -> None:
    with storage(200, ZIP) as (url, asked):
        size = fetch_elsewhere(url, tmp_path / "a.zip", HERE, TOKEN)

    assert (size, (tmp_path / "a.zip").read_bytes()) == (len(ZIP), ZIP)
    assert not {"authorization", "cookie"} & asked[0].keys()


@pytest.mark.parametrize(
    ("status", "content", "announced", "error", "times"),
    [
        (403, b"", None, Refused, 1),
        (302, b"", None, Refused, 2),
        (200, b"{}", None, NotTheApi, 1),
        (200, ZIP, 9999, Unreachable, 2),
    ],
)
def test_what_elsewhere_does_not_give_whole_is_not_kept(
    status: int, content: bytes, announced: int | None, error: type[ServiceError], times: int, tmp_path: Path
) -> None:
    with storage(status, content, announced) as (url, asked), pytest.raises(error) as told:
        fetch_elsewhere(url, tmp_path / "a.zip", HERE, replace(TOKEN, attempts=2))

    assert len(asked) == times
    assert "secret" not in str(told.value)
    assert list(tmp_path.iterdir()) == []
