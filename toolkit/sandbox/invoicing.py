"""Invoices beyond the five operations: drafts, the next number, and sending."""

from datetime import date

from toolkit.entities.invoices import INVOICES
from toolkit.sandbox import sql
from toolkit.sandbox.calls import Call, Reply, answer
from toolkit.sandbox.collections import listing, unpaged
from toolkit.sandbox.denormalize import WrongClass, pointed
from toolkit.sandbox.items import body_document, body_object, patchable, shown, stored
from toolkit.sandbox.naming import PREFIX, Key, class_name
from toolkit.sandbox.negotiation import Format, types
from toolkit.sandbox.problems import Problem, missing
from toolkit.sandbox.rendering import item, member
from toolkit.sandbox.sql import Select
from toolkit.sandbox.wire import Wire

NOT_SENT = ("created", "draft", "edited")
SENT = "sent"


def drafts(call: Call) -> Reply:
    """List the invoices that were not sent yet."""
    return listing(INVOICES, call, sql.among("status", NOT_SENT))


def next_name(call: Call) -> Reply:
    """Answer with the name that the next invoice of the date's month would have."""
    try:
        day = date.fromisoformat(call.ids["date"])
    except ValueError:
        raise missing() from None
    start = f"F/{day:%Y/%m}/"
    taken = [str(row["name"]) for row in call.store.select(Select("invoices", (sql.containing("name", start),)))]
    numbers = [int(name.removeprefix(start)) for name in taken if name.removeprefix(start).isdecimal()]
    name: dict[str, Wire] = {"name": f"{start}{max(numbers, default=0) + 1:03}"}
    if call.format is Format.JSON:
        return answer(call, name)
    of_class = class_name("invoices")
    return answer(call, {"@context": f"{PREFIX}/contexts/{of_class}", "@id": call.path, "@type": of_class, **name})


def preview(call: Call) -> Reply:
    """Show an invoice as it would be sent. The answer's `@id` is its own path, which is no record's IRI."""
    row = stored(call, INVOICES, call.id("invoices"))
    return answer(call, item(call, INVOICES, row, at=call.path), 200, patchable(INVOICES))


def send(call: Call) -> Reply:
    """Mark an invoice as sent; no letter leaves a sandbox."""
    own = call.id("invoices")
    stored(call, INVOICES, own)
    call.store.update(INVOICES, own, {"status": SENT})
    return shown(call, INVOICES, own, 201)


def send_many(call: Call) -> Reply:
    """Mark the `invoices` of the body as sent, all of them or none."""
    given = body_object(body_document(call, types(call.formats))).get("invoices")
    if not isinstance(given, list) or not given:
        raise Problem(400, '"invoices" is required')
    wanted = [_invoice(call, value) for value in given]
    for each in wanted:
        call.store.update(INVOICES, each, {"status": SENT})
    members = [member(call, INVOICES, stored(call, INVOICES, each)) for each in wanted]
    return unpaged(INVOICES, call, members, 201)


def _invoice(call: Call, value: Wire) -> Key:
    if not isinstance(value, str):
        raise Problem(400, "Invoices are given by IRI.")
    try:
        found = pointed(call, "invoices", value)
    except WrongClass:
        raise Problem(400, f'Invalid IRI "{value}".') from None
    return found if isinstance(found, int) else str(found)
