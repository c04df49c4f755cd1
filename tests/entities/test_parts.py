"""Arrays of parts: how they are declared, read, and taken apart into rows of a sheet of their own."""

from decimal import Decimal
from operator import attrgetter

import pytest

from toolkit.entities import ENTITIES
from toolkit.entities.canonical import Json
from toolkit.entities.entity import Entity
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import Part, Rows
from toolkit.entities.parts import owner_of, owners, part_number, parts_by_path, with_parts
from toolkit.entities.record import Record, read_member

KIND = Rows((("name", INVOICE_ROWS.column("name").kind), ("priceNet", INVOICE_ROWS.column("priceNet").kind)))


@pytest.mark.parametrize("entity", [each for each in ENTITIES if each.children], ids=attrgetter("path"))
def test_the_declaration_fits_the_array(entity: Entity) -> None:
    """A part's fields are the columns of its sheet but for the one that names its record; none of them points."""
    for children in entity.children:
        kind = entity.by_field[children.field].kind
        assert isinstance(kind, Rows)
        columns = [column for column in children.entity.columns if column.field != children.parent]
        assert [name for name, _kind in kind.fields] == [column.field for column in columns]
        assert all(column.target is None and column.writable for column in columns)
        assert children.entity.by_field[children.parent].target == entity.path
        assert children.entity.endpoints == ()


def test_ids_and_nulls_of_parts_are_not_kept_and_numbers_are_spelt_one_way() -> None:
    sent: Json = [
        {"@id": "/genid/1", "@type": "Row", "id": 7, "name": "Desk", "priceNet": "10.50", "vatRate": None, "tax": 2}
    ]

    value = KIND.from_json(sent)

    assert value == '[{"name":"Desk","priceNet":10.5,"tax":2}]'
    assert KIND.parts(value) == [Part({"name": "Desk", "priceNet": Decimal("10.5")}, {"tax": 2})]
    assert KIND.from_json(KIND.to_json(value)) == value


@pytest.mark.parametrize("sent", [["/api/rows/1"], {"a": 1}, [{"name": []}], "x"])
def test_what_is_no_array_of_such_objects_is_shown_and_not_taken_apart(sent: Json) -> None:
    assert KIND.parts(KIND.from_json(sent)) is None
    assert KIND.parts(None) is None


def test_parts_are_rows_under_the_number_they_have_in_their_record() -> None:
    record = read_member(INVOICES, {"@id": "/api/invoices/7", "id": 7, "invoiceRows": [{"name": "A"}, {"name": "B"}]})

    found = parts_by_path({"invoices": {"7": record}})

    assert found == {
        "invoice-rows": {
            "7/1": Record("7/1", "", {"invoice": "/api/invoices/7", "name": "A"}),
            "7/2": Record("7/2", "", {"invoice": "/api/invoices/7", "name": "B"}),
        }
    }
    assert [part_number(each) for each in (*found["invoice-rows"], "x")] == [1, 2, 0]


def test_parts_come_with_their_records_whichever_was_named() -> None:
    assert owners([INVOICE_ROWS, INVOICES]) == (INVOICES,)
    assert with_parts([INVOICE_ROWS]) == (INVOICES, INVOICE_ROWS)
    assert owner_of(INVOICES) is None
