"""A plan's requests follow from its rows: a file that says otherwise is found out, whoever computed its digests."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from toolkit.entities import find
from toolkit.entities.canonical import Json, JsonObject, parse, pretty
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import NewRow, Part, Rows
from toolkit.entities.labels import Labels
from toolkit.entities.parts import owner_of, parts_of
from toolkit.entities.record import Asked, Command, Header, Mine, Record
from toolkit.entities.typed_json import as_array, as_object
from toolkit.planning.changes import Place, Request
from toolkit.planning.derive import derive
from toolkit.planning.discrepancies import discrepancies_in, discrepancies_of
from toolkit.planning.plan import UNDERIVED, Origin, Plan
from toolkit.planning.planfile import SHORT, BadPlan, content_of, dump, identity, load, sealed
from toolkit.planning.sending import Sendings, Wish, sending_plan
from toolkit.reports import plans
from toolkit.reports.terminal import PLAIN

GROUPS = find("budget-groups")
BUDGETS = find("budgets")
LINKS = find("budget-employees")
TRANSACTIONS = find("transactions")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
Path = tuple[str | int, ...]


@pytest.fixture
def full(plan: Make, record: Rec, pulled: Row, row: Row) -> Plan:
    """Give a plan with a change of every verb, an order that counts, a conflict and a refusal."""
    base = {
        "budgets": {str(k): record(BUDGETS, str(k), k) for k in range(4)},
        "budget-employees": {"l": record(LINKS, "l")},
        "transactions": {"t": record(TRANSACTIONS, "t")},
    }
    seen = base["budgets"]
    live = {
        **base,
        "budgets": {**seen, "1": record(BUDGETS, "1", 1, name="theirs")},
        "budget-groups": {"g": replace(record(GROUPS, "g", 5), extra={"colour": "red"})},
    }
    accept = Asked("accept", "Accepts it", "/transactions/t/suggestions/s%201/apply", {"description": "said"})
    asking = Mine(
        Header(TRANSACTIONS, "Suggestions", 1, {"description": "C"}), 2, Command.UPDATE, "t", {}, asked=accept
    )
    rows = [
        pulled(BUDGETS, seen["0"], 2, budgetGroup=NewRow("budget-groups", "Budget groups", 3), dateTo=None),
        pulled(BUDGETS, seen["1"], 3, name="mine"),
        replace(pulled(BUDGETS, seen["3"], 5), command=Command.DELETE),
        pulled(LINKS, base["budget-employees"]["l"], 2, amount=9),
        row(GROUPS, {"name": "other"}, "g", at=2),
        row(GROUPS, {"name": "new"}, at=3),
        row(GROUPS, {"name": "nobody"}, "gone", at=4),
        asking,
    ]
    return plan(rows, live, base)


@pytest.fixture
def rows_of_invoices(plan: Make, row: Row) -> Plan:
    """Give a plan that edits, deletes, adds and moves rows of two invoices."""
    desk, lamp = ({"name": name, "quantity": Decimal(1), "priceNet": Decimal(9)} for name in ("Desk", "Lamp"))
    kind = INVOICES.by_field["invoiceRows"].kind
    owner = owner_of(INVOICE_ROWS)
    assert isinstance(kind, Rows)
    assert owner is not None
    records = [
        Record(key, f"/api/invoices/{key}", {"name": f"F/{key}", "invoiceRows": kind.joined([Part(desk), Part(lamp)])})
        for key in "78"
    ]
    live = {"invoices": {each.id: each for each in records}}
    base = {**live, "invoice-rows": {part.id: part for part in parts_of(records, owner)}}
    one, other = ({"invoice": each.iri} for each in records)
    typed = [
        row(INVOICE_ROWS, {**one, **desk}, "7/1", Command.DELETE, 2),
        row(INVOICE_ROWS, {**one, **lamp, "priceNet": Decimal(10)}, "7/2", at=3),
        row(INVOICE_ROWS, {**one, **desk}, "8/1", at=4),
        row(INVOICE_ROWS, {**other, **lamp}, "8/2", at=5),
        row(INVOICE_ROWS, {**other, "name": "Desk", "quantity": Decimal(2)}, at=6),
    ]
    return plan(typed, live, base)


@pytest.fixture
def sending() -> Plan:
    """Give a plan that sends two invoices, each by another operation."""
    values = {"status": "created", "client": "/api/clients/1"}
    records = [Record(key, f"/api/invoices/{key}", {**values, "name": f"F/{key}"}) for key in "78"]
    requests = (
        Request("POST", "/invoices/7/send", {}),
        Request("POST", "/invoices/send", {"ids": ["/api/invoices/8"]}),
    )
    wishes = [
        Wish(each, Place("list", at, {}), sent)
        for at, (each, sent) in enumerate(zip(records, requests, strict=True), 2)
    ]
    origin = Origin("list.txt", "0" * 64, "sandbox", "sandbox", "ann", "2026-11-30T12:00:00+00:00")
    live = {"invoices": {each.id: each for each in records}}
    return sending_plan(origin, Sendings(wishes, [], frozenset({"created"}), "sent"), live, Labels(live))


def test_every_verb_follows_from_its_row(full: Plan, sending: Plan) -> None:
    assert {change.verb for change in full.changes} == {"create", "patch", "accept", "replace", "delete"}
    assert derive(full) == full
    assert derive(sending) == sending


def leaves(value: Json, path: Path = ()) -> Iterator[Path]:
    """Yield the way to every value of a plan file that is no object and no list with something in it."""
    if isinstance(value, Mapping) and value:
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list) and value:
        for at, part in enumerate(value):
            yield from leaves(part, (*path, at))
    else:
        yield path


def other(value: Json) -> Json:
    """Return another value of the same type."""
    match value:
        case bool():
            return not value
        case int() | Decimal():
            return value + 1
        case str():
            return f"x{value}x"
        case None:
            return "x"
        case list():
            return ["x"]
        case _:
            return {"x": "x"}


def at(value: Json, path: Path) -> Json:
    """Return what stands at a place."""
    for step in path:
        value = as_object(value)[step] if isinstance(step, str) else as_array(value)[step]
    return value


def with_value(inner: Json, path: Path, value: Json) -> Json:
    """Return a copy with one value put in."""
    if not path:
        return value
    step, *rest = path
    if isinstance(step, str):
        known = as_object(inner)
        return {**known, step: with_value(known.get(step), tuple(rest), value)}
    listed = list(as_array(inner))
    listed[step] = with_value(listed[step], tuple(rest), value)
    return listed


def forged(content: JsonObject, path: Path, value: Json) -> str:
    """Return the file with one value put in, its digests computed again."""
    return pretty(sealed(as_object(with_value(content, path, value))))


def shown(text: str) -> str:
    """Return what `show` prints of a plan, less the id that any change changes."""
    made = load(text)
    return plans.text(made, 400, PLAIN).replace(identity(made)[:SHORT], "")


def decides(path: Path) -> bool:
    """Tell whether a value can have an effect on the service; what cannot is written to a result, or to a report."""
    match path:
        case ("sheets", *_) | ("conflicts", _, "id" | "resolution" | "intent") | ("totals", _, "others"):
            return False
        case ("changes", _, "extra", *_) | ("changes", _, "parts", _, "id" | "letters", *_):
            return False
        case ("changes", int(), "before", name, *_):
            return name in {column.field for entity in (BUDGETS, LINKS, TRANSACTIONS) for column in entity.sent}
        case _:
            return True


def is_of_a_kept_row(content: JsonObject, path: Path) -> bool:
    """Tell whether a value is of a row of an invoice that stays as it is: only the result workbook goes by it."""
    return path[2:3] == ("parts",) and as_object(at(content, path[:4]))["deed"] == ""


def test_any_single_change_is_refused_or_shown(full: Plan, sending: Plan, rows_of_invoices: Plan) -> None:
    unseen: list[Path] = []
    for made in (full, sending, rows_of_invoices):
        content = content_of(made)
        before = shown(dump(made))
        for path in leaves(parse(pretty(content))):
            text = forged(content, path, other(at(content, path)))
            try:
                found = discrepancies_in(text)
            except BadPlan:
                continue
            if not found and shown(text) == before and not is_of_a_kept_row(content, path):
                unseen.append(path)
    assert [path for path in unseen if decides(path)] == []


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("changes", 0, "requests", 0, "path"), "/invoices", "changes[0].requests[0].path"),
        (("changes", 0, "requests", 0, "method"), "PUT", "changes[0].requests[0].method"),
        (("changes", 0, "requests", 0, "body", "name"), "another", "changes[0].requests[0].body.name"),
        (("changes", 1, "requests", 0, "path"), "/budgets/2", "changes[1].requests[0].path"),
        (("changes", 1, "id"), "other", "changes[1].requests[0].path"),
        (("changes", 1, "reversible"), "irreversible", "changes[1].reversible"),
        (("changes", 2, "needs"), [], "changes[2].needs"),
        (("changes", 3, "requests", 0, "path"), "/transactions/u/suggestions/s%201/apply", "changes[3].requests"),
        (("changes", 4, "requests", 1, "path"), "/budget-employees/m", "changes[4].requests[1].path"),
        (("changes", 5, "requests", 0, "path"), "/budgets/2", "changes[5].requests[0].path"),
        (("changes", 5, "label"), "an innocent budget", "changes[5].label"),
        (("relied_on", "budgets/3"), "0" * 64, "relied_on.budgets/3"),
        (("summary", "delete"), 0, "summary.delete"),
        (("derivation",), 2, "derivation"),
    ],
)
def test_what_does_not_follow_is_named_with_both_sides(full: Plan, path: Path, value: Json, place: str) -> None:
    found = {each.place: each for each in discrepancies_in(forged(content_of(full), path, value))}

    assert place in found
    assert all(each.stands != each.follows for each in found.values())


def test_changes_in_another_order_are_found_out(full: Plan) -> None:
    first, second, *rest = full.changes
    turned = replace(full, changes=(replace(second, n=1), replace(first, n=2), *rest))

    assert discrepancies_of(turned)


def test_a_reference_to_a_row_that_nothing_creates_is_found_out(full: Plan) -> None:
    content = content_of(full)
    path = next(path for path in leaves(parse(pretty(content))) if path[-1] == "@row" and "edits" in path)

    found = discrepancies_in(forged(content, path, "Budget groups!99"))

    assert [each.stands for each in found] == ["a row that nothing creates"]


def test_a_plan_of_an_earlier_version_keeps_its_identity_and_has_nothing_to_be_derived_by(full: Plan) -> None:
    earlier = replace(full, derivation=UNDERIVED)

    assert "derivation" not in content_of(earlier)
    assert "spelling" not in content_of(earlier)
    assert load(dump(earlier)) == earlier
    assert identity(load(dump(earlier))) == identity(earlier) != identity(full)


def test_fields_that_the_service_keeps_in_another_type_are_part_of_the_plan(
    plan: Make, record: Rec, pulled: Row
) -> None:
    seen = replace(record(LINKS, "l", amount=5), otherwise=frozenset({"amount"}))
    made = plan(
        [pulled(LINKS, seen, 2, amount=6)], {"budget-employees": {"l": seen}}, {"budget-employees": {"l": seen}}
    )
    content = content_of(made)

    assert made.spelling == {"budget-employees": ("amount",)}
    assert discrepancies_in(dump(made)) == ()
    assert discrepancies_in(forged(content, ("spelling",), {}))
