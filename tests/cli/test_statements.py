"""`flowtly statements import`: proved, compared, planned, guarded, sent once, and compared again."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from bank_files import crlf
from camt_files import balance, camt, entry
from command_line import Flowtly
from served import acme

from toolkit.api.client import Client
from toolkit.bank.reconcile import amount_of
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import Fault, FaultKind, Switches

ALLOWED = ("--allow", "irreversible", "--yes")


STANDING = Decimal("155836.98")
"""What the service has on the account that these statements are of, after its last transaction in October."""


def statement(
    *lines: str, turnover: str = "92", currency: str = "EUR", opening: Decimal = STANDING, number: str = "11/1"
) -> str:
    first, last = (f"{currency}{amount:.2f}".replace(".", ",") for amount in (opening, opening + Decimal(turnover)))
    return crlf(
        *(":20:NOV26", ":25:DE89370400440532013000", f":28C:{number}", f":60F:C261101{first}"),
        *lines,
        *(f":62F:C261130{last}", "-"),
    )


TABLE = """Buchungstag;Verwendungszweck;Betrag;Saldo;Waehrung;IBAN
02.11.2026;Gebühr;-1,00;155835,98;EUR;DE89370400440532013000
02.11.2026;Gebühr;5,00;155840,98;EUR;DE89370400440532013000
"""
MOVEMENTS = (
    *(":61:2611021102D8,00NCHGNONREF//FEE11", ":86:116?00ENTGELT?20SVWZ+Kontoführung?32Bank AG"),
    *(":61:2611031102C50,00NTRFNONREF", ":86:Twice the same"),
    *(":61:2611031102C50,00NTRFNONREF", ":86:Twice the same"),
)


def put(flowtly: Flowtly, text: str | bytes, name: str = "november.sta") -> Path:
    path = flowtly.folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def november(service: Client) -> list[Record]:
    return [each for each in service.records(TRANSACTIONS) if str(each.values["execDate"]).startswith("2026-11")]


def test_each_movement_is_created_once_with_everything_the_statement_says(flowtly: Flowtly, service: Client) -> None:
    put(flowtly, statement(*MOVEMENTS))

    done = flowtly("--json", "statements", "import", "november.sta", *ALLOWED)

    told = json.loads(done.out)
    made = sorted(november(service), key=lambda record: str(record.values["endingBalance"]), reverse=True)
    fee = next(record for record in made if record.values.get("operationNumber") == "FEE11")
    assert (done.code, told["done"]) == (0, 3)
    assert told["reconciliation"][0]["holds"]
    assert [each.values["amount"] for each in made] == [Decimal(50), Decimal(50), Decimal(-8)]
    assert fee.values["description"] == "Kontoführung, Bank AG"
    assert (fee.values["endingBalance"], fee.values["statementNumber"]) == (STANDING - 8, 11)
    assert str(fee.values["orderDate"]) == "2026-11-02"


def test_the_same_file_twice_creates_nothing_more_and_says_so(flowtly: Flowtly, service: Client) -> None:
    put(flowtly, statement(*MOVEMENTS))
    flowtly("statements", "import", "november.sta", *ALLOWED)

    again = flowtly("statements", "import", "november.sta", *ALLOWED)

    assert again.code == 0
    assert "This very file was imported by run" in " ".join(again.out.split())
    assert len(november(service)) == 3


def test_a_longer_statement_brings_only_what_is_new(flowtly: Flowtly, service: Client) -> None:
    put(flowtly, statement(*MOVEMENTS[:4], turnover="42"), "first.sta")
    put(flowtly, statement(*MOVEMENTS), "second.sta")

    flowtly("statements", "import", "first.sta", *ALLOWED)
    second = flowtly("--json", "statements", "import", "second.sta", *ALLOWED)

    assert json.loads(second.out)["done"] == 1
    assert len(november(service)) == 3


def test_without_leave_nothing_that_cannot_be_undone_is_sent(flowtly: Flowtly, service: Client) -> None:
    put(flowtly, statement(*MOVEMENTS))

    refused = flowtly("statements", "import", "november.sta", "--yes")

    assert refused.code == 6
    assert "irreversible" in refused.out
    assert november(service) == []


def test_nobody_there_to_say_yes_is_a_no(flowtly: Flowtly, service: Client) -> None:
    put(flowtly, statement(*MOVEMENTS))

    assert flowtly("statements", "import", "november.sta", "--allow", "irreversible").code == 2
    assert november(service) == []


def test_a_saved_plan_is_applied_later_like_any_other(flowtly: Flowtly, service: Client) -> None:
    put(flowtly, statement(*MOVEMENTS))

    assert flowtly("statements", "import", "november.sta", "-o", "plan.json").code == 0
    assert november(service) == []
    assert flowtly("apply", "plan.json", "--allow", "irreversible").code == 0
    assert len(november(service)) == 3


def test_a_saved_plan_is_refused_where_somebody_imported_the_statement_meanwhile(
    flowtly: Flowtly, service: Client
) -> None:
    put(flowtly, statement(*MOVEMENTS))
    put(flowtly, statement(*MOVEMENTS), "colleague.sta")
    flowtly("statements", "import", "november.sta", "-o", "plan.json")
    flowtly("statements", "import", "colleague.sta", *ALLOWED)

    refused = flowtly("apply", "plan.json", "--allow", "irreversible")

    assert refused.code == 5
    assert "cannot be told apart" in refused.out
    assert len(november(service)) == 3


def test_a_statement_that_does_not_prove_is_not_imported(flowtly: Flowtly, service: Client) -> None:
    put(flowtly, statement(*MOVEMENTS, turnover="92.01"))

    assert flowtly("statements", "import", "november.sta", *ALLOWED).code == 10
    assert november(service) == []


def test_a_movement_under_another_reference_is_refused_unless_told_what_it_is(
    flowtly: Flowtly, service: Client
) -> None:
    put(flowtly, statement(*MOVEMENTS[:2], turnover="-8"), "first.sta")
    put(flowtly, statement(":61:2611021102D8,00NCHGNONREF//OTHER", turnover="-8"), "other.sta")
    flowtly("statements", "import", "first.sta", *ALLOWED)

    refused = flowtly("statements", "import", "other.sta", *ALLOWED)

    assert refused.code == 4
    assert "FEE11" in refused.out
    assert flowtly("statements", "import", "other.sta", "--same-day", "same", *ALLOWED).code == 0
    assert len(november(service)) == 1
    another = flowtly("statements", "import", "other.sta", "--same-day", "new", *ALLOWED)
    assert (another.code, len(november(service))) == (10, 2)
    assert "Not reconciled: the file has 1 movements of -8.00, the service 2" in another.out


def test_what_only_the_service_has_is_told(flowtly: Flowtly) -> None:
    put(flowtly, statement(*MOVEMENTS), "all.sta")
    put(flowtly, statement(*MOVEMENTS[:4], turnover="42"), "less.sta")
    flowtly("statements", "import", "all.sta", *ALLOWED)

    told = flowtly("statements", "import", "less.sta", *ALLOWED)

    assert "the service has 1 transactions in these days" in " ".join(told.out.split())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "november.xml",
            camt(
                balance("OPBD", f"{STANDING}", "2026-10-31"),
                balance("CLBD", f"{STANDING + 4}", "2026-11-30"),
                *(entry("1", "DBIT"), entry("5")),
            ),
        ),
        ("november.csv", TABLE),
    ],
)
def test_other_kinds_of_statements_are_imported_too(
    flowtly: Flowtly, service: Client, name: str, content: str | bytes
) -> None:
    put(flowtly, content.replace(b"2026-10-0", b"2026-11-0") if isinstance(content, bytes) else content, name)

    done = flowtly("statements", "import", name, *ALLOWED)

    assert done.code == 0, done
    assert sorted(amount_of(each) for each in november(service)) == [Decimal(-1), Decimal(5)]


def test_a_statement_in_another_currency_is_refused(flowtly: Flowtly) -> None:
    put(flowtly, statement(turnover="0", currency="SEK"))

    refused = flowtly("statements", "import", "november.sta", *ALLOWED)

    assert refused.code == 4
    assert "in SEK, and the service keeps that account in EUR" in refused.err


def test_the_account_can_be_told_where_the_numbers_differ(flowtly: Flowtly) -> None:
    put(flowtly, statement(*MOVEMENTS).replace("DE89370400440532013000", "UNKNOWN0000"))

    assert flowtly("statements", "import", "november.sta", *ALLOWED).code == 4
    assert flowtly("statements", "import", "november.sta", "--account", "Eurokonto", *ALLOWED).code == 0


def test_an_answer_that_is_lost_makes_no_second_transaction(
    flowtly: Flowtly, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of two that are all alike loses its answer: resume finds it among the live records."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)
    put(flowtly, statement(*MOVEMENTS))
    lost = Switches(faults=(Fault("POST", "/transactions", FaultKind.DROP_AFTER_COMMIT, skip=1),))

    with acme(home, lost):
        broken = flowtly("--json", "statements", "import", "november.sta", *ALLOWED)
        run = json.loads(broken.out)["run"]
        resumed = flowtly("resume", run)
        again = flowtly("--json", "statements", "import", "november.sta", *ALLOWED)

    assert broken.code == 8
    assert resumed.code == 0, resumed
    assert json.loads(again.out)["summary"]["unchanged"] == 3


def card(value: str, entry: str, *, reference: str = "UNIQ77", opening: Decimal = STANDING, times: int = 1) -> str:
    """Return a statement of card payments of 77.00, with a value date and an entry date, or none."""
    lines = (f":61:2611{value}{entry}D77,00NTRFNONREF//{reference}", ":86:Kort ICA") * times
    return statement(*lines, turnover=f"{-77 * times}", opening=opening)


def test_another_value_date_of_a_movement_that_is_there_makes_no_second_one(flowtly: Flowtly, service: Client) -> None:
    put(flowtly, card("18", "1118"), "first.sta")
    put(flowtly, card("17", "1118"), "other.sta")
    flowtly("statements", "import", "first.sta", *ALLOWED)

    again = flowtly("statements", "import", "other.sta", *ALLOWED)

    assert (again.code, len(november(service))) == (0, 1)
    assert "its value date there is 2026-11-18, and 2026-11-17 in the file" in " ".join(again.out.split())


def test_another_day_of_a_movement_that_tells_no_booking_day_is_a_question(flowtly: Flowtly, service: Client) -> None:
    put(flowtly, card("18", ""), "first.sta")
    put(flowtly, card("17", ""), "other.sta")
    flowtly("statements", "import", "first.sta", *ALLOWED)

    refused = flowtly("statements", "import", "other.sta", *ALLOWED)
    same = flowtly("statements", "import", "other.sta", "--same-day", "same", *ALLOWED)

    assert (refused.code, same.code, len(november(service))) == (4, 0, 1)
    assert "--same-day new takes it for another" in " ".join(refused.out.split())


def test_what_banks_write_for_no_reference_is_none(flowtly: Flowtly, service: Client) -> None:
    """NONREF of another day is another movement, and two of one statement stay two."""
    put(flowtly, card("18", "1118", reference="NONREF", times=2), "first.sta")
    put(flowtly, card("17", "1118", reference="NONREF"), "other.sta")

    first = flowtly("statements", "import", "first.sta", *ALLOWED)
    other = flowtly("statements", "import", "other.sta", *ALLOWED)

    assert (first.code, other.code) == (0, 0)
    assert [each.values.get("operationNumber") for each in november(service)] == [None] * 3


def test_an_account_is_not_named_for_a_file_of_several(flowtly: Flowtly, service: Client) -> None:
    both = statement(*MOVEMENTS) + statement(*MOVEMENTS).replace("DE89370400440532013000", "SE9999999999999999999999")
    put(flowtly, both)

    refused = flowtly("statements", "import", "november.sta", "--account", "Eurokonto", *ALLOWED)

    assert (refused.code, november(service)) == (4, [])
    assert "statements of 2 accounts, DE89370400440532013000, SE9999999999999999999999" in refused.err


def test_spellings_of_one_account_are_one(flowtly: Flowtly, service: Client) -> None:
    """A movement that is there is found by neither of two statements at once."""
    first, second = card("18", "1118"), card("18", "1118", opening=STANDING - 77)
    put(flowtly, first + second.replace(":25:DE89370400440532013000", ":25:0532013000"))

    done = flowtly("statements", "import", "november.sta", "--account", "Eurokonto", *ALLOWED)

    assert (done.code, len(november(service))) == (0, 2)


def test_a_gap_before_the_first_new_movement_stands_as_a_guard_with_the_missing_sum(
    flowtly: Flowtly, service: Client
) -> None:
    put(flowtly, statement(*MOVEMENTS, opening=Decimal(5)))

    refused = flowtly("statements", "import", "november.sta", *ALLOWED)
    saved = flowtly("statements", "import", "november.sta", "-o", "plan.json")
    applied = flowtly("apply", "plan.json", "--allow", "irreversible")
    passed = flowtly("statements", "import", "november.sta", *ALLOWED, "--allow", "gap")

    assert (refused.code, saved.code, applied.code, passed.code) == (6, 0, 6, 0)
    told = " ".join(refused.out.split())
    assert "begins with a balance of 5.00, and the service stands at 155,836.98: -155,831.98 lies between" in told
    assert len(november(service)) == 3


ADDED_UP = "Datum;Text;Belopp;Valuta;Konto\n2026-11-02;Hyra;-8,00;EUR;DE89370400440532013000\n"


def test_a_statement_that_is_added_up_is_imported_by_name_only(flowtly: Flowtly, service: Client) -> None:
    put(flowtly, ADDED_UP, "november.csv")
    call = ("statements", "import", "november.csv", "--opening", f"{STANDING}", *ALLOWED)

    refused = flowtly(*call)
    passed = flowtly(*call, "--allow", "added-up")

    assert (refused.code, passed.code, len(november(service))) == (6, 0, 1)
    assert "does not state both balances" in " ".join(refused.out.split())


@pytest.mark.parametrize(("answer", "code", "created"), [("y\n", 0, 1), ("n\n", 6, 0)])
def test_at_a_terminal_a_statement_that_is_added_up_is_asked_about(
    flowtly: Flowtly, service: Client, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, created: int
) -> None:
    monkeypatch.setattr("toolkit.cli.session.Session.interactive", True)
    put(flowtly, ADDED_UP, "november.csv")

    asked = flowtly(*("statements", "import", "november.csv", "--opening", f"{STANDING}", *ALLOWED), answer=answer)

    assert (asked.code, len(november(service))) == (code, created)
    assert "Import it all the same?" in asked.err


def test_a_movement_of_30_february_is_refused_and_never_imported_on_another_day(
    flowtly: Flowtly, service: Client
) -> None:
    lines = (":61:2602300302D8,00NCHGNONREF//FEE30", ":61:2611031102C100,00NTRFNONREF//OK1")
    put(flowtly, statement(*lines))

    done = flowtly("statements", "import", "november.sta", *ALLOWED)

    numbers = {each.values.get("operationNumber") for each in service.records(TRANSACTIONS)}
    assert done.code != 0
    assert "260230 is no day" in " ".join(done.out.split())
    assert "OK1" in numbers
    assert "FEE30" not in numbers


def test_a_refused_day_in_the_middle_is_no_gap_to_the_service(flowtly: Flowtly, service: Client) -> None:
    """The file has the movement that is refused, so nobody can say that neither side does."""
    first = statement(":61:2611021102D8,00NCHGNONREF//FEE1", turnover="-8")
    put(flowtly, first, "first.sta")
    lines = (":61:2611310331D8,00NCHGNONREF//FEE31", ":61:2612011201C100,00NTRFNONREF//OK1")
    put(flowtly, statement(*lines, number="12/1", opening=STANDING - 8), "second.sta")
    flowtly("statements", "import", "first.sta", *ALLOWED)

    done = flowtly("statements", "import", "second.sta", *ALLOWED)

    told = " ".join(done.out.split())
    assert done.code == 10
    assert "261131 is no day" in told
    assert "lies between them" not in told
    assert {"FEE1", "OK1"} <= {each.values.get("operationNumber") for each in service.records(TRANSACTIONS)}
