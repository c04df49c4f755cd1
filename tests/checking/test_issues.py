"""Issues as values."""

import pytest

from tests.checking.sheets import BUDGETS, budget, judge, sheet
from toolkit.checking.issues import quoted


def test_an_issue_as_json_has_what_a_machine_needs() -> None:
    [issue] = judge(sheet(BUDGETS, budget(name=904))).issues
    assert issue.to_json() == {
        "sheet": "Budgets",
        "cell": "C2",
        "row": 2,
        "entity": "budgets",
        "field": "name",
        "rule": "type",
        "severity": "error",
        "message": issue.message,
        "value": "904",
    }


@pytest.mark.parametrize(
    ("text", "shown"), [("Ads", '"Ads"'), ("x" * 60, f'"{"x" * 60}"'), ("x" * 61, f'"{"x" * 60}…"')]
)
def test_long_texts_are_cut_in_sentences(text: str, shown: str) -> None:
    assert quoted(text) == shown
