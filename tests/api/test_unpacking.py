"""Bodies that were cut: noticed however they are packed, asked for again by reads alone."""

import gzip
import zlib
from collections.abc import Callable, Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.support import TOKEN, Reply, script, session
from tests.api.test_transport import UNAUTHORISED, profile_of, serving
from toolkit.api.client import connect
from toolkit.api.outcomes import Call
from toolkit.api.unpacking import Cut, unpacked
from toolkit.entities.budgets import BUDGETS
from toolkit.errors import OutcomeUnknown, Unreachable

TEXT = b'{"member":[{"@id":"/api/budgets/x","id":"x"},{"@id":"/api/budgets/y","id":"y"}]}'


def raw_deflate(content: bytes) -> bytes:
    """Pack as some servers do that leave the frame out."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "identity": bytes,
    "": bytes,
    "gzip, deflate": lambda content: zlib.compress(gzip.compress(content)),
}


def together(packed: bytes, coding: str, size: int, announced: str = "") -> bytes:
    """Unpack what comes in pieces of a size."""
    pieces = (packed[start : start + size] for start in range(0, len(packed), size))
    return b"".join(unpacked(pieces, {"content-encoding": coding, "content-length": announced}))


@given(st.binary(max_size=400), st.sampled_from(sorted(PACKERS)), st.integers(1, 500))
def test_what_is_whole_comes_out_as_it_went_in(content: bytes, coding: str, size: int) -> None:
    packed = PACKERS[coding](content)
    assert together(packed, coding, size, str(len(packed))) == content


@given(st.binary(min_size=1, max_size=400), st.sampled_from(sorted(PACKERS)), st.integers(1, 500), st.data())
def test_what_is_cut_anywhere_is_noticed(content: bytes, coding: str, size: int, data: st.DataObject) -> None:
    """Of what is not packed only the announced length tells."""
    packed = PACKERS[coding](content)
    kept = data.draw(st.integers(1, len(packed) - 1) if len(packed) > 1 else st.just(0))
    told = str(len(packed)) if coding in {"", "identity"} else ""
    with pytest.raises(Cut):
        together(packed[:kept], coding, size, told)


@pytest.mark.parametrize("tail", [b"", b"\0" * 512, gzip.compress(b"more")], ids=["", "0", "gz"])
def test_what_follows_a_stream_is_another_one_or_padding(tail: bytes) -> None:
    more = b"more" if tail[:1] == b"\x1f" else b""
    assert together(gzip.compress(b"one") + tail, "gzip", 7) == b"one" + more


def test_what_unpacks_to_much_comes_in_pieces() -> None:
    pieces = list(unpacked([gzip.compress(bytes(10_000_000))], {"content-encoding": "gzip"}))
    assert sum(map(len, pieces)) == 10_000_000
    assert max(map(len, pieces)) <= 1 << 16


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, br"])
def test_what_was_not_asked_for_is_not_unpacked(coding: str) -> None:
    with pytest.raises(Cut, match="which was not asked for"):
        together(b"whatever", coding, 4)


def test_an_empty_body_is_whole_however_it_is_said_to_be_packed() -> None:
    assert [together(b"", coding, 1) for coding in PACKERS] == [b""] * len(PACKERS)


class Pieces(httpx.SyncByteStream):
    """A body of which only some came, without a word."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __iter__(self) -> Iterator[bytes]:
        """Give it."""
        yield self.content


def of(content: bytes, **headers: str) -> httpx.Response:
    """Return an answer in JSON-LD with these headers and no others."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, headers={"Content-Type": "application/ld+json", **named}, stream=Pieces(content))


CUT: dict[str, Callable[[], Reply]] = {
    "gzip": lambda: of(gzip.compress(TEXT)[:-9], content_encoding="gzip"),
    "gzip, its length right": lambda: of(
        gzip.compress(TEXT)[:-9], content_encoding="gzip", content_length=str(len(gzip.compress(TEXT)) - 9)
    ),
    "gzip, its check missing": lambda: of(gzip.compress(TEXT)[:-4], content_encoding="gzip"),
    "gzip, broken": lambda: of(gzip.compress(TEXT)[:-8] + bytes(8), content_encoding="gzip"),
    "gzip, content given at once": lambda: httpx.Response(
        200,
        headers={"Content-Type": "application/ld+json", "Content-Encoding": "gzip"},
        content=gzip.compress(TEXT)[:-9],
    ),
    "deflate": lambda: of(zlib.compress(TEXT)[:-5], content_encoding="deflate"),
    "deflate without a frame": lambda: of(raw_deflate(TEXT)[:-3], content_encoding="deflate"),
    "brotli": lambda: of(TEXT[:30], content_encoding="br"),
    "short of its length": lambda: of(TEXT[:-1], content_length=str(len(TEXT))),
    "without a length": lambda: of(TEXT[:-2]),
    "within its records": lambda: of(TEXT[: TEXT.index(b"}") + 1]),
    "chunked": lambda: httpx.RemoteProtocolError("peer closed connection (incomplete chunked read)"),
}


@pytest.mark.parametrize("cut", CUT)
def test_a_read_that_was_cut_is_made_again(cut: str) -> None:
    service = script(CUT[cut](), of(TEXT))
    with session(service) as opened:
        assert opened.insist(Call("GET", "/budgets")).body == TEXT
    assert service.methods == ["GET"] * 2


@pytest.mark.parametrize("cut", CUT)
def test_a_read_that_stays_cut_is_no_answer(cut: str) -> None:
    replies = [CUT[cut]() for _ in range(5)]
    with session(script(*replies)) as opened, pytest.raises(Unreachable):
        opened.insist(Call("GET", "/budgets"))


@pytest.mark.parametrize("cut", [name for name in CUT if name not in {"without a length", "within its records"}])
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_write_whose_answer_was_cut_is_sent_once_and_unknown(cut: str, method: str) -> None:
    service = script(CUT[cut]())
    with session(service) as opened, pytest.raises(OutcomeUnknown):
        opened.insist(Call(method, "/budgets/x"))
    assert service.methods == [method]


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/ld+json\r\nConnection: close\r\n"
PACKED = gzip.compress(TEXT)
ON_THE_WIRE = {
    "gzip to the end of the connection": HEAD + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-9],
    "gzip of its length": HEAD
    + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % (len(PACKED) - 9)
    + PACKED[:-9],
    "gzip in chunks": HEAD
    + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % (len(PACKED) - 9)
    + PACKED[:-9]
    + b"\r\n0\r\n\r\n",
    "cut chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(TEXT) + TEXT[:-9],
    "no last chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(TEXT) + TEXT + b"\r\n",
    "short": HEAD + b"Content-Length: %d\r\n\r\n" % len(TEXT) + TEXT[:-9],
    "to the end of the connection": HEAD + b"\r\n" + TEXT[:-9],
}
WHOLE = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED


@pytest.mark.parametrize("cut", ON_THE_WIRE)
def test_on_real_sockets_a_cut_list_is_read_again(cut: str) -> None:
    with serving(UNAUTHORISED, ON_THE_WIRE[cut], WHOLE) as line, connect(profile_of(line)) as client:
        assert sorted(client.list(BUDGETS)) == ["x", "y"]
    assert len(line.arrived) == 3
    assert b"accept-encoding: gzip, deflate\r\n" in line.arrived[1].lower()


def test_the_token_is_what_it_was() -> None:
    """Asking again changes nothing about who asks."""
    service = script(CUT["gzip"](), of(TEXT))
    with session(service) as opened:
        opened.insist(Call("GET", "/budgets"))
    assert {request.headers["Authorization"] for request in service.requests} == {f"Bearer {TOKEN.token}"}
