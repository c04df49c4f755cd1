"""A proof in words: figures in columns, findings by weight, and a verdict that says what was proved."""

from datetime import date
from decimal import Decimal

from bank_files import DANISH, STRICT
from camt_files import balance, camt, entry, payment

from toolkit.bank.camt import read_camt
from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import prove
from toolkit.bank.reconcile import Reconciliation, reconcile
from toolkit.bank.statement import Movement
from toolkit.bank.table import read_csv
from toolkit.bank.table_balances import Told
from toolkit.entities.record import Record
from toolkit.reports import reconciliation, statements
from toolkit.reports.terminal import PLAIN


def test_a_proof_tells_its_figures_and_that_it_holds() -> None:
    told = statements.text("o.sta", prove(read_mt940(STRICT.encode())), 100, PLAIN)

    assert told.splitlines() == [
        "o.sta: MT940, ASCII, 1 statement",
        "Account SE4550000000058398257466, SEK",
        "No.   Day         Movements    Debit    Credit   Opening   Closing",
        "10/1  2026-10-31          3  -251.00  1,200.00  1,000.00  1,949.00",
        "Proved: 3 movements, every balance adds up.",
    ]


def test_many_findings_of_one_rule_are_counted() -> None:
    text = STRICT.replace("Hyra", "Hyrå").replace("faktura", "fåktura") + STRICT.replace("Hyra", "Hyrå\r\nö\r\nä\r\nå")

    told = statements.text("o.sta", prove(read_mt940(text.encode())), 100, PLAIN)

    assert "departure T11: and 3 more" in told
    assert "Not proved: 1 error." in told


def test_what_is_unknown_is_a_dash() -> None:
    text = STRICT.replace(":25:SE4550000000058398257466\r\n", "").replace(":62F:C261031SEK1949,00\r\n", "")

    told = statements.text("o.sta", prove(read_mt940(text.encode())), 100, PLAIN)

    assert "Account –, SEK" in told
    assert told.splitlines()[3].endswith("–           –")


def test_departures_are_told_beside_a_proof() -> None:
    told = statements.text("dk.sta", prove(read_mt940(DANISH.content)), 100, PLAIN)

    assert told.splitlines()[-1].startswith("Proved: 2 movements, every balance adds up. ")
    assert "departure order: line 6: :86: does not belong after :60F:." in told


def test_machines_get_every_figure() -> None:
    told = statements.json("o.sta", prove(read_mt940(STRICT.replace("D250,50", "D250,51").encode())))

    assert told["holds"] is False
    assert told["statements"] == [
        {
            "account": "SE4550000000058398257466",
            "number": 10,
            "sequence": 1,
            "currency": "SEK",
            "movements": 3,
            "debit": Decimal("-251.01"),
            "credit": Decimal("1200.00"),
            "opening": {"day": "2026-09-30", "amount": Decimal("1000.00")},
            "closing": {"day": "2026-10-31", "amount": Decimal("1949.00")},
            "difference": Decimal("0.01"),
            "addedUp": False,
            "parts": [],
        }
    ]
    assert told["proof"] == "not proved"


def test_what_is_added_up_is_not_called_proved() -> None:
    table = b"Datum;Belopp;Saldo;Valuta\n2026-10-01;-5,00;95,00;SEK\n"
    proof = prove(read_csv(table, Told("SE45")))

    told = statements.json("o.csv", proof)

    assert (told["proof"], told["holds"]) == ("added up", True)
    assert statements.text("o.csv", proof, 100, PLAIN).splitlines()[-1].startswith("Added up, not proved: 1 movement.")


def test_machines_get_the_payments_of_a_booking() -> None:
    details = "<NtryDtls>" + payment("3.50", "E1", "Anna AB") + payment("1.50", "E2", "Bo AB") + "</NtryDtls>"
    content = camt(balance("OPBD", "0", "2026-10-01"), balance("CLBD", "5", "2026-10-02"), entry("5", more=details))

    told = statements.json("o.xml", prove(read_camt(content)))

    nothing = {"account": "", "original": None, "originalCurrency": "", "rate": None}
    assert isinstance(told["statements"], list)
    assert isinstance(told["statements"][0], dict)
    assert told["statements"][0]["parts"] == [
        {
            "line": 1,
            "amount": Decimal("3.50"),
            "reference": "E1",
            "counterparty": "Anna AB",
            "text": "For E1",
            **nothing,
        },
        {"line": 1, "amount": Decimal("1.50"), "reference": "E2", "counterparty": "Bo AB", "text": "For E2", **nothing},
    ]


def held(file: list[tuple[str, str]], service: list[tuple[str, str]]) -> Reconciliation:
    day = date(2026, 10, 1)
    movements = [
        Movement(day, day, Decimal(amount), bank_reference=reference, text="Rent\nof May", line=n)
        for n, (amount, reference) in enumerate(file, 5)
    ]
    records = [
        Record(f"t{n}", f"/t/{n}", {"execDate": day, "amount": Decimal(amount), "operationNumber": reference})
        for n, (amount, reference) in enumerate(service)
    ]
    return reconcile(movements, records)


def test_what_is_on_one_side_only_is_listed_with_line_or_id() -> None:
    found = held([("1", "A"), ("2", "B")], [("1", "A"), ("3", "C")])

    assert reconciliation.text(found, 100, PLAIN).splitlines() == [
        "1 movement only in the file:",
        "  line 6: 2026-10-01 2 B Rent of May",
        "1 movement only on the service:",
        "  t1: 2026-10-01 3 C ",
        "Not reconciled: the file has 2 movements of 3, the service 2 of 4.",
    ]
    told = reconciliation.json(found)
    assert (told["holds"], told["matched"]) == (False, 1)
    assert told["onlyService"] == [{"id": "t1", "date": "2026-10-01", "amount": Decimal(3), "reference": "C"}]


def test_references_that_differ_are_shown_beside_a_reconciliation_that_holds() -> None:
    told = reconciliation.text(held([("1", "A")], [("1", "B")]), 100, PLAIN)

    assert told.splitlines() == [
        "  line 5: the reference is A, and t0 has B",
        "Reconciled: 1 movement, 1 on both sides. 1 reference differs.",
    ]


def test_a_long_list_is_counted() -> None:
    found = held([(f"{n}", "") for n in range(1, 30)], [])

    assert "  and 9 more" in reconciliation.text(found, 100, PLAIN)
