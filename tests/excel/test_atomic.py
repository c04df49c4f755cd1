"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from toolkit.errors import NotWritable
from toolkit.excel.atomic import replacing


def test_a_file_takes_its_place_when_the_block_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(b"old")
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert [found.name for found in tmp_path.iterdir() if found.is_file()] == ["f.xlsx"]


def test_the_rights_of_the_file_before_stay(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    path.touch(mode=0o640)
    path.chmod(0o640)
    with replacing(path):
        pass
    assert path.stat().st_mode & 0o777 == 0o640


def test_nothing_changes_when_the_block_fails(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replacing(path) as file:
        file.write(b"%d" % (1 // len(path.read_bytes()[3:])))
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir() if found.is_file()] == ["f.xlsx"]


def test_a_place_that_refuses_is_named_with_its_reason(tmp_path: Path) -> None:
    with (
        pytest.raises(NotWritable, match=r"f\.xlsx cannot be written: no such file or directory"),
        replacing(tmp_path / "nowhere" / "f.xlsx"),
    ):
        raise AssertionError("the block must not be entered")
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotWritable, match="is a directory"), replacing(tmp_path / "folder") as file:
        file.write(b"new")
