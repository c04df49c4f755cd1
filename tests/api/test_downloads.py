"""Files from the service: whole or not there."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.api.support import TOKEN, Clock, Script, linked, script, session
from toolkit.api.answers import Answer
from toolkit.api.downloads import Download
from toolkit.api.operations import Operations
from toolkit.api.transport import LimitExceeded, NoAnswer, Transport, Wire
from toolkit.entities.operations import declared
from toolkit.errors import DownloadLimitExceeded, NotTheApi, NotWritable, OutcomeUnknown, ToolkitError, Unreachable
from toolkit.thresholds import DownloadLimits

ZIP = {"content-type": "application/zip"}


def pieces(*given: bytes) -> Iterator[bytes]:
    return iter(given)


def test_a_file_is_written_piece_by_piece(tmp_path: Path) -> None:
    download = Download(tmp_path / "a.zip")

    taken = download.receive(Answer(200, {**ZIP, "content-length": "6"}, b""), pieces(b"abc", b"def"))

    assert (taken, download.size, (tmp_path / "a.zip").read_bytes()) == (True, 6, b"abcdef")
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(404, ZIP, b""),
        Answer(204, {}, b""),
        Answer(200, {"content-type": "application/json"}, b""),
        Answer(200, {"content-type": "application/ld+json; charset=utf-8"}, b""),
        Answer(302, ZIP, b""),
    ],
)
def test_what_is_no_file_is_left_to_be_read(tmp_path: Path, answer: Answer) -> None:
    rest = pieces(b"untouched")
    download = Download(tmp_path / "a.zip")

    assert not download.receive(answer, rest)
    assert (list(rest), list(tmp_path.iterdir()), download.size) == ([b"untouched"], [], None)


@pytest.mark.parametrize("length", ["2", "4", "0"])
def test_a_wrong_length_leaves_the_old_file(tmp_path: Path, length: str) -> None:
    (tmp_path / "a.zip").write_bytes(b"old")

    with pytest.raises(NoAnswer, match=f"3 of {length} bytes"):
        Download(tmp_path / "a.zip").receive(Answer(200, {**ZIP, "content-length": length}, b""), pieces(b"abc"))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.zip", b"old")]


def test_the_length_of_a_packed_answer_is_not_that_of_the_file(tmp_path: Path) -> None:
    headers = {**ZIP, "content-length": "1", "content-encoding": "gzip"}

    assert Download(tmp_path / "a.zip").receive(Answer(200, headers, b""), pieces(b"abc"))


def test_a_file_beyond_the_limit_is_given_up(tmp_path: Path) -> None:
    limits = DownloadLimits(megabytes=1)
    with pytest.raises(LimitExceeded, match="more than 1 MB"):
        Download(tmp_path / "a.zip", limits).receive(Answer(200, ZIP, b""), pieces(bytes(1024**2), b"a"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="nowhere"):
        Download(tmp_path / "nowhere" / "a.zip").receive(Answer(200, ZIP, b""), pieces(b"abc"))


class Cut(httpx.SyncByteStream):
    """A body that ends before its time."""

    def __iter__(self) -> Iterator[bytes]:
        """Give a part of it."""
        yield b"PK"
        raise httpx.ReadError("connection reset")


def _cut() -> httpx.Response:
    return httpx.Response(200, headers={"Content-Type": "text/plain", "Content-Length": "9"}, stream=Cut())


def _whole() -> httpx.Response:
    return httpx.Response(200, headers={"Content-Type": "text/plain"}, content=b"statement")


def _fetched(service: Script, target: Path, method: str = "GET") -> bytes:
    with session(service) as opened:
        Operations(opened, "test").send(method, "/transactions/export/mt940", save=target)
    return target.read_bytes()


def test_a_read_that_was_cut_off_is_made_again_from_the_start(tmp_path: Path) -> None:
    assert _fetched(script(_cut(), _whole()), tmp_path / "a") == b"statement"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_read_that_stays_cut_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        _fetched(script(*(_cut() for _ in range(5))), tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_was_cut_off_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(OutcomeUnknown):
        _fetched(script(_cut()), tmp_path / "a", "POST")


def test_a_file_is_asked_for_beside_json(tmp_path: Path) -> None:
    service = script(_whole(), linked("{}"))

    _fetched(service, tmp_path / "a")
    with session(service) as opened:
        Operations(opened, "test").send("GET", "/budgets")

    assert [request.headers["accept"] for request in service.requests] == [
        "application/ld+json, application/json;q=0.9, */*;q=0.5",
        "application/ld+json, application/json;q=0.9",
    ]


def test_a_post_that_only_reads_and_was_cut_off_wrote_nothing(tmp_path: Path) -> None:
    archive = declared("POST /transactions/attachments/zip")

    with session(script(_cut())) as opened, pytest.raises(Unreachable, match="Nothing was written"):
        Operations(opened, "test").call(archive.entity, archive.endpoint, save=tmp_path / "a.zip")


def test_an_action_that_was_cut_off_is_unknown() -> None:
    send = declared("POST /invoices/{id}/send")

    with session(script(_cut())) as opened, pytest.raises(OutcomeUnknown):
        Operations(opened, "test").call(send.entity, send.endpoint, {"id": "7"})


@pytest.mark.parametrize(("method", "error"), [("GET", NotTheApi), ("POST", OutcomeUnknown)])
def test_json_that_is_none_is_no_answer(method: str, error: type[ToolkitError]) -> None:
    with session(script(linked("{broken"))) as opened, pytest.raises(error, match="no JSON"):
        Operations(opened, "test").send(method, "/budgets")


def test_a_page_without_members_is_no_collection() -> None:
    with session(script(linked("{}"))) as opened, pytest.raises(NotTheApi, match="no collection"):
        list(Operations(opened, "test").members("/budgets", {}, []))


def test_a_count_that_stays_different_is_told() -> None:
    page = linked('{"totalItems": 3, "member": [{"id": "a"}]}')
    warnings: list[str] = []

    with session(lambda _: page) as opened:
        members = list(Operations(opened, "test").members("/budgets", {}, warnings))

    assert [member["id"] for member in members] == ["a"]
    assert warnings == ["/budgets: the service counts 3 records and gave 1, read twice."]


SHORT = DownloadLimits(seconds=60.0, megabytes=1)


def test_a_length_beyond_the_limit_is_not_even_begun(tmp_path: Path) -> None:
    announced = Answer(200, {**ZIP, "content-length": str(1024**2 + 1)}, b"")
    rest = pieces(b"untouched")

    with pytest.raises(LimitExceeded, match="more than 1 MB"):
        Download(tmp_path / "a.zip", SHORT).receive(announced, rest)
    assert (list(rest), list(tmp_path.iterdir())) == ([b"untouched"], [])


def test_a_file_has_one_time_for_all_its_pieces(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"old")
    clock = Clock()

    def trickle() -> Iterator[bytes]:
        while True:
            clock.now += 25.0
            yield b"a"

    with pytest.raises(LimitExceeded, match="not whole after 60 seconds"):
        Download(tmp_path / "a.zip", SHORT, clock=clock.time).receive(Answer(200, ZIP, b""), trickle())
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.zip", b"old")]
    assert clock.now == 175.0


class Endless(httpx.SyncByteStream):
    """A body that never ends."""

    def __iter__(self) -> Iterator[bytes]:
        """Give it, a kilobyte at a time."""
        while True:
            yield bytes(1024)


@pytest.mark.parametrize(("method", "error"), [("GET", DownloadLimitExceeded), ("POST", OutcomeUnknown)])
def test_a_file_past_a_limit_is_told_and_not_asked_for_again(
    method: str, error: type[ToolkitError], tmp_path: Path
) -> None:
    endless = httpx.Response(200, headers={"Content-Type": "text/plain"}, stream=Endless())
    service = script(endless)

    with session(service, replace(TOKEN, download=SHORT)) as opened, pytest.raises(error, match="more than 1 MB"):
        Operations(opened, "test").send(method, "/transactions/export/mt940", save=tmp_path / "a")
    assert (service.methods, list(tmp_path.iterdir())) == ([method], [])


def test_the_setting_that_raises_a_limit_is_named(tmp_path: Path) -> None:
    endless = httpx.Response(200, headers={"Content-Type": "text/plain"}, stream=Endless())

    with (
        session(script(endless), replace(TOKEN, download=SHORT)) as opened,
        pytest.raises(DownloadLimitExceeded) as told,
    ):
        Operations(opened, "test").send("GET", "/transactions/export/mt940", save=tmp_path / "a")
    assert str(told.value) == (
        "http://localhost answered /transactions/export/mt940, and the file has more than 1 MB. Nothing was kept of "
        "it. Trying again as it is does not help. Ask for less at a time, or "
        "raise megabytes below [profiles.NAME.download] in config.toml."
    )


def test_on_a_real_socket_a_file_that_trickles_ends_with_its_time(tmp_path: Path) -> None:
    """Also where the service falls silent: the last read is no longer than what is left."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n\r\nPK"
    gone = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with closing(connection):
                connection.recv(65_536)
                connection.sendall(head)
                gone.wait(30)

        thread = threading.Thread(target=answer)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        receiver = Download(tmp_path / "a", DownloadLimits(seconds=0.5))
        with Transport(replace(TOKEN, url=url)) as opened, pytest.raises(LimitExceeded, match=r"after 0\.5 seconds"):
            opened.exchange(Wire("GET", f"{url}/a", {}, receiver=receiver))
        gone.set()
        thread.join()
    assert list(tmp_path.iterdir()) == []
