"""The secret itself: a token, or a user and a password; never shown, never pickled (decision 19)."""

import enum
import json
from dataclasses import dataclass, field


class Store(enum.StrEnum):
    """Where credentials are kept, in the order in which the stores are asked."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose credentials they are: those of one profile at one address, so that they never reach another host."""

    service: str
    profile: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token, or a user and a password that a token is had for; both where the user of a token is known."""

    token: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    def __getstate__(self) -> object:
        """Refuse to be pickled: the secrets would be in the pickle."""
        raise TypeError("credentials are not pickled; look them up where they are needed")

    def spell(self) -> str:
        """Spell them for a store."""
        told = {"token": self.token, "username": self.username, "password": self.password}
        return json.dumps({name: value for name, value in told.items() if value is not None})


def read(text: str) -> Credentials | None:
    """Read what `Credentials.spell` wrote; `None` for anything else, as somebody else may have written it."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        return None
    if not told.keys() <= {"token", "username", "password"}:
        return None
    return Credentials(told.get("token"), told.get("username"), told.get("password"))
