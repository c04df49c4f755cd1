"""Derivation: the requests, order and needs of a plan follow from its rows, so nobody has to believe a file about them.

A digest without a key proves only that a file was not damaged: whoever edits a plan can compute it again. So whoever
applies or approves a plan works out anew what it must send, and compares.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from toolkit.entities.kinds import NewRow
from toolkit.entities.offers import offer_in
from toolkit.entities.record import Asked, Command, Header, Mine, Record
from toolkit.planning import requests
from toolkit.planning.cells_written import parts_as_sent
from toolkit.planning.changes import Action, Change, Create, Delete, Patch, Replace, Request
from toolkit.planning.dependents import pointers, values_sent
from toolkit.planning.derived_labels import labels_of
from toolkit.planning.drafts import Act, Draft, Edit, New, Removal, Swap, spot
from toolkit.planning.names import pointers_of
from toolkit.planning.order import in_order, needs_of, phase_of, renumbered
from toolkit.planning.plan import Plan
from toolkit.planning.reliance import derived


def dangling(plan: Plan) -> Iterator[tuple[int, str]]:
    """Yield the index of each change and the field that points at a row which no change of the plan creates."""
    drafts = [_draft(change) for change in plan.changes]
    made = {spot(draft.mine) for draft in drafts if isinstance(draft, New | Swap)}
    for at, draft in enumerate(drafts):
        for name, value in values_sent(draft).items():
            if isinstance(value, NewRow) and spot(value) not in made:
                yield at, name


def derive(plan: Plan) -> Plan:
    """Return the plan as its own entities, records and values say that it must be; nothing in it may be `dangling`.

    Methods, paths, bodies, order, needs, labels, and the digests of the records that are written are worked out anew.
    What a plan states as a fact (values, places, names, totals) is taken as it is.
    """
    drafts = [_draft(change) for change in plan.changes]
    needs = needs_of(drafts, pointers([draft for draft in drafts if isinstance(draft, Removal | Swap)], _befores(plan)))
    order = in_order([phase_of(draft) for draft in drafts], needs)
    numbers = {spot(drafts[at].mine): n for n, at in enumerate(order, 1) if isinstance(drafts[at], New | Swap)}
    wordings = {
        change.entity.path: requests.Wording(numbers, frozenset(plan.spelling.get(change.entity.path, ())))
        for change in plan.changes
    }
    ordered = [plan.changes[at] for at in order]
    labels = labels_of(ordered, plan.names)
    changes = tuple(
        _derived(
            replace(change, n=n, place=replace(change.place, parts=parts_as_sent(change)), needs=needed, label=label),
            wordings[change.entity.path],
        )
        for n, (change, needed, label) in enumerate(zip(ordered, renumbered(order, needs), labels, strict=True), 1)
    )
    written = {
        f"{change.entity.path}/{change.before.id}": change.before.digest(change.entity)
        for change in plan.changes
        if not isinstance(change, Create)
    }
    pointed = {iri for _path, iri in pointers_of(plan)}
    return replace(
        plan,
        changes=changes,
        conflicts=tuple(replace(each, row=_row_of(each.cell) or each.row) for each in plan.conflicts),
        relied_on={**plan.relied_on, **written},
        names={iri: name for iri, name in plan.names.items() if iri in pointed},
    )


def _derived(change: Change, wording: requests.Wording) -> Change:
    """Return a change with the requests and reliances that follow from its values."""
    made = replace(change, requests=requests_of(change, wording))
    return replace(made, relies=derived(made)) if isinstance(made, Create) else made


def _row_of(cell: str) -> int | None:
    found = re.fullmatch(r"[A-Z]+([1-9][0-9]*)", cell)
    return int(found[1]) if found else None


def _befores(plan: Plan) -> dict[str, dict[str, Record]]:
    """Return the live records that a plan writes to: of those that point at each other, it needs no others."""
    found: dict[str, dict[str, Record]] = {}
    for change in plan.changes:
        if not isinstance(change, Create):
            found.setdefault(change.entity.path, {})[change.before.id] = change.before
    return found


def _draft(change: Change) -> Draft:
    match change:
        case Create(after=after):
            return New(_row(change), after)
        case Patch(before=before, edits=edits):
            return Edit(_row(change), before, edits)
        case Replace(before=before, edits=edits):
            return Swap(_row(change), before, edits)
        case Delete(before=before):
            return Removal(_row(change), before)
        case Action(before=before, verb=verb, says=says, expected=expected):
            return Act(_row(change), before, Asked(verb, says, "", expected))
        case _:
            assert_never(change)


def _row(change: Change) -> Mine:
    place = change.place
    return Mine(Header(change.entity, place.sheet, 1, place.letters), place.row, Command.AUTO, None, {})


def requests_of(change: Change, wording: requests.Wording) -> tuple[Request, ...]:
    """Return the exact requests of a change; of an operation, those that its verb and record allow."""
    entity = change.entity
    match change:
        case Create(after=after):
            return (requests.post(entity, after, wording),)
        case Patch(before=before, edits=edits):
            return (requests.patch(entity, before.id, edits, wording),)
        case Replace(before=before, after=after):
            return requests.post(entity, after, wording), requests.delete(entity, before.id)
        case Delete(before=before):
            return (requests.delete(entity, before.id),)
        case Action():
            return _operation(change)
        case _:
            assert_never(change)


def _operation(change: Action) -> tuple[Request, ...]:
    """Return the one request of an operation, none for an operation that there is not.

    Which suggestion is accepted, and by which of two operations an invoice is sent, only the request itself tells.
    """
    found = change.requests[0] if change.requests else requests.act("/")
    match change.verb:
        case requests.ACCEPT:
            offer = offer_in(change.entity, change.before.id, found.path)
            return () if offer is None else (requests.accept(change.entity, change.before.id, offer),)
        case requests.SEND:
            return (_sending(change, found),)
        case _:
            return ()


def _sending(change: Action, found: Request) -> Request:
    """Return the request that sends one invoice: its own operation, or that of many, given a list of one.

    A list has an IRI, which must be that of the record with the id.
    """
    entity, before = change.entity, change.before
    listed = requests.send_listed(entity, next(iter(found.body or {}), ""), before.iri)
    same = before.iri.endswith(requests.item(entity, before.id))
    return listed if same and found.path == listed.path else requests.send(entity, before.id)
