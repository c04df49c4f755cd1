"""A plan read back from JSON, each part checked for its type."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from toolkit.entities import DIRECTORIES, ENTITIES, PARTS
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow, RawValue, Value
from toolkit.entities.part_row import Deed, PartRow
from toolkit.entities.record import Record, value_from_json
from toolkit.entities.reliance import Reliance
from toolkit.entities.typed_json import as_array, as_decimal, as_object, as_text, as_whole
from toolkit.language import _
from toolkit.planning.changes import (
    Action,
    Change,
    Conflict,
    Create,
    Delete,
    Dependants,
    Patch,
    Place,
    Refusal,
    Replace,
    Request,
)
from toolkit.planning.plan import UNDERIVED, Guard, Origin, Plan
from toolkit.planning.proved import Proved
from toolkit.planning.reliance import target_of
from toolkit.planning.spellplan import Sheets
from toolkit.planning.totals import Total

_ENTITIES = {entity.path: entity for entity in (*ENTITIES, *DIRECTORIES, *PARTS)}

_DIGITS = 27
"""One less than what decimals are calculated with."""


def read_plan(json: JsonObject) -> Plan:
    """Read what `spellplan.spell` spelt.

    Raises `KeyError`, `TypeError`, `ValueError` or `ArithmeticError` where a part is missing or is of another type.
    """
    sheets = {sheet: _words(letters) for sheet, letters in as_object(json["sheets"]).items()}
    return Plan(
        origin=Origin(**_words(json["origin"])),
        changes=tuple(_change(part, sheets) for part in _objects(json["changes"])),
        conflicts=tuple(_conflict(part) for part in _objects(json["conflicts"])),
        refusals=tuple(_refusal(part) for part in _objects(json["refusals"])),
        unchanged=as_whole(json["unchanged"]),
        relied_on=_words(json["relied_on"]),
        unbased=tuple(as_text(sheet) for sheet in as_array(json["unbased"])),
        notes=tuple(as_text(note) for note in as_array(json["notes"])),
        guards=tuple(Guard(as_text(part["name"]), as_text(part["message"])) for part in _objects(json["guards"])),
        names=_words(json["names"]),
        twins={int(n): tuple(map(as_text, as_array(ids))) for n, ids in as_object(json["twins"]).items()},
        totals=tuple(_total(part) for part in _objects(json["totals"])),
        proved=None if json["proved"] is None else Proved(**_numbers(json["proved"])),
        counted=json.get("counted", False) is True,
        spelling={path: _texts(names) for path, names in as_object(json.get("spelling", {})).items()},
        derivation=as_whole(json.get("derivation", UNDERIVED)),
    )


def _total(json: JsonObject) -> Total:
    entity = _entity(json["entity"])
    return Total(
        entity=entity,
        field=_field(entity, json["field"]),
        currency=as_text(json["currency"]),
        before=_sum(json["before"]),
        effect=_sum(json["effect"]),
        others=as_text(json["others"]),
        whole=json.get("whole", False) is True,
    )


def _sum(json: Json) -> Decimal:
    """Return a sum, of so many digits that another can be added to it exactly."""
    number = as_decimal(json)
    if number and (number.adjusted() >= _DIGITS or len(number.as_tuple().digits) > _DIGITS):
        raise ValueError(f"{number} is no sum")
    return number


def _change(json: JsonObject, sheets: Sheets) -> Change:
    entity = _entity(json["entity"])
    n, label = as_whole(json["n"]), as_text(json["label"])
    sheet = as_text(json["sheet"])
    letters = _words(json["letters"]) if "letters" in json else sheets[sheet]
    parts = tuple(_part(part, sheets) for part in _objects(json.get("parts", [])))
    place = Place(sheet, as_whole(json["row"]), letters, parts)
    requests = tuple(_request(part) for part in _objects(json["requests"]))
    needs = tuple(as_whole(needed) for needed in as_array(json["needs"]))
    verb = as_text(json["verb"])
    match verb:
        case Create.verb:
            relies = tuple(_reliance(entity, part) for part in _objects(json.get("relies", [])))
            return Create(n, entity, place, label, _after(entity, json["after"]), requests, needs, relies)
        case Patch.verb:
            return Patch(n, entity, place, label, _before(entity, json), _edits(entity, json), requests, needs)
        case Replace.verb:
            before, after = _before(entity, json), _after(entity, json["after"])
            pointing = _dependants(json)
            return Replace(n, entity, place, label, before, _edits(entity, json), after, requests, needs, pointing)
        case Delete.verb:
            return Delete(n, entity, place, label, _before(entity, json), requests, needs, _dependants(json))
        case _ if "says" in json:
            expected = {name: value for name, value in _edits(entity, json).items() if value is not None}
            before, says = _before(entity, json), as_text(json["says"])
            watches = tuple(_field(entity, name) for name in as_array(json.get("watches", [])))
            return Action(n, entity, place, label, before, verb, says, expected, requests, needs, watches)
        case _:
            raise ValueError(_('"{verb}" is no verb of a change').format(verb=verb))


def _reliance(entity: Entity, json: JsonObject) -> Reliance:
    bare = Reliance(_field(entity, json["field"]), as_text(json["id"]), as_text(json["iri"]))
    if entity.column(bare.field).target is None:
        raise ValueError(_('{entity} have no field "{name}"').format(entity=entity.plural, name=bare.field))
    beside = json.get("beside")
    return replace(
        bare,
        values=_values(target_of(entity, bare), json.get("values", {})),
        beside=None if beside is None else {own: _value(entity, "amount", it) for own, it in as_object(beside).items()},
    )


def _dependants(json: JsonObject) -> tuple[Dependants, ...]:
    return tuple(
        Dependants(
            entity := _entity(part["entity"]), _field(entity, part["field"]), _texts(part["ids"]), _texts(part["names"])
        )
        for part in _objects(json.get("dependants", []))
    )


def _part(json: JsonObject, sheets: Sheets) -> PartRow:
    index, identifier = json["index"], json["id"]
    sheet = as_text(json["sheet"])
    return PartRow(
        field=as_text(json["field"]),
        index=None if index is None else as_whole(index),
        entity=_entity(json["entity"]).path,
        sheet=sheet,
        row=as_whole(json["row"]),
        letters=_words(json["letters"]) if "letters" in json else sheets[sheet],
        id=None if identifier is None else as_text(identifier),
        deed=Deed(as_text(json["deed"])),
        was=None if (was := json.get("was")) is None else as_whole(was),
    )


def _request(json: JsonObject) -> Request:
    body = json["body"]
    return Request(as_text(json["method"]), as_text(json["path"]), None if body is None else as_object(body))


def _before(entity: Entity, json: JsonObject) -> Record:
    extra = as_object(json.get("extra", {}))
    return Record(as_text(json["id"]), as_text(json["iri"]), _values(entity, json["before"]), extra)


def _edits(entity: Entity, json: JsonObject) -> dict[str, Value | None]:
    return {
        name: _sendable(entity, name, edit["after"])
        for edit in _objects(json["edits"])
        if (name := _field(entity, edit["field"]))
    }


def _sendable(entity: Entity, name: str, json: Json) -> Value | None:
    """Read a value that is to be sent. Raises `ValueError` for one of the service's that cannot be read."""
    value = _value(entity, name, json)
    if not isinstance(value, RawValue):
        return value
    raise ValueError(_("{title} holds a value that is never sent").format(title=entity.column(name).title))


def _after(entity: Entity, json: Json) -> dict[str, Value]:
    read = {name: _sendable(entity, name, value) for name, value in as_object(json).items()}
    return {name: value for name, value in read.items() if value is not None}


def _conflict(json: JsonObject) -> Conflict:
    entity = _entity(json["entity"])
    name = "Id" if json["field"] == "Id" else _field(entity, json["field"])
    return Conflict(
        entity=entity,
        sheet=as_text(json["sheet"]),
        row=as_whole(json["row"]),
        cell=as_text(json["cell"]),
        field=name,
        base=_value(entity, name, json["base"]),
        mine=_value(entity, name, json["mine"]),
        live=_value(entity, name, json["live"]),
        reason=as_text(json["reason"]),
        id=None if (found := json.get("id")) is None else as_text(found),
        resolution=as_text(json.get("resolution", "")),
        intent=as_text(json.get("intent", "")),
    )


def _refusal(json: JsonObject) -> Refusal:
    return Refusal(_entity(json["entity"]), as_text(json["sheet"]), as_whole(json["row"]), as_text(json["reason"]))


def _values(entity: Entity, json: Json) -> dict[str, Value]:
    read = {name: _value(entity, name, value) for name, value in as_object(json).items()}
    return {name: value for name, value in read.items() if value is not None}


def _value(entity: Entity, name: str, json: Json) -> Value | None:
    """Read one value as its kind spells it, or a reference to a new row, `{"@row": "Sheet!5"}`."""
    if json is None:
        return None
    column = entity.by_field[name]
    if column.target is not None and isinstance(json, Mapping) and "@row" in json:
        sheet, _, row = as_text(json["@row"]).rpartition("!")
        return NewRow(column.target, sheet, int(row))
    return value_from_json(entity, name, json)


def _field(entity: Entity, json: Json) -> str:
    name = as_text(json)
    if name not in entity.by_field:
        raise ValueError(_('{entity} have no field "{name}"').format(entity=entity.plural, name=name))
    return name


def _entity(json: Json) -> Entity:
    path = as_text(json)
    if path not in _ENTITIES:
        raise ValueError(_('there is no entity "{path}"').format(path=path))
    return _ENTITIES[path]


def _texts(json: Json) -> tuple[str, ...]:
    return tuple(map(as_text, as_array(json)))


def _words(json: Json) -> dict[str, str]:
    return {name: as_text(word) for name, word in as_object(json).items()}


def _numbers(json: Json) -> dict[str, int]:
    return {name: as_whole(number) for name, number in as_object(json).items()}


def _objects(json: Json) -> list[JsonObject]:
    return [as_object(part) for part in as_array(json)]
