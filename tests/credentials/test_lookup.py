"""Who we are: the environment before the keyring before the file."""

import copy
import os
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from memory_keyring import MemoryKeyring, NoKeyring, Plug

from toolkit.credentials.lookup import Found, credentials_file, find, forget, keep, with_credentials
from toolkit.credentials.secret import Credentials, Store
from toolkit.errors import KeyringUnusable
from toolkit.settings import Profile

LOGIN = Credentials(username="ann", password="hunter2-hunter2")
TOKEN = Credentials(token="to.k.en")


@pytest.mark.usefixtures("memory")
def test_the_environment_wins_then_the_keyring_then_the_file(profile: Profile) -> None:
    assert find(profile) == Found(None, None)
    keep(profile, TOKEN, Store.FILE)
    assert find(profile) == Found(TOKEN, Store.FILE)
    keep(profile, LOGIN, Store.KEYRING)
    assert find(profile) == Found(LOGIN, Store.KEYRING)
    told = replace(profile, token="from.the.environment")
    assert find(told) == Found(Credentials("from.the.environment"), Store.ENVIRONMENT)
    assert with_credentials(told) == told


@pytest.mark.usefixtures("memory")
def test_what_is_kept_becomes_the_profiles(profile: Profile) -> None:
    keep(profile, LOGIN, Store.KEYRING)

    known = with_credentials(profile)

    assert (known.username, known.password, known.token) == ("ann", "hunter2-hunter2", None)
    assert with_credentials(replace(profile, url="https://evil.example")).username is None


@pytest.mark.usefixtures("memory")
def test_the_embedded_service_needs_nobody() -> None:
    sandbox = Profile("sandbox", None)

    assert (find(sandbox), with_credentials(sandbox)) == (Found(None, None), sandbox)


@pytest.mark.usefixtures("memory")
def test_what_is_kept_for_another_user_is_not_used(profile: Profile) -> None:
    keep(profile, LOGIN, Store.KEYRING)

    assert find(replace(profile, username="ann")).credentials == LOGIN
    found = find(replace(profile, username="bob"))
    assert (found.credentials, found.store) == (None, None)
    assert "of user ann" in found.trouble


def test_without_a_keyring_the_file_is_read_and_nobody_misses_the_keyring(profile: Profile, plug: Plug) -> None:
    plug(NoKeyring())
    keep(profile, TOKEN, Store.FILE)

    found = find(profile)

    assert (found.credentials, found.store) == (TOKEN, Store.FILE)
    assert found.trouble == "", "a file was asked for"
    with pytest.raises(KeyringUnusable):
        keep(profile, TOKEN, Store.KEYRING)
    assert forget(profile) == (Store.FILE,)
    assert "keyring cannot be used" in find(profile).trouble, "with nothing kept, that is why"


def test_forgetting_empties_every_store(profile: Profile, memory: MemoryKeyring) -> None:
    keep(profile, LOGIN, Store.KEYRING)
    keep(profile, TOKEN, Store.FILE)

    assert forget(profile) == (Store.KEYRING, Store.FILE)
    assert forget(profile) == ()
    assert (find(profile).credentials, memory.entries, credentials_file().exists()) == (None, {}, False)


def test_the_file_lives_at_home(tmp_path: Path) -> None:
    environ = {**os.environ, "FLOWTLY_HOME": str(tmp_path)}

    assert credentials_file(environ) == tmp_path / "credentials.json"


def test_credentials_are_neither_shown_nor_pickled() -> None:
    both = Credentials("to.k.en", "ann", "hunter2-hunter2")

    assert repr(both) == "Credentials(username='ann')"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(both)
    with pytest.raises(TypeError, match="not pickled"):
        copy.copy(both)
