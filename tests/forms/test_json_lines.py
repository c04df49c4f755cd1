"""Records as JSON lines: canonical, exact, one on each line."""

import io
from decimal import Decimal

from toolkit.entities.canonical import parse
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.forms.json_lines import write_json_lines


def test_each_record_is_one_line_with_its_entity_id_and_iri() -> None:
    stream = io.StringIO()
    record = Record(
        "t1", "/api/transactions/t1", {"amount": Decimal("12.10"), "note": "two\nlines\u2028"}, {"colour": "red"}
    )

    count = write_json_lines(stream, TRANSACTIONS, [record, Record("t2", "/api/transactions/t2", {})])

    first, second, end = stream.getvalue().split("\n")
    assert (count, end) == (2, "")
    assert parse(first) == {
        "_entity": "transactions",
        "_extra": {"colour": "red"},
        "_id": "t1",
        "_iri": "/api/transactions/t1",
        "amount": Decimal("12.10"),
        "note": "two\nlines\u2028",
    }
    assert second == '{"_entity":"transactions","_id":"t2","_iri":"/api/transactions/t2"}'
