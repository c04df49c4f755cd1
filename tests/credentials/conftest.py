"""What the tests of credentials share: a keyring, and an owner."""

from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from memory_keyring import MemoryKeyring

from toolkit.settings import Profile

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


@pytest.fixture
def profile() -> Profile:
    """Give a profile that says nothing of its user."""
    return Profile("acme", "https://acme.example")
