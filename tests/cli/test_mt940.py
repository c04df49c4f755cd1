"""`flowtly mt940`: verify, export and convert, with exit codes that a script can rely on."""

import json
from pathlib import Path

import pytest
from bank_files import GERMAN, STRICT, crlf
from command_line import Flowtly

from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import prove

OCTOBER = ("--from", "2026-10-01", "--to", "2026-10-31")


def put(flowtly: Flowtly, name: str, text: str) -> Path:
    path = flowtly.folder / name
    path.write_bytes(text.encode())
    return path


def test_a_statement_that_proves_ends_with_0_and_one_that_does_not_with_10(flowtly: Flowtly) -> None:
    good = put(flowtly, "good.sta", STRICT)
    bad = put(flowtly, "bad.sta", STRICT.replace("D250,50", "D250,51"))

    assert flowtly("mt940", "verify", good).code == 0
    refused = flowtly("mt940", "verify", good, bad)
    assert refused.code == 10
    assert "+0.01 is missing" in " ".join(refused.out.split())


def test_departures_fail_only_where_they_are_asked_to(flowtly: Flowtly) -> None:
    (flowtly.folder / "german.sta").write_bytes(GERMAN.content)

    told = flowtly("mt940", "verify", "german.sta")

    assert (told.code, flowtly("mt940", "verify", "--strict", "german.sta").code) == (0, 10)
    assert "departure T11" in told.out


def test_machines_get_exact_figures(flowtly: Flowtly) -> None:
    put(flowtly, "good.sta", STRICT)

    (file,) = json.loads(flowtly("--json", "mt940", "verify", "good.sta").out, parse_float=str)["files"]

    assert (file["holds"], file["statements"][0]["debit"]) == (True, "-251.00")
    assert file["statements"][0]["difference"] == "0.00"


def test_a_wrong_encoding_is_one_sentence(flowtly: Flowtly) -> None:
    put(flowtly, "good.sta", STRICT)

    refused = flowtly("mt940", "verify", "--encoding", "klingon", "good.sta")

    assert (refused.code, refused.out) == (4, "")
    assert "klingon" in refused.err


@pytest.mark.parametrize("local", [(), ("--local",), ("--local", "--dialect", "german"), ("--local", "--split", "600")])
def test_an_export_proves_and_reconciles(flowtly: Flowtly, local: tuple[str, ...]) -> None:
    done = flowtly("--json", "mt940", "export", "--account", "Eurokonto", *OCTOBER, "-o", "october.sta", *local)

    told = json.loads(done.out)
    proof = prove(read_mt940((flowtly.folder / "october.sta").read_bytes()))
    assert done.code == 0, done
    assert told["reconciliation"]["matched"] == sum(len(each.movements) for each in proof.statements) > 0
    assert proof.findings == ()


@pytest.mark.parametrize("called", ["Eurokonto", "DE89370400440532013000", "bac_0003", "/api/bank-accounts/bac_0003"])
def test_an_account_is_found_however_it_is_called(flowtly: Flowtly, called: str) -> None:
    assert flowtly("mt940", "export", "--account", called, *OCTOBER, "-o", "o.sta").code == 0


def test_an_account_that_is_not_there_is_answered_with_those_that_are(flowtly: Flowtly) -> None:
    refused = flowtly("mt940", "export", "--account", "Kassa", *OCTOBER, "-o", "o.sta")

    assert refused.code == 4
    assert "Eurokonto (DE89370400440532013000)" in refused.err
    assert not (flowtly.folder / "o.sta").exists()


@pytest.mark.parametrize(
    "wrong", [("--from", "2026-10-31", "--to", "2026-10-01"), ("--param", "x", *OCTOBER), ("--from", "October")]
)
def test_options_that_make_no_sense_are_refused(flowtly: Flowtly, wrong: tuple[str, ...]) -> None:
    assert flowtly("mt940", "export", "--account", "Eurokonto", "-o", "o.sta", *wrong).code == 2


def test_an_export_that_does_not_fit_its_transactions_is_kept_beside_a_report(flowtly: Flowtly) -> None:
    """A parameter that narrows the service's answer makes it lack what the period has."""
    narrow = ("--param", "dateTo=2026-10-10")

    refused = flowtly("mt940", "export", "--account", "Eurokonto", *OCTOBER, "-o", "o.sta", *narrow)

    report = (flowtly.folder / "o.sta.report.txt").read_text(encoding="utf-8")
    assert refused.code == 10
    assert (flowtly.folder / "o.sta").exists()
    assert "only on the service" in report
    assert "txn_" in report


def test_a_statement_becomes_a_workbook_and_comes_back(flowtly: Flowtly) -> None:
    put(flowtly, "good.sta", STRICT)

    assert flowtly("mt940", "convert", "good.sta", "-o", "good.xlsx").code == 0
    assert flowtly("mt940", "convert", "good.xlsx", "-o", "back.sta").code == 0
    assert (flowtly.folder / "back.sta").read_bytes() == STRICT.encode()


def test_letters_that_were_replaced_are_told(flowtly: Flowtly) -> None:
    put(flowtly, "a.csv", "Datum;Text;Belopp;Saldo;Valuta;Konto\n2026-10-01;Försäkring;-5,00;95,00;SEK;SE45\n")

    done = flowtly("mt940", "convert", "a.csv", "-o", "a.sta")

    assert done.code == 0, done
    assert "2 characters replaced in 1 lines: ö → o, ä → a" in done.err


def test_a_statement_that_does_not_prove_is_never_written_as_one(flowtly: Flowtly) -> None:
    put(flowtly, "bad.sta", STRICT.replace("D250,50", "D250,51"))

    assert flowtly("mt940", "convert", "bad.sta", "-o", "out.sta", "--force").code == 10
    assert flowtly("mt940", "convert", "bad.sta", "-o", "out.xlsx").code == 10
    assert not list(flowtly.folder.glob("out.*"))
    assert flowtly("mt940", "convert", "bad.sta", "-o", "out.xlsx", "--force").code == 0


@pytest.mark.parametrize(("opening", "code"), [("100.00", 0), ("much", 2), ("NaN", 2)])
def test_the_opening_of_a_table_without_balances_is_told_exactly(flowtly: Flowtly, opening: str, code: int) -> None:
    put(flowtly, "a.csv", "Date;Text;Amount\n2026-10-01;Fee;-5,00\n")
    told = ("--account", "SE45", "--currency", "sek", "--opening", opening)

    assert flowtly("mt940", "convert", "a.csv", "-o", "a.sta", *told).code == code


NEXT = crlf(
    *(":20:B", ":25:SE4550000000058398257466", ":28C:12/1", ":60F:C261130SEK2000,00", ":62F:C261130SEK2000,00", "-")
)


def test_files_of_an_account_are_proved_together_in_any_order(flowtly: Flowtly) -> None:
    put(flowtly, "october.sta", STRICT)
    put(flowtly, "december.sta", NEXT)

    for order in (("october.sta", "december.sta"), ("december.sta", "october.sta")):
        refused = flowtly("mt940", "verify", *order)
        said = " ".join(refused.out.split())
        assert refused.code == 10
        assert "in october.sta closed with 1,949.00: +51.00 lies between them" in said
        assert "Number 11 is missing" in said
        assert flowtly("mt940", "convert", *order, "-o", "all.sta").code == 10
    assert not (flowtly.folder / "all.sta").exists()


def test_what_is_converted_from_files_in_any_order_is_written_in_theirs(flowtly: Flowtly) -> None:
    put(flowtly, "october.sta", STRICT)
    put(flowtly, "november.sta", NEXT.replace("2000,00", "1949,00").replace("12/1", "11/1"))

    assert flowtly("mt940", "convert", "november.sta", "october.sta", "-o", "all.sta").code == 0
    done = flowtly("mt940", "verify", "--strict", "all.sta")
    assert done.code == 0, done
    assert [each.number for each in read_mt940((flowtly.folder / "all.sta").read_bytes()).statements] == [10, 11]


def test_an_account_with_control_characters_becomes_a_workbook_and_that_is_told(flowtly: Flowtly) -> None:
    put(flowtly, "odd.sta", STRICT.replace(":25:SE45", ":25:SE45\x1b[1m"))

    done = flowtly("mt940", "convert", "odd.sta", "-o", "odd.xlsx")

    assert done.code == 0, done
    assert "full stops stand for them" in " ".join(done.out.split())
    assert flowtly("mt940", "verify", "odd.xlsx").code == 0
