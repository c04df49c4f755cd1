"""Logging in and out: from a person's first word to a token in the keyring."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from command_line import Flowtly
from memory_keyring import MemoryKeyring, NoKeyring, Plug
from served import acme

from tests.api.support import client, linked, web_token
from toolkit.api.client import Client, connect
from toolkit.api.waits import OnNotice
from toolkit.credentials.lookup import keep
from toolkit.credentials.secret import Credentials, Store
from toolkit.errors import Refused
from toolkit.loop.login import log_in
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.settings import Profile

LOGIN = ("auth", "login", "--username", USERNAME, "--password-stdin")


@pytest.fixture
def url(home: Path) -> Iterator[str]:
    with acme(home) as address:
        yield address


@pytest.fixture
def token(url: str) -> str:
    """Give a token that the service issued."""
    with connect(Profile("test", url, username=USERNAME, password=PASSWORD)) as client:
        issued = client.session.token()
    assert issued is not None
    return issued


def test_who_logs_in_is_known_until_logging_out(flowtly: Flowtly, url: str, memory: MemoryKeyring) -> None:
    assert flowtly("api", "GET", "/budgets").code == 9

    done = flowtly(*LOGIN, answer=PASSWORD)
    assert (done.code, done.out.splitlines()[0]) == (0, f"{url} (profile acme): {USERNAME}, kept in the keyring.")
    assert "a new one is had by itself" in done.out
    assert flowtly("api", "GET", "/budgets").code == 0
    told = json.loads(flowtly("--json", "auth", "status").out)
    assert (told["user"], told["store"], told["renews"]) == (USERNAME, "keyring", True)
    assert told["ends"].endswith("+00:00")

    assert flowtly("auth", "logout").out == "Forgotten: keyring.\n"
    assert flowtly("auth", "logout").out == "Nothing was kept.\n"
    assert (flowtly("api", "GET", "/budgets").code, memory.entries) == (9, {})


@pytest.mark.usefixtures("url", "memory")
def test_a_wrong_password_is_not_kept(flowtly: Flowtly, memory: MemoryKeyring) -> None:
    refused = flowtly(*LOGIN, answer="wrong-wrong")

    assert refused.code == 9
    assert "Invalid credentials" in refused.err
    assert memory.entries == {}


@pytest.mark.usefixtures("memory")
def test_a_token_says_whose_it_is(flowtly: Flowtly, url: str, token: str) -> None:
    done = flowtly("auth", "login", "--with-token", answer=f"{token}\n")

    assert done.out.startswith(f"{url} (profile acme): {USERNAME}, kept in the keyring.")
    assert "by itself" not in done.out
    assert flowtly("api", "GET", "/budgets").code == 0


@pytest.mark.usefixtures("url")
def test_without_a_keyring_a_file_keeps_it_when_asked_to(flowtly: Flowtly, home: Path, plug: Plug) -> None:
    plug(NoKeyring())
    assert "--insecure-storage" in flowtly(*LOGIN, answer=PASSWORD).err

    assert flowtly(*LOGIN, "--insecure-storage", answer=PASSWORD).code == 0
    assert (home / "credentials.json").stat().st_mode & 0o077 == 0
    status = flowtly("auth", "status")
    assert "kept in the file" in status.out
    assert "keyring" not in status.err, "a file was asked for"
    (home / "credentials.json").chmod(0o644)
    assert flowtly("auth", "status").code == 0
    assert (home / "credentials.json").stat().st_mode & 0o077 == 0, "it is closed again at the next start"


@pytest.mark.usefixtures("memory")
def test_the_environment_wins_and_cannot_be_forgotten(
    flowtly: Flowtly, url: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWTLY_TOKEN", token)

    status = flowtly("auth", "status", "--offline")
    assert status.out.startswith(f"{url} (profile acme): {USERNAME}, kept in the environment.")
    assert "unset FLOWTLY_TOKEN" in flowtly("auth", "logout").err


@pytest.mark.usefixtures("url", "memory")
def test_nobody_is_nobody(flowtly: Flowtly) -> None:
    assert "nobody" in flowtly("auth", "status", "--offline").out
    assert flowtly("auth", "status").code == 9


@pytest.mark.usefixtures("memory")
def test_the_embedded_service_needs_no_login(flowtly: Flowtly) -> None:
    refused = flowtly(*LOGIN, answer=PASSWORD)

    assert (refused.code, "knows its only user by itself" in refused.err) == (2, True)
    status = flowtly("auth", "status")
    assert status.out == (
        f"sandbox (profile sandbox): {USERNAME}, the only user of the embedded service, who is logged in by itself.\n"
    )
    assert flowtly("auth", "status").code == 0


@pytest.mark.usefixtures("url", "memory")
@pytest.mark.parametrize(
    ("arguments", "answer", "said"),
    [
        ((), None, "Nobody is there to type a password"),
        (("--password-stdin",), "x", "Whose password is it?"),
        (("--username", "ann", "--password-stdin"), "", "There is no password on stdin"),
        (("--with-token",), "\n", "There is no token on stdin"),
        (("--with-token", "--password-stdin"), "x", "One thing is read from stdin"),
    ],
)
def test_what_is_missing_is_said(flowtly: Flowtly, arguments: tuple[str, ...], answer: str | None, said: str) -> None:
    refused = flowtly("auth", "login", *arguments, answer=answer)

    assert (refused.code, said in refused.err) == (2, True)


@pytest.mark.usefixtures("url", "memory")
def test_a_login_for_another_user_than_the_profiles_is_refused(flowtly: Flowtly, home: Path) -> None:
    settings = home / "config.toml"
    settings.write_text(settings.read_text() + 'username = "somebody.else"\n')

    refused = flowtly(*LOGIN, answer=PASSWORD)

    assert (refused.code, "is of user somebody.else" in refused.err) == (2, True)


@pytest.mark.usefixtures("memory")
def test_all_profiles_are_told_without_asking_any_service(flowtly: Flowtly, home: Path) -> None:
    closed = "".join(f'[profiles.{name}]\nurl = "http://localhost:1/{name}"\n' for name in ("acme", "other"))
    (home / "config.toml").write_text(closed)
    keep(Profile("acme", "http://localhost:1/acme"), Credentials(username="ann", password="x"), Store.FILE)

    told = json.loads(flowtly("--json", "auth", "status", "--all").out)["profiles"]
    assert [(each["profile"], each["user"], each["store"]) for each in told] == [
        ("sandbox", USERNAME, None),
        ("acme", "ann", "file"),
        ("other", None, None),
    ]
    lines = flowtly("auth", "status", "--all").out.splitlines()
    assert lines[1] == "http://localhost:1/acme (profile acme): ann, kept in the file."
    assert len(lines) == 3


@pytest.mark.usefixtures("memory")
def test_a_login_at_one_address_is_none_at_another(flowtly: Flowtly, home: Path) -> None:
    with acme(home):
        flowtly(*LOGIN, answer=PASSWORD)
        assert "kept in the keyring" in flowtly("auth", "status", "--offline").out
    with acme(home):
        assert "nobody" in flowtly("auth", "status", "--offline").out


def scripted(status: int, body: str = "{}") -> Callable[..., AbstractContextManager[Client]]:
    """Return what connects to a service that gives one answer to everything."""

    def connect(profile: Profile, *, on_notice: OnNotice) -> AbstractContextManager[Client]:
        assert callable(on_notice)
        return client(lambda _: linked(body, status), profile)

    return connect


def test_who_may_see_nothing_is_known_all_the_same(monkeypatch: pytest.MonkeyPatch, memory: MemoryKeyring) -> None:
    profile = Profile("acme", "http://localhost", backoff=0.0)
    monkeypatch.setattr("toolkit.loop.login.connect", scripted(403))
    known = log_in(profile, Credentials(token=web_token(username="ann")), Store.KEYRING)
    assert (known.user, known.store, known.ends, known.renews) == ("ann", Store.KEYRING, None, False)
    assert memory.entries

    monkeypatch.setattr("toolkit.loop.login.connect", scripted(404))
    with pytest.raises(Refused):
        log_in(profile, Credentials(token=web_token(username="ann")), Store.KEYRING)


@pytest.mark.usefixtures("memory", "url")
def test_a_person_is_asked_for_what_is_missing(flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.cli.session.Session.interactive", True)

    done = flowtly("auth", "login", answer=f"{USERNAME}\n{PASSWORD}\n")

    assert (done.code, "kept in the keyring" in done.out) == (0, True)
    assert f"Password: {PASSWORD}" not in done.err
    assert json.loads(flowtly("--json", "auth", "logout").out)["forgotten"] == ["keyring"]
