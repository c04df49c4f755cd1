"""No command is stopped by what one live record holds, and each says which record that is."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from command_line import Flowtly
from odd_values import odd_service

from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.canonical import Json
from toolkit.entities.entity import Operation

LISTED = [entity for entity in (*ENTITIES, *DIRECTORIES) if entity.can(Operation.LIST)]
PATHS = [entity.path for entity in ENTITIES if entity.can(Operation.LIST)]
VALUES: Mapping[str, Json] = {
    "an object": {"odd": [True]},
    "a word": "soon",
}
COMMANDS = (
    ("pull", *PATHS, "-o", "all.xlsx"),
    *(("pull", path, "-o", f"{path}.csv") for path in PATHS),
    ("pull", "transactions", "-o", "transactions.parquet"),
    ("pull", *PATHS, "-o", "all.jsonl"),
    ("check", "all.xlsx"),
    ("plan", "all.xlsx"),
    ("diff", "all.xlsx"),
    ("rebase", "all.xlsx"),
    ("annotate", "all.xlsx"),
    ("explain", "all.xlsx", "Transactions!C2"),
    ("explain", "all.xlsx", "Budgets!G2"),
    *(("plan", f"{path}.csv") for path in PATHS),
    ("selftest", "transactions"),
    ("selftest", "invoices"),
    ("worklist", "unassigned", "-o", "open.xlsx"),
    ("check", "open.xlsx"),
    ("plan", "open.xlsx"),
    ("worklist", "with-problems", "-o", "problems.xlsx"),
    ("worklist", "suggestions", "-o", "suggested.xlsx"),
    ("worklist", "awaiting", "-o", "awaiting.xlsx"),
    ("plan", "awaiting.xlsx"),
    ("suggestions", "transactions", "--period", "2026-11"),
    ("invoices", "drafts"),
    ("invoices", "next-name", "--date", "2026-11-30"),
    ("invoices", "verify"),
    ("attachments", "download", "--period", "2026-11", "-o", "documents"),
    ("attachments", "verify", "documents"),
    ("attachments", "search", "telia"),
    ("mt940", "export", "--account", "Sparkonto", "--from", "2026-10-01", "--to", "2026-11-30", "-o", "out.sta"),
    ("audit", "export", "--period", "2026-11", "-o", "bundle.zip"),
    ("audit", "verify", "bundle.zip"),
    ("doctor",),
)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_no_command_is_stopped_by_what_a_record_holds(
    flowtly: Flowtly, home: Path, value: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every entity one record holds it, in each of its fields."""
    monkeypatch.setenv("FLOWTLY_USERNAME", "demo@flowtly.test")
    monkeypatch.setenv("FLOWTLY_PASSWORD", "sandbox")
    with odd_service(home, {entity.path: {column.field: value for column in entity.columns} for entity in LISTED}):
        codes = {" ".join(command): flowtly(*command) for command in COMMANDS}

    stopped = {command: outcome for command, outcome in codes.items() if outcome.code}
    assert {command.partition(" ")[0] for command in stopped} == {"audit", "doctor"}, stopped
    assert {outcome.code for outcome in stopped.values()} == {10}, "they tell that not all is as it should be"
