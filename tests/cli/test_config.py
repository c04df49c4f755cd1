"""Settings are shown with where they come from, and secrets are not shown."""

import json
from pathlib import Path

import pytest
from command_line import Flowtly
from memory_keyring import MemoryKeyring

from toolkit.loop.config import Setting, settings_in_force

SETTINGS = """
default = "acme"

[profiles.acme]
url = "https://acme.example"
workers = 8
production = true

[profiles.acme.headers]
X-Tenant = "tenant-secret"
"""


@pytest.fixture
def file(home: Path) -> Path:
    (home / "config.toml").write_text(SETTINGS)
    return home / "config.toml"


def shown(name: str | None, **environ: str) -> dict[str, Setting]:
    return {each.key: each for each in settings_in_force(name, environ)}


def test_the_file_wins_over_the_default(home: Path, file: Path) -> None:
    found = shown(None, FLOWTLY_HOME=str(home))

    assert found["profile"] == Setting("profile", "acme", str(file))
    assert found["workers"] == Setting("workers", "8", str(file))
    assert found["production"] == Setting("production", "true", str(file))
    assert found["attempts"] == Setting("attempts", "5", "default")
    assert found["rate"] == Setting("rate", "", "default")
    assert found["headers"] == Setting("headers", "X-Tenant", str(file))
    assert found["home"].origin == "environment: FLOWTLY_HOME"


@pytest.mark.usefixtures("file")
def test_the_environment_wins_over_the_file(home: Path) -> None:
    more = {"FLOWTLY_USERNAME": "ann", "FLOWTLY_PASSWORD": "hunter2-hunter2", "FLOWTLY_LOGIN_PATH": "/auth"}
    found = shown(None, FLOWTLY_HOME=str(home), FLOWTLY_PROFILE="acme", **more)

    assert found["profile"].origin == "environment: FLOWTLY_PROFILE"
    assert found["username"] == Setting("username", "ann", "environment: FLOWTLY_USERNAME")
    assert found["password"] == Setting("password", "set, not shown", "environment: FLOWTLY_PASSWORD")
    assert found["token"] == Setting("token", "", "default")
    assert found["login_path"] == Setting("login_path", "/auth", "environment: FLOWTLY_LOGIN_PATH")


def test_a_url_alone_and_an_option_are_told_apart(home: Path) -> None:
    environ = {"FLOWTLY_HOME": str(home), "FLOWTLY_URL": "https://other.example"}

    assert shown(None, **environ)["url"].origin == "environment: FLOWTLY_URL"
    assert shown("sandbox", **environ)["profile"].origin == "option --profile"
    assert shown("sandbox", FLOWTLY_HOME=str(home), FLOWTLY_USERNAME="ann")["username"] == Setting(
        "username", "", "default"
    )


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg://flowtly:hunter2@db.example/j", "postgresql+psycopg://flowtly:***@db.example/j"),
        ("postgresql+psycopg://flowtly@db.example/j", "postgresql+psycopg://flowtly@db.example/j"),
        ("sqlite:///a@b.sqlite3", "sqlite:///a@b.sqlite3"),
    ],
)
def test_the_password_of_the_journal_is_hidden(home: Path, url: str, told: str) -> None:
    assert shown(None, FLOWTLY_HOME=str(home), FLOWTLY_JOURNAL=url)["journal"].value == told


@pytest.mark.usefixtures("file")
def test_what_the_keyring_has_is_named(flowtly: Flowtly, memory: MemoryKeyring) -> None:
    memory.set_password(
        "flowtly-toolkit https://acme.example", "acme", '{"username": "ann", "password": "hunter2-hunter2"}'
    )

    told = json.loads(flowtly("--json", "config", "show").out)["settings"]
    assert {"key": "username", "value": "ann", "origin": "keyring"} in told
    assert {"key": "password", "value": "set, not shown", "origin": "keyring"} in told
    text = flowtly("config", "show")
    assert (text.code, "keyring" in text.out) == (0, True)
    assert not {"hunter2", "tenant-secret"} & set(text.out.replace(",", " ").split())
