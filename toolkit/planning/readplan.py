"""A plan read back from JSON, each part checked for its type."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from toolkit.entities import DIRECTORIES, ENTITIES, PARTS
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.part_row import Deed, PartRow
from toolkit.entities.record import Record
from toolkit.language import _
from toolkit.planning.changes import Action, Change, Conflict, Create, Delete, Patch, Place, Refusal, Replace, Request
from toolkit.planning.plan import Guard, Origin, Plan
from toolkit.planning.proved import Proved
from toolkit.planning.spellplan import Sheets
from toolkit.planning.totals import Total

_ENTITIES = {entity.path: entity for entity in (*ENTITIES, *DIRECTORIES, *PARTS)}


def read_plan(json: JsonObject) -> Plan:
    """Read what `spellplan.spell` spelt.

    Raises `KeyError`, `TypeError`, `ValueError` or `ArithmeticError` where a part is missing or is of another type.
    """
    sheets = {sheet: _words(letters) for sheet, letters in _object(json["sheets"]).items()}
    return Plan(
        origin=Origin(**_words(json["origin"])),
        changes=tuple(_change(part, sheets) for part in _objects(json["changes"])),
        conflicts=tuple(_conflict(part) for part in _objects(json["conflicts"])),
        refusals=tuple(_refusal(part) for part in _objects(json["refusals"])),
        unchanged=_int(json["unchanged"]),
        relied_on=_words(json["relied_on"]),
        unbased=tuple(_text(sheet) for sheet in _list(json["unbased"])),
        notes=tuple(_text(note) for note in _list(json["notes"])),
        guards=tuple(Guard(_text(part["name"]), _text(part["message"])) for part in _objects(json["guards"])),
        names=_words(json["names"]),
        twins={int(n): tuple(map(_text, _list(ids))) for n, ids in _object(json["twins"]).items()},
        totals=tuple(_total(part) for part in _objects(json["totals"])),
        proved=None if json["proved"] is None else Proved(**_numbers(json["proved"])),
    )


def _total(json: JsonObject) -> Total:
    return Total(
        entity=_entity(json["entity"]),
        field=_text(json["field"]),
        currency=_text(json["currency"]),
        before=_decimal(json["before"]),
        effect=_decimal(json["effect"]),
        others=_text(json["others"]),
    )


def _change(json: JsonObject, sheets: Sheets) -> Change:
    entity = _entity(json["entity"])
    n, label = _int(json["n"]), _text(json["label"])
    sheet = _text(json["sheet"])
    letters = _words(json["letters"]) if "letters" in json else sheets[sheet]
    parts = tuple(_part(part, sheets) for part in _objects(json.get("parts", [])))
    place = Place(sheet, _int(json["row"]), letters, parts)
    requests = tuple(_request(part) for part in _objects(json["requests"]))
    needs = tuple(_int(needed) for needed in _list(json["needs"]))
    verb = _text(json["verb"])
    match verb:
        case Create.verb:
            return Create(n, entity, place, label, _values(entity, json["after"]), requests, needs)
        case Patch.verb:
            return Patch(n, entity, place, label, _before(entity, json), _edits(entity, json), requests, needs)
        case Replace.verb:
            before, after = _before(entity, json), _values(entity, json["after"])
            return Replace(n, entity, place, label, before, _edits(entity, json), after, requests, needs)
        case Delete.verb:
            return Delete(n, entity, place, label, _before(entity, json), requests, needs)
        case _ if "says" in json:
            expected = {name: value for name, value in _edits(entity, json).items() if value is not None}
            before, says = _before(entity, json), _text(json["says"])
            watches = tuple(_text(name) for name in _list(json.get("watches", [])))
            return Action(n, entity, place, label, before, verb, says, expected, requests, needs, watches)
        case _:
            raise ValueError(_('"{verb}" is no verb of a change').format(verb=verb))


def _part(json: JsonObject, sheets: Sheets) -> PartRow:
    index, identifier = json["index"], json["id"]
    sheet = _text(json["sheet"])
    return PartRow(
        field=_text(json["field"]),
        index=None if index is None else _int(index),
        entity=_entity(json["entity"]).path,
        sheet=sheet,
        row=_int(json["row"]),
        letters=_words(json["letters"]) if "letters" in json else sheets[sheet],
        id=None if identifier is None else _text(identifier),
        deed=Deed(_text(json["deed"])),
    )


def _request(json: JsonObject) -> Request:
    body = json["body"]
    return Request(_text(json["method"]), _text(json["path"]), None if body is None else _object(body))


def _before(entity: Entity, json: JsonObject) -> Record:
    extra = _object(json.get("extra", {}))
    return Record(_text(json["id"]), _text(json["iri"]), _values(entity, json["before"]), extra)


def _edits(entity: Entity, json: JsonObject) -> dict[str, Value | None]:
    return {
        name: _value(entity, name, edit["after"]) for edit in _objects(json["edits"]) if (name := _text(edit["field"]))
    }


def _conflict(json: JsonObject) -> Conflict:
    entity, name = _entity(json["entity"]), _text(json["field"])
    return Conflict(
        entity=entity,
        sheet=_text(json["sheet"]),
        row=_int(json["row"]),
        cell=_text(json["cell"]),
        field=name,
        base=_value(entity, name, json["base"]),
        mine=_value(entity, name, json["mine"]),
        live=_value(entity, name, json["live"]),
        reason=_text(json["reason"]),
        id=None if (found := json.get("id")) is None else _text(found),
        resolution=_text(json.get("resolution", "")),
    )


def _refusal(json: JsonObject) -> Refusal:
    return Refusal(_entity(json["entity"]), _text(json["sheet"]), _int(json["row"]), _text(json["reason"]))


def _values(entity: Entity, json: Json) -> dict[str, Value]:
    read = {name: _value(entity, name, value) for name, value in _object(json).items()}
    return {name: value for name, value in read.items() if value is not None}


def _value(entity: Entity, name: str, json: Json) -> Value | None:
    """Read one value as its kind spells it, or a reference to a new row, `{"@row": "Sheet!5"}`."""
    if json is None:
        return None
    column = entity.by_field[name]
    if column.target is not None and isinstance(json, Mapping) and "@row" in json:
        sheet, _, row = _text(json["@row"]).rpartition("!")
        return NewRow(column.target, sheet, int(row))
    return column.kind.from_json(json)


def _entity(json: Json) -> Entity:
    path = _text(json)
    if path not in _ENTITIES:
        raise ValueError(_('there is no entity "{path}"').format(path=path))
    return _ENTITIES[path]


def _words(json: Json) -> dict[str, str]:
    return {name: _text(word) for name, word in _object(json).items()}


def _numbers(json: Json) -> dict[str, int]:
    return {name: _int(number) for name, number in _object(json).items()}


def _objects(json: Json) -> list[JsonObject]:
    return [_object(part) for part in _list(json)]


def _object(json: Json) -> JsonObject:
    if isinstance(json, Mapping):
        return json
    raise TypeError(f"{json!r} is no object")


def _list(json: Json) -> Sequence[Json]:
    if isinstance(json, Sequence) and not isinstance(json, str):
        return json
    raise TypeError(f"{json!r} is no array")


def _text(json: Json) -> str:
    if isinstance(json, str):
        return json
    raise TypeError(f"{json!r} is no text")


def _int(json: Json) -> int:
    if isinstance(json, int) and not isinstance(json, bool):
        return json
    raise TypeError(f"{json!r} is no whole number")


def _decimal(json: Json) -> Decimal:
    if isinstance(json, int | Decimal) and not isinstance(json, bool):
        return Decimal(json)
    raise TypeError(f"{json!r} is no number")
