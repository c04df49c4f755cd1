"""A plan can be read without colours, from 80 columns up, and nothing of it is hidden."""

from dataclasses import replace
from decimal import Decimal

import pytest

from toolkit.entities import find
from toolkit.entities.record import Record
from toolkit.planning.changes import Create, Patch, Place, Replace, Request
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import identity
from toolkit.reports.plans import notes, summary_line, text, undo_line
from toolkit.reports.terminal import COLOUR, PLAIN, width_of

SHOWN = """
Plan {id} of year.xlsx for https://api.flowtly.test
profile acme · user anna@acme.test · planned at 2024-01-31T10:00:00Z · workbook abababababab
+ create  ~ patch  -/+ replace  - delete

  + 1 create budget “Travel”  Budgets!5 · reversible
      C5  Name:  "Travel"
      D5  Type:  global
      G5  From:  2025-01-01
      I5  Flags: alerts, freeze

  + 2 create budget transaction “Travel · Rent”  Budget transactions!6 · reversible
      C6  Budget:      known after apply (change 1)
      D6  Transaction: /api/transactions/904
      F6  Amount:      -1,250

  ~ 3 patch transaction “2024-01-03 · Rent”  904 · Transactions!12 · reversible
      K12  Amount:        -1,250.00 → -12,500.50
      L12  Balance after: 99,000.50 →  87,749.50
      P12  Ignored:       (empty) → yes
      Q12  Note:          clears "See the mail"

-/+ 4 replace budget employee “Travel · Anna”  be-3 · Budget employees!7 · reversible with a new id
      The service cannot edit budget employees: the record is made anew with a new id, then the old
      one is deleted.
      E7  Amount: 1,200 → 1,500

  - 5 delete budget employee “Travel · Piotr”  be-3 · Budget employees!8 · reversible with a new id
      Budget:   /api/budgets/b-1
      Employee: /api/employees/9
      Amount:   1,200

2 conflicts: changed on both sides
  cell              column       base   mine     live
  Budgets!E9        Granularity  month  quarter  (empty)
  Transactions!K19  Amount       10.00  12.50    -13.00
1 conflict: the record is gone
  cell        column  base    mine    live
  Budgets!11  Name    "Food"  "Food"  (empty)

1 row is refused:
  Transactions!22  The service cannot delete a transaction.

2 guards stand before this plan:
  sign        The sign turns. Pass it with --allow sign.
  production  It writes to the real thing. Pass it with --allow production.

Note: Sheet Budgets carries no base, so the rows were compared with the live records alone: what
      colleagues changed meanwhile counts as a difference.
Note: Only the service can decide.

Plan: 2 to create, 1 to patch, 1 to replace, 1 to delete; 1,120 unchanged, 3 conflicts, 1 refused.
Undo: 3 reversible, 2 reversible with a new id, 0 irreversible.
"""


def test_a_plan_reads_from_top_to_bottom(plan: Plan) -> None:
    assert text(plan, 100, PLAIN) == SHOWN.lstrip().format(id=identity(plan)[:12])


@pytest.mark.parametrize("width", [80, 120, 200])
def test_a_plan_fits_its_terminal(plan: Plan, width: int) -> None:
    lines = text(plan, width, PLAIN).splitlines()

    assert max(map(width_of, lines)) <= width
    assert not any(line != line.rstrip() for line in lines)


def test_colour_adds_nothing_but_colour(plan: Plan) -> None:
    painted = text(plan, 100, COLOUR)

    for code in ("0", "1", "2", "31", "32", "33"):
        painted = painted.replace(f"\x1b[{code}m", "")
    assert painted == text(plan, 100, PLAIN)


def test_the_totals_are_one_line(plan: Plan, empty: Plan) -> None:
    assert summary_line(plan) == (
        "Plan: 2 to create, 1 to patch, 1 to replace, 1 to delete; 1,120 unchanged, 3 conflicts, 1 refused."
    )
    assert undo_line(plan) == "Undo: 3 reversible, 2 reversible with a new id, 0 irreversible."
    assert undo_line(empty) == ""


def test_an_empty_plan_is_header_and_totals(empty: Plan) -> None:
    assert text(empty, 100, PLAIN).split("\n\n")[1:] == [
        "Plan: 0 to create, 0 to patch, 0 to replace, 0 to delete; 120 unchanged, 0 conflicts, 0 refused.\n"
    ]


def test_several_sheets_without_a_base_share_a_note(empty: Plan) -> None:
    assert notes(replace(empty, unbased=("Budgets", "Invoices")))[0].startswith(
        "Sheets Budgets, Invoices carry no base"
    )


def test_one_guard_and_many_refusals_are_counted(plan: Plan) -> None:
    shown = text(replace(plan, guards=plan.guards[:1], refusals=plan.refusals * 2), 100, PLAIN)

    assert "1 guard stands before this plan:\n" in shown
    assert "2 rows are refused:\n" in shown


def edited(plan: Plan, before: str, after: str) -> Plan:
    entity = find("transactions")
    record = Record("904", "/api/transactions/904", {"description": before})
    change = Patch(
        1, entity, Place("Transactions", 12, {"description": "J"}), "Rent", record, {"description": after}, ()
    )
    return replace(plan, changes=(change,), conflicts=(), refusals=(), guards=(), notes=(), unbased=())


def test_long_values_stand_below_each_other(plan: Plan) -> None:
    shown = text(edited(plan, "Rent " * 9, "Loan " * 9), 80, PLAIN)

    assert (
        '      J12  Description: "Rent Rent Rent Rent Rent Rent Rent Rent Rent "\n'
        '                        → "Loan Loan Loan Loan Loan Loan Loan Loan Loan "\n'
    ) in shown


def test_values_too_long_for_a_line_are_cut_around_their_difference(plan: Plan) -> None:
    shown = text(edited(plan, f"{'a' * 200}old{'b' * 200}", f"{'a' * 200}new{'b' * 200}"), 80, PLAIN)

    assert (
        "      J12  Description: …aaaaaaaaaaaaoldbbbbbbbbbbbb…\n"
        "                        → …aaaaaaaaaaaanewbbbbbbbbbbbb…\n"
    ) in shown


def test_a_value_cannot_pretend_to_be_a_line_of_the_plan(plan: Plan) -> None:
    shown = text(edited(plan, "Rent", "x\nPlan: 0 to create\x1b[2J"), 120, PLAIN)

    assert '"Rent" → "x⏎Plan: 0 to create␛[2J"' in shown
    assert "\x1b" not in shown


def test_a_replacement_that_deletes_first_says_so(plan: Plan) -> None:
    change = next(each for each in plan.changes if isinstance(each, Replace))
    first = replace(change, requests=(Request("DELETE", "/x"), Request("POST", "/x", {})))

    assert "the old one is deleted first, as both cannot stand at once." in text(
        replace(plan, changes=(first,)), 200, PLAIN
    )


def test_an_irreversible_change_says_so(plan: Plan) -> None:
    new = Create(1, find("transactions"), Place("Transactions", 3, {}), "Rent", {"amount": Decimal("-0.5")}, ())
    made = replace(plan, changes=(new,))

    assert "Transactions!3 · irreversible\n      Amount: -0.50\n" in text(made, 100, PLAIN)
    assert undo_line(made) == "Undo: 0 reversible, 0 reversible with a new id, 1 irreversible."


def test_a_change_without_fields_is_its_first_line(plan: Plan) -> None:
    bare = Create(1, find("budgets"), Place("Budgets", 5, {}), "Travel", {}, ())

    assert "  + 1 create budget “Travel”  Budgets!5 · reversible\n\nPlan: 1 to create" in text(
        replace(edited(plan, "", ""), changes=(bare,)), 100, PLAIN
    )


def test_what_is_empty_is_not_listed_among_what_is_made_or_lost(plan: Plan) -> None:
    new = Create(1, find("budgets"), Place("Budgets", 5, {}), "Travel", {"name": "Travel", "config": ()}, ())

    assert "Flags" not in text(replace(edited(plan, "", ""), changes=(new,)), 100, PLAIN)
