"""Every part of an array that is sent is known by its row: which goes, which becomes another, which comes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import Part, Rows, Value
from toolkit.entities.labels import Live
from toolkit.entities.part_row import Deed
from toolkit.entities.parts import owner_of, parts_of
from toolkit.entities.record import Command, Mine, Record
from toolkit.planning.cells_written import parts_written
from toolkit.planning.changes import Patch
from toolkit.planning.discrepancies import discrepancies_of
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Values = Mapping[str, Value]
KIND = INVOICES.by_field["invoiceRows"].kind
IRI = "/api/invoices/1"

values = st.fixed_dictionaries(
    {"name": st.sampled_from(["Desk", "Lamp", "Chair"]), "quantity": st.sampled_from([Decimal(1), Decimal(2)])}
)
wishes = st.lists(st.tuples(values, st.sampled_from(["keep", "delete"]) | values), min_size=1, max_size=6)


def invoice_of(*parts: Values) -> Record:
    assert isinstance(KIND, Rows)
    return Record("1", IRI, {"name": "F/1", "invoiceRows": KIND.joined([Part(part) for part in parts])})


def based(record: Record) -> Live:
    owner = owner_of(INVOICE_ROWS)
    assert owner is not None
    return {INVOICES.path: {"1": record}, INVOICE_ROWS.path: {part.id: part for part in parts_of([record], owner)}}


@pytest.fixture
def edited(plan: Make, row: Row) -> Callable[..., Plan]:
    """Give a function that plans what is wished for each row of an invoice, and further rows."""

    def make(wished: list[tuple[Values, Values | str]], added: list[Values]) -> Plan:
        record = invoice_of(*(before for before, _ in wished))
        rows = [
            row(
                INVOICE_ROWS,
                {"invoice": IRI, **(wish if isinstance(wish, Mapping) else before)},
                f"1/{at - 1}",
                Command.DELETE if wish == "delete" else Command.AUTO,
                at,
            )
            for at, (before, wish) in enumerate(wished, 2)
        ]
        more = [row(INVOICE_ROWS, {"invoice": IRI, **each}, at=at) for at, each in enumerate(added, len(rows) + 2)]
        return plan([*rows, *more], {INVOICES.path: {"1": record}}, based(record))

    return make


@given(wished=wishes, added=st.lists(values, max_size=2))
def test_each_row_is_told_with_just_what_was_done_in_it(
    edited: Callable[..., Plan], wished: list[tuple[Values, Values | str]], added: list[Values]
) -> None:
    expected = {
        at: (None if wish == "keep" else before, None if isinstance(wish, str) else wish)
        for at, (before, wish) in enumerate(wished, 2)
        if wish not in ("keep", before)
    } | {at: (None, each) for at, each in enumerate(added, len(wished) + 2)}

    made = edited(wished, added)
    after = [before if wish == "keep" else wish for before, wish in wished if wish != "delete"] + added
    if after == [before for before, _ in wished]:
        expected = {}

    for each in (made, load(dump(made))):
        written = [part for change in each.changes for part in parts_written(change)]
        assert {part.row.row: (part.before, part.after) for part in written if part.row} == expected
        assert len(written) == len(expected)
        assert discrepancies_of(each) == ()


def test_a_row_that_goes_is_not_mistaken_for_the_edited_one_beside_it(edited: Callable[..., Plan]) -> None:
    """By what they hold, the first row could as well have become the second."""
    desk, table = {"name": "Desk", "quantity": Decimal(1)}, {"name": "Table", "quantity": Decimal(1)}

    (change,) = edited([(desk, "delete"), (table, {**desk, "quantity": Decimal(2)})], []).changes

    assert [(part.row and part.row.row, part.number, part.deed) for part in parts_written(change)] == [
        (2, 1, Deed.DELETED),
        (3, 2, Deed.CHANGED),
    ]


@pytest.mark.parametrize("was", [None, 1, 5])
def test_a_place_that_is_not_that_of_what_goes_is_found_out_and_not_believed(
    edited: Callable[..., Plan], was: int | None
) -> None:
    desk, lamp = {"name": "Desk", "quantity": Decimal(1)}, {"name": "Lamp", "quantity": Decimal(1)}
    made = edited([(desk, "delete"), (lamp, "keep")], [])
    (change,) = made.changes
    assert isinstance(change, Patch)
    parts = tuple(replace(part, was=was if part.deed is Deed.DELETED else part.was) for part in change.place.parts)
    told = replace(change, place=replace(change.place, parts=parts))

    (part,) = parts_written(told)

    assert (part.before, part.after) == (desk, None)
    assert part.row is not None
    assert part.row.row == 2
    assert bool(discrepancies_of(replace(made, changes=(told,)))) == (was is not None)
