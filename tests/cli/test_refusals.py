"""What the service refuses is told in the cell that caused it, through the whole loop."""

import json

from command_line import Flowtly
from filling import Fill, ValidRow

from toolkit.api.client import Client
from toolkit.entities.budgets import BUDGETS
from toolkit.errors.service import IN_VAIN


def test_a_record_that_is_gone_by_now_is_told_in_the_cell_that_points_at_it(
    flowtly: Flowtly, fill: Fill, valid_row: ValidRow, service: Client
) -> None:
    """The service answers 400 with the IRI alone; the cell is found by what was sent."""
    group = service.send("POST", "/budget-groups", {"name": "Soon gone"})
    assert group is not None
    column = BUDGETS.column("budgetGroup")
    flowtly("template", "budgets", "-o", "new.xlsx")
    fill(flowtly.folder / "new.xlsx", BUDGETS, [{**valid_row(BUDGETS), column.title: "Soon gone"}])
    assert flowtly("plan", "new.xlsx", "-o", "plan.json").code == 0
    service.send("DELETE", f"/budget-groups/{group['id']}")

    applied = flowtly("--json", "apply", "plan.json")

    (receipt,) = json.loads(applied.out)["receipts"]
    sentence = f'Item not found for "{group["@id"]}".'
    assert (applied.code, receipt["status"]) == (9, "failed")
    assert list(receipt["cells"].values()) == [sentence]
    assert receipt["detail"] == f"The service refused with 400: {column.title}: {sentence} {IN_VAIN}"
