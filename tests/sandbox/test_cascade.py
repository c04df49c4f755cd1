"""What becomes of the records that point at a deleted one."""

import httpx

from tests.sandbox.support import Serve, create
from toolkit.sandbox.switches import Deletion, Switches

CASCADE = Switches(deletion=Deletion.CASCADE)


def total(client: httpx.Client, path: str) -> int:
    return int(client.get(path, params={"itemsPerPage": 0}).json()["totalItems"])


def test_a_record_that_is_pointed_at_stays_as_a_rule(client: httpx.Client) -> None:
    refused = client.delete("/budgets/bgt_0002")
    assert (refused.status_code, refused.json()["detail"]) == (500, "Internal Server Error")
    assert client.get("/budgets/bgt_0002").status_code == 200


def test_a_cascade_takes_along_what_points_at_the_record_without_a_word(serve: Serve) -> None:
    client = serve(CASCADE)
    links = ("budget-contractors", "budget-transactions", "budget-employees", "budget-invoices", "budget-projects")
    before = {path: total(client, f"/{path}") for path in links}
    there = {path: int(client.get(f"/{path}?budget=bgt_0002").json()["totalItems"]) for path in links}
    assert there["budget-contractors"]
    assert there["budget-transactions"]
    gone = client.delete("/budgets/bgt_0002")
    assert (gone.status_code, gone.content) == (204, b"")
    assert {path: total(client, f"/{path}") for path in links} == {path: before[path] - there[path] for path in links}


def test_a_cascade_goes_on_to_what_points_at_those(serve: Serve) -> None:
    client = serve(CASCADE)
    group = create(client, "/budget-groups", {"name": "a"}).json()["@id"]
    budget = create(client, "/budgets", {"name": "b", "type": "global", "granularity": "month", "budgetGroup": group})
    link = create(client, "/budget-projects", {"budget": budget.json()["@id"], "project": "/api/projects/prj_01"})
    assert client.delete(group).status_code == 204
    assert client.get(budget.json()["@id"]).status_code == 404
    assert client.get(link.json()["@id"]).status_code == 404


def test_a_corrected_invoice_takes_its_corrections_along(serve: Serve) -> None:
    client = serve(CASCADE)
    corrected = client.get("/invoices?exists[childrenInvoices]=true").json()["member"][0]
    children = corrected["childrenInvoices"]
    assert children
    assert client.delete(corrected["@id"]).status_code == 204
    assert [client.get(child).status_code for child in children] == [404] * len(children)
