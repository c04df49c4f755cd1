"""Records: one thing of the service in a form that a workbook and the service share."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, unquote

from toolkit.entities.canonical import Json, JsonObject, canonical, digest, lasting
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import DEFAULT_PREFIX, NewRow, RawValue, Reference, Structure, Unreadable, Value
from toolkit.entities.part_row import PartRow
from toolkit.entities.settlement import Settlement
from toolkit.errors import UnexpectedAnswer
from toolkit.language import _

_RAW = "@unreadable"
"""What stands around a value in JSON that the kind of its field cannot read."""

_NO_FIELDS: frozenset[str] = frozenset()
_NO_EXTRA: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the service: its id, its IRI as received, and its declared fields in memory form.

    An absent field, a null, and an empty text where no text is kept are the same: none is in `values`. A field whose
    value its kind cannot read has a `RawValue` there, which is shown and compared and never sent. `extra` holds
    the fields that no declaration knows, as received; they are shown, never compared and never sent. `otherwise` names
    the fields that the service spelt in the other JSON type of their kind, a decimal as a string for example, as it
    wants them written.
    """

    id: str
    iri: str
    values: Mapping[str, Value]
    extra: Mapping[str, Json] = field(default_factory=dict)
    otherwise: frozenset[str] = field(default=_NO_FIELDS, compare=False)

    def to_json(self, entity: Entity) -> JsonObject:
        """Spell the declared fields in JSON."""
        return values_to_json(entity, self.values)

    def digest(self, entity: Entity) -> str:
        """Return the SHA-256 of the id and the writable fields: what a plan relies on."""
        # The order of flags means nothing, and a service may answer in another one.
        kept = {
            name: tuple(sorted(value)) if isinstance(value, tuple) else value
            for name, value in self.values.items()
            if entity.by_field[name].writable
        }
        return digest({"id": self.id, "values": values_to_json(entity, kept)})


class Clear(enum.Enum):
    """The wish that a field become empty, as opposed to having no opinion on it."""

    CLEAR = "[clear]"


class Command(enum.StrEnum):
    """What a row asks for (decision 5). AUTO is a blank cell: the difference decides."""

    AUTO = ""
    CREATE = "CREATE"
    UPDATE = "UPDATE"
    UPSERT = "UPSERT"
    DELETE = "DELETE"
    IGNORE = "IGNORE"


class RowSource(enum.Enum):
    """Who means a row: the author of a workbook, or an undo, which has neither a workbook nor anything typed."""

    WORKBOOK = "workbook"
    UNDO = "undo"


@dataclass(frozen=True)
class Header:
    """Where an entity's columns stand on a sheet.

    `letters` maps a field to its column letters, and `Command`, `Id`, `Status`, `Detail` to theirs where present.
    """

    entity: Entity
    sheet: str
    row: int
    letters: Mapping[str, str]

    def address(self, row: int, name: str) -> str:
        """Return the A1 address of a field in a row; of the row's first cell where the sheet has no such column."""
        return f"{self.letters.get(name, 'A')}{row}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row asks the service to do with a record beyond creating, editing and deleting: an operation of its own.

    `verb` is one word for it, such as `accept`, and `says` what that means here. `path` is that of the POST, filled in.
    `expected` holds the fields that the record is to have afterwards; empty where nobody tells them.
    """

    verb: str
    says: str
    path: str
    expected: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mine:
    """One row of a workbook, as its author means it.

    `values` has an entry for each writable column that the sheet has: the value, `None` for a blank cell,
    or `Clear.CLEAR`. A column that the sheet lacks has no entry: its author has no opinion on it. `settlement` is what
    its Resolution says, `None` where that is blank. A row that asks for an operation says `asked`, and nothing else.
    `parts` are the rows of child sheets that make up arrays among the values. Rows with the same `group` say things of
    one record, and are sent together or not at all; `held` tells that one of them was refused before. `shown` is the
    record of another entity that an answer is about, as its author saw it.
    """

    header: Header
    row: int
    command: Command
    id: str | None
    values: Mapping[str, Value | Clear | None]
    settlement: Settlement | None = None
    asked: Asked | None = None
    parts: tuple[PartRow, ...] = ()
    group: str = ""
    held: bool = False
    shown: Record | None = None
    source: RowSource = RowSource.WORKBOOK

    @property
    def entity(self) -> Entity:
        """The entity of the row's sheet."""
        return self.header.entity


def read_member(entity: Entity, member: JsonObject, prefix: str = DEFAULT_PREFIX) -> Record:
    """Read one member of the service's answer; a value that cannot be read is kept raw, and hinders no other.

    The id is the `id` member, else the last segment of the IRI; the IRI is `@id`, else built with the prefix. Raises
    `UnexpectedAnswer` if there is neither.
    """
    identifier, iri = _identity(entity, member, prefix)
    if prefix != DEFAULT_PREFIX:
        member = _pointed(entity, member, prefix)
    values: dict[str, Value] = {}
    extra: dict[str, Json] | None = None
    otherwise: list[str] = []
    readers = entity.readers
    for name, json in member.items():
        if name in readers:
            if json is not None and (json != "" or entity.by_field[name].kind.is_text):
                read, other = readers[name]
                try:
                    values[name] = read(json)
                except Unreadable:
                    values[name] = RawValue.of(json)
                    continue
                if type(json) is other:
                    otherwise.append(name)
        elif json is not None and name != "id" and name[:1] != "@":
            extra = extra or {}
            extra[name] = lasting(json)
    return Record(identifier, iri, values, extra or _NO_EXTRA, _shared(tuple(otherwise)) if otherwise else _NO_FIELDS)


@lru_cache(maxsize=1_024)
def _shared(names: tuple[str, ...]) -> frozenset[str]:
    """Return one set for all records that were spelt alike: there are many records and few spellings."""
    return frozenset(names)


def _identity(entity: Entity, member: JsonObject, prefix: str) -> tuple[str, str]:
    iri = member.get("@id")
    identifier = member.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int):
        identifier = None
    if identifier is None and isinstance(iri, str):
        identifier = unquote(iri.rsplit("/", 1)[-1])
    if identifier is None:
        raise UnexpectedAnswer(entity.path, "?", "id", None, _("an id"))
    text = str(identifier)
    return text, iri if isinstance(iri, str) else f"{prefix}{entity.collection}/{quote(text, safe='')}"


def _pointed(entity: Entity, member: JsonObject, prefix: str) -> JsonObject:
    """Return the member with an IRI for each record that is embedded without one."""
    embedded = ((column.field, column.kind, member.get(column.field)) for column in entity.references)
    iris = {
        name: iri
        for name, kind, json in embedded
        if isinstance(kind, Reference) and isinstance(json, Mapping) and (iri := kind.iri_of(json, prefix))
    }
    return {**member, **iris}


def values_to_json(entity: Entity, values: Mapping[str, Value]) -> JsonObject:
    """Spell memory values in JSON; a reference to a new row becomes `{"@row": "Sheet!5"}`.

    A value that could not be read becomes `{"@unreadable": …}` around what the service sent.
    """
    return {name: value_to_json(entity, name, value) for name, value in values.items()}


def value_to_json(entity: Entity, name: str, value: Value | None) -> Json:
    """Spell one memory value in JSON; `None` is null."""
    if value is None:
        return None
    if isinstance(value, NewRow):
        return {"@row": f"{value.sheet}!{value.row}"}
    if isinstance(value, RawValue):
        return {_RAW: value.json}
    return entity.by_field[name].kind.to_json(value)


def values_from_json(entity: Entity, json: JsonObject) -> dict[str, Value]:
    """Read back what `values_to_json` spelt; nulls and undeclared fields fall away."""
    columns = entity.by_field
    return {
        name: value_from_json(entity, name, value)
        for name, value in json.items()
        if value is not None and name in columns
    }


def value_from_json(entity: Entity, name: str, json: Json) -> Value:
    """Read back one value that `value_to_json` spelt, but for null and references to new rows. Raises `Unreadable`."""
    kind = entity.by_field[name].kind
    if isinstance(json, Mapping) and json.keys() == {_RAW} and not isinstance(kind, Structure):
        return RawValue(canonical(json[_RAW]))
    return kind.from_json(json)
