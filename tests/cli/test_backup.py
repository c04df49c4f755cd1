"""A backup is the journal as it is, sound and private, or there is none."""

import json
import stat
from pathlib import Path

import pytest
from command_line import Flowtly

from toolkit.applying.backup import back_up
from toolkit.errors import BackupElsewhere


def test_a_backup_is_the_journal_in_one_private_file(
    flowtly: Flowtly, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = json.loads(flowtly("--json", "runs").out)["runs"]

    told = flowtly("--json", "runs", "backup", "-o", "copy.sqlite3")

    assert json.loads(told.out) == {"version": 1, "backup": "copy.sqlite3", "runs": len(runs)}
    assert [each.name for each in tmp_path.glob("*copy*")] == ["copy.sqlite3"]
    assert stat.S_IMODE((tmp_path / "copy.sqlite3").stat().st_mode) == 0o600
    monkeypatch.setenv("FLOWTLY_JOURNAL", f"sqlite:///{tmp_path / 'copy.sqlite3'}")
    assert json.loads(flowtly("--json", "runs").out)["runs"] == runs


def test_what_is_there_is_never_replaced(flowtly: Flowtly, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite3").write_text("mine")

    told = flowtly("runs", "backup", "-o", "copy.sqlite3")

    assert (told.code, "it is there already" in told.err) == (4, True)
    assert (tmp_path / "copy.sqlite3").read_text() == "mine"


def test_a_place_that_is_not_there_is_said(flowtly: Flowtly) -> None:
    assert flowtly("runs", "backup", "-o", "nowhere/copy.sqlite3").code == 4


def test_a_damaged_journal_gives_no_backup(flowtly: Flowtly, home: Path, tmp_path: Path) -> None:
    flowtly("runs", "backup", "-o", "first.sqlite3")  # leaves nothing in the write-ahead file
    file = home / "journal.sqlite3"
    content = bytearray(file.read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    file.write_bytes(content)

    told = flowtly("runs", "backup", "-o", "second.sqlite3")

    assert (told.code, told.err.startswith("Error: The ")) == (1, True)
    assert not list(tmp_path.glob("*second*"))


def test_another_database_has_backups_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(BackupElsewhere, match="pg_dump") as raised:
        back_up("postgresql+psycopg://ann:hunter2@db/j", tmp_path / "copy.sqlite3")

    assert "hunter2" not in str(raised.value)
