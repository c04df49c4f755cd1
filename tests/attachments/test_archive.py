"""Archives: sound ones are unpacked exactly, all others are refused before a file is made."""

import stat
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from hostile_zips import (
    PDF,
    overlapping,
    packed,
    put,
    streamed,
    with_count,
    with_flag,
    with_mode,
    with_told_size,
    zip64,
)
from hypothesis import given
from hypothesis import strategies as st

from toolkit.attachments.archive import open_archive
from toolkit.attachments.limits import Limits
from toolkit.attachments.names import safe_name
from toolkit.errors import ArchiveDamaged, ArchiveTooLarge, ArchiveUnsafe, AttachmentError

ONE = packed({"txn_1/a.pdf": PDF})


def unpacked(path: Path, target: Path, limits: Limits | None = None) -> dict[str, bytes]:
    """Unpack all of an archive to names of our own, and return the bytes by the names in it."""
    with open_archive(path, limits or Limits()) as archive:
        found = {}
        for number, member in enumerate(archive.members):
            done = archive.unpack(member, target / str(number))
            content = (target / str(number)).read_bytes()
            assert (done.size, done.sha256) == (len(content), sha256(content).hexdigest())
            assert content.startswith(done.head)
            found[member.name] = content
    return found


@pytest.mark.parametrize("make", [packed, zip64, streamed])
def test_a_sound_archive_is_unpacked_exactly(make: object, tmp_path: Path) -> None:
    files = {"txn_1/kvitto åäö.pdf": PDF, "txn_1/empty.txt": b"", "deep/er/b.bin": bytes(range(256)) * 5000}

    assert callable(make)
    assert unpacked(put(tmp_path, make(files)), tmp_path) == files


def test_folders_in_an_archive_are_no_documents(tmp_path: Path) -> None:
    assert unpacked(put(tmp_path, packed({"txn_1/": b"", "txn_1/a.pdf": PDF})), tmp_path) == {"txn_1/a.pdf": PDF}


@pytest.mark.parametrize(
    "name",
    [
        *("../evil.pdf", "a/../../evil.pdf", "..", "/etc/cron.d/evil", "\\\\server\\share\\evil", "C:\\evil.pdf"),
        *("c:evil.pdf", "..\\..\\evil.pdf", "a/.. /evil.pdf", "a/.../evil.pdf", "a//evil.pdf", "x/" * 20 + "evil"),
        *("n" * 1100, "\\evil.pdf", "../folder/"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnsafe), open_archive(put(tmp_path, packed({name: b"" if name[-1] == "/" else PDF}))):
        pass


@pytest.mark.parametrize(
    "name", ["CON", "nul.txt", "COM¹.pdf", "aux.tar.gz", "dir/prn.pdf", "a ", "a.", "a. .", "x/ /y.pdf", " "]
)
def test_a_name_that_some_system_cannot_have_is_no_reason_to_refuse(name: str, tmp_path: Path) -> None:
    with open_archive(put(tmp_path, packed({name: PDF}))) as archive:
        (member,) = archive.members

    safe = safe_name(member.base)
    assert safe == safe.rstrip(". ")
    assert safe.partition(".")[0].upper() not in {"CON", "NUL", "COM¹", "AUX", "PRN", ""}


def named(raw: bytes, flag: int) -> bytes:
    """Return a zip of one entry whose name is these bytes, with or without the word that it is UTF-8."""
    return with_flag(packed({"~" * len(raw): PDF}).replace(b"~" * len(raw), raw), flag)


@pytest.mark.parametrize(
    ("raw", "flag", "name"),
    [
        (b"bad\xff\xfe.pdf", 0x800, "bad\ufffd\ufffd.pdf"),
        (b"R\xe4kning.pdf", 0x800, "R\ufffdkning.pdf"),
        ("Räkning.pdf".encode(), 0x800, "Räkning.pdf"),
        ("Räkning.pdf".encode(), 0, "Räkning.pdf"),
        ("Räkning.pdf".encode("cp437"), 0, "Räkning.pdf"),
    ],
)
def test_a_name_is_read_whatever_its_encoding_is_said_to_be(raw: bytes, flag: int, name: str, tmp_path: Path) -> None:
    assert unpacked(put(tmp_path, named(raw, flag)), tmp_path) == {name: PDF}


def test_one_bad_name_costs_no_other_document(tmp_path: Path) -> None:
    made = packed({"åäö.pdf": PDF, "b~d.pdf": b"2" * 9000, "c.txt": b"3"})
    places = [at for at in range(len(made)) if made.startswith(b"b~d.pdf", at)]
    bad = bytearray(made)
    for at, header in zip(places, (24, 38), strict=True):
        bad[at + 1] = 0xFF
        bad[at - header + 1] |= 0x08

    found = unpacked(put(tmp_path, bytes(bad)), tmp_path)

    assert found == {"åäö.pdf": PDF, "b\ufffdd.pdf": b"2" * 9000, "c.txt": b"3"}


def test_a_name_with_a_nul_is_refused_rather_than_cut(tmp_path: Path) -> None:
    made = packed({"invoice.pdf~.exe": PDF}).replace(b"pdf~", b"pdf\0")

    with pytest.raises(ArchiveUnsafe), open_archive(put(tmp_path, made)):
        pass


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_devices_are_refused(kind: int, tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnsafe, match="a link or a device"), open_archive(put(tmp_path, with_mode("a", kind))):
        pass


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (with_flag(ONE, 0x1), "encrypted"),
        (packed({"a.pdf": PDF * 99}, zipfile.ZIP_BZIP2), "not usual"),
        (packed({"folder/": PDF}), "called a folder"),
    ],
)
def test_entries_of_a_kind_that_is_not_usual_are_refused(content: bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnsafe, match=says), open_archive(put(tmp_path, content)):
        pass


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"PK\3\4", ONE[:-1], ONE[: len(ONE) // 2], ONE + b"x", b"MZ stub" + ONE, ONE + ONE),
        *(
            with_count(ONE, 2),
            with_count(ONE, 0),
            overlapping(),
            with_flag(ONE, 0x800).replace(b"PK\3\4", b"PK\7\7", 1),
        ),
        ONE.replace(b"PK\5\6", b"PK\5\7"),
        zip64({"a.pdf": PDF}).replace(b"PK\6\7", b"PK\6\1"),
        zip64({"a.pdf": PDF}).replace(b"PK\6\6", b"PK\6\1"),
        packed({"a.pdf": PDF, "b.pdf": PDF})[: len(packed({"a.pdf": PDF})) // 3] + ONE,
    ],
)
def test_what_breaks_the_format_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged), open_archive(put(tmp_path, content)):
        pass


def test_a_wrong_byte_is_found_by_its_checksum_and_named(tmp_path: Path) -> None:
    altered = ONE.replace(b"1.4", b"1.5")

    with pytest.raises(ArchiveDamaged, match=r"txn_1/a\.pdf"):
        unpacked(put(tmp_path, altered), tmp_path)


@pytest.mark.parametrize("size", [len(PDF) - 1, len(PDF) + 1, 10**8])
def test_a_size_that_is_not_the_real_one_is_found(size: int, tmp_path: Path) -> None:
    with pytest.raises(AttachmentError):
        unpacked(put(tmp_path, with_told_size(ONE, size)), tmp_path)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(entries=2), "3 entries, and 2"),
        (Limits(entry=1000), "in one file"),
        (Limits(total=5000), "unpacked, and 5,000"),
        (Limits(unsuspicious=1000, ratio=10), "times the bytes"),
        (Limits(directory=10), "list of entries"),
    ],
)
def test_bombs_are_refused_by_what_they_tell(limits: Limits, says: str, tmp_path: Path) -> None:
    bomb = packed(dict.fromkeys("abc", b"\x00" * 5000), zipfile.ZIP_DEFLATED)

    with pytest.raises(ArchiveTooLarge, match=says), open_archive(put(tmp_path, bomb), limits):
        pass


def test_nothing_is_written_over_a_file_or_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with open_archive(put(tmp_path, ONE)) as archive:
        for name in ("there", "link"):
            with pytest.raises(FileExistsError):
                archive.unpack(archive.members[0], tmp_path / name)

    assert (tmp_path / "there").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


@given(at=st.integers(0, len(ONE) - 1), bit=st.integers(0, 7))
def test_one_turned_bit_never_gives_other_bytes(at: int, bit: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A bit of a name or a date may turn unseen, as nothing guards them; the bytes of a document never."""
    altered = bytearray(ONE)
    altered[at] ^= 1 << bit
    folder = tmp_path_factory.mktemp("turned")
    try:
        found = unpacked(put(folder, bytes(altered)), folder)
    except AttachmentError:
        return

    assert list(found.values()) == [PDF]
