"""The state folder and what was made in it are closed to others, new and old; what is shared on purpose is not."""

import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from command_line import Flowtly

from toolkit.applying.database import connect
from toolkit.private import is_shared, keep_private

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes; a home is private there")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_home(home: Path, folder_mode: int = 0o755) -> list[Path]:
    """Make a state folder as an earlier version did, and return the files in it."""
    (home / "names").mkdir(parents=True)
    files = [home / name for name in ("journal.sqlite3", "config.toml", "services.json", "last-error.txt")]
    files += [home / "journal.sqlite3.before-0008-from-0007", home / "names" / "acme.json", home / "credentials.json"]
    for file in files:
        file.touch()
        file.chmod(0o644)
    home.chmod(folder_mode)
    return files


@pytest.mark.parametrize("folder_mode", [0o755, 0o750, 0o711, 0o700])
def test_an_old_folder_and_its_files_are_closed(tmp_path: Path, folder_mode: int) -> None:
    home = tmp_path / "old"
    files = open_home(home, folder_mode)

    assert keep_private(home) == ()
    assert {mode(each) for each in (home, home / "names")} == {0o700}
    assert {mode(file) for file in files} == {0o600}


@pytest.mark.parametrize("folder_mode", [0o2770, 0o2750, 0o777, 0o757])
def test_a_folder_shared_on_purpose_is_left_and_named(tmp_path: Path, folder_mode: int) -> None:
    home = tmp_path / "shared"
    files = open_home(home, folder_mode)

    assert keep_private(home) == (home,)
    assert is_shared(home)
    assert (mode(home), {mode(file) for file in files}) == (folder_mode, {0o644})


def test_a_folder_with_other_things_keeps_its_mode_and_loses_no_secret(tmp_path: Path) -> None:
    home = tmp_path / "ann"
    open_home(home)
    (home / "thesis.txt").write_text("mine")
    (home / "thesis.txt").chmod(0o644)

    assert keep_private(home) == (home,)
    assert {name: mode(home / name) for name in ("thesis.txt", "names", "journal.sqlite3", "credentials.json")} == {
        "thesis.txt": 0o644,
        "names": 0o755,
        "journal.sqlite3": 0o600,
        "credentials.json": 0o600,
    }


def test_what_a_link_leads_to_is_not_touched(tmp_path: Path) -> None:
    elsewhere = tmp_path / "dotfiles.toml"
    elsewhere.touch(0o644)
    elsewhere.chmod(0o644)
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").symlink_to(elsewhere)

    assert keep_private(home) == ()
    assert (mode(home), mode(elsewhere)) == (0o700, 0o644)


def test_a_folder_that_is_not_there_stays_so(tmp_path: Path) -> None:
    assert keep_private(tmp_path / "none") == ()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o755, 0o600), (0o1777, 0o600), (0o2775, 0o644)])
def test_a_journal_elsewhere_is_closed_with_all_beside_it(tmp_path: Path, folder_mode: int, file_mode: int) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    folder.chmod(folder_mode)
    file = folder / "j.sqlite3"
    with closing(sqlite3.connect(file)):
        file.touch()
    file.chmod(0o644)
    engine = connect(f"sqlite:///{file}")
    with engine.connect():
        modes = {mode(each) for each in folder.iterdir()}
    engine.dispose()

    assert (modes, mode(folder)) == ({file_mode}, folder_mode)


@pytest.mark.parametrize("command", ["entities", "pull budgets -o b.xlsx", "runs", "api GET /budgets"])
def test_every_command_leaves_home_closed(flowtly: Flowtly, home: Path, command: str) -> None:
    open_home(home)
    (home / "credentials.json").unlink()
    (home / "journal.sqlite3").unlink()
    (home / "config.toml").write_text("")

    assert flowtly(*command.split()).code == 0
    found = {(each.is_dir(), mode(each)) for each in (home, *home.rglob("*"))}
    assert found <= {(True, 0o700), (False, 0o600)}


def test_the_doctor_names_a_shared_folder(flowtly: Flowtly, home: Path) -> None:
    home.mkdir()
    home.chmod(0o2770)

    told, data = flowtly("doctor"), json.loads(flowtly("--json", "doctor").out)

    assert f"others may look into {home}" in told.err.replace("\n", " ")
    assert data["shared"] == [str(home)]
    home.chmod(0o700)
    assert json.loads(flowtly("--json", "doctor").out)["shared"] == []
