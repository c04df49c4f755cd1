"""From stored rows to what the service shows of them."""

import json
import secrets
from collections.abc import Mapping

from toolkit.entities import find
from toolkit.entities.columns import Column
from toolkit.entities.directory import BANK_ACCOUNTS
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Day, Moment, Number
from toolkit.sandbox import sql
from toolkit.sandbox.calls import Call
from toolkit.sandbox.links import CHILDREN, EMBEDDED, LINKS, Link, is_json
from toolkit.sandbox.naming import CURRENCIES, PREFIX, Key, class_name, iri
from toolkit.sandbox.negotiation import Format
from toolkit.sandbox.sql import Scalar, Select
from toolkit.sandbox.store import Row
from toolkit.sandbox.switches import Currencies
from toolkit.sandbox.wire import Wire, WireObject, decimal, number

_NOT_YET: frozenset[str] = frozenset()


def item(call: Call, entity: Entity, row: Row, at: str = "") -> WireObject:
    """Show one record as the whole answer; `at` is its `@id` where the path of the request is not its IRI."""
    shown = member(call, entity, row)
    if call.format is Format.JSON:
        return shown
    place = {"@id": at} if at else {}
    return {"@context": f"{PREFIX}/contexts/{class_name(entity.path)}", **shown, **place}


def member(call: Call, entity: Entity, row: Row, above: frozenset[str] = _NOT_YET) -> WireObject:
    """Show one record within another answer; `above` are the IRIs it is embedded in, where embedding ends."""
    own = iri(entity.path, _key(row["id"]))
    shown: dict[str, Wire] = {}
    if call.format is Format.LD:
        shown |= {"@id": own, "@type": class_name(entity.path)}
    shown["id"] = str(row["id"]) if call.switches.text_ids else row["id"]
    for column in entity.columns:
        value = _field(call, entity, column, row, above | {own})
        if value is not None or call.switches.nulls:
            shown[column.field] = value
    return shown


def _field(call: Call, entity: Entity, column: Column, row: Row, above: frozenset[str]) -> Wire:
    place = (entity.path, column.field)
    if place in LINKS:
        return _link(call, LINKS[place], _key(row["id"]), above)
    value = row[column.field]
    if value is None or (column.target == CURRENCIES and not _tells_currency(call, entity)):
        return None
    if column.target == CURRENCIES and call.switches.currencies is Currencies.CODES:
        return str(value)
    if column.target is not None:
        return _reference(call, column.target, _key(value), above, embedded=place in EMBEDDED)
    if place in CHILDREN:
        return [_genid(call, CHILDREN[place].name, child) for child in json.loads(str(value))]
    return _plain(call, column, value)


def _tells_currency(call: Call, entity: Entity) -> bool:
    return entity is not BANK_ACCOUNTS or call.switches.account_currencies


def _plain(call: Call, column: Column, value: Scalar) -> Wire:
    if isinstance(column.kind, Day | Moment):
        return f"{value}+00:00"
    if is_json(column):
        shown: Wire = json.loads(str(value))
        return shown
    if isinstance(column.kind, Number) and isinstance(value, int | float) and call.switches.decimals:
        return decimal(value)
    return number(value) if isinstance(value, float) else value


def _reference(call: Call, path: str, id: Key, above: frozenset[str], *, embedded: bool) -> Wire:
    pointer = iri(path, id)
    if not embedded or pointer in above or not call.switches.embedded:
        return pointer
    target = find(path)
    row = call.store.get(target, id)
    return pointer if row is None else member(call, target, row, above)


def _link(call: Call, link: Link, id: Key, above: frozenset[str]) -> Wire:
    rows = call.store.select(Select(link.path, (sql.equals(link.field, id),)))
    if not (link.embedded or link.genid) or not call.switches.embedded:
        return [iri(link.path, _key(row["id"])) for row in rows]
    entity = find(link.path)
    shown = [member(call, entity, row, above) for row in rows]
    if link.embedded:
        return shown
    hidden = {"@id", "@type", link.field}
    bare = [{name: value for name, value in each.items() if name not in hidden} for each in shown]
    return [_genid(call, link.genid, each) for each in bare]


def _genid(call: Call, name: str, child: Mapping[str, Wire]) -> WireObject:
    """Show what is no resource: its `@id` is a new one at each request."""
    if call.format is Format.JSON:
        return child
    return {"@type": name, "@id": f"{PREFIX}/.well-known/genid/{secrets.token_hex(10)}", **child}


def _key(value: Scalar) -> Key:
    return value if isinstance(value, str | int) else str(value)
