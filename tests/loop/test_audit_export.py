"""Bundles of services that lack things: nothing at all, statements, balances that follow each other, days."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import httpx

from tests.api.support import TOKEN, client, linked
from toolkit.applying.journal import open_journal
from toolkit.audit.verify import verify_bundle
from toolkit.bank.prove import Period
from toolkit.cli.audit import spellings
from toolkit.loop.audit.export import Asked, Bundle, export_bundle
from toolkit.loop.reach import Reached

OCTOBER = Asked(Period(date(2026, 10, 1), date(2026, 10, 31)), datetime(2026, 11, 1, tzinfo=UTC))
ACCOUNT = {
    "@id": "/api/bank-accounts/1",
    "id": "1",
    "name": "Main",
    "number": "SE12",
    "currency": "/api/currencies/SEK",
}
Members = Mapping[str, Sequence[Mapping[str, object]]]


def moved(number: int, day: str | None, amount: float, balance: float) -> dict[str, object]:
    return {
        "@id": f"/api/transactions/{number}",
        "id": str(number),
        "bankAccount": ACCOUNT["@id"],
        "amount": amount,
        "endingBalance": balance,
        "description": "=1+1",
        "connectedMonth": "2026-10",
        "seenOnlyHere": {"a": 1},
        **({"execDate": f"{day}T00:00:00+00:00"} if day else {}),
    }


def export(folder: Path, members: Members) -> Bundle:
    """Export from a service that lists these, and knows no other operation; it verifies whatever it holds."""

    def service(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api").strip("/")
        if "/" in path:
            return httpx.Response(404)
        found = members.get(path, [])
        return linked(json.dumps({"@id": f"/api/{path}", "member": found, "totalItems": len(found)}))

    with client(service) as made, open_journal(f"sqlite:///{folder}/j.sqlite3") as journal:
        bundle = export_bundle(Reached(made, TOKEN), journal, OCTOBER, spellings(), folder / "b")
    assert verify_bundle(folder / "b").holds
    return bundle


def test_a_service_with_nothing_in_it_makes_a_bundle_that_holds(tmp_path: Path) -> None:
    bundle = export(tmp_path, {})

    assert bundle.holds
    assert (set(bundle.gathered.counts.values()), bundle.statements) == ({0}, ())


def test_records_without_a_day_are_kept_and_counted_and_unknown_fields_as_well(tmp_path: Path) -> None:
    bundle = export(
        tmp_path, {"transactions": [moved(10, None, 1, 1), moved(9, "2026-10-31", 2, 3), moved(1, "2026-11-01", 1, 4)]}
    )

    held = bundle.gathered.held["transactions"]
    lines = (tmp_path / "b/records/transactions.jsonl").read_text(encoding="utf-8").splitlines()
    assert (held.count, held.undated) == (2, 1)
    assert [json.loads(line)["id"] for line in lines] == ["10", "9"]
    assert all(json.loads(line)["extra"] == {"seenOnlyHere": {"a": 1}} for line in lines)


def test_an_account_whose_balances_do_not_follow_has_no_statement_and_that_fails(tmp_path: Path) -> None:
    """The service gives none, and one of ours would not be true."""
    bundle = export(
        tmp_path,
        {"bank-accounts": [ACCOUNT], "transactions": [moved(1, "2026-10-02", 5, 5), moved(2, "2026-10-03", 5, 99)]},
    )

    (statement,) = bundle.statements
    assert not bundle.holds
    assert (statement.file, "would not be true" in statement.reason) == ("", True)
    assert json.loads((tmp_path / "b/statements/1.json").read_text())["reason"] == statement.reason


def test_a_statement_of_ours_says_why_the_service_gave_none(tmp_path: Path) -> None:
    bundle = export(tmp_path, {"bank-accounts": [ACCOUNT], "transactions": [moved(1, "2026-10-02", 5, 5)]})

    (statement,) = bundle.statements
    assert (bundle.holds, statement.came_as, "404" in statement.reason) == (True, "made from live transactions", True)


def test_the_accounting_month_decides_what_a_booking_counts_for_and_direction_comes_from_the_money(
    tmp_path: Path,
) -> None:
    booked = [
        {"@id": f"/api/budget-transactions/{n}", "id": str(n), "budget": "/api/budgets/1", "amount": amount}
        | {"transaction": f"/api/transactions/{n}"}
        for n, amount in ((1, 3), (2, None), (3, 7))
    ]
    late = moved(2, "2026-11-02", -20.5, 0)
    ignored = moved(3, "2026-10-05", -7, 0) | {"ignored": 1}

    bundle = export(
        tmp_path, {"transactions": [moved(1, "2026-10-02", 5, 0), late, ignored], "budget-transactions": booked}
    )

    assert [(each.id, str(each.spent), each.month) for each in bundle.gathered.bookings] == [
        ("1", "-3", "2026-10"),
        ("2", "20.5", "2026-10"),
    ]
    assert bundle.gathered.counts["budget-transactions"] == 2
