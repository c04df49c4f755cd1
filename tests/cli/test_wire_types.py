"""What a service keeps in another JSON type is pulled, edited and written in that type."""

import json
import os
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from served import acme

from toolkit.entities import find
from toolkit.loop.reach import reach
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import Switches
from toolkit.settings import load_profile

TRANSACTIONS = find("transactions")


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)


def edit(path: Path, title: str, value: float) -> str:
    """Type into the first row of a column; return the row's id."""
    book = openpyxl.load_workbook(path)
    sheet = book[TRANSACTIONS.title]
    columns = {str(cell.value): cell.column for cell in sheet[1] if cell.value is not None}
    sheet.cell(2, columns[title], value)
    book.save(path)
    return str(sheet.cell(2, columns["Id"]).value)


@pytest.mark.parametrize(
    "switches",
    [Switches(decimals=True), Switches(plain=True, decimals=True, text_ids=True, nulls=True)],
    ids=["decimals", "plain JSON and decimals"],
)
def test_a_decimal_goes_back_as_the_string_that_it_came_as(flowtly: Flowtly, home: Path, switches: Switches) -> None:
    with acme(home, switches):
        assert flowtly("pull", "transactions", "-o", "t.xlsx").code == 0
        edited = edit(flowtly.folder / "t.xlsx", "Amount", -12.5)
        planned = flowtly("--json", "plan", "t.xlsx", "-o", "plan.json")
        assert planned.code == 0, planned
        (change,) = json.loads(planned.out)["changes"]
        assert change["requests"][0]["body"] == {"amount": "-12.5"}
        guards = [f"--allow={guard['name']}" for guard in json.loads(planned.out)["guards"]]

        applied = flowtly("--json", "apply", "plan.json", "--yes", *guards)

        assert (applied.code, json.loads(applied.out)["done"]) == (0, 1), applied
        again = flowtly("--json", "plan", "t.result.xlsx")
        assert (again.code, json.loads(again.out)["changes"]) == (0, [])
        with reach(load_profile("acme", os.environ), home) as reached:
            record = reached.client.read(TRANSACTIONS, edited)
        assert record is not None
        assert record.values["amount"] == Decimal("-12.5")
