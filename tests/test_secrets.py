"""No secret leaves memory: all that a day's work prints, logs and writes is searched for passwords and tokens."""

import io
import json
import logging
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly, Outcome
from memory_keyring import memory, plug
from served import acme

from toolkit.cli.main import main
from toolkit.sandbox import tokens
from toolkit.sandbox.entry import USERNAME
from toolkit.sandbox.switches import Fault, FaultKind, Switches

__all__ = ["memory", "plug"]

PASSWORD = "Tr0ub4dor&3-Zebra"
WRONG = "Wr0ng-Giraffe-99"
TENANT = "tenant-8f3a91c7"
PIECE = 8
"""So many characters in a row of a secret are already too many."""


@dataclass
class Watch:
    """Everything that is a secret, and everything that was said."""

    secrets: list[str] = field(default_factory=lambda: [PASSWORD, WRONG, TENANT])
    said: list[str] = field(default_factory=list)

    def hear(self, outcome: Outcome) -> Outcome:
        """Keep what a command printed."""
        self.said += [outcome.out, outcome.err]
        return outcome

    def found_in(self, content: bytes) -> set[str]:
        """Return the pieces of secrets in some bytes."""
        pieces = {secret[at : at + PIECE] for secret in self.secrets for at in range(len(secret) - PIECE + 1)}
        return {piece for piece in pieces if piece.encode() in content}


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Give a watch that knows the password of the service and every token that it issues."""
    watching = Watch()
    issue = tokens.issue

    def issued(username: str, key: bytes, now: int, lifetime: int) -> str:
        token = issue(username, key, now, lifetime)
        watching.secrets.append(token)
        return token

    monkeypatch.setattr("toolkit.sandbox.entry.PASSWORD", PASSWORD)
    monkeypatch.setattr("toolkit.sandbox.tokens.issue", issued)
    return watching


@pytest.fixture
def settings(home: Path) -> Iterator[Path]:
    """Serve a service that fails now and then, and give its settings."""
    faults = (
        Fault("POST", "/budget-groups", FaultKind.ERROR_AFTER_COMMIT, times=1),
        Fault("GET", "/budgets", FaultKind.UNAVAILABLE, times=2, skip=3),
        Fault("GET", "/invoices", FaultKind.TRUNCATED_ANSWER, times=1),
    )
    with acme(home, Switches(faults=faults)):
        file = home / "config.toml"
        file.write_text(f'{file.read_text()}\n[profiles.acme.headers]\nX-Tenant = "{TENANT}"\n')
        yield file


def a_days_work(flowtly: Flowtly, watch: Watch) -> None:
    """Log in, look around, and write: well, refused, and with the answer lost."""
    login = ("auth", "login", "--username", USERNAME, "--password-stdin")
    assert watch.hear(flowtly(*login, answer=WRONG)).code == 9
    assert watch.hear(flowtly(*login, answer=PASSWORD)).code == 0
    look = ("-v auth status", "--json auth status", "config show", "--json config show", "-v doctor --learn")
    for command in (*look, "pull budgets -o b.xlsx"):
        assert watch.hear(flowtly(*command.split())).code == 0, command
    book = openpyxl.load_workbook(flowtly.folder / "b.xlsx")
    book["Budgets"]["E2"] = "quarter"
    book.save(flowtly.folder / "b.xlsx")
    loop = ("check b.xlsx", "plan b.xlsx -o p.json --html p.html", "show p.json", "apply p.json", "runs")
    for command in loop:
        assert watch.hear(flowtly(*command.split())).code == 0, command
    codes = [
        watch.hear(flowtly("api", "POST", "/budget-groups", "-d", body, "--yes")).code
        for body in ('{"name": "Answer lost"}', '{"name": "Well"}', "{}")
    ]
    assert codes == [8, 0, 9]
    watch.hear(flowtly("--json", "runs", "direct"))


@pytest.mark.usefixtures("settings", "memory")
def test_no_output_file_journal_plan_or_log_has_a_secret(
    flowtly: Flowtly, watch: Watch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        a_days_work(flowtly, watch)

    assert len(watch.secrets) > 3
    assert not watch.found_in("\n".join(watch.said).encode())
    assert not watch.found_in(caplog.text.encode())
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "config.toml"]
    assert {"p.json", "p.html", "b.xlsx", "journal.sqlite3"} <= {path.name for path in files}
    leaks = {path.name: found for path in files for content in contents(path) if (found := watch.found_in(content))}
    assert not leaks


def contents(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, and those of the members of an archive."""
    content = path.read_bytes()
    yield content
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield from (packed.read(name) for name in packed.namelist())


@pytest.mark.usefixtures("settings", "memory")
def test_the_report_of_a_bug_has_no_secret(
    flowtly: Flowtly,
    watch: Watch,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    flowtly("auth", "login", "--username", USERNAME, "--password-stdin", answer=PASSWORD)
    monkeypatch.setattr("toolkit.api.session.Session.insist", lambda *_: 1 / 0)
    monkeypatch.setattr(sys, "argv", ["flowtly", "doctor"])

    with pytest.raises(SystemExit) as ended:
        main()

    said = capsys.readouterr()
    report = (home / "last-error.txt").read_text()
    assert (ended.value.code, "ZeroDivisionError" in report) == (1, True)
    assert not watch.found_in(f"{said.out}{said.err}{report}".encode())


@pytest.mark.usefixtures("settings", "memory")
def test_what_is_kept_where_it_was_asked_for_is_the_only_copy(flowtly: Flowtly, watch: Watch, tmp_path: Path) -> None:
    """The search finds what is there: the file of credentials, and nothing else."""
    login = ("auth", "login", "--username", USERNAME, "--password-stdin", "--insecure-storage")
    assert watch.hear(flowtly(*login, answer=PASSWORD)).code == 0

    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "config.toml"]
    assert [path.name for path in files if watch.found_in(path.read_bytes())] == ["credentials.json"]
    kept = json.loads((tmp_path / "home" / "credentials.json").read_text())
    assert PASSWORD in json.dumps(kept)
