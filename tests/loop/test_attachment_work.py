"""The place of work: what came whole is kept, anything else is fetched again, and one works there at a time."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from toolkit.attachments.manifest import Document, Holding
from toolkit.errors import FolderBusy, FolderTaken, NotWritable
from toolkit.loop.attachment_work import Work

CONTENT = b"%PDF-1.4"


def holding(own: str) -> Holding:
    digest = sha256(CONTENT).hexdigest()
    document = Document(f"{own}/a.pdf", "a.pdf", "tat_1", "a.pdf", len(CONTENT), digest, "application/pdf")
    return Holding(own, f"/t/{own}", own, "", None, "", "", 1, (document,))


def put(work: Work, own: str) -> Holding:
    (work.files / own).mkdir()
    (work.files / own / "a.pdf").write_bytes(CONTENT)
    work.finish_batch(own, (holding(own),))
    return holding(own)


def test_a_later_run_goes_on_with_what_came_whole(tmp_path: Path) -> None:
    with Work(tmp_path / "october") as work:
        kept = put(work, "1")
        put(work, "2")
        (work.files / "stray").mkdir()
    with Work(tmp_path / "october") as work:
        assert work.finished(["1", "3"]) == {"1": (kept,)}
        assert [path.name for path in work.files.iterdir()] == ["1"]
        work.finish()

    assert [path.name for path in tmp_path.iterdir()] == ["october"]
    assert (tmp_path / "october" / "1" / "a.pdf").read_bytes() == CONTENT


def _alter(work: Work) -> None:
    (work.files / "1" / "a.pdf").write_bytes(b"%PDF-1.5")


def _lose(work: Work) -> None:
    (work.files / "1" / "a.pdf").unlink()


def _note(content: bytes) -> Callable[[Work], None]:
    def write(work: Work) -> None:
        (work.place / "done" / "1.json").write_bytes(content)

    return write


@pytest.mark.parametrize(
    "change", [_alter, _lose, _note(b""), _note(b"{}"), _note(b"[7]"), _note(b'[{"id": 7}]'), _note(b"\xff")]
)
def test_what_was_touched_in_between_is_fetched_again(change: Callable[[Work], None], tmp_path: Path) -> None:
    with Work(tmp_path / "october") as work:
        put(work, "1")
        change(work)

        assert work.finished(["1"]) == {}
        assert list(work.files.iterdir()) == []


def test_one_works_there_at_a_time(tmp_path: Path) -> None:
    with Work(tmp_path / "october") as work:
        put(work, "1")
        with pytest.raises(FolderBusy, match="is under way"):
            Work(tmp_path / "october")
    with Work(tmp_path / "october") as work:
        assert list(work.finished(["1"])) == ["1"]


def test_a_place_where_nothing_came_is_removed(tmp_path: Path) -> None:
    with Work(tmp_path / "october"):
        pass

    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_taken_over_and_a_full_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "october").mkdir()
    with Work(tmp_path / "october") as work:
        put(work, "1")
        work.finish()

    with pytest.raises(FolderTaken):
        Work(tmp_path / "october")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FolderTaken):
        Work(tmp_path / "file")


def test_a_place_that_cannot_be_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(NotWritable, match=r"october\.partial"):
        Work(tmp_path / "file" / "october")


def test_a_folder_that_was_filled_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with Work(tmp_path / "october") as work:
        put(work, "1")
        (tmp_path / "october").mkdir()
        (tmp_path / "october" / "mine.txt").write_text("mine")
        with pytest.raises(NotWritable, match="not empty"):
            work.finish()

    assert (tmp_path / "october" / "mine.txt").read_text() == "mine"
    assert (tmp_path / "october.partial" / "files" / "1").is_dir()
