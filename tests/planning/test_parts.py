"""Rows of a child sheet become one array of the record they are part of: merged, sent whole, or not sent at all."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import NewRow, Part, Rows, Value
from toolkit.entities.labels import Live
from toolkit.entities.part_row import Deed
from toolkit.entities.parts import owner_of, parts_of
from toolkit.entities.record import Clear, Command, Mine, Record, values_from_json
from toolkit.planning.changes import Create, Patch
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]

SHEET = INVOICE_ROWS.title
KIND = INVOICES.by_field["invoiceRows"].kind
IRI = "/api/invoices/1"
DESK: Mapping[str, Value] = {"name": "Desk", "quantity": Decimal(2), "priceNet": Decimal(100)}
LAMP: Mapping[str, Value] = {"name": "Lamp", "quantity": Decimal(1), "priceNet": Decimal("12.5"), "vatRate": "25"}
CHAIR: Mapping[str, Value] = {"name": "Chair", "quantity": Decimal(4), "priceNet": Decimal(30)}


def array(*parts: Mapping[str, Value], rest: Mapping[str, Json] | None = None) -> str:
    """Return the value of an array of parts; `rest` are fields that no declaration knows."""
    assert isinstance(KIND, Rows)
    return KIND.joined([Part(part, rest or {}) for part in parts])


@pytest.fixture
def invoice(record: Rec) -> Callable[..., Record]:
    """Give a function that makes a live invoice of these parts."""

    def make(*parts: Mapping[str, Value], id: str = "1", rest: Mapping[str, Json] | None = None) -> Record:
        return record(INVOICES, id, invoiceRows=array(*parts, rest=rest))

    return make


def based(*invoices: Record) -> Live:
    """Return the base that a pull of these invoices writes."""
    owner = owner_of(INVOICE_ROWS)
    assert owner is not None
    return {
        INVOICES.path: {each.id: each for each in invoices},
        INVOICE_ROWS.path: {part.id: part for part in parts_of(invoices, owner)},
    }


def live_of(*invoices: Record) -> Live:
    return {INVOICES.path: {each.id: each for each in invoices}}


@pytest.fixture
def sheet(row: Row) -> Callable[..., list[Mine]]:
    """Give a function that makes the child sheet as pull writes it, but for what is typed, by id."""

    def make(base: Live, **typed: Mapping[str, Value | Clear | None]) -> list[Mine]:
        edits = {name.replace("_", "/").removeprefix("r"): values for name, values in typed.items()}
        fields = [column.field for column in INVOICE_ROWS.columns]
        return [
            row(
                INVOICE_ROWS,
                {**{name: part.values.get(name) for name in fields}, **edits.get(part.id, {})},
                part.id,
                at=at,
            )
            for at, part in enumerate(base[INVOICE_ROWS.path].values(), 2)
        ]

    return make


def body(plan: Plan) -> Json:
    """Return the array that the only request of a plan sends."""
    (change,) = plan.changes
    sent = change.requests[0].body
    assert sent is not None
    return sent["invoiceRows"]


def listed(json: Json) -> list[JsonObject]:
    """Return an array of objects as one."""
    assert isinstance(json, list)
    return [each for each in json if isinstance(each, Mapping)]


def test_untouched_rows_ask_for_nothing(plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]]) -> None:
    base = based(invoice(DESK, LAMP))

    made = plan(sheet(base), live_of(invoice(DESK, LAMP)), base)

    assert (made.changes, made.unchanged) == ((), 2)


def test_an_edited_row_sends_the_whole_array_and_nothing_else(
    plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]]
) -> None:
    base = based(invoice(DESK, LAMP))

    made = plan(sheet(base, r1_2={"priceNet": Decimal(13)}), live_of(invoice(DESK, LAMP)), base)

    (change,) = made.changes
    assert isinstance(change, Patch)
    assert change.requests[0].path == "/invoices/1"
    assert change.requests[0].body == {
        "invoiceRows": [
            {"name": "Desk", "quantity": 2, "priceNet": 100},
            {"name": "Lamp", "quantity": 1, "priceNet": 13, "vatRate": "25"},
        ]
    }
    assert [(part.row, part.index, part.deed) for part in change.place.parts] == [
        (2, 0, Deed.KEPT),
        (3, 1, Deed.CHANGED),
    ]
    assert made.unchanged == 1


def test_an_edit_of_the_invoice_and_of_its_rows_is_one_change(
    plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]], pulled: Row
) -> None:
    live = invoice(DESK)
    base = based(live)
    rows = [pulled(INVOICES, live, at=5, notes="Seen"), *sheet(base, r1_1={"name": "Table"})]

    (change,) = plan(rows, live_of(live), base).changes

    assert (change.place.sheet, change.place.row) == (INVOICES.title, 5)
    assert change.requests[0].body == {
        "notes": "Seen",
        "invoiceRows": [{"name": "Table", "quantity": 2, "priceNet": 100}],
    }


def test_what_others_did_to_other_rows_stays(plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]]) -> None:
    base = based(invoice(DESK, LAMP))
    live = live_of(invoice(CHAIR, {**DESK, "quantity": Decimal(7)}, LAMP))

    made = plan(sheet(base, r1_1={"priceNet": Decimal(90)}, r1_2={"vatRate": None}), live, base)

    assert body(made) == [
        {"name": "Chair", "quantity": 4, "priceNet": 30},
        {"name": "Desk", "quantity": 7, "priceNet": 90},
        {"name": "Lamp", "quantity": 1, "priceNet": Decimal("12.5")},
    ]


def test_one_cell_changed_on_both_sides_holds_up_everything_of_the_invoice(
    plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]], pulled: Row
) -> None:
    before = invoice(DESK, LAMP)
    base = based(before)
    live = live_of(invoice({**DESK, "quantity": Decimal(7)}, LAMP))
    rows = [
        pulled(INVOICES, before, notes="Seen"),
        *sheet(base, r1_1={"quantity": Decimal(3)}, r1_2={"name": "Light"}),
    ]

    made = plan(rows, live, base)

    assert made.changes == ()
    (conflict,) = made.conflicts
    assert (conflict.cell, conflict.base, conflict.mine, conflict.live) == ("E2", Decimal(2), Decimal(3), Decimal(7))
    assert [(refusal.sheet, refusal.row) for refusal in made.refusals] == [(SHEET, 3), (INVOICES.title, 2)]


def test_delete_takes_a_part_out_unless_somebody_changed_it(
    plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]]
) -> None:
    base = based(invoice(DESK, LAMP))
    rows = [replace(each, command=Command.DELETE) if each.id == "1/1" else each for each in sheet(base)]

    assert body(plan(rows, live_of(invoice(DESK, LAMP)), base)) == [
        {"name": "Lamp", "quantity": 1, "priceNet": Decimal("12.5"), "vatRate": "25"}
    ]
    changed = plan(rows, live_of(invoice({**DESK, "quantity": Decimal(7)}, LAMP)), base)
    assert [conflict.field for conflict in changed.conflicts] == ["quantity"]
    assert plan(rows, live_of(invoice(LAMP)), base).unchanged == 2


def test_a_missing_row_deletes_nothing(plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]]) -> None:
    base = based(invoice(DESK, LAMP))

    made = plan(sheet(base, r1_1={"quantity": Decimal(5)})[:1], live_of(invoice(DESK, LAMP)), base)

    assert [each["name"] for each in listed(body(made))] == ["Desk", "Lamp"]


def test_the_last_row_taken_out_sends_an_empty_array(
    plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]]
) -> None:
    base = based(invoice(DESK))
    rows = [replace(each, command=Command.DELETE) for each in sheet(base)]

    assert body(plan(rows, live_of(invoice(DESK)), base)) == []


def test_a_new_row_is_added_once_even_where_it_was_added_before(plan: Make, invoice: Rec, row: Row) -> None:
    rows = [row(INVOICE_ROWS, {"invoice": IRI, **CHAIR})]

    assert body(plan(rows, live_of(invoice(DESK)), {})) == [
        {"name": "Desk", "quantity": 2, "priceNet": 100},
        {"name": "Chair", "quantity": 4, "priceNet": 30},
    ]
    again = plan(rows, live_of(invoice(DESK, CHAIR)), {})
    assert (again.changes, again.unchanged) == ((), 1)


def test_two_equal_new_rows_are_two_parts(plan: Make, invoice: Rec, row: Row) -> None:
    rows = [row(INVOICE_ROWS, {"invoice": IRI, **CHAIR}, at=at) for at in (2, 3)]

    assert len(listed(body(plan(rows, live_of(invoice()), {})))) == 2


def test_the_rows_of_a_new_invoice_are_created_with_it(plan: Make, row: Row, sampled: Callable[..., Value]) -> None:
    values = {column.field: sampled(column, 1) for column in INVOICES.writable}
    new = NewRow(INVOICES.path, INVOICES.title, 9)
    rows = [
        row(INVOICES, values, at=9),
        *(row(INVOICE_ROWS, {"invoice": new, **part}, at=at) for at, part in enumerate((DESK, LAMP), 2)),
    ]

    (change,) = plan(rows, {INVOICES.path: {}}).changes

    assert isinstance(change, Create)
    assert change.requests[0].body is not None
    assert [part.index for part in change.place.parts] == [0, 1]
    assert change.requests[0].body["invoiceRows"] == [
        {"name": "Desk", "quantity": 2, "priceNet": 100},
        {"name": "Lamp", "quantity": 1, "priceNet": Decimal("12.5"), "vatRate": "25"},
    ]


def test_a_row_may_move_to_another_invoice(plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]]) -> None:
    one, two = invoice(DESK, LAMP), invoice(CHAIR, id="2")
    base = based(one, two)

    made = plan(sheet(base, r1_2={"invoice": "/api/invoices/2"}), live_of(one, two), base)

    sent = {change.requests[0].path: change.requests[0].body for change in made.changes}
    assert [len(listed(each["invoiceRows"])) for each in sent.values() if each] == [1, 2]
    assert list(sent) == ["/invoices/1", "/invoices/2"]


def test_fields_that_no_declaration_knows_are_sent_back_as_they_came(
    plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]]
) -> None:
    live = invoice(DESK, rest={"discount": 5})
    base = based(live)

    made = plan(sheet(base, r1_1={"priceNet": Decimal(90)}), live_of(live), base)

    assert body(made) == [{"discount": 5, "name": "Desk", "quantity": 2, "priceNet": 90}]


@pytest.mark.parametrize(
    ("command", "id", "told"),
    [
        (Command.DELETE, None, "DELETE needs the Id"),
        (Command.UPDATE, None, "UPDATE needs the Id"),
        (Command.CREATE, "1/1", "contradict each other"),
        (Command.AUTO, "1/9", "was not pulled with this workbook"),
    ],
)
def test_command_and_id_have_to_go_together(
    plan: Make, invoice: Rec, row: Row, command: Command, id: str | None, told: str
) -> None:
    live = invoice(DESK)

    made = plan([row(INVOICE_ROWS, {"invoice": IRI, **CHAIR}, id, command)], live_of(live), based(live))

    assert made.changes == ()
    assert told in made.refusals[0].reason


def test_rows_that_the_service_does_not_tell_are_not_overwritten(plan: Make, record: Rec, row: Row) -> None:
    for told in (None, '["/api/invoice_rows/1"]'):
        made = plan([row(INVOICE_ROWS, {"invoice": IRI, **CHAIR})], live_of(record(INVOICES, invoiceRows=told)), {})
        assert made.changes == ()
        assert "could lose some" in made.refusals[0].reason


def test_rows_of_an_invoice_that_is_deleted_here_are_refused(
    plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]], pulled: Row
) -> None:
    live = invoice(DESK, LAMP)
    base = based(live)
    rows = [pulled(INVOICES, live, command=Command.DELETE), *sheet(base, r1_1={"name": "Table"})]

    made = plan(rows, live_of(live), base)

    assert [change.verb for change in made.changes] == ["delete"]
    assert [refusal.row for refusal in made.refusals] == [2]
    assert "deletes the invoice" in made.refusals[0].reason


def test_an_edited_row_that_somebody_took_out_is_a_conflict(
    plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]]
) -> None:
    base = based(invoice(DESK, LAMP))

    made = plan(sheet(base, r1_1={"name": "Table"}), live_of(invoice(LAMP)), base)

    assert [(each.row, each.reason) for each in made.conflicts] == [(2, "deleted by somebody since the pull")]


def test_rows_of_an_invoice_that_is_refused_are_told_so(plan: Make, invoice: Rec, row: Row) -> None:
    there = invoice(DESK)
    values = {column.field: there.values[column.field] for column in INVOICES.writable}
    new = NewRow(INVOICES.path, INVOICES.title, 9)

    made = plan([row(INVOICES, values, at=9), row(INVOICE_ROWS, {"invoice": new, **DESK})], live_of(there))

    assert made.changes == ()
    assert [(refusal.sheet, refusal.row) for refusal in made.refusals] == [(SHEET, 2), (INVOICES.title, 9)]


@pytest.mark.parametrize(("price", "guard"), [(Decimal(1000), "scale"), (Decimal(-90), "sign")])
def test_numbers_of_parts_are_guarded_as_others_are(
    plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]], price: Decimal, guard: str
) -> None:
    base = based(invoice(DESK, LAMP))

    made = plan(sheet(base, r1_1={"priceNet": price}), live_of(invoice(DESK, LAMP)), base)

    assert [each.name for each in made.guards] == [guard]
    assert f"{SHEET}!F2" in made.guards[0].message


def test_a_plan_with_parts_is_read_back_as_it_was(plan: Make, invoice: Rec, sheet: Callable[..., list[Mine]]) -> None:
    base = based(invoice(DESK, LAMP))
    made = plan(sheet(base, r1_2={"priceNet": Decimal(13)}), live_of(invoice(DESK, LAMP)), base)

    assert load(dump(made)) == made


_NUMBERS = st.integers(1, 3).map(Decimal)
_PARTS = st.fixed_dictionaries(
    {"name": st.sampled_from("abc"), "quantity": _NUMBERS, "priceNet": _NUMBERS}, optional={"vatRate": st.just("25")}
)
_EDITS = st.fixed_dictionaries({}, optional={"name": st.sampled_from("xy"), "quantity": _NUMBERS})


@given(states=st.tuples(*[st.lists(_PARTS, max_size=5)] * 2), data=st.data())
def test_a_plan_done_leaves_nothing_to_do_and_loses_nothing(
    plan: Make,
    invoice: Rec,
    sheet: Callable[..., list[Mine]],
    row: Row,
    states: tuple[list[dict[str, Value]], list[dict[str, Value]]],
    data: st.DataObject,
) -> None:
    """Whatever both sides did: each row has a fate, what is planned is done once, and others' parts stay."""
    before, live = states
    base = based(invoice(*before))
    typed = {f"r1_{n}": data.draw(_EDITS) for n in range(1, len(before) + 1)}
    added = [{**part, "name": name} for part, name in zip(data.draw(st.lists(_PARTS, max_size=2)), "pq", strict=False)]
    rows = sheet(base, **typed)
    rows += [row(INVOICE_ROWS, {"invoice": IRI, **part}, at=50 + at) for at, part in enumerate(added)]
    now = invoice(*live)

    made = plan(rows, live_of(now), base)

    told = {(conflict.sheet, conflict.row) for conflict in made.conflicts}
    told |= {(refusal.sheet, refusal.row) for refusal in made.refusals}
    sent = [part for change in made.changes for part in change.place.parts if part.deed]
    assert len(told) + len(sent) + made.unchanged == len(rows)
    for change in made.changes:
        assert isinstance(change, Patch)
        after = replace(now, values={**now.values, **values_from_json(INVOICES, change.requests[0].body or {})})
        assert isinstance(KIND, Rows)
        held = [part.values for part in KIND.parts(after.values["invoiceRows"]) or ()]
        assert all(each in held for each in live if not any(typed.values()))
        again = plan(rows, live_of(after), base)
        assert again.changes == (), "what was done is asked for again"
