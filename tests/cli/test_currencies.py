"""Currencies: written as the service keeps them, and asked for only where nothing tells them."""

import json
from pathlib import Path

import openpyxl
import pytest
from bank_files import crlf
from command_line import Flowtly
from served import acme

from toolkit.entities.canonical import parse
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.sandbox.switches import Currencies, Switches

CODES = Switches(currencies=Currencies.CODES)
UNTOLD = Switches(account_currencies=False)
ALLOWED = ("--allow", "irreversible", "--allow", "gap", "--allow", "added-up", "--yes")
IBAN = "DE89370400440532013000"
PLAIN = f"""Buchungstag;Verwendungszweck;Betrag;Saldo;IBAN
02.11.2026;Gebühr;-1,00;155835,98;{IBAN}
03.11.2026;Gebühr;5,00;155840,98;{IBAN}
"""
NAMELESS = """Buchungstag;Verwendungszweck;Betrag;Saldo
02.11.2026;Gebühr;-1,00;155835,98
03.11.2026;Gebühr;5,00;155840,98
"""


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be the user of the embedded service."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)


def put(flowtly: Flowtly, text: str, name: str = "november.csv") -> Path:
    (flowtly.folder / name).write_text(text, encoding="utf-8")
    return flowtly.folder / name


def mt940(currency: str) -> str:
    return crlf(
        *(":20:NOV26", f":25:{IBAN}", ":28C:11/1", f":60F:C261101{currency}155836,98"),
        *(":61:2611021102D8,00NCHGNONREF//FEE11", ":86:Fee", f":62F:C261130{currency}155828,98", "-"),
    )


@pytest.mark.parametrize(("switches", "written"), [(CODES, "EUR"), (Switches(), "/api/currencies/EUR")])
def test_a_currency_that_is_typed_is_written_as_the_service_keeps_it(
    flowtly: Flowtly, home: Path, switches: Switches, written: str
) -> None:
    with acme(home, switches):
        flowtly("pull", "invoices", "-o", "i.xlsx")
        book = openpyxl.load_workbook(flowtly.folder / "i.xlsx")
        sheet = book["Invoices"]
        column = next(cell.column for cell in sheet[1] if cell.value == "Currency")
        row = next(row for row in range(2, sheet.max_row + 1) if str(sheet.cell(row, column).value)[0] == "S")
        sheet.cell(row, column, "eur")
        book.save(flowtly.folder / "i.xlsx")

        planned = flowtly("plan", "i.xlsx", "-o", "plan.json")
        plan = parse((flowtly.folder / "plan.json").read_text())
        applied = flowtly("apply", "plan.json", "--allow", "amount")
        again = flowtly("plan", "i.result.xlsx")

    assert planned.code == 0, planned
    assert isinstance(plan, dict)
    (change,) = plan["changes"]
    assert change["requests"][0]["body"]["currency"] == written
    assert (applied.code, again.code) == (0, 0), applied


@pytest.mark.parametrize("currency", ["EUR", "SEK"])
def test_an_account_without_a_currency_takes_that_of_the_statement(flowtly: Flowtly, home: Path, currency: str) -> None:
    put(flowtly, mt940(currency), "november.sta")
    with acme(home, UNTOLD):
        done = flowtly("--json", "statements", "import", "november.sta", *ALLOWED)
    assert (done.code, json.loads(done.out)["done"]) == (0, 1)


def test_an_account_with_another_currency_is_refused(flowtly: Flowtly, home: Path) -> None:
    put(flowtly, mt940("SEK"), "november.sta")
    with acme(home):
        refused = flowtly("statements", "import", "november.sta", *ALLOWED)
    assert refused.code == 4
    assert "is in SEK, and the service keeps that account in EUR" in refused.err


@pytest.mark.parametrize("switches", [Switches(), CODES])
@pytest.mark.parametrize(("text", "more"), [(PLAIN, ()), (NAMELESS, ("--account", IBAN))], ids=["named", "told"])
def test_a_table_without_a_currency_takes_that_of_the_account(
    flowtly: Flowtly, home: Path, switches: Switches, text: str, more: tuple[str, ...]
) -> None:
    put(flowtly, text)
    with acme(home, switches):
        done = flowtly("--json", "statements", "import", "november.csv", *more, *ALLOWED)
    assert (done.code, json.loads(done.out)["done"]) == (0, 2), done


def test_where_neither_tells_it_the_currency_is_asked_for_and_obeyed(flowtly: Flowtly, home: Path) -> None:
    put(flowtly, PLAIN)
    with acme(home, UNTOLD):
        asked = flowtly("statements", "import", "november.csv", *ALLOWED)
        done = flowtly("--json", "statements", "import", "november.csv", "--currency", "eur", *ALLOWED)
    assert asked.code == 4
    assert f"Nothing tells the currency of {IBAN}. Say it, for example with --currency SEK." in asked.err
    assert (done.code, json.loads(done.out)["done"]) == (0, 2)


@pytest.mark.parametrize(
    "command",
    [("mt940", "verify", "november.csv"), ("mt940", "convert", "november.csv", "-o", "november.sta")],
    ids=["verify", "convert"],
)
def test_each_command_that_asks_for_a_currency_takes_it(flowtly: Flowtly, command: tuple[str, ...]) -> None:
    put(flowtly, PLAIN)

    asked = flowtly(*command)
    done = flowtly(*command, "--currency", "eur")

    assert (asked.code, "with --currency SEK" in asked.err) == (4, True)
    assert done.code == 0, done
    assert "EUR" in done.out


def test_a_statement_that_the_service_gives_tells_its_currency_itself(flowtly: Flowtly, home: Path) -> None:
    period = ("--from", "2026-10-01", "--to", "2026-10-31", "-o", "october.sta")
    with acme(home, UNTOLD):
        given = flowtly("mt940", "export", "--account", IBAN, *period)
        asked = flowtly("mt940", "export", "--account", IBAN, *period, "--local")
        made = flowtly("mt940", "export", "--account", IBAN, *period, "--local", "--currency", "EUR")
    assert (given.code, made.code) == (0, 0), (given, made)
    assert (asked.code, "with --currency SEK" in asked.err) == (4, True)


def test_another_currency_than_the_account_has_is_refused(flowtly: Flowtly, home: Path) -> None:
    period = ("--from", "2026-10-01", "--to", "2026-10-31", "-o", "october.sta")
    with acme(home):
        refused = flowtly("mt940", "export", "--account", IBAN, *period, "--local", "--currency", "SEK")
    assert refused.code == 4
    assert "in EUR, not in SEK. Leave --currency out" in refused.err
    assert not (flowtly.folder / "october.sta").exists()


def test_what_needs_no_currency_asks_for_none(flowtly: Flowtly, home: Path) -> None:
    with acme(home, UNTOLD):
        answers = flowtly("worklist", "unassigned", "--account", IBAN, "-o", "w.xlsx")
        documents = flowtly("attachments", "verify", "--account", IBAN, "--period", "2026-10", "d")
    assert answers.code == 0, answers
    assert "--currency" not in documents.err + answers.err


@pytest.mark.parametrize("code", ["kr", "SEKK", "12A", "S€K"])
def test_what_is_no_code_of_a_currency_is_refused(flowtly: Flowtly, code: str) -> None:
    put(flowtly, PLAIN)
    refused = flowtly("mt940", "verify", "november.csv", "--currency", code)
    assert refused.code == 2
    assert "is no currency: write its three letters, such as SEK." in refused.err


def test_a_bundle_of_accounts_without_currencies_takes_those_of_the_statements(flowtly: Flowtly, home: Path) -> None:
    with acme(home, UNTOLD):
        done = flowtly("--json", "audit", "export", "--period", "2026-10", "-o", "bundle")
    manifest = json.loads((flowtly.folder / "bundle" / "manifest.json").read_text())
    assert done.code in {0, 10}
    assert {each["currency"] for each in manifest["statements"]} <= {"SEK", "EUR"}
    assert len(manifest["statements"]) == 3
