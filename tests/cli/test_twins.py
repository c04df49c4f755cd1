"""A second record of what is there takes a word in its row and an option; a bank statement proves its own."""

import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from bank_files import crlf
from command_line import Flowtly

from toolkit.api.client import Client
from toolkit.entities import find
from toolkit.entities.canonical import Json
from toolkit.entities.transactions import TRANSACTIONS

DECOMPOSED = "Fo\u0308rbrukning"
CAPITALS = "F\u00d6RBRUKNING"
LIVE = "F\u00f6rbrukning"
FEES = crlf(
    *(":20:NOV26", ":25:DE89370400440532013000", ":28C:11/1", ":60F:C261101EUR1000,00"),
    *(":61:2611031103D5,00NCHGNONREF", ":86:Fee"),
    *(":61:2611031103D5,00NCHGNONREF", ":86:Fee"),
    *(":62F:C261130EUR990,00", "-"),
)


ALLOWED = ("--allow", "irreversible", "--allow", "gap")
"""The account of these fees stands elsewhere; what matters here is that no guard asks about twins."""


def budgets(folder: Path, *names: str, command: str | None = None, granularity: str = "month") -> None:
    """Save a workbook of one's own, with a row for each name."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Budgets"
    sheet.append(["Command", "Name", "Type", "Granularity"])
    for name in names:
        sheet.append([command, name, "global", granularity])
    book.save(folder / "b.xlsx")


def names(service: Client) -> list[str]:
    return [str(record.values["name"]) for record in service.list(find("budgets")).values()]


def summary(flowtly: Flowtly) -> Mapping[str, int]:
    found: Mapping[str, int] = json.loads(flowtly("--json", "plan", "b.xlsx").out)["summary"]
    return found


@pytest.mark.parametrize("name", [DECOMPOSED, CAPITALS], ids=["decomposed", "capitals"])
def test_another_spelling_is_refused_with_both_and_nothing_is_sent(
    flowtly: Flowtly, service: Client, name: str
) -> None:
    budgets(flowtly.folder, name)
    before = names(service)

    outcome = flowtly("apply", "b.xlsx", "--yes")

    assert outcome.code == 4
    assert f'"{LIVE}" there' in " ".join(outcome.out.split())
    assert names(service) == before


@pytest.mark.parametrize("name", [DECOMPOSED, CAPITALS, LIVE], ids=["decomposed", "capitals", "the very name"])
def test_create_needs_the_guard_to_be_passed_and_sends_what_was_typed(
    flowtly: Flowtly, service: Client, name: str
) -> None:
    budgets(flowtly.folder, name, command="CREATE")

    flowtly("plan", "b.xlsx", "-o", "p.json")
    shown, stopped = flowtly("show", "p.json"), flowtly("apply", "p.json")
    passed = flowtly("apply", "p.json", "--allow", "twins")

    assert "Pass it with --allow twins." in " ".join(shown.out.split())
    assert (stopped.code, "Guard twins: 1 new row looks like what is there" in stopped.out + stopped.err) == (6, True)
    assert passed.code == 0, passed
    assert names(service)[-1] == name
    assert LIVE in names(service)


def test_look_alikes_of_one_file_are_an_issue_unless_create_is_said(flowtly: Flowtly, service: Client) -> None:
    budgets(flowtly.folder, "Nordic Fair", "NORDIC FAIR")
    assert flowtly("check", "b.xlsx").code == 4

    budgets(flowtly.folder, "Nordic Fair", "NORDIC FAIR", command="CREATE")
    assert flowtly("apply", "b.xlsx", "--yes").code == 6
    assert flowtly("apply", "b.xlsx", "--yes", "--allow", "twins").code == 0
    assert names(service)[-2:] == ["Nordic Fair", "NORDIC FAIR"]


def test_upsert_finds_its_record_in_another_spelling(flowtly: Flowtly, service: Client) -> None:
    budgets(flowtly.folder, CAPITALS, command="UPSERT", granularity="quarter")

    outcome = flowtly("apply", "b.xlsx", "--yes")

    assert outcome.code == 0, outcome
    assert LIVE in names(service)
    assert CAPITALS not in names(service)
    assert (summary(flowtly)["create"], summary(flowtly)["patch"]) == (0, 0)


def test_a_statement_proves_its_own_equal_movements_without_the_guard(flowtly: Flowtly, service: Client) -> None:
    (flowtly.folder / "fees.sta").write_bytes(FEES.encode())

    done = flowtly("--json", "statements", "import", "fees.sta", *ALLOWED, "--yes")
    again = flowtly("--json", "statements", "import", "fees.sta", *ALLOWED, "--yes")

    assert (done.code, json.loads(done.out)["done"]) == (0, 2), done
    assert again.code == 0
    fees = [each for each in service.records(TRANSACTIONS) if str(each.values["execDate"]).startswith("2026-11-03")]
    assert len(fees) == 2


def test_a_saved_plan_of_a_statement_needs_no_more_than_it_did(flowtly: Flowtly, service: Client) -> None:
    """One of two equal movements is there: the plan knows of it, also from its file."""
    values: dict[str, Json] = {"description": "Fee", "amount": -5}
    dates: dict[str, Json] = dict.fromkeys(("orderDate", "execDate"), "2026-11-03T00:00:00+00:00")
    account = next(
        record.iri
        for record in service.list(find("bank-accounts")).values()
        if record.values.get("number") == "DE89370400440532013000"
    )
    service.send("POST", "/transactions", {**values, **dates, "bankAccount": account})
    (flowtly.folder / "fees.sta").write_bytes(FEES.encode())

    assert flowtly("statements", "import", "fees.sta", "-o", "plan.json").code == 0
    plan = json.loads((flowtly.folder / "plan.json").read_text())
    applied = flowtly("--json", "apply", "plan.json", *ALLOWED)

    assert (plan["summary"]["create"], plan["counted"]) == (1, True)
    assert [guard["name"] for guard in plan["guards"]] == ["irreversible", "gap"]
    assert (applied.code, json.loads(applied.out)["done"]) == (0, 1), applied
