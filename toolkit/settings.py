"""Profiles: which service, as whom, within which limits."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

SANDBOX = "sandbox"
"""The profile that is used when no other is set: the embedded service (decision 17)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Where requests go and how politely.

    `url` is the base URL, `None` for the embedded service. `service` names it in plans, journals and workbooks.
    """

    name: str
    url: str | None
    token: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    login_path: str = "/login"
    workers: int = 4
    timeout: float = 60.0
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """What identifies the service, the same at every start of the embedded one."""
        return self.url or SANDBOX

    @property
    def user(self) -> str:
        """Who the service knows us as."""
        return self.username or "anonymous"


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of settings, journal and sandbox files: `FLOWTLY_HOME`, else the platform's own."""
    told = environ.get("FLOWTLY_HOME")
    return Path(told) if told else user_data_path("flowtly", appauthor=False)
