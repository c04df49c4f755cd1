"""The file of credentials: its owner's alone, whole or not there."""

import json
import os
from pathlib import Path

import pytest

from toolkit.credentials import file
from toolkit.credentials.secret import Credentials, Owner
from toolkit.errors import CredentialsFileBroken, CredentialsFileOpen, NotWritable

ANN = Owner("https://acme.example", "acme")
BOB = Owner("https://acme.example", "other")
LOGIN = Credentials(username="ann", password="hunter2-hunter2")
TOKEN = Credentials(token="to.k.en")

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "credentials.json"


def test_each_owner_finds_its_own(path: Path) -> None:
    file.store(path, ANN, LOGIN)
    file.store(path, BOB, TOKEN)

    assert (file.load(path, ANN), file.load(path, BOB)) == (LOGIN, TOKEN)
    assert file.load(path, Owner("https://evil.example", "acme")) is None


def test_the_last_one_to_go_takes_the_file_along(path: Path) -> None:
    file.store(path, ANN, LOGIN)
    file.store(path, BOB, TOKEN)

    assert [file.remove(path, owner) for owner in (ANN, ANN, BOB)] == [True, False, True]
    assert list(path.parent.iterdir()) == []
    assert file.load(path, ANN) is None


@posix
def test_the_file_is_private_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        file.store(path, ANN, LOGIN)
        file.store(path, BOB, TOKEN)
    finally:
        os.umask(before)

    assert path.stat().st_mode & 0o777 == 0o600


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_open_is_refused(path: Path, mode: int) -> None:
    file.store(path, ANN, LOGIN)
    path.chmod(mode)

    with pytest.raises(CredentialsFileOpen, match="change the password"):
        file.load(path, ANN)
    with pytest.raises(CredentialsFileOpen):
        file.store(path, ANN, LOGIN)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', '{"a": {"b": 1}}', "[" * 100_000])
def test_a_file_that_is_not_ours_is_said_to_be_broken(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.touch(0o600)
    path.write_text(text)

    with pytest.raises(CredentialsFileBroken):
        file.load(path, ANN)


def test_a_folder_of_the_name_is_no_file(path: Path) -> None:
    path.mkdir(parents=True)

    with pytest.raises(CredentialsFileBroken):
        file.load(path, ANN)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")

    with pytest.raises((NotWritable, CredentialsFileBroken), match="home"):
        file.store(tmp_path / "home" / "credentials.json", ANN, LOGIN)


def test_what_is_kept_is_json_that_other_tools_can_read(path: Path) -> None:
    file.store(path, ANN, TOKEN)

    assert json.loads(path.read_text()) == {"https://acme.example": {"acme": '{"token": "to.k.en"}'}}
