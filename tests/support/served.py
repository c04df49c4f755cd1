"""The embedded service as a profile of the settings, so that it is logged in to like any other."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from first_day import furnish_service

from toolkit.sandbox.server import running
from toolkit.sandbox.switches import DEFAULT, Switches

SPAN = 1.5
"""Seconds that a write has, and after which nothing may arrive any more."""
_SOON = f"deadline = {SPAN}\nmargin = 0.01\n"
_LATE = f"deadline = {SPAN}\nmargin = 3600\n"


@contextmanager
def arriving_late(home: Path) -> Iterator[None]:
    """Let `acme` be a service of which it takes an hour until nothing may arrive any more; then let that be over."""
    config = home / "config.toml"
    config.write_text(config.read_text().replace(_SOON, _LATE))
    yield
    config.write_text(config.read_text().replace(_LATE, _SOON))
    threading.Event().wait(SPAN)


@contextmanager
def acme(home: Path, switches: Switches = DEFAULT) -> Iterator[str]:
    """Serve a service of its own as the default profile `acme`, and give its address."""
    furnish_service(home / "acme")
    with running(home / "acme", switches) as url:
        profile = f'url = "{url}"\nbackoff = 0.01\n{_SOON}'
        (home / "config.toml").write_text(f'default = "acme"\n\n[profiles.acme]\n{profile}')
        yield url
