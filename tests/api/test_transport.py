"""HTTP on real sockets: what leaves, what a cut connection means, what is never shown."""

import gzip
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import httpx
import pytest

from tests.api.support import ANONYMOUS, RECORDED, TOKEN
from toolkit.api import transport
from toolkit.api.client import connect
from toolkit.api.transport import NeverSent, NoAnswer, TooLong, Transport, Wire
from toolkit.errors import BadSettings, InsecureUrl, NotTheApi, OutcomeUnknown, Unreachable
from toolkit.settings import Profile

CERTIFICATE = RECORDED / "localhost.pem"
UNAUTHORISED = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
EMPTY = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


@dataclass
class Line:
    """A server on a real socket: one connection per reply, and what arrived on each."""

    port: int
    arrived: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(*replies: bytes, wrap: Callable[[socket.socket], socket.socket] = lambda plain: plain) -> Iterator[Line]:
    """Answer one connection after the other with these bytes, an empty reply being a connection that is cut.

    A connection that `wrap` cannot make safe gets no reply and uses none up.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(10)
        line = Line(server.getsockname()[1])

        def serve() -> None:
            waiting = list(replies)
            while waiting:
                plain, _ = server.accept()
                with closing(plain), suppress(ssl.SSLError), closing(wrap(plain)) as connection:
                    line.arrived.append(_request_on(connection))
                    connection.sendall(waiting.pop(0))

        thread = threading.Thread(target=serve)
        thread.start()
        yield line
        thread.join()


def secured(plain: socket.socket) -> socket.socket:
    """Speak TLS with a certificate for this machine that only its own file makes trusted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context.wrap_socket(plain, server_side=True)


def _request_on(connection: socket.socket) -> bytes:
    """Read one request, with the body that its header announces."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += connection.recv(65_536)
    head, _, body = read.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().splitlines() if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def profile_of(line: Line) -> Profile:
    return replace(TOKEN, url=line.url, attempts=3)


def closed_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port: int = server.getsockname()[1]
        return port


def test_the_bytes_of_a_request_are_exactly_those_of_its_canonical_body() -> None:
    with serving(UNAUTHORISED, EMPTY) as line, connect(profile_of(line)) as client:
        assert client.send("POST", "/budgets", {"name": "Ä", "amount": 1, "budgetGroup": None}) is None
    head, _, body = line.arrived[1].partition(b"\r\n\r\n")
    assert body == '{"amount":1,"budgetGroup":null,"name":"Ä"}'.encode()
    lines = head.lower().splitlines()
    assert lines[0] == b"post /budgets http/1.1"
    assert b"content-type: application/ld+json" in lines
    assert b"accept: application/ld+json, application/json;q=0.9" in lines
    assert b"authorization: bearer tok.e.n" in lines


@pytest.mark.parametrize(
    ("method", "body", "content_type"),
    [("PATCH", {"name": "x"}, b"application/merge-patch+json"), ("DELETE", None, None), ("GET", None, None)],
)
def test_each_method_has_its_own_content_type(
    method: str, body: dict[str, str] | None, content_type: bytes | None
) -> None:
    with serving(UNAUTHORISED, EMPTY) as line, connect(profile_of(line)) as client:
        client.send(method, "/budgets/a%2Fb", body)
    head = line.arrived[1].partition(b"\r\n\r\n")[0].lower()
    assert head.startswith(method.lower().encode() + b" /budgets/a%2fb http/1.1")
    told = [each.partition(b": ")[2] for each in head.splitlines() if each.startswith(b"content-type")]
    assert told == ([content_type] if content_type else [])


def test_a_post_whose_bytes_left_is_never_sent_again() -> None:
    with (
        serving(UNAUTHORISED, b"") as line,
        connect(profile_of(line)) as client,
        pytest.raises(OutcomeUnknown, match="It may have happened"),
    ):
        client.send("POST", "/budgets", {})
    assert len(line.arrived) == 2


def test_a_read_whose_answer_is_cut_off_is_sent_again() -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Type: application/ld+json\r\nContent-Length: 99\r\n\r\n{"
    with serving(UNAUTHORISED, b"", half, EMPTY) as line, connect(profile_of(line)) as client:
        client.send("GET", "/budgets/x")
    assert len(set(line.arrived[1:])) == 1
    assert len(line.arrived) == 4


def test_an_edit_whose_answer_is_cut_off_is_sent_once() -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Type: application/ld+json\r\nContent-Length: 99\r\n\r\n{"
    with serving(UNAUTHORISED, half) as line, connect(profile_of(line)) as client, pytest.raises(OutcomeUnknown):
        client.send("PATCH", "/budgets/x", {})
    assert len(line.arrived) == 2


def test_where_nobody_listens_nothing_was_sent() -> None:
    profile = replace(TOKEN, url=f"http://127.0.0.1:{closed_port()}", attempts=2)
    with connect(profile) as client, pytest.raises(Unreachable, match="Nothing was written"):
        client.send("POST", "/budgets", {})


def test_a_slow_answer_is_no_answer() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        profile = replace(TOKEN, url=f"http://127.0.0.1:{server.getsockname()[1]}", timeout=0.05)
        with Transport(profile) as opened, pytest.raises(NoAnswer, match="in time"):
            opened.exchange(Wire("GET", f"{profile.url}/budgets", {}))


@pytest.mark.parametrize(
    "reply",
    [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"],
)
def test_an_answer_that_breaks_the_protocol_is_no_answer(reply: bytes) -> None:
    with serving(reply) as line, Transport(profile_of(line)) as opened, pytest.raises(NoAnswer):
        opened.exchange(Wire("GET", f"{line.url}/budgets", {}))


def test_an_answer_that_unpacks_to_too_much_is_not_unpacked_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "ANSWER_LIMIT", 2 * 1024**2)
    packed = gzip.compress(bytes(8 * 1024**2))
    reply = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(packed), packed)
    with serving(reply) as line, Transport(profile_of(line)) as opened, pytest.raises(TooLong, match="2 MiB"):
        opened.exchange(Wire("GET", f"{line.url}/budgets", {}))


@pytest.mark.parametrize(("method", "error"), [("GET", NotTheApi), ("POST", OutcomeUnknown)])
def test_an_answer_that_is_too_long_is_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, method: str, error: type[Exception]
) -> None:
    monkeypatch.setattr(transport, "ANSWER_LIMIT", 3)
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlong"
    with serving(UNAUTHORISED, long) as line, connect(profile_of(line)) as client, pytest.raises(error, match="0 MiB"):
        client.send(method, "/budgets")


@pytest.mark.parametrize("secret", ["line\nbreak", "naïve"])
def test_a_header_that_cannot_be_sent_is_not_shown(secret: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server, Transport(ANONYMOUS) as opened:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/budgets"
        with pytest.raises(NeverSent, match="a character that HTTP does not allow") as error:
            opened.exchange(Wire("GET", url, {"Authorization": secret}))
    assert secret not in repr(error.value)
    assert error.value.__context__ is None


def test_the_exceptions_of_httpx_which_hold_the_token_go_no_further() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("cut", request=request)

    with Transport(TOKEN, httpx.MockTransport(answer)) as opened, pytest.raises(NoAnswer) as error:
        opened.exchange(Wire("GET", "http://localhost/budgets", {"Authorization": "Bearer hidden"}))
    assert error.value.__context__ is None
    assert error.value.__cause__ is None


def test_nothing_is_logged_of_a_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with serving(UNAUTHORISED, EMPTY) as line, connect(profile_of(line)) as client:
        client.send("GET", "/budgets?name=private")
    assert caplog.text == ""


def test_the_user_agent_and_the_headers_of_the_profile_are_sent() -> None:
    seen: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        return httpx.Response(204)

    with Transport(replace(TOKEN, headers={"X-Tenant": "7"}), httpx.MockTransport(answer)) as opened:
        opened.exchange(Wire("GET", "http://localhost/budgets", {}))
    assert seen[0]["User-Agent"].startswith("flowtly-toolkit")
    assert seen[0]["X-Tenant"] == "7"


def test_a_program_that_is_not_installed_has_no_version_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["User-Agent"])
        return httpx.Response(204)

    monkeypatch.setattr(transport, "version", version)
    with Transport(TOKEN, httpx.MockTransport(answer)) as opened:
        opened.exchange(Wire("GET", f"{TOKEN.url}/budgets", {}))
    assert seen == ["flowtly-toolkit"]


def test_a_request_shows_no_headers() -> None:
    assert "hidden" not in repr(Wire("GET", "http://localhost/", {"Authorization": "Bearer hidden"}))


@pytest.mark.parametrize("url", ["http://api.example", "https://ann:secret@api.example", "http://10.0.0.1:8000"])
def test_an_unsafe_url_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(InsecureUrl) as refused, connect(replace(TOKEN, url=url)):
        pytest.fail("connected")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_plain_http_is_fine_on_this_machine(name: str) -> None:
    with connect(replace(TOKEN, url=f"http://{name}:8000")) as client:
        assert client.service == f"http://{name}:8000"


def test_a_proxy_for_the_internet_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    with serving(EMPTY) as line, Transport(profile_of(line)) as opened:
        assert opened.exchange(Wire("GET", f"{line.url}/budgets", {})).status == 204


def no_file(folder: Path) -> Path:
    return folder / "missing.pem"


def no_certificates(folder: Path) -> Path:
    path = folder / "empty.pem"
    path.write_text("not a certificate")
    return path


@pytest.mark.parametrize("make", [no_file, no_certificates])
def test_a_file_without_certificates_is_named(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path)
    with pytest.raises(BadSettings, match=f"{path.name}: ca_file should be"):
        Transport(replace(TOKEN, url="https://api.example", ca_file=path))


def test_only_a_trusted_certificate_will_do() -> None:
    with serving(EMPTY, wrap=secured) as line:
        profile = replace(TOKEN, url=f"https://127.0.0.1:{line.port}")
        wire = Wire("GET", f"{profile.url}/budgets", {})
        with Transport(profile) as opened, pytest.raises(NeverSent, match="CERTIFICATE_VERIFY_FAILED"):
            opened.exchange(wire)
        with Transport(replace(profile, ca_file=CERTIFICATE)) as opened:
            assert opened.exchange(wire).status == 204
