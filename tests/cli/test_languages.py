"""One workbook in two languages: whoever wrote it, whoever reads it, nothing differs."""

import json
from itertools import permutations

import pytest
from command_line import Flowtly
from filling import Fill, ValidRow

from toolkit.entities import ENTITIES, find
from toolkit.language import SHIPPED, speaking

BUDGETS = find("budgets")

from_one_to_another = pytest.mark.parametrize(("writes", "reads"), tuple(permutations(SHIPPED, 2)))


@from_one_to_another
def test_a_workbook_of_every_entity_asks_for_nothing_in_another_language(
    flowtly: Flowtly, writes: str, reads: str
) -> None:
    pulled = flowtly("--lang", writes, "pull", "-o", "all.xlsx")
    assert pulled.code == 0, pulled

    planned = flowtly("--lang", reads, "--json", "plan", "all.xlsx")

    assert planned.code == 0, planned
    made = json.loads(planned.out)
    assert (made["changes"], made["conflicts"], made["refusals"]) == ([], [], [])
    assert made["summary"]["unchanged"] > len(ENTITIES)


@from_one_to_another
def test_a_template_is_filled_in_one_language_and_applied_in_another(
    flowtly: Flowtly, fill: Fill, valid_row: ValidRow, writes: str, reads: str
) -> None:
    flowtly("--lang", writes, "template", "budgets", "-o", "new.xlsx")
    with speaking(writes):
        fill(flowtly.folder / "new.xlsx", BUDGETS, [valid_row(BUDGETS)])

    assert flowtly("--lang", reads, "check", "new.xlsx").code == 0
    assert flowtly("--lang", reads, "plan", "new.xlsx", "-o", "plan.json").code == 0
    assert flowtly("--lang", writes, "apply", "plan.json").code == 0
    again = flowtly("--lang", writes, "--json", "plan", "new.result.xlsx")

    assert (again.code, json.loads(again.out)["changes"]) == (0, [])


def test_machines_are_answered_in_english_keys_whatever_is_spoken(flowtly: Flowtly) -> None:
    english, swedish = (
        json.loads(flowtly("--lang", language, "--json", "describe", "budgets").out) for language in SHIPPED
    )

    assert swedish.keys() == english.keys()
    assert swedish["operations"] == english["operations"]
    assert swedish["reversible"] == english["reversible"]
    assert [column["field"] for column in swedish["columns"]] == [column["field"] for column in english["columns"]]
    assert [column["type"] for column in swedish["columns"]] == [column["type"] for column in english["columns"]]
    assert swedish["title"] != english["title"]


def test_errors_are_said_in_the_language_and_named_in_english(flowtly: Flowtly) -> None:
    outcome = flowtly("--lang", "sv", "--json", "check", "missing.xlsx")

    assert outcome.code == 4
    assert json.loads(outcome.out)["error"]["kind"] == "FileMissing"
    assert "\nFel: Filen missing.xlsx finns inte." in outcome.err


def test_a_swedish_work_list_is_planned_in_english(flowtly: Flowtly) -> None:
    assert flowtly("--lang", "sv", "worklist", "suggestions", "-o", "list.xlsx").code == 0

    planned = flowtly("--json", "plan", "list.xlsx")

    assert (planned.code, json.loads(planned.out)["changes"]) == (0, [])


def test_a_swedish_bundle_is_proved_in_english(flowtly: Flowtly) -> None:
    exported = flowtly("--lang", "sv", "audit", "export", "--period", "2026-10", "-o", "october.zip")
    assert exported.code == 0, exported

    assert flowtly("audit", "verify", "october.zip").code == 0
