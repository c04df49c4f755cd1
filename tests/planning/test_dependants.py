"""What points at a record that goes away is listed, and nobody calls such a change reversible."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.canonical import pretty
from toolkit.entities.entity import Operation
from toolkit.entities.kinds import RawValue
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Command, Mine, Record
from toolkit.entities.typed_json import as_array, as_object
from toolkit.planning.changes import Change, Create, Delete, Dependants, Patch, Place, Replace
from toolkit.planning.dependants import Pointing, dependants_words, targets_of, with_dependants, worse_than_said
from toolkit.planning.discrepancies import discrepancies_in, discrepancies_of
from toolkit.planning.leaving import referrers
from toolkit.planning.losses import losses_of
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import BadPlan, content_of, dump, load, sealed
from toolkit.planning.requests import patch
from toolkit.planning.reversibility import Reversibility, of_creation, of_deletion, of_edit
from toolkit.reports import plan_html, plans
from toolkit.reports.entities import reversibility
from toolkit.reports.terminal import PLAIN

BUDGETS, BOOKINGS, LINKS = find("budgets"), find("budget-transactions"), find("budget-projects")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
POINTED_AT = [entity for entity in ENTITIES if entity.can(Operation.DELETE) and any(referrers(entity))]


def removal(entity: Entity, record: Record, *dependants: Dependants) -> Delete:
    return Delete(1, entity, Place(entity.title, 2, {}), "Marketing", record, (), (), dependants)


@pytest.mark.parametrize(
    ("entity", "other", "field"),
    [
        (entity, other, column.field)
        for entity in POINTED_AT
        for other in referrers(entity)
        for column in other.references
        if column.target == entity.path
    ],
    ids=lambda part: part.path if isinstance(part, Entity) else part,
)
def test_every_record_that_points_at_a_deleted_one_is_found(
    entity: Entity, other: Entity, field: str, record: Rec, plan: Make, pulled: Row
) -> None:
    gone = record(entity, "gone")
    pointing = record(other, "p1", 1, **{field: gone.iri})
    elsewhere = record(other, "p2", 2)
    live = {other.path: {"p1": pointing, "p2": elsewhere}}
    live[entity.path] = {**live.get(entity.path, {}), "gone": gone}

    (change,) = plan([pulled(entity, gone, command=Command.DELETE)], live, live).changes

    assert isinstance(change, Delete)
    assert [(each.entity, each.field, each.ids) for each in change.dependants] == [(other, field, ("p1",))]
    assert change.reversibility is Reversibility.IRREVERSIBLE


def test_what_the_plan_deletes_or_points_elsewhere_before_is_no_dependant(record: Rec, plan: Make, pulled: Row) -> None:
    gone, booking = record(BUDGETS, "b"), record(BOOKINGS, "k", 1, budget="/api/budgets/b")
    link = record(LINKS, "l", 1, budget="/api/budgets/b")
    live: Live = {"budgets": {"b": gone}, "budget-transactions": {"k": booking}, "budget-projects": {"l": link}}
    rows = [
        pulled(BUDGETS, gone, command=Command.DELETE),
        pulled(BOOKINGS, booking, budget="/api/budgets/other"),
        pulled(LINKS, link, command=Command.DELETE),
    ]

    made = plan(rows, live, live)

    assert all(not change.dependants for change in made.changes if isinstance(change, Delete))
    assert {change.reversibility for change in made.changes} == {Reversibility.REVERSIBLE, Reversibility.NEW_ID}


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_each_statement_of_how_a_change_is_undone_comes_from_one_place(entity: Entity, record: Rec) -> None:
    """What `describe`, the pages and the README say, changes and plan files say as well."""
    live, place = record(entity), Place(entity.title, 2, {})
    by_verb: Mapping[str, tuple[Change, Reversibility]] = {
        "create": (Create(1, entity, place, "", {}, ()), of_creation(entity)),
        "patch": (Patch(1, entity, place, "", live, {}, ()), of_edit(live)),
        "replace": (Replace(1, entity, place, "", live, {}, {}, ()), of_deletion(entity, live, ())),
        "delete": (Delete(1, entity, place, "", live, ()), of_deletion(entity, live, ())),
    }

    for verb, how in reversibility(entity).items():
        change, ruled = by_verb[verb]
        assert change.reversibility is ruled is how


def test_a_document_and_an_invoice_take_more_along_than_can_be_made_again() -> None:
    lost = {entity.path: entity.lost for entity in ENTITIES if entity.lost}

    assert lost == {
        "invoices": "its e-invoice, its PDF and its payments",
        "transaction-attachments": "its file",
    }


def test_a_record_with_a_value_that_cannot_be_read_is_neither_replaced_nor_called_reversible(
    record: Rec, plan: Make, pulled: Row
) -> None:
    odd, link = record(BUDGETS, "b", dateFrom=RawValue('"soon"')), record(LINKS, "l", budget=RawValue("3"))
    live: Live = {"budgets": {"b": odd}, "budget-projects": {"l": link}}

    renamed = plan([pulled(BUDGETS, odd, name="Other")], live, live)
    deleted = plan([pulled(BUDGETS, odd, command=Command.DELETE)], live, live)
    replaced = plan([pulled(LINKS, link, project="/api/projects/9")], live, live)

    assert [change.reversibility for change in (*renamed.changes, *deleted.changes)] == [Reversibility.IRREVERSIBLE] * 2
    assert renamed.changes[0].requests[0].body == {"name": "Other"}
    assert replaced.changes == ()
    (refused,) = replaced.refusals
    assert refused.reason == (
        "The service cannot edit budget projects, only replace them by new ones, and this one has a value that cannot "
        'be read, so that it cannot be sent again (Budget: "3"). Mend that in the service, and pull again.'
    )
    assert list(losses_of(renamed.changes[0])) == ['Cannot be read, and so not be sent again: From "soon".']


@pytest.fixture
def pointed(record: Rec, plan: Make, pulled: Row) -> Plan:
    """Give a plan that deletes a budget that seven bookings and a link point at."""
    bookings = {f"k{n}": record(BOOKINGS, f"k{n}", n, budget="/api/budgets/b") for n in range(7)}
    live: Live = {
        "budgets": {"b": record(BUDGETS, "b")},
        "budget-transactions": bookings,
        "budget-projects": {"l": record(LINKS, "l", budget="/api/budgets/b")},
    }
    return plan([pulled(BUDGETS, live["budgets"]["b"], command=Command.DELETE)], live, live)


def test_text_page_and_file_list_what_points_there(pointed: Plan) -> None:
    text = " ".join(plans.text(pointed, 100, PLAIN).split())
    page = " ".join(plan_html.html(pointed).split())
    (change,) = load(dump(pointed)).changes

    told = "Points at it: Budget of 1 budget project"
    assert told in text
    assert told in page
    assert "and 2 more). A service may delete that as well." in text
    assert "irreversible" in text
    assert isinstance(change, Delete)
    assert [(each.entity.path, each.ids) for each in change.dependants] == [
        ("budget-projects", ("l",)),
        ("budget-transactions", tuple(f"k{n}" for n in range(7))),
    ]
    assert discrepancies_of(pointed) == ()


def test_a_plan_without_dependants_says_nothing_of_them(record: Rec, plan: Make, pulled: Row) -> None:
    live: Live = {"budgets": {"b": record(BUDGETS, "b")}}

    assert '"dependants"' not in dump(plan([pulled(BUDGETS, live["budgets"]["b"], command=Command.DELETE)], live, live))


@pytest.mark.parametrize("how", ["reversible", "reversible with a new id"])
def test_a_forged_class_is_found_out(pointed: Plan, how: str) -> None:
    content = content_of(pointed)
    changes = [{**as_object(each), "reversible": how} for each in as_array(content["changes"])]

    found = discrepancies_in(pretty(sealed({**content, "changes": changes})))

    assert [(each.place, each.stands, each.follows) for each in found] == [
        ("changes[0].reversible", how, "irreversible")
    ]


def test_what_could_not_be_looked_through_counts_as_pointing(record: Rec) -> None:
    change = removal(BUDGETS, record(BUDGETS, "b"))

    (told,) = with_dependants([change], Pointing(unread=frozenset({"budget-invoices"})), {}, Labels({}))

    assert isinstance(told, Delete)
    assert dependants_words(told) == "Budget of budget invoices, which could not be read"
    assert told.reversibility is Reversibility.IRREVERSIBLE


@pytest.mark.parametrize(
    ("said", "now", "worse"),
    [
        ((), ("1",), 1),
        (("1",), ("1",), 0),
        (("1", "2"), ("1",), 0),
        (("1",), ("2",), 1),
        (("1",), (), 0),
    ],
)
def test_only_more_than_was_said_is_worse(said: tuple[str, ...], now: tuple[str, ...], worse: int, record: Rec) -> None:
    gone = record(BUDGETS, "b")
    one, other = (
        removal(BUDGETS, gone, *([Dependants(BOOKINGS, "budget", ids, ())] if ids else [])) for ids in (said, now)
    )

    assert len(list(worse_than_said([one], [other]))) == worse


def test_only_what_something_can_point_at_is_looked_up(record: Rec) -> None:
    changes = [removal(entity, record(entity, "1")) for entity in (BUDGETS, BOOKINGS, LINKS)]

    assert targets_of(changes) == ((BUDGETS, "/api/budgets/1"),)
    assert targets_of([replace(changes[0], n=2)]) == ((BUDGETS, "/api/budgets/1"),)


def test_a_plan_file_that_would_send_what_cannot_be_read_is_no_plan(record: Rec, plan: Make, pulled: Row) -> None:
    live: Live = {"budgets": {"b": record(BUDGETS, "b", dateFrom=RawValue('"soon"'))}}
    content = content_of(plan([pulled(BUDGETS, live["budgets"]["b"], name="Other")], live, live))
    (change,) = map(as_object, as_array(content["changes"]))
    (edit,) = map(as_object, as_array(change["edits"]))
    forged = {**change, "edits": [{**edit, "after": {"@unreadable": 1}}]}

    with pytest.raises(BadPlan, match="Name holds a value that is never sent"):
        load(pretty(sealed({**content, "changes": [forged]})))
    with pytest.raises(TypeError, match="never sent"):
        patch(BUDGETS, "b", {"dateFrom": RawValue('"soon"')})
