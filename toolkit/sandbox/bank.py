"""Statements out of the stored transactions, and transactions out of statements."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from toolkit.entities.directory import BANK_ACCOUNTS
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.sandbox import filters, sql, statement
from toolkit.sandbox.attachments import form_reference
from toolkit.sandbox.calls import Call, Reply
from toolkit.sandbox.collections import unpaged
from toolkit.sandbox.defaults import complete
from toolkit.sandbox.denormalize import denormalize
from toolkit.sandbox.items import body_document, body_object, stored
from toolkit.sandbox.negotiation import media_type, types
from toolkit.sandbox.problems import Problem
from toolkit.sandbox.rendering import member
from toolkit.sandbox.sql import Scalar, Select
from toolkit.sandbox.statement import Movement, NotAStatement, Statement
from toolkit.sandbox.store import Row, Store
from toolkit.sandbox.switches import Imports
from toolkit.sandbox.validation import validate


def export(call: Call) -> Reply:
    """Answer with MT940: a statement for each account and month, from `dateFrom` to `dateTo`, both included.

    `bankAccount` takes an IRI or an id. The answer is text whatever JSON was asked for.
    """
    first, last = _period(call)
    given = dict(call.query).get("bankAccount")
    chosen = () if given is None else (sql.equals("id", filters.id_value(BANK_ACCOUNTS.path, given)),)
    accounts = call.store.select(Select(BANK_ACCOUNTS.path, chosen))
    whole = (each for account in accounts for each in _statements(call.store, account))
    cut = [part for each in whole if (part := _cut(each, first, last)) is not None]
    content = statement.write(cut).encode()
    headers = {"Content-Disposition": 'attachment; filename="export.mt940"'}
    return Reply(200, content, "text/plain; charset=utf-8", headers)


def take_in(call: Call) -> Reply:
    """Store the movements of an uploaded statement, or the `transactions` of a JSON body: all of them or none."""
    uploaded = media_type(call.content_type or "") == "multipart/form-data"
    rows = _brought(list(_from_file(call) if uploaded else _from_json(call)), call.switches.imports)
    made = [call.store.insert(TRANSACTIONS, row) for row in rows]
    members = [member(call, TRANSACTIONS, stored(call, TRANSACTIONS, each)) for each in made]
    return unpaged(TRANSACTIONS, call, members, 201)


def _brought(rows: list[Row], imports: Imports) -> list[Row]:
    """Return what an import stores of its movements."""
    match imports:
        case Imports.HALF:
            return rows[: len(rows) // 2]
        case Imports.TWICE:
            return [*rows, *rows[-1:]]
        case Imports.UNREFERENCED:
            return [{**row, "operationNumber": None} for row in rows]
        case _:
            return rows


def _period(call: Call) -> tuple[date, date]:
    asked = dict(call.query)
    try:
        first = date.fromisoformat(asked["dateFrom"][:10]) if "dateFrom" in asked else date.min
        last = date.fromisoformat(asked["dateTo"][:10]) if "dateTo" in asked else date.max
    except ValueError:
        raise Problem(400, "dateFrom and dateTo are dates: 2026-01-31.") from None
    return first, last


def _statements(store: Store, account: Row) -> Iterator[Statement]:
    """Make the monthly statements of an account, each opening with the balance that the last one closed with."""
    query = Select("transactions", (sql.equals("bankAccount", account["id"]),), (sql.quoted("execDate"),))
    rows = store.select(query)
    currency = str(account["currency"])
    balance = _opening(rows)
    for month, group in groupby(rows, key=lambda row: str(row["execDate"])[:7]):
        within = list(group)
        made = Statement(
            account=str(account["number"]),
            currency=currency,
            number=max(int(row["statementNumber"] or 0) for row in within),
            opened=date.fromisoformat(f"{month}-01"),
            opening=balance,
            movements=tuple(_movement(row) for row in within),
        )
        balance = made.closing
        yield made


def _opening(rows: list[Row]) -> Decimal:
    """Return what was on the account before its first transaction, as far as that one tells."""
    if not rows or not rows[0]["endingBalance"]:
        return Decimal(0)
    return _money(rows[0]["endingBalance"]) - _money(rows[0]["amount"])


def _movement(row: Row) -> Movement:
    booked, ordered = (date.fromisoformat(str(row[field])[:10]) for field in ("execDate", "orderDate"))
    reference = str(row["operationNumber"] or "")
    return Movement(booked, ordered, _money(row["amount"]), reference, str(row["description"]))


def _cut(whole: Statement, first: date, last: date) -> Statement | None:
    """Return the part of a statement within a period, opening with what went before it; `None` for no movement."""
    before = sum((each.amount for each in whole.movements if each.booked < first), Decimal(0))
    kept = tuple(each for each in whole.movements if first <= each.booked <= last)
    if not kept:
        return None
    return replace(whole, opened=max(whole.opened, first), opening=whole.opening + before, movements=kept)


def _money(value: Scalar) -> Decimal:
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def _from_file(call: Call) -> Iterator[Row]:
    file = call.form.files.get("file")
    if file is None:
        raise Problem(400, '"file" is required')
    try:
        statements = statement.read(file.content)
    except NotAStatement as error:
        raise Problem(400, str(error)) from None
    for each in statements:
        yield from _rows(each, _account(call, each.account))


def _account(call: Call, number: str) -> Scalar:
    """Return the account of the form's `bankAccount`, else the one with the statement's number."""
    given = call.form.fields.get("bankAccount")
    if given:
        return form_reference(call, BANK_ACCOUNTS.path, given)
    found = call.store.select(Select(BANK_ACCOUNTS.path, (sql.equals("number", number),)))
    if not found:
        raise Problem(400, f"No bank account has the number {number}.")
    return found[0]["id"]


def _rows(each: Statement, account: Scalar) -> Iterator[Row]:
    balance = each.opening
    for movement in each.movements:
        balance += movement.amount
        brought: Row = {
            "bankAccount": account,
            "statementNumber": each.number,
            "operationNumber": movement.reference or None,
            "description": movement.text,
            "amount": float(movement.amount),
            "endingBalance": float(balance),
            "orderDate": f"{movement.ordered}T00:00:00",
            "execDate": f"{movement.booked}T00:00:00",
        }
        yield complete(TRANSACTIONS, brought)


def _from_json(call: Call) -> Iterator[Row]:
    given = body_object(body_document(call, types(call.formats))).get("transactions")
    if not isinstance(given, list) or not given:
        raise Problem(400, '"transactions" is required')
    for each in given:
        row = complete(TRANSACTIONS, denormalize(call, TRANSACTIONS, body_object(each)))
        row.setdefault("orderDate", row.get("execDate"))
        validate(TRANSACTIONS, row)
        yield row
