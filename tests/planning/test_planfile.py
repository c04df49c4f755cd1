"""The plan file: read back exactly, and refused where somebody changed it."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from toolkit.entities import find
from toolkit.entities.canonical import digest, parse, pretty
from toolkit.entities.kinds import NewRow
from toolkit.entities.record import Command, Mine, Record
from toolkit.language import speaking
from toolkit.planning.changes import Create, Delete, Patch, Replace
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import BadPlan, DigestMismatch, dump, identity, load, summary

GROUPS = find("budget-groups")
BUDGETS = find("budgets")
LINKS = find("budget-employees")
TRANSACTIONS = find("transactions")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
Full = dict[str, object]
Asked = tuple[list[Mine], dict[str, dict[str, Record]], dict[str, dict[str, Record]]]


@pytest.fixture
def asked(record: Rec, pulled: Row, row: Row) -> Asked:
    """Give rows, live records and a base whose plan holds everything a plan can hold."""
    base = {
        "budgets": {str(k): record(BUDGETS, str(k), k) for k in range(3)},
        "budget-employees": {"l": record(LINKS, "l")},
    }
    seen = base["budgets"]
    live = {
        "budgets": {**seen, "1": record(BUDGETS, "1", 1, name="theirs")},
        "budget-employees": base["budget-employees"],
        "budget-groups": {"g": replace(record(GROUPS, "g", 5), extra={"colour": "red", "weight": Decimal("1.5")})},
    }
    rows = [
        pulled(BUDGETS, seen["0"], 2, budgetGroup=NewRow("budget-groups", "Budget groups", 3), dateTo=None),
        pulled(BUDGETS, seen["1"], 3, name="mine"),
        pulled(BUDGETS, seen["2"], 4),
        pulled(LINKS, base["budget-employees"]["l"], 2, amount=9),
        row(GROUPS, {"name": "other"}, "g", at=2),
        row(GROUPS, {"name": "new ąö"}, at=3),
        row(GROUPS, {"name": "nobody"}, "gone", at=4),
        row(TRANSACTIONS, {"bankAccount": "/api/bank-accounts/1", "amount": Decimal("-0.5"), "ignored": False}),
    ]
    return rows, live, base


@pytest.fixture
def full(plan: Make, asked: Asked) -> Plan:
    """Give a plan that holds everything a plan can hold."""
    return plan(*asked)


def test_a_plan_is_one_plan_in_every_language(plan: Make, asked: Asked) -> None:
    """What differs is what nothing but people go by."""
    english = plan(*asked)
    with speaking("sv"):
        swedish = plan(*asked)
        assert load(dump(swedish)) == swedish

    assert identity(english) == identity(swedish)
    assert english.changes == swedish.changes
    assert not set(english.notes) & set(swedish.notes)
    assert english.guards[0].message != swedish.guards[0].message
    assert english.refusals[0].reason != swedish.refusals[0].reason


@pytest.mark.parametrize("part", ["notes", "guards", "refusals", "conflicts"])
def test_not_even_a_sentence_is_edited_unseen(full: Plan, part: str) -> None:
    file = json.loads(dump(full))
    word = {"notes": 0, "guards": "message"}.get(part, "reason")
    place = file[part] if part == "notes" else file[part][0]
    place[word] = "All is well."

    with pytest.raises(DigestMismatch):
        load(pretty(file))


def test_a_file_from_before_sentences_had_a_digest_of_their_own_is_read(full: Plan) -> None:
    file = parse(dump(full))
    assert isinstance(file, dict)
    content = {name: value for name, value in file.items() if name not in {"id", "sha256", "words"}}

    assert load(pretty({**content, "id": "x", "sha256": digest(content)})) == full


def test_a_plan_is_read_back_as_it_was(full: Plan) -> None:
    assert {type(change) for change in full.changes} == {Create, Patch, Replace}
    assert full.conflicts
    assert full.refusals
    assert full.notes
    assert full.guards
    assert full.unbased

    assert load(dump(full)) == full


def test_every_deletion_is_read_back_as_it_was(plan: Make, record: Rec, pulled: Row) -> None:
    live = {"budgets": {"1": record(BUDGETS)}}
    made = plan([pulled(BUDGETS, live["budgets"]["1"], command=Command.DELETE)], live, live)

    again = load(dump(made))

    assert isinstance(again.changes[0], Delete)
    assert again == made


def test_a_change_with_column_letters_of_its_own_keeps_them(full: Plan) -> None:
    """A plan that was not made from one workbook, an undo for instance, may know none."""
    first, *others = full.changes
    bare = replace(full, changes=(replace(first, place=replace(first.place, letters={})), *others))
    same_sheet = replace(full, changes=tuple(replace(c, place=replace(c.place, sheet="One")) for c in full.changes))

    assert load(dump(bare)) == bare
    assert load(dump(same_sheet)) == same_sheet


def test_the_file_has_the_documented_form(full: Plan) -> None:
    file = json.loads(dump(full))

    assert file["version"] == 1
    assert file["sha256"] == identity(full)
    assert file["id"] == file["sha256"][:12]
    assert file["workbook"] == "budgets.xlsx"
    assert file["summary"] == summary(full)
    assert file["guards"][0] == {
        "name": "irreversible",
        "message": "The plan would create 1 transaction, which nothing undoes; the threshold is 0.",
        "allow": "--allow irreversible",
    }
    assert file["conflicts"] == [
        {
            "entity": "budgets",
            "sheet": "Budgets",
            "row": 3,
            "cell": "C3",
            "field": "name",
            "base": "name 1",
            "mine": "mine",
            "live": "theirs",
            "reason": "changed on both sides",
            "id": "1",
            "resolution": "",
        }
    ]
    assert [refusal["row"] for refusal in file["refusals"]] == [4]


@pytest.mark.parametrize("intent", ["", "DELETE", "/api/invoices/7"])
def test_what_a_conflict_asks_for_beyond_its_cell_is_kept_and_left_out_where_there_is_nothing(
    full: Plan, intent: str
) -> None:
    made = replace(full, conflicts=tuple(replace(each, intent=intent) for each in full.conflicts))

    assert load(dump(made)) == made
    assert [each.get("intent", "") for each in json.loads(dump(made))["conflicts"]] == [intent]
    assert (identity(made) == identity(full)) == (not intent)


def test_an_edit_shows_its_cells_before_and_after(full: Plan) -> None:
    file = json.loads(dump(full))

    (patch,) = [c for c in file["changes"] if c["verb"] == "patch" and c["entity"] == "budgets"]
    assert patch["edits"] == [
        {
            "field": "budgetGroup",
            "cell": "F2",
            "before": "/api/budget-groups/0",
            "after": {"@row": "Budget groups!3"},
        },
        {"field": "dateTo", "cell": "H2", "before": "2024-01-01T00:00:00+00:00", "after": None},
    ]
    assert patch["needs"] == [1]
    assert patch["reversible"] == "reversible"
    assert "dateTo" not in patch["after"]
    assert patch["requests"] == [
        {"method": "PATCH", "path": "/budgets/0", "body": {"budgetGroup": {"@change": 1}, "dateTo": None}}
    ]


def test_totals_count_every_row(full: Plan) -> None:
    assert summary(full) == {
        "create": 2,
        "patch": 2,
        "replace": 1,
        "delete": 0,
        "unchanged": 1,
        "conflicts": 1,
        "refused": 1,
    }


def test_equal_plans_are_equal_text_and_every_difference_has_its_own_identity(full: Plan) -> None:
    later = replace(full, origin=replace(full.origin, planned_at="2024-05-02T00:00:00+00:00"))

    assert dump(full) == dump(load(dump(full)))
    assert identity(later) != identity(full)


@pytest.mark.parametrize(
    ("there", "edited"),
    [
        ("/budgets/0", "/budgets/1"),
        ('"name": "new ąö"', '"name": "evil"'),
        ('"n": 2', '"n": 3'),
        ("2024-05-01", "2024-05-02"),
        ('"guards": [', '"guards": [], "was": ['),
        ('"name": "new ąö"', '"name": "\\ud800"'),
        ('"guards": [', '"\\udc00": [], "guards": ['),
    ],
)
def test_an_edited_plan_is_told_from_a_broken_one(there: str, edited: str, full: Plan) -> None:
    text = dump(full)
    assert there in text

    with pytest.raises(DigestMismatch, match="its digest does not match"):
        load(text.replace(there, edited))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is no JSON"),
        ("{", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ('{"version": 1, "sha256": "x", "weight": NaN}', "it is no JSON"),
        ("[]", "it is no JSON object"),
        ("{}", "it has no version"),
        ('{"version": 2}', "it has version 2, and this program reads version 1"),
        ('{"version": 1}', "it has no digest"),
    ],
)
def test_what_is_no_plan_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadPlan, match=reason) as caught:
        load(text)

    assert not isinstance(caught.value, DigestMismatch)


_TOTAL = {
    "entity": "budgets",
    "field": "amount",
    "currency": "PLN",
    "before": Decimal(1),
    "effect": Decimal(1),
    "after": Decimal(2),
    "others": "same",
}


def _signed(plan: Plan, **parts: object) -> str:
    """Return the plan file with other parts, and the digest that fits them."""
    file = parse(dump(plan))
    assert isinstance(file, dict)
    content = {name: value for name, value in file.items() if name not in {"id", "sha256", "words"}} | parts
    content = {name: value for name, value in content.items() if value is not None}
    return pretty({**content, "id": "x", "sha256": digest(content)})


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("changes", None),
        ("changes", {}),
        ("changes", "text"),
        ("changes", [1]),
        ("changes", [{"entity": "unknown"}]),
        ("changes", [{"entity": 7}]),
        ("origin", {"workbook": "x"}),
        ("origin", {"workbook": 1}),
        ("unchanged", "many"),
        ("unchanged", True),
        ("relied_on", {"budgets/1": 3}),
        ("sheets", []),
        ("totals", [{**_TOTAL, "before": Decimal("1E+40")}]),
        ("totals", [{**_TOTAL, "effect": Decimal("0." + "1" * 40)}]),
    ],
)
def test_a_signed_file_of_another_shape_is_refused(part: str, value: object, full: Plan) -> None:
    with pytest.raises(BadPlan, match="it cannot be understood"):
        load(_signed(full, **{part: value}))


@pytest.mark.parametrize(
    ("part", "value"),
    [("verb", "merge"), ("row", "2"), ("after", {"name": 1.5}), ("after", {"unknown": "x"}), ("sheet", "None")],
)
def test_a_signed_change_of_another_shape_is_refused(part: str, value: object, full: Plan) -> None:
    file = json.loads(dump(full))

    with pytest.raises(BadPlan, match="it cannot be understood"):
        load(_signed(full, changes=[file["changes"][0] | {part: value}]))
