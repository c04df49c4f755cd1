"""Settings as they are, each with where it comes from; a secret is only said to be there."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass

from toolkit.credentials.lookup import Found, credentials_file, find
from toolkit.language import VARIABLES, mark, wanted
from toolkit.masking import masked_url
from toolkit.people import Person
from toolkit.settings import ENVIRONMENT, Profile, home, journal_url, load_profile, settings_file
from toolkit.toml import Table, read_toml

DEFAULT = mark("default")
_HIDDEN = mark("set, not shown")
_OPTION = mark("option --profile")
_VARIABLES = {
    "username": "FLOWTLY_USERNAME",
    "login_path": "FLOWTLY_LOGIN_PATH",
}
_APART = frozenset({"name", "language", "url", "username", "token", "password", "headers", "people"})
"""The settings that are told in a way of their own."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its value as text, empty where there is none, and where it comes from."""

    key: str
    value: str
    origin: str


def settings_in_force(name: str | None, environ: Mapping[str, str] = os.environ) -> tuple[Setting, ...]:
    """Return every setting of the chosen profile. `name` is the profile that was asked for on the command line.

    Raises what `load_profile` raises, and `CredentialsError` where the file of credentials cannot be used.
    """
    profile = load_profile(name, environ)
    file = read_toml(settings_file(environ))
    table = file.table("profiles").table(profile.name)
    return (
        Setting("profile", profile.name, _origin_of_choice(name, environ, file)),
        _language(profile, table, environ),
        Setting("home", str(home(environ)), _variable("FLOWTLY_HOME", environ)),
        Setting("journal", masked_url(journal_url(environ)), _variable("FLOWTLY_JOURNAL", environ)),
        *_of_profile(profile, table, find(profile, environ), environ),
    )


def _language(profile: Profile, table: Table, environ: Mapping[str, str]) -> Setting:
    """Return what is spoken where no option says otherwise."""
    if profile.language is not None:
        return Setting("language", profile.language, _of_file(table, "language"))
    told = next((name for name in VARIABLES if environ.get(name)), None)
    return Setting("language", wanted(environ), DEFAULT if told is None else f"environment: {told}")


def _of_profile(profile: Profile, table: Table, found: Found, environ: Mapping[str, str]) -> Iterator[Setting]:
    url_from = "environment: FLOWTLY_URL" if profile.name == ENVIRONMENT else _of_file(table, "url")
    yield Setting("url", profile.service, url_from)
    yield _username(profile, table, found, environ)
    yield from _secrets(found, environ)
    for key in sorted({each.name for each in fields(profile)} - _APART):
        yield Setting(key, _text(getattr(profile, key)), _origin(key, table, environ))
    yield Setting("people", ", ".join(sorted(map(_person, profile.people))), _people_from(environ))
    # Their values may be secrets of a proxy or of the tenant.
    yield Setting("headers", ", ".join(sorted(profile.headers)), _of_file(table, "headers"))


def _person(person: Person) -> str:
    """Name a person, the login where it is known, and whether they approve."""
    login = f" ({person.login})" if person.login else ""
    return f"{person.name}{login}{' approves' if person.approves else ''}"


def _people_from(environ: Mapping[str, str]) -> str:
    file = read_toml(settings_file(environ))
    return str(file.path) if {"people", "approvers"} & file.values.keys() else DEFAULT


def _username(profile: Profile, table: Table, found: Found, environ: Mapping[str, str]) -> Setting:
    kept = found.credentials
    if profile.username is None and kept is not None and kept.username is not None and found.store is not None:
        return Setting("username", kept.username, found.store.value)
    return Setting("username", profile.username or "", _origin("username", table, environ))


def _secrets(found: Found, environ: Mapping[str, str]) -> Iterator[Setting]:
    where = "" if found.store is None else found.store.value
    if where == "file":
        where = str(credentials_file(environ))
    for key in ("token", "password"):
        secret = found.credentials and getattr(found.credentials, key)
        variable = f"FLOWTLY_{key.upper()}"
        origin = f"{where}: {variable}" if where == "environment" else where
        yield Setting(key, _HIDDEN if secret else "", origin if secret else DEFAULT)


def _origin_of_choice(name: str | None, environ: Mapping[str, str], file: Table) -> str:
    if name:
        return _OPTION
    for variable in ("FLOWTLY_PROFILE", "FLOWTLY_URL"):
        if environ.get(variable):
            return f"environment: {variable}"
    return str(file.path) if "default" in file.values else DEFAULT


def _origin(key: str, table: Table, environ: Mapping[str, str]) -> str:
    variable = _VARIABLES.get(key, "")
    # The embedded service listens to no variable.
    if variable and environ.get(variable) and (table.values or environ.get("FLOWTLY_URL")):
        return f"environment: {variable}"
    return _of_file(table, key)


def _of_file(table: Table, key: str) -> str:
    return str(table.path) if key in table.values else DEFAULT


def _variable(name: str, environ: Mapping[str, str]) -> str:
    return f"environment: {name}" if environ.get(name) else DEFAULT


def _text(value: object) -> str:
    """Spell a value as the settings file does, a table of them in one line."""
    if is_dataclass(value) and not isinstance(value, type):
        return ", ".join(f"{name} = {_text(each)}" for name, each in asdict(value).items())
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
