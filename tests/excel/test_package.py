"""What is refused before anything is unpacked, and in which words."""

import errno
import hashlib
import re
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from packages import SHEET, parts, save

from toolkit.errors import (
    CorruptWorkbook,
    EncryptedWorkbook,
    FileMissing,
    FileUnreadable,
    LockFile,
    NotAWorkbook,
    OldWorkbook,
    WorkbookTooLarge,
)
from toolkit.excel.limits import Limits
from toolkit.excel.package import open_package, resolve

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_package_carries_the_digest_of_its_file(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", parts())
    assert open_package(path, Limits()).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_package_reads_the_bytes_it_hashed_though_the_file_is_gone(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {**parts(), "note.txt": "kept" * 100_000})
    package = open_package(path, Limits())
    path.unlink()
    assert b"".join(package.part("note.txt").chunks()) == b"kept" * 100_000


def test_a_part_is_found_by_any_case_and_by_its_percent_encoded_name(tmp_path: Path) -> None:
    package = open_package(save(tmp_path / "a.xlsx", {"XL\\Two words.xml": "x"}), Limits())
    assert "/xl/two words.xml" in package
    assert package.part("xl/Two%20words.xml").member.filename == "XL\\Two words.xml"


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="no file"):
        open_package(tmp_path / "a.xlsx", Limits())


@pytest.mark.parametrize("name", ["~$budgets.xlsx", ".~lock.budgets.xlsx#"])
def test_what_a_program_keeps_beside_an_open_workbook_is_named(tmp_path: Path, name: str) -> None:
    lock = _written(tmp_path / name, b"\x04Anna" + b" " * 160)
    with pytest.raises(LockFile, match=r"keeps beside budgets\.xlsx as long as that is open"):
        open_package(lock, Limits())
    with pytest.raises(FileMissing):
        open_package(tmp_path / "elsewhere" / name, Limits())


def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="a folder"):
        open_package(tmp_path, Limits())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(), "permission denied"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (OSError(), "the system refuses"),
    ],
)
def test_the_reason_of_the_system_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileUnreadable, match=words):
        open_package(tmp_path / "a.xlsx", Limits())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Name;Amount\nRent;100\n", "plain text, such as CSV"),
        ("\ufeffNamn;Belopp\n".encode("utf-16"), "plain text"),
        (b"%PDF-1.7", "PDF"),
        (b"\xef\xbb\xbf\n<html><table>", "web page"),
        (b"PK\x05\x06" + bytes(18), "empty ZIP"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "other kind"),
    ],
)
def test_other_files_are_called_what_they_are(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(NotAWorkbook, match=words):
        open_package(_written(tmp_path / "a.xlsx", data), Limits())


def test_an_excel_97_workbook_is_told_from_one_with_a_password(tmp_path: Path) -> None:
    with pytest.raises(OldWorkbook, match=r"\.xls"):
        open_package(_written(tmp_path / "a.xlsx", _OLE + bytes(500)), Limits())
    locked = _OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedWorkbook, match="password"):
        open_package(_written(tmp_path / "b.xlsx", locked), Limits())


@pytest.mark.parametrize("kept", [4, 100, -1, -30])
def test_a_cut_download_is_damaged(tmp_path: Path, kept: int) -> None:
    whole = save(tmp_path / "whole.xlsx", parts()).read_bytes()
    with pytest.raises(CorruptWorkbook, match="incomplete"):
        open_package(_written(tmp_path / "cut.xlsx", whole[:kept]), Limits())


def test_a_part_whose_checksum_fails_is_damaged(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"a.txt": "amount 100"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"amount 100", b"amount 900"))
    part = open_package(path, Limits()).part("a.txt")
    with pytest.raises(CorruptWorkbook, match=re.escape("a.txt, it cannot be unpacked")):
        list(part.chunks())


def test_a_part_that_hides_its_true_size_is_damaged(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"a.txt": "x" * 100_000})
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", 100_000), struct.pack("<L", 10)))
    part = open_package(path, Limits()).part("a.txt")
    with pytest.raises(CorruptWorkbook):
        list(part.chunks())


def test_an_encrypted_part_is_damage(tmp_path: Path) -> None:
    data = bytearray(save(tmp_path / "a.xlsx", {"a.txt": "x"}).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(CorruptWorkbook, match="encrypted"):
        open_package(_written(tmp_path / "a.xlsx", bytes(data)), Limits())


def test_a_packing_that_excel_does_not_know_is_damage(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"a.txt": "x"}, zipfile.ZIP_BZIP2)
    with pytest.raises(CorruptWorkbook, match="packed in a way"):
        open_package(path, Limits())


@pytest.mark.parametrize("twin", ["XL/WORKSHEETS/SHEET1.XML", "xl\\worksheets\\sheet1.xml", "/" + SHEET])
def test_two_parts_of_one_name_are_two_truths(tmp_path: Path, twin: str) -> None:
    path = save(tmp_path / "a.xlsx", {**parts(), twin: "<worksheet/>"})
    with pytest.raises(CorruptWorkbook, match="two parts"):
        open_package(path, Limits())


def test_folders_in_the_archive_are_no_parts(tmp_path: Path) -> None:
    assert list(open_package(save(tmp_path / "a.xlsx", {"xl/": "", "xl/a.xml": "x"}), Limits()).members) == ["xl/a.xml"]


def _overlapping(path: Path) -> bytes:
    """Make the directory entry of a second part point at the data of the first."""
    data = bytearray(save(path, {"a.txt": "x" * 1000, "b.txt": "y"}, zipfile.ZIP_STORED).read_bytes())
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 10)
    return bytes(data)


def test_parts_that_share_bytes_are_refused(tmp_path: Path) -> None:
    path = _written(tmp_path / "b.xlsx", _overlapping(tmp_path / "a.xlsx"))
    with pytest.raises(CorruptWorkbook, match="overlap"):
        open_package(path, Limits())


_BIG = {"a.txt": "x" * 100_000, "b.txt": "y" * 50_000}


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(packed=100), "bytes, more than the limit of 100"),
        (Limits(parts=1), "2 parts, more than the limit of 1"),
        (Limits(unpacked=149_999), "150,000 bytes when unpacked, more than the limit of 149,999"),
        (Limits(part=99_999), "100,000 bytes in its part a.txt, more than the limit of 99,999"),
        (Limits(ratio_from=1000), "unpacked bytes for each packed byte in its part a.txt, more than the limit of 200"),
        (Limits(large=1000), "unpacked bytes for each packed byte in its part a.txt, more than the limit of 40"),
    ],
)
def test_each_limit_is_named(tmp_path: Path, limits: Limits, words: str) -> None:
    path = save(tmp_path / "a.xlsx", _BIG)
    open_package(path, Limits())
    with pytest.raises(WorkbookTooLarge, match=re.escape(words)):
        open_package(path, limits)


def test_the_size_of_a_huge_file_is_told_in_full(tmp_path: Path) -> None:
    path = _written(tmp_path / "a.xlsx", bytes(5_000))
    with pytest.raises(WorkbookTooLarge, match="5,000 bytes"):
        open_package(path, replace(Limits(), packed=10))


@pytest.mark.parametrize(
    ("source", "target", "part"),
    [
        ("", "xl/workbook.xml", "xl/workbook.xml"),
        ("", "/xl/workbook.xml", "xl/workbook.xml"),
        ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "../other/./s.xml", "other/s.xml"),
        ("xl/workbook.xml", "../../../../etc/passwd", "etc/passwd"),
    ],
)
def test_targets_are_resolved_inside_the_package(source: str, target: str, part: str) -> None:
    assert resolve(source, target) == part
