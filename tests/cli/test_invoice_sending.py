"""`flowtly invoices send`: planned, typed, journalled, sent once, read back, and never repeated by chance."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from command_line import Flowtly, Outcome

from toolkit.api.client import Client
from toolkit.entities.invoices import INVOICES

ALLOWED = ("--allow", "irreversible", "--yes")
SEND = ("invoices", "send")
Statuses = Callable[[], Mapping[str, str]]


@pytest.fixture
def statuses(service: Client) -> Statuses:
    """Give a function that tells the statuses of the last invoices, by id."""
    return lambda: {
        own: str(record.values["status"]) for own, record in service.list(INVOICES).items() if int(own) > 15
    }


def words(outcome: Outcome) -> str:
    return " ".join((outcome.out + outcome.err).split())


def test_invoices_are_sent_by_id_number_or_iri_each_once(flowtly: Flowtly, statuses: Statuses) -> None:
    done = flowtly("--json", *SEND, "16", "f/2026/09/001", "/api/invoices/17", *ALLOWED)

    told = json.loads(done.out)
    assert (done.code, told["done"]) == (0, 2)
    assert statuses() == {"16": "sent", "17": "sent", "18": "edited"}
    assert [(each["verb"], each["id"], each["status"]) for each in told["receipts"]] == [
        ("send", "16", "done"),
        ("send", "17", "done"),
    ]


def test_the_plan_says_who_gets_what_and_that_nothing_brings_it_back(flowtly: Flowtly, statuses: Statuses) -> None:
    planned = flowtly(*SEND, "16", "16", "--yes")

    assert planned.code == 6
    assert "The service sends it to Kraków Med Sp. z o.o.: 50,050.00 Euro in all." in words(planned)
    assert "F/2026/08/002 is named more than once; it is sent once." in words(planned)
    assert "The plan would send 1 invoice, which nothing undoes" in words(planned)
    assert statuses()["16"] == "created"


def test_what_was_sent_is_paid_or_is_not_there_is_refused_by_name(flowtly: Flowtly, statuses: Statuses) -> None:
    refused = flowtly("--json", "-q", *SEND, "13", "1", "F/9", "17", *ALLOWED)

    told = " ".join(refused.err.split())
    assert json.loads(refused.out)["done"] == 1
    assert refused.code == 4
    assert "F/2026/07/001 was sent already, and is not sent twice." in told
    assert 'The status of F/2026/01/001 is "paid".' in told
    assert 'The service has no invoice "F/9".' in told
    assert statuses()["17"] == "sent"


def test_a_number_that_two_invoices_have_is_not_guessed(flowtly: Flowtly, service: Client, statuses: Statuses) -> None:
    service.send("PATCH", "/invoices/16", {"name": "Twin"})
    service.send("PATCH", "/invoices/17", {"name": "twin"})

    refused = flowtly(*SEND, "TWIN", *ALLOWED)

    assert refused.code == 4
    assert "Give the id of the one that you mean: 16, 17." in words(refused)
    assert statuses()["16"] == "created"


@pytest.mark.parametrize("arguments", [(), ("16", "--list", "l.txt"), ("16", "--workbook", "w.xlsx")])
def test_invoices_are_named_in_one_way(flowtly: Flowtly, arguments: tuple[str, ...]) -> None:
    refused = flowtly(*SEND, *arguments, *ALLOWED)

    assert refused.code == 2
    assert "Say which invoices" in refused.err


def test_an_invoice_that_does_not_add_up_goes_out_only_if_told(
    flowtly: Flowtly, service: Client, statuses: Statuses
) -> None:
    service.send("PATCH", "/invoices/16", {"amount": Decimal("50050.5")})

    refused = flowtly(*SEND, "16", *ALLOWED)
    done = flowtly(*SEND, "16", "--unequal", *ALLOWED)

    assert refused.code == 4
    assert "come to 50,050.00, and Gross says 50,050.5" in words(refused)
    assert "Gross says" in words(done)
    assert (done.code, statuses()["16"]) == (0, "sent")


def test_a_list_has_an_invoice_on_each_line(flowtly: Flowtly, statuses: Statuses) -> None:
    (flowtly.folder / "due.txt").write_text("# this month\n\n16\nF/2026/09/001  \n", encoding="utf-8-sig")
    (flowtly.folder / "book.txt").write_bytes(b"PK\xff\xfe")

    done = flowtly("--json", *SEND, "--list", "due.txt", *ALLOWED)

    assert done.code == 0
    assert [(each["sheet"], each["row"]) for each in json.loads(done.out)["receipts"]] == [
        ("due.txt", 3),
        ("due.txt", 4),
    ]
    assert statuses()["17"] == "sent"
    assert flowtly(*SEND, "--list", "none.txt", *ALLOWED).code == 4
    assert "--workbook" in flowtly(*SEND, "--list", "book.txt", *ALLOWED).err


def test_nobody_there_is_a_no(flowtly: Flowtly, statuses: Statuses) -> None:
    assert flowtly(*SEND, "16", "--allow", "irreversible").code == 2
    assert flowtly("apply", "mine.xlsx", "--yes").code == 4
    assert statuses()["16"] == "created"


def test_a_saved_plan_is_applied_once_unless_the_invoice_moved(
    flowtly: Flowtly, service: Client, statuses: Statuses
) -> None:
    for own in ("16", "17"):
        assert flowtly(*SEND, own, "-o", f"{own}.json").code == 0
    service.send("PATCH", "/invoices/17", {"invoiceRows": [{"name": "More", "quantity": 1, "priceNet": 1}]})

    assert flowtly("apply", "16.json", "--allow", "irreversible").code == 0
    assert flowtly("apply", "16.json", "--allow", "irreversible").code == 5
    moved = flowtly("apply", "17.json", "--allow", "irreversible")

    assert moved.code != 0
    assert "moved after the plan was made: Rows" in words(moved)
    assert statuses() == {"16": "sent", "17": "created", "18": "edited"}


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have somebody answer."""
    monkeypatch.setattr("toolkit.cli.session.Session.interactive", True)


@pytest.mark.parametrize(
    ("names", "options", "answer", "code"),
    [
        (("16", "17"), (), "2\n", 0),
        (("16", "17"), (), "y\n", 6),
        (("16", "17"), ("--yes",), "y\n", 6),
        (("16",), ("--allow", "irreversible"), "F/2026/08/002\n", 0),
        (("16",), (), "1\n", 6),
        (("16",), (), "\n", 6),
        (("16",), ALLOWED, "", 0),
    ],
)
@pytest.mark.usefixtures("there")
def test_the_count_or_the_only_number_is_typed(
    flowtly: Flowtly,
    statuses: Statuses,
    names: tuple[str, ...],
    options: tuple[str, ...],
    answer: str,
    code: int,
) -> None:
    done = flowtly(*SEND, *names, *options, answer=answer)

    assert done.code == code
    assert statuses()["16"] == ("sent" if code == 0 else "created")
