"""What the tests of credentials share: a keyring, and a profile."""

import pytest
from memory_keyring import memory, plug

from toolkit.settings import Profile

__all__ = ["memory", "plug"]


@pytest.fixture
def profile() -> Profile:
    """Give a profile that says nothing of its user."""
    return Profile("acme", "https://acme.example")
