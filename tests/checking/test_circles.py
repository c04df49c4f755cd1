"""New rows that point at each other in a circle are an issue that names them all."""

from tests.checking.sheets import judge, sheet, told
from toolkit.entities import find

INVOICES = find("invoices")


def parents(**of: str) -> list[tuple[str, str]]:
    """Check new invoices, each with its parent, and return the issues about circles."""
    rows = [{"name": name, "parent": parent} for name, parent in of.items()]
    issues = judge(sheet(INVOICES, *rows)).issues
    return told([issue for issue in issues if issue.rule.startswith("reference")])


def test_two_rows_that_correct_each_other_are_both_told() -> None:
    issues = judge(sheet(INVOICES, {"name": "A", "parent": "B"}, {"name": "B", "parent": "A"})).issues

    circles = [issue for issue in issues if issue.rule == "reference-circle"]
    assert [(issue.row, issue.field) for issue in circles] == [(2, "parent"), (3, "parent")]
    assert all("Invoices!2" in issue.message and "Invoices!3" in issue.message for issue in circles)


def test_a_row_that_only_leads_into_a_circle_is_not_to_blame() -> None:
    assert [rule for _cell, rule in parents(A="B", B="C", C="B", D="A")] == ["reference-circle"] * 2


def test_rows_in_a_line_are_fine_in_whatever_order() -> None:
    assert parents(A="B", B="C", C="F/1") in ([], [("E4", "reference-unknown")])


def test_a_row_that_points_at_itself_is_told_so() -> None:
    assert [rule for _cell, rule in parents(A="A")] == ["reference-itself"]


def test_of_a_long_circle_some_rows_are_named_and_the_rest_is_counted() -> None:
    rows = [{"name": f"N{n}", "parent": f"N{(n + 1) % 8}"} for n in range(8)]

    issues = [issue for issue in judge(sheet(INVOICES, *rows)).issues if issue.rule == "reference-circle"]

    assert len(issues) == 8
    assert "3 more" in issues[0].message
