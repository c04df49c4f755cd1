"""The embedded service as a profile of the settings, so that it is logged in to like any other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from first_day import furnish_service

from toolkit.sandbox.server import running
from toolkit.sandbox.switches import DEFAULT, Switches


@contextmanager
def acme(home: Path, switches: Switches = DEFAULT) -> Iterator[str]:
    """Serve a service of its own as the default profile `acme`, and give its address."""
    furnish_service(home / "acme")
    with running(home / "acme", switches) as url:
        (home / "config.toml").write_text(f'default = "acme"\n\n[profiles.acme]\nurl = "{url}"\nbackoff = 0.01\n')
        yield url
