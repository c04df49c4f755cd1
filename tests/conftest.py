"""What all tests share: a home of their own, the embedded service, and the command line."""

import gc
import os
from pathlib import Path

import pytest
from command_line import Flowtly
from hypothesis import HealthCheck, settings

settings.register_profile(
    "toolkit",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
settings.register_profile("search", settings.get_profile("toolkit"), derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "toolkit"))

_FLOWTLY_VARIABLES = (
    "FLOWTLY_PROFILE",
    "FLOWTLY_URL",
    "FLOWTLY_TOKEN",
    "FLOWTLY_USERNAME",
    "FLOWTLY_PASSWORD",
    "FLOWTLY_LOGIN_PATH",
    "FLOWTLY_JOURNAL",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test a state folder of its own, and none of the machine's settings."""
    for name in _FLOWTLY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home"
    monkeypatch.setenv("FLOWTLY_HOME", str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("FLOWTLY_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")
    return folder


@pytest.fixture
def flowtly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flowtly:
    """Give the command line, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Flowtly(tmp_path)


def pytest_collection_finish() -> None:
    """Let the collector pass over thousands of tests and all modules, which stay to the end anyway."""
    gc.collect()
    gc.freeze()
