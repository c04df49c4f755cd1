"""Files from the service: whole or not there."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.support import Script, linked, script, session
from toolkit.api.answers import Answer
from toolkit.api.downloads import Download
from toolkit.api.operations import Operations
from toolkit.api.transport import NoAnswer, TooLong
from toolkit.entities.operations import declared
from toolkit.errors import NotTheApi, NotWritable, OutcomeUnknown, ToolkitError, Unreachable

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
    with pytest.raises(TooLong, match="more than 5 bytes"):
        Download(tmp_path / "a.zip", limit=5).receive(Answer(200, ZIP, b""), pieces(b"abc", b"def"))
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
