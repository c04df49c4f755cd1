"""The kind whose value is an array of parts, each with fields of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.entities.canonical import Json, canonical, lasting, parse
from toolkit.entities.kinds.kind import Kind, Unreadable, Value
from toolkit.entities.kinds.texts import Structure
from toolkit.language import _

NO_ROWS = "[]"
"""The value of an array without parts."""

_NOTHING: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its declared fields in memory form, without empty ones, and the others as the service sent them."""

    values: Mapping[str, Value]
    rest: Mapping[str, Json] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Rows(Structure):
    """An array of parts; its value is the canonical JSON text of their fields without their ids.

    Ids of parts are not kept: the service makes them anew with every array that it is sent, and some at every
    request. So two arrays are equal where their parts are. Fields that no declaration knows are sent back as they came,
    as an array is sent whole and would lose them else.
    """

    fields: tuple[tuple[str, Kind], ...]

    def from_json(self, json: Json) -> str:
        """Keep the fields of each part, spelt as they would be sent; an array of anything else is only shown."""
        parts = self._parts(json)
        return super().from_json(json) if parts is None else self.joined(parts)

    def parts(self, value: Value | None) -> list[Part] | None:
        """Return the parts of a value, `None` where the service did not send any array of objects that fit."""
        return self._parts(parse(str(value))) if value is not None else None

    def joined(self, parts: Sequence[Part]) -> str:
        """Return the value that an array of such parts is."""
        return canonical([{**part.rest, **dict(self._spelt(part.values))} for part in parts])

    def _spelt(self, values: Mapping[str, Value]) -> Iterator[tuple[str, Json]]:
        return ((name, kind.to_json(values[name])) for name, kind in self.fields if name in values)

    def _parts(self, json: Json) -> list[Part] | None:
        if isinstance(json, str) or not isinstance(json, Sequence):
            return None
        try:
            return [self._part(part) for part in json]
        except Unreadable:
            return None

    def _part(self, json: Json) -> Part:
        if not isinstance(json, Mapping):
            raise Unreadable(_("an object"))
        told = {
            name: lasting(value)
            for name, value in json.items()
            if value is not None and name[:1] != "@" and name != "id"
        }
        held = [(name, kind, told.pop(name)) for name, kind in self.fields if name in told]
        return Part({name: kind.from_json(json) for name, kind, json in held if not kind.is_absent(json)}, told)
