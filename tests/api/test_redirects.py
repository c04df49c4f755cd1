"""Redirects: reads go on within their origin, nothing goes elsewhere, and where to is said whole."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from tests.api.support import ANONYMOUS, TOKEN, USER, linked, script, session
from toolkit.api.answers import Answer
from toolkit.api.client import connect
from toolkit.api.operations import Operations
from toolkit.api.outcomes import Call
from toolkit.api.redirects import MOST_HOPS, next_place
from toolkit.entities.budgets import BUDGETS
from toolkit.errors import NotTheApi, OutcomeUnknown, Refused

READ = Call("GET", "/budgets/x", "page=2")
STATUSES = [301, 302, 303, 307, 308]
ONE = '{"@id":"/api/budgets/x","id":"x"}'


def to(location: str, status: int = 302) -> httpx.Response:
    """Return a redirect."""
    return httpx.Response(status, headers={"Location": location})


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/api/budgets/x/", "http://localhost/api/budgets/x/"),
        ("y?sig=1#there", "http://localhost/budgets/y?sig=1"),
        ("http://localhost/other", "http://localhost/other"),
        ("HTTP://LOCALHOST:80/other", "http://localhost/other"),
        ("//localhost/other", "http://localhost/other"),
    ],
)
def test_a_read_goes_on_within_its_origin(status: int, location: str, url: str) -> None:
    service = script(to(location, status), linked(ONE))
    with session(service) as opened:
        assert opened.insist(READ).ok
    assert [str(request.url) for request in service.requests] == ["http://localhost/budgets/x?page=2", url]
    assert {request.headers["Authorization"] for request in service.requests} == {f"Bearer {TOKEN.token}"}
    assert service.methods == ["GET", "GET"]


ELSEWHERE = [
    ("https://localhost/budgets", "https://localhost/budgets"),
    ("http://localhost:8080/budgets", "http://localhost:8080/budgets"),
    ("http://elsewhere.example:8443/a/b?token=t#x", "http://elsewhere.example:8443/a/b"),
    ("//elsewhere.example/a", "http://elsewhere.example/a"),
    ("http://ann:secret@localhost/budgets", "http://localhost/budgets"),
    ("http://[::1]:8000/budgets", "http://[::1]:8000/budgets"),
    ("http://localhost.elsewhere.example/", "http://localhost.elsewhere.example/"),
    ("http://localhost@elsewhere.example/", "http://elsewhere.example/"),
    ("ftp://localhost/budgets", "ftp://localhost/budgets"),
    ("http://localhost:99999/", "http://localhost:99999/"),
    ("http://[broken/", "an address that is none"),
]


@pytest.mark.parametrize(("location", "named"), ELSEWHERE)
def test_another_origin_is_named_whole_and_never_asked(location: str, named: str) -> None:
    service = script(to(location))
    with session(service) as opened, pytest.raises(Refused) as refused:
        opened.insist(READ)
    assert f"302: it sends us on to {named}, and neither token nor password goes there." in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "token=t" not in str(refused.value)
    assert len(service.requests) == 1


def test_another_origin_behind_a_hop_is_not_asked_either() -> None:
    service = script(to("/other"), to("http://elsewhere.example/a"))
    with session(service) as opened, pytest.raises(Refused, match=r"on to http://elsewhere\.example/a,"):
        opened.insist(READ)
    assert len(service.requests) == 2


@pytest.mark.parametrize("status", [300, 304, 305])
def test_what_is_no_redirect_is_not_followed(status: int) -> None:
    service = script(to("/other", status))
    with session(service) as opened, pytest.raises(Refused, match="http://localhost/other"):
        opened.insist(READ)


def test_a_redirect_to_nowhere_is_said() -> None:
    with session(script(httpx.Response(302))) as opened, pytest.raises(Refused, match="on to nowhere"):
        opened.insist(READ)


def test_a_circle_is_told_with_its_places() -> None:
    service = script(to("/a?one=1"), to("/b"), to("/a?one=1"))
    with session(service) as opened, pytest.raises(Refused) as refused:
        opened.insist(READ)
    assert (
        "in a circle: http://localhost/budgets/x → http://localhost/a → http://localhost/b → http://localhost/a"
        in str(refused.value)
    )
    assert len(service.requests) == 3


def test_a_way_without_end_is_left_after_a_few_steps() -> None:
    service = script(*(to(f"/{number}") for number in range(20)))
    with (
        session(service) as opened,
        pytest.raises(Refused, match=f"more than {MOST_HOPS} times: .*→ http://localhost/5"),
    ):
        opened.insist(READ)
    assert len(service.requests) == MOST_HOPS + 1


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    "call",
    [
        Call("POST", "/budgets", body={}),
        Call("PATCH", "/budgets/x", body={}),
        Call("DELETE", "/budgets/x"),
        Call("GET", "/invoices/7/send"),
    ],
    ids=lambda call: f"{call.method} {call.path}",
)
def test_a_write_is_never_sent_on(status: int, call: Call) -> None:
    """Nobody knows what was done before it was sent on."""
    service = script(to("/elsewhere", status))
    with session(service) as opened, pytest.raises(OutcomeUnknown, match="sent us on to http://localhost/elsewhere"):
        opened.insist(call)
    assert len(service.requests) == 1


def test_a_read_that_is_cut_behind_a_redirect_begins_anew() -> None:
    service = script(to("/a"), httpx.ReadError("cut"), to("/a"), linked(ONE))
    with session(service) as opened:
        assert opened.insist(READ).ok
    assert len(service.requests) == 4


def test_the_page_of_a_login_is_no_answer(tmp_path: Path) -> None:
    replies = (to("/sso?next=%2F"), httpx.Response(200, html="<html>Sign in</html>"))
    with (
        session(script(*replies)) as opened,
        pytest.raises(NotTheApi, match="a web page at http://localhost/sso, where"),
    ):
        opened.insist(READ)
    with session(script(*replies)) as opened, pytest.raises(NotTheApi, match="a web page at"):
        Operations(opened, "test").send("GET", "/transactions/export/mt940", save=tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_fetched_where_it_was_moved_to(tmp_path: Path) -> None:
    service = script(to("/files/7"), httpx.Response(200, headers={"Content-Type": "text/plain"}, content=b"abc"))
    with session(service) as opened:
        Operations(opened, "test").send("GET", "/transactions/export/mt940", save=tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"abc"


@pytest.mark.parametrize("location", ["https://localhost:8443/login?key=secret", "http://elsewhere.example:8443/login"])
def test_at_login_another_place_is_named_whole_and_no_password_goes_there(location: str) -> None:
    service = script(to(location, 301), httpx.Response(404))
    with session(service, USER) as opened, pytest.raises(Refused) as refused:
        opened.insist(READ)
    assert f"301: it sends us on to {location.partition('?')[0]}, and neither token nor password" in str(refused.value)
    assert "secret" not in str(refused.value)
    assert [request.url.host for request in service.requests] == ["localhost"] * 2


def test_a_login_behind_a_page_that_sends_on_is_found_at_the_other_place() -> None:
    service = script(to("/start"), httpx.Response(200, json={"token": "good"}), linked(ONE))
    with session(service, USER) as opened:
        assert opened.insist(READ).ok
    assert [request.url.path for request in service.requests] == ["/login", "/api/login", "/budgets/x"]


def test_the_api_is_not_looked_for_behind_a_redirect() -> None:
    """There reads would be answered, and each write would be sent on."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/api/"):
            return linked(ONE) if "Authorization" in request.headers else httpx.Response(401)
        return to(f"/api{request.url.path}")

    with session(answer) as opened:
        opened.insist(READ)
        assert opened.root == "http://localhost/api"


@pytest.mark.parametrize("location", ["", "/x"])
def test_an_answer_of_unknown_origin_leads_nowhere(location: str) -> None:
    assert next_place(Answer(302, {"location": location} if location else {}, b"")) in {None, location}


@contextmanager
def moved(port_of_target: int | None = None) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """Serve budgets at another path of this machine, or send on to another port; keep who asked with which token."""
    asked: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path.partition("?")[0], self.headers.get("Authorization")))
            content = b'{"member":[{"@id":"/budgets/x","id":"x"}]}'
            if "probe" not in self.path and "/new" not in self.path and self.headers.get("Authorization"):
                self.send_response(308)
                port = port_of_target or self.connection.getsockname()[1]
                self.send_header("Location", f"http://127.0.0.1:{port}/new{self.path}")
                content = b""
            else:
                self.send_response(200 if self.headers.get("Authorization") else 401)
            self.send_header("Content-Type", "application/ld+json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def test_on_real_sockets_a_read_goes_on_with_its_token() -> None:
    with moved() as (url, asked), connect(replace(TOKEN, url=url)) as client:
        assert list(client.list(BUDGETS)) == ["x"]
    assert asked[1:] == [("/budgets", f"Bearer {TOKEN.token}"), ("/new/budgets", f"Bearer {TOKEN.token}")]


def test_on_real_sockets_no_token_reaches_another_port() -> None:
    with moved() as (other, at_other), moved(int(other.rpartition(":")[2])) as (url, _):
        with connect(replace(TOKEN, url=url)) as client, pytest.raises(Refused, match=f"on to {other}/new/budgets,"):
            client.list(BUDGETS)
        assert at_other == []


def test_nobody_needs_a_token_to_be_sent_on() -> None:
    service = script(to("/other"), linked(ONE))
    with session(service, ANONYMOUS) as opened:
        assert opened.insist(READ).ok
