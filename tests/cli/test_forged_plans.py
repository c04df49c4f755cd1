"""What is shown and approved is what happens: a plan whose digests were computed anew after an edit is found out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import Flowtly

from toolkit.api.client import Client
from toolkit.entities import find
from toolkit.loop.plan import read_plan
from toolkit.planning.plan import UNDERIVED
from toolkit.planning.planfile import dump, sealed

BUDGETS = find("budgets")

File = dict[str, Any]
Edit = Callable[[File], None]


@pytest.fixture
def planned(flowtly: Flowtly) -> Path:
    """Give a saved plan that renames a budget and creates another one in a group."""
    flowtly("pull", "budgets", "-o", "w.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "w.xlsx")
    sheet = book["Budgets"]
    sheet["E2"] = "quarter"
    last = sheet.max_row + 1
    group = next(cell.value for cell in sheet["F"][1:] if cell.value)
    for letter, value in {"C": "Nordic Fair", "D": "global", "E": "month", "F": group}.items():
        sheet[f"{letter}{last}"] = value
    book.save(flowtly.folder / "w.xlsx")
    assert flowtly("plan", "w.xlsx", "-o", "p.json").code == 0
    return flowtly.folder / "p.json"


def forge(path: Path, edit: Edit) -> None:
    """Edit a plan file, and compute its digests again."""
    content: File = json.loads(path.read_text(encoding="utf-8"))
    edit(content)
    bare = {name: value for name, value in content.items() if name not in {"id", "sha256", "words"}}
    path.write_text(json.dumps(sealed(bare)), encoding="utf-8")


def send_more(content: File) -> None:
    content["changes"][0]["requests"][0]["body"]["name"] = "Something else"


def send_elsewhere(content: File) -> None:
    content["changes"][1]["requests"][0]["path"] += "x"


def delete_instead(content: File) -> None:
    content["changes"][1]["requests"][0] |= {"method": "DELETE", "body": None}


def call_it_reversible(content: File) -> None:
    content["changes"][0]["reversible"] = "irreversible"


EDITS: Mapping[str, tuple[Edit, str]] = {
    "body": (send_more, "Change 1, requests[0].body.name"),
    "path": (send_elsewhere, "Change 2, requests[0].path"),
    "method": (delete_instead, "Change 2, requests[0].method"),
    "undo": (call_it_reversible, "Change 1, reversible"),
}


def everything(service: Client) -> Mapping[str, str]:
    return {record.id: record.digest(BUDGETS) for record in service.records(BUDGETS)}


@pytest.mark.parametrize(("edit", "place"), EDITS.values(), ids=EDITS.keys())
def test_a_forged_plan_is_shown_as_such_and_neither_applied_nor_approved(
    flowtly: Flowtly, service: Client, planned: Path, edit: Edit, place: str
) -> None:
    before = everything(service)
    forge(planned, edit)
    flowtly("approve", "--init")

    shown = flowtly("show", planned, "--html", "p.html")
    machine = json.loads(flowtly("--json", "show", planned).out)

    assert "This plan was edited after it was made" in shown.out
    assert place in " ".join(shown.out.split())
    assert "This plan was edited after it was made" in (flowtly.folder / "p.html").read_text(encoding="utf-8")
    assert machine["discrepancies"]
    for command in ("apply", "approve"):
        refused = flowtly(command, planned)
        assert refused.code == 5
        assert "Nothing was sent" in refused.err
    assert not (flowtly.folder / "p.json.approvals").exists()
    assert everything(service) == before


def test_a_plan_as_it_was_made_shows_nothing_of_the_kind(flowtly: Flowtly, planned: Path) -> None:
    assert "edited" not in flowtly("show", planned).out
    assert "discrepancies" not in json.loads(flowtly("--json", "show", planned).out)
    assert flowtly("apply", planned).code == 0


def test_a_plan_of_an_earlier_version_is_shown_and_has_to_be_made_again(
    flowtly: Flowtly, service: Client, planned: Path
) -> None:
    before = everything(service)
    planned.write_text(dump(replace(read_plan(planned), derivation=UNDERIVED, spelling={})), encoding="utf-8")
    flowtly("approve", "--init")

    assert "can be shown, and is neither applied nor approved" in " ".join(flowtly("show", planned).out.split())
    for command in ("apply", "approve"):
        refused = flowtly(command, planned)
        assert (refused.code, "plan it again" in refused.err) == (5, True)
    assert everything(service) == before


def test_guards_that_were_taken_out_stand_all_the_same(flowtly: Flowtly, service: Client) -> None:
    """Guards are looked up again with the profile in force."""
    flowtly("pull", "budgets", "-o", "w.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "w.xlsx")
    for row in range(2, book["Budgets"].max_row + 1):
        book["Budgets"][f"A{row}"] = "DELETE"
    book.save(flowtly.folder / "w.xlsx")
    flowtly("plan", "w.xlsx", "-o", "p.json")
    before = everything(service)
    forge(flowtly.folder / "p.json", lambda content: content.update(guards=[]))

    refused = flowtly("apply", "p.json")

    assert refused.code == 6
    assert "It says: none. Now: deletes:" in " ".join(refused.err.split())
    assert everything(service) == before


def test_a_name_that_was_put_before_another_record_is_found_out(
    flowtly: Flowtly, service: Client, planned: Path
) -> None:
    before = everything(service)

    def rename(content: File) -> None:
        iri = content["changes"][0]["after"]["budgetGroup"]
        content["names"][iri] = "An innocent group"

    forge(planned, rename)
    refused = flowtly("apply", planned)

    assert refused.code == 5
    assert "the plan calls" in refused.err
    assert "An innocent group" in refused.err
    assert everything(service) == before
