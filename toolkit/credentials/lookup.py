"""Lookup: what the environment says, else the keyring, else the file."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.credentials import file, keyring
from toolkit.credentials.secret import Credentials, Owner, Store
from toolkit.errors import KeyringUnusable
from toolkit.language import _
from toolkit.settings import Profile, home


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a profile's user, and where from; `trouble` says why there is nothing, if that is known."""

    credentials: Credentials | None
    store: Store | None
    trouble: str = ""


def credentials_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the file that credentials are kept in where that was asked for."""
    return home(environ) / "credentials.json"


def owner_of(profile: Profile) -> Owner:
    """Return whose credentials a profile's are."""
    return Owner(profile.service, profile.name)


def find(profile: Profile, environ: Mapping[str, str] = os.environ) -> Found:
    """Look credentials up. Raises `CredentialsFileOpen` and `CredentialsFileBroken`.

    A profile that has a secret has it of the environment, as settings files must hold none. What is kept for
    another user than the profile's is not used. The embedded service needs none.
    """
    if profile.url is None:
        return Found(None, None)
    if profile.token is not None or profile.password is not None:
        return Found(Credentials(profile.token, profile.username, profile.password), Store.ENVIRONMENT)
    owner, trouble = owner_of(profile), ""
    kept: Credentials | None = None
    store = Store.KEYRING
    try:
        kept = keyring.load(owner)
    except KeyringUnusable as error:
        trouble = str(error)
    if kept is None:
        kept, store = file.load(credentials_file(environ), owner), Store.FILE
        if kept is not None:
            trouble = ""  # somebody chose the file, so the keyring is not missed
    if kept is None:
        return Found(None, None, trouble)
    if profile.username not in {None, kept.username}:
        return Found(
            None,
            None,
            _("What the {store} has is of user {username}.").format(
                store=store.value, username=kept.username or _("unknown")
            ),
        )
    return Found(kept, store, trouble)


def keep(profile: Profile, credentials: Credentials, store: Store, environ: Mapping[str, str] = os.environ) -> None:
    """Keep credentials where asked. Raises `KeyringUnusable`, `NotWritable` and what reading the file raises."""
    if store is Store.FILE:
        file.store(credentials_file(environ), owner_of(profile), credentials)
    else:
        keyring.store(owner_of(profile), credentials)


def forget(profile: Profile, environ: Mapping[str, str] = os.environ) -> tuple[Store, ...]:
    """Take a profile's credentials out of every store and return those that had any; an unusable keyring has none."""
    gone: list[Store] = []
    try:
        if keyring.remove(owner_of(profile)):
            gone.append(Store.KEYRING)
    except KeyringUnusable:
        pass
    if file.remove(credentials_file(environ), owner_of(profile)):
        gone.append(Store.FILE)
    return tuple(gone)


def with_credentials(profile: Profile, environ: Mapping[str, str] = os.environ) -> Profile:
    """Return the profile with what is known of its user."""
    found = find(profile, environ).credentials
    if found is None:
        return profile
    return replace(profile, token=found.token, username=found.username, password=found.password)
