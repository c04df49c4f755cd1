"""What all tests share: a home of their own, the embedded service, and the command line."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings

settings.register_profile(
    "toolkit", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("toolkit")

_FLOWTLY_VARIABLES = (
    "FLOWTLY_PROFILE",
    "FLOWTLY_URL",
    "FLOWTLY_TOKEN",
    "FLOWTLY_USERNAME",
    "FLOWTLY_PASSWORD",
    "FLOWTLY_LOGIN_PATH",
    "FLOWTLY_JOURNAL",
)


@dataclass(frozen=True)
class Outcome:
    """What a call of the command line ended with."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Flowtly:
    """The command line, run in this process; each call returns its exit code and what it printed."""

    folder: Path

    def __call__(self, *arguments: str | Path, answer: str | None = None) -> Outcome:
        """Run `flowtly` with the arguments, as a person in `folder` would."""
        from toolkit.cli.main import flowtly

        result = CliRunner().invoke(flowtly, [str(argument) for argument in arguments], input=answer)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test a state folder of its own, and none of the machine's settings."""
    for name in _FLOWTLY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home"
    monkeypatch.setenv("FLOWTLY_HOME", str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("COLUMNS", "100")
    return folder


@pytest.fixture
def flowtly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flowtly:
    """Give the command line, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Flowtly(tmp_path)
