"""What no document tells is asked for by the names of the profile."""

from datetime import date

import pytest

from toolkit.api import assumed
from toolkit.api.forms import Form, Upload
from toolkit.api.operations import Sent
from toolkit.service_names import ASSUMED, ImportFormat, ServiceNames

FILE = Upload("october.sta", b":20:X", "text/plain")
OTHER = ServiceNames(
    export_account="account",
    export_from="from",
    export_to="to",
    zip_transactions="ids",
    import_file="statement",
    import_account="account",
    import_transactions="rows",
    upload_file="document",
    upload_transaction="booking",
    send_invoices="ids",
)
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (ASSUMED, ("bankAccount", "dateFrom", "dateTo", "transactions", "invoices")),
        (OTHER, ("account", "from", "to", "ids", "ids")),
    ],
)
def test_parameters_and_fields_have_the_names_of_the_profile(names: ServiceNames, words: tuple[str, ...]) -> None:
    account, first, last, transactions, invoices = words

    assert assumed.export("/a/1", FIRST, LAST, names) == Sent(
        {account: "/a/1", first: "2026-10-01", last: "2026-10-31"}
    )
    assert assumed.archive(["/t/1"], names) == Sent(body={transactions: ["/t/1"]})
    assert assumed.sending(["/i/1"], names) == Sent(body={invoices: ["/i/1"]})


def test_so_have_the_parts_of_forms() -> None:
    assert assumed.statement(FILE, "/a/1", (), OTHER).body == Form({"account": "/a/1"}, {"statement": FILE})
    assert assumed.document(FILE, "/t/1", OTHER).body == Form({"booking": "/t/1"}, {"document": FILE})


def test_what_is_not_known_is_left_to_the_service() -> None:
    assert assumed.statement(FILE, "").body == Form(files={"file": FILE})
    assert assumed.document(FILE).body == Form(files={"file": FILE})


def test_a_service_without_files_is_given_the_transactions() -> None:
    names = ServiceNames(import_format=ImportFormat.JSON)

    assert assumed.statement(FILE, "/a/1", [{"amount": 1}], names) == Sent(body={"transactions": [{"amount": 1}]})
