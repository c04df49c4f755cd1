"""What an audit bundle holds, told to people: also where a statement is not what it should be."""

import pytest

from toolkit.audit.manifest import Manifest
from toolkit.entities.canonical import JsonObject
from toolkit.reports.audit import export_text
from toolkit.reports.terminal import PLAIN

SOUND: JsonObject = {
    "file": "statements/a.sta",
    "account": "Main",
    "movements": 3,
    "sum": "-12.50",
    "currency": "SEK",
    "cameAs": "a file",
    "proves": True,
    "reconciles": True,
    "reason": "",
}


def told(statement: JsonObject, papers: JsonObject) -> str:
    runs: JsonObject = {"ofPeriod": 0, "all": 0, "direct": 0}
    manifest = Manifest(
        {"counts": {}, "totals": [], "statements": [statement], "attachments": papers, "runs": runs}, ()
    )
    return export_text(manifest, 80, PLAIN)


@pytest.mark.parametrize(
    ("differs", "verdict"),
    [
        ({}, "proved, a file"),
        ({"file": "", "reason": "The account is closed."}, "The account is closed."),
        ({"proves": False}, "does not add up"),
        ({"reconciles": False}, "differs from the service"),
    ],
)
def test_each_statement_has_its_verdict(differs: JsonObject, verdict: str) -> None:
    lines = told({**SOUND, **differs}, {"listed": 0, "awaiting": 0, "present": None}).splitlines()

    assert f"Main                  3  -12.50 SEK  {verdict}" in lines


def test_missing_documents_are_named_up_to_a_number_that_is_read() -> None:
    absent = [f"tat_{number}" for number in range(8)]

    text = told(SOUND, {"listed": 9, "awaiting": 0, "present": 1, "absent": absent, "altered": []})

    assert "Of them 1 are present, 8 missing" in text
    assert "Missing: tat_0, tat_1, tat_2, tat_3, tat_4 (+3)." in text
