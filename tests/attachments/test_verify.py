"""A folder proves itself: one turned byte, a file too few, a file too many, and its name is told."""

from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from toolkit.attachments.manifest import (
    INDEX,
    MANIFEST,
    Absent,
    Document,
    Holding,
    Manifest,
    Told,
    read_manifest,
    write_manifest,
)
from toolkit.attachments.verify import Trouble, verify_folder
from toolkit.errors import ManifestBroken, NoManifest

CONTENT = {"rent txn_1/a.pdf": b"%PDF-1.4 rent", "ads txn_2/b.pdf": b"%PDF-1.4 ads"}


def document(path: str, content: bytes) -> Document:
    digest = sha256(content).hexdigest()
    return Document(path, path.rsplit("/", 1)[-1], "tat_1", "x/a.pdf", len(content), digest, "application/pdf", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    holdings = []
    for path, content in CONTENT.items():
        place = path.split("/", maxsplit=1)[0]
        (tmp_path / place).mkdir()
        (tmp_path / path).write_bytes(content)
        made = (document(path, content),)
        iri = f"/api/transactions/{place}"
        holdings.append(Holding(place, iri, place, "2026-10-01", Decimal("-1.50"), "Åke", "Hyra", 2, made))
    (tmp_path / INDEX).write_bytes(b"index")
    told = Told("2026-11-22T10:00:00+00:00", "1", "sandbox", "sandbox", {"from": None})
    write_manifest(tmp_path, Manifest(told, tuple(holdings), (5, sha256(b"index").hexdigest())))
    return tmp_path


def test_an_untouched_folder_holds(folder: Path) -> None:
    found = verify_folder(folder)

    assert found.holds
    assert found.manifest.sizes == (2, sum(map(len, CONTENT.values())))
    assert found.manifest.complete
    assert read_manifest(folder).holdings[0].amount == Decimal("-1.50")


@pytest.mark.parametrize("name", [*CONTENT, INDEX])
def test_each_turned_byte_of_each_file_names_it(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    for at in range(len(whole)):
        (folder / name).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

        assert [(each.path, each.trouble) for each in verify_folder(folder).findings] == [(name, Trouble.ALTERED)]


def test_each_turned_byte_of_the_manifest_is_found(folder: Path) -> None:
    whole = (folder / MANIFEST).read_bytes()
    for at in range(len(whole)):
        (folder / MANIFEST).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ManifestBroken):
            verify_folder(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"format": "flowtly-attachments"}'])
def test_what_is_no_manifest_is_said_to_be_none(folder: Path, content: bytes) -> None:
    (folder / MANIFEST).write_bytes(content)

    with pytest.raises(ManifestBroken):
        verify_folder(folder)


def test_files_too_few_too_many_and_too_long_are_named(folder: Path) -> None:
    first, second = CONTENT
    (folder / first).unlink()
    (folder / second).write_bytes(b"longer than it was before")
    (folder / "ads txn_2" / "c.pdf").write_bytes(b"")
    (folder / "stray").symlink_to(folder / "ads txn_2")

    found = {each.path: each.trouble for each in verify_folder(folder).findings}

    extra = {"ads txn_2/c.pdf": Trouble.EXTRA, "stray": Trouble.EXTRA}
    assert found == {first: Trouble.MISSING, second: Trouble.ALTERED, **extra}


def test_a_link_in_place_of_a_file_is_no_file(folder: Path) -> None:
    (first, content), _second = CONTENT.items()
    (folder.parent / "elsewhere.pdf").write_bytes(content)
    (folder / first).unlink()
    (folder / first).symlink_to(folder.parent / "elsewhere.pdf")

    assert [each.trouble for each in verify_folder(folder).findings] == [Trouble.NO_FILE]


def test_a_folder_without_a_manifest_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(NoManifest):
        verify_folder(tmp_path)


def test_what_never_came_makes_it_incomplete_and_is_kept(folder: Path) -> None:
    told = read_manifest(folder)
    lacking = Holding("txn_3", "/x", "none", "", None, "", "", 1, (), (Absent("tat_9", "b.pdf", None),))
    write_manifest(folder, Manifest(told.told, (*told.holdings, lacking), told.index))

    found = verify_folder(folder)

    assert (found.holds, found.manifest.complete) == (True, False)
    assert found.manifest.holdings[-1] == lacking
