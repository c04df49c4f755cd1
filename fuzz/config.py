"""A search for settings that can be neither read nor refused.

What is found becomes a test in `tests/test_settings.py`.
"""

import os
import tempfile
from pathlib import Path

import atheris

from fuzz.search import load, run, search

with atheris.instrument_imports(include=["toolkit"]):
    load("toolkit.credentials", "toolkit.cli")
    import toolkit.loop.config  # noqa: F401 - imported when first needed otherwise

SEEDS = (
    """default = "production"
language = "sv"

[profiles.production]
url = "https://api.example.com"
username = "ann@example.com"
workers = 4
timeout = 60.0
rate = 2.5
page_size = 30
production = true
approvals = 1
language = "sv"
headers = { "X-Tenant" = "a" }
ca_file = "ca.pem"
attempts = 3
backoff = 0.5
learnt = true

[profiles.production.guards]
deletes_share = 0.1
deletes_floor = 5
clears = 20
amount = "1000000.50"
factors = [10, 100]

[profiles.production.service]
zip_transactions = "transactions"
zip_pending = "pending, queued"
""",
    '[profiles.local]\nurl = "http://127.0.0.1:8000"\n',
    "approvers = []\n[profiles]\n",
)
HOME = Path(tempfile.mkdtemp())


def answer(data: bytes) -> None:
    """Show every setting of the profile that the file makes the default, of one of its names, and of none."""
    (HOME / "config.toml").write_bytes(data)
    run("config")
    run("--json", "--profile", "production", "config")


if __name__ == "__main__":
    os.environ["FLOWTLY_HOME"] = str(HOME)
    search(answer, [seed.encode() for seed in SEEDS], longest=4_000)
