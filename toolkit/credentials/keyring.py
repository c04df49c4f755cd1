"""The system's keyring: Keychain, Credential Manager, Secret Service. It may be missing, locked, or never answer."""

import queue
import threading
from collections.abc import Callable

from toolkit.credentials.secret import Credentials, Owner, read
from toolkit.errors import KeyringUnusable
from toolkit.language import _

PATIENCE = 5.0
"""Seconds that the keyring gets for an answer; one that waits for a dialog nobody sees would hold us for good."""


def load(owner: Owner, patience: float = PATIENCE) -> Credentials | None:
    """Return what the keyring has of an owner, `None` where it has nothing. Raises `KeyringUnusable`."""
    text = _answer(lambda: _get(owner), patience)
    return None if text is None else read(text)


def store(owner: Owner, credentials: Credentials, patience: float = PATIENCE) -> None:
    """Put credentials into the keyring and read them back, as some keep nothing. Raises `KeyringUnusable`."""
    if _answer(lambda: _put_and_get(owner, credentials.spell()), patience) != credentials.spell():
        raise KeyringUnusable(_("it keeps nothing"))


def remove(owner: Owner, patience: float = PATIENCE) -> bool:
    """Take an owner's credentials out, and tell whether there were any. Raises `KeyringUnusable`."""
    return _answer(lambda: _drop(owner), patience) is not None


def _get(owner: Owner) -> str | None:
    import keyring  # noqa: PLC0415 - a third of a second, and most commands need no keyring

    return keyring.get_password(_name(owner), owner.profile)


def _put_and_get(owner: Owner, text: str) -> str | None:
    import keyring  # noqa: PLC0415 - as above

    keyring.set_password(_name(owner), owner.profile, text)
    return _get(owner)


def _drop(owner: Owner) -> str | None:
    import keyring  # noqa: PLC0415 - as above

    found = _get(owner)
    if found is not None:
        keyring.delete_password(_name(owner), owner.profile)
    return found


def _name(owner: Owner) -> str:
    """Name the entry after the address, so that a token of one host is never found for another."""
    return f"flowtly-toolkit {owner.service}"


def _answer(ask: Callable[[], str | None], patience: float) -> str | None:
    """Ask in a thread that may be left behind. Raises `KeyringUnusable`, without the secret."""
    answers: queue.SimpleQueue[str | KeyringUnusable | None] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put(ask())
        except Exception as error:  # noqa: BLE001 - backends raise whatever their system does, D-Bus errors for one
            # Only the kind: what a backend says may repeat what it was given.
            answers.put(KeyringUnusable(type(error).__name__))

    threading.Thread(target=work, name="keyring", daemon=True).start()
    try:
        answer = answers.get(timeout=patience)
    except queue.Empty:
        raise KeyringUnusable(_("it gave no answer within {patience:g} seconds").format(patience=patience)) from None
    if isinstance(answer, KeyringUnusable):
        raise answer
    return answer
