"""Direct requests in bundles: chained, so that one that was tampered with in the journal is found."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly, squeezed


def told(bundle: Path) -> dict[str, object]:
    found = json.loads((bundle / "manifest.json").read_bytes(), parse_float=Decimal)
    assert isinstance(found, dict)
    return found


def _around_now() -> tuple[str, ...]:
    today = datetime.now(UTC).date()
    return "--from", str(today - timedelta(days=1)), "--to", str(today + timedelta(days=1))


def _add_group(flowtly: Flowtly, name: str) -> None:
    book = openpyxl.load_workbook(flowtly.folder / "g.xlsx")
    book["Budget groups"].cell(6, 3, name)
    book.save(flowtly.folder / "g.xlsx")
    assert flowtly("apply", "g.xlsx", "--yes").code == 0


GROUP = ("api", "POST", "/budget-groups", "--yes", "-d")
TAMPERED = {
    "altered": "UPDATE direct SET body = replace(body, 'Two', 'Too') WHERE seq = 2",
    "redated": "UPDATE direct SET sent_at = '2026-01-01T00:00:00.000+00:00' WHERE seq = 2",
    "removed": "DELETE FROM direct WHERE seq = 2",
    "the last removed": "DELETE FROM direct WHERE seq = 3",
    "moved": """UPDATE direct SET seq = -seq WHERE seq < 3;
        UPDATE direct SET seq = CASE seq WHEN -1 THEN 2 ELSE 1 END WHERE seq < 0""",
    "added before": """UPDATE direct SET seq = seq + 10 WHERE seq > 1;
        INSERT INTO direct (seq, service, profile, username, method, path, body, state, detail, sent_at)
        SELECT 2, service, profile, username, method, path, body, state, detail, sent_at
        FROM direct WHERE seq = 1""",
}


@pytest.fixture
def chained(flowtly: Flowtly) -> Path:
    """Send three direct requests, and bundle them as `before`."""
    for name in ("One", "Two", "Three"):
        assert flowtly(*GROUP, json.dumps({"name": name})).code == 0
    assert flowtly("audit", "export", *_around_now(), "-o", "before").code == 0
    return flowtly.folder / "before"


def _since(flowtly: Flowtly) -> dict[str, object]:
    assert flowtly("audit", "export", *_around_now(), "-o", "after").code == 0
    found = json.loads(flowtly("--json", "audit", "verify", "after", "--since", "before").out)
    assert isinstance(found, dict)
    return found


@pytest.mark.usefixtures("chained")
def test_direct_requests_are_in_a_chain_that_goes_on(flowtly: Flowtly) -> None:
    assert flowtly(*GROUP, '{"name": "Four"}').code == 0

    found = _since(flowtly)

    assert (found["holds"], found["findings"]) == (True, [])
    chain = json.loads((flowtly.folder / "after/runs/chain.json").read_text())["direct"]
    assert [link["request"] for link in chain["links"]] == ["1", "2", "3", "4"]
    assert told(flowtly.folder / "after")["runs"] == {
        "all": 0,
        "ofPeriod": 0,
        "open": 0,
        "unknown": 0,
        "pruned": 0,
        "erased": 0,
        "chain": "0" * 64,
        "direct": 4,
        "directAll": 4,
        "directChain": chain["head"],
    }
    said = squeezed(flowtly("audit", "verify", "after", "--since", "before").out)
    assert "So are its 3 direct requests, and 1 came after them." in said


@pytest.mark.usefixtures("chained")
@pytest.mark.parametrize("change", TAMPERED)
def test_a_direct_request_that_was_tampered_with_in_the_journal_is_found(
    flowtly: Flowtly, home: Path, change: str
) -> None:
    with closing(sqlite3.connect(home / "journal.sqlite3")) as journal:
        journal.executescript(TAMPERED[change])
        journal.commit()

    found = _since(flowtly)

    assert found["holds"] is False
    assert isinstance(found["findings"], list)
    assert {each["file"] for each in found["findings"]} == {"runs/chain.json"}
    assert all(each["detail"].startswith("request ") for each in found["findings"])
    assert flowtly("audit", "verify", "after", "--since", "before").code == 10


@pytest.mark.usefixtures("chained")
def test_a_bundle_goes_on_whatever_language_is_spoken(flowtly: Flowtly, home: Path) -> None:
    """A request and a run that were cut off are told in sentences of ours."""
    flowtly("pull", "budget-groups", "-o", "g.xlsx")
    _add_group(flowtly, "Four")
    with closing(sqlite3.connect(home / "journal.sqlite3")) as journal:
        journal.execute("UPDATE direct SET state = 'sending', answered_at = NULL WHERE seq = 3")
        journal.execute("UPDATE changes SET state = 'planned', detail = ''")
        journal.commit()
    for number, language in enumerate(("en", "sv", "en")):
        assert flowtly("--lang", language, "audit", "export", *_around_now(), "-o", f"b{number}").code == 0

    for newer, older in (("b1", "b0"), ("b2", "b1")):
        proved = flowtly("audit", "verify", newer, "--since", older)
        assert proved.code == 0, proved
