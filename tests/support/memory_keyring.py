"""A keyring in memory, as a system's own behaves."""

from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError


class MemoryKeyring(KeyringBackend):
    """Keeps what it is given until the end of the test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring's own has no types
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept."""
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        del self.entries[service, username]


class NoKeyring(MemoryKeyring):
    """What a machine without any keyring has."""

    def get_password(self, service: str, username: str) -> str | None:
        """Fail as the library does."""
        del service, username
        raise NoKeyringError

    def set_password(self, service: str, username: str, password: str) -> None:
        """Fail as the library does."""
        del service, username, password
        raise NoKeyringError


class ForgetfulKeyring(MemoryKeyring):
    """What the library's null keyring is: it takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Forget it at once."""


Plug = Callable[[KeyringBackend], None]


@pytest.fixture
def plug() -> Iterator[Plug]:
    """Give a function that makes a backend the system's keyring for the rest of the test."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def memory(plug: Plug) -> MemoryKeyring:
    """Give a keyring that works."""
    backend = MemoryKeyring()
    plug(backend)
    return backend
