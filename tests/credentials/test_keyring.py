"""The system's keyring: what it keeps, and every way in which it cannot."""

import threading

import pytest
from memory_keyring import ForgetfulKeyring, MemoryKeyring, NoKeyring, Plug

from toolkit.credentials import keyring
from toolkit.credentials.secret import Credentials, Owner
from toolkit.errors import KeyringUnusable

ANN = Owner("https://acme.example", "acme")
LOGIN = Credentials(username="ann", password="hunter2-hunter2")


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("credentials", [LOGIN, Credentials(token="to.k.en"), Credentials("to.k.en", "ann")])
def test_what_is_stored_is_found_and_removed(credentials: Credentials) -> None:
    keyring.store(ANN, credentials)

    assert keyring.load(ANN) == credentials
    assert keyring.remove(ANN)
    assert keyring.load(ANN) is None
    assert not keyring.remove(ANN)


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("other", [Owner("https://evil.example", "acme"), Owner("https://acme.example", "other")])
def test_another_address_or_profile_finds_nothing(other: Owner) -> None:
    keyring.store(ANN, LOGIN)

    assert keyring.load(other) is None


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"token": 1}', '{"else": "x"}', "[" * 100_000])
def test_what_somebody_else_wrote_is_nothing(memory: MemoryKeyring, text: str) -> None:
    memory.set_password("flowtly-toolkit https://acme.example", "acme", text)

    assert keyring.load(ANN) is None


def test_a_machine_without_keyring_says_so(plug: Plug) -> None:
    plug(NoKeyring())

    with pytest.raises(KeyringUnusable, match=r"NoKeyringError.*--insecure-storage"):
        keyring.load(ANN)


def test_a_keyring_that_keeps_nothing_is_found_out(plug: Plug) -> None:
    plug(ForgetfulKeyring())

    with pytest.raises(KeyringUnusable, match="keeps nothing"):
        keyring.store(ANN, LOGIN)


def test_a_keyring_that_fails_with_the_secret_in_its_words_is_not_repeated(plug: Plug) -> None:
    class Talkative(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            raise OSError(f"cannot store {password} for {service} {username}")

    plug(Talkative())

    with pytest.raises(KeyringUnusable) as failed:
        keyring.store(ANN, LOGIN)
    assert "hunter2" not in str(failed.value)
    assert failed.value.__context__ is None


def test_a_keyring_that_never_answers_is_left_behind(plug: Plug) -> None:
    released = threading.Event()

    class Waiting(MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            released.wait()
            return super().get_password(service, username)

    plug(Waiting())
    try:
        with pytest.raises(KeyringUnusable, match=r"within 0\.01 seconds"):
            keyring.load(ANN, patience=0.01)
    finally:
        released.set()
