"""Corrections that lead in a circle are an issue, by way of live records as well."""

from collections.abc import Mapping

import pytest

from tests.checking.sheets import COMPANY, judge, record, sheet, told
from toolkit.entities import find
from toolkit.entities.labels import Live

INVOICES = find("invoices")


def company(**parents: str | None) -> Live:
    """Return a company whose invoices correct others."""
    made = {
        name: record("invoices", name, name=f"INV/{name}", **({"parent": f"/api/invoices/{of}"} if of else {}))
        for name, of in parents.items()
    }
    return {**COMPANY, "invoices": made}


def found(rows: Mapping[str, str | None], live: Live, base: Live | None = None) -> list[tuple[str, str]]:
    """Check rows that give invoices, by their ids, others to correct; return the issues about circles."""
    typed = [{"Id": own, "parent": parent} for own, parent in rows.items()]
    issues = judge(sheet(INVOICES, *typed), live=live, base=base).issues
    return told([issue for issue in issues if issue.rule == "reference-circle"])


def test_two_edited_invoices_that_correct_each_other() -> None:
    assert found({"a": "INV/b", "b": "INV/a"}, company(a=None, b=None)) == [
        ("E2", "reference-circle"),
        ("E3", "reference-circle"),
    ]


@pytest.mark.parametrize("length", [2, 3, 5])
def test_an_edit_that_closes_a_circle_of_live_records(length: int) -> None:
    names = [f"n{k}" for k in range(length)]
    live = company(**dict(zip(names, [*names[1:], None], strict=True)))

    assert found({names[-1]: "INV/n0"}, live) == [("E2", "reference-circle")]


def test_an_invoice_that_corrects_itself() -> None:
    assert found({"a": "INV/a"}, company(a=None)) == [("E2", "reference-circle")]


def test_an_edit_that_only_leads_into_a_circle_is_not_to_blame() -> None:
    assert found({"c": "INV/a"}, company(a="b", b="a", c=None)) == []


def test_a_circle_that_was_there_before_is_nobody_s_doing() -> None:
    live = company(a="b", b="a")

    assert found({"a": "INV/b", "b": "INV/a"}, live, {"invoices": live["invoices"]}) == []


def test_an_edit_that_breaks_a_circle_is_fine() -> None:
    live = company(a="b", b="a", c=None)

    assert found({"a": "INV/c"}, live, {"invoices": live["invoices"]}) == []


def test_what_a_colleague_made_it_correct_meanwhile_counts() -> None:
    """The untouched cell shows the base; live is kept, and so closes the circle."""
    base = company(a=None, b=None)
    live = company(a="b", b=None)

    assert found({"a": None, "b": "INV/a"}, live, {"invoices": base["invoices"]}) == [("E3", "reference-circle")]


def test_a_new_row_and_an_edited_one_that_correct_each_other() -> None:
    rows = [{"Id": "a", "parent": "NEW"}, {"name": "NEW", "parent": "INV/a"}]

    issues = judge(sheet(INVOICES, *rows), live=company(a=None)).issues

    circles = [issue for issue in issues if issue.rule == "reference-circle"]
    assert [issue.row for issue in circles] == [2, 3]
    assert "INV/a → Invoices!3 → INV/a" in circles[0].message


def test_a_row_that_is_deleted_or_ignored_closes_nothing() -> None:
    live = company(a="b", b=None)
    rows = [{"Id": "b", "parent": "INV/a", "Command": "IGNORE"}]

    assert told([each for each in judge(sheet(INVOICES, *rows), live=live).issues if "circle" in each.rule]) == []
