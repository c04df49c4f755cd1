"""JSON read as the type that it has to have: plans, manifests and journals are files, and files can be anything."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from toolkit.entities.canonical import Json, JsonObject

_NOTHING: JsonObject = {}


def as_object(json: Json) -> JsonObject:
    """Return an object. Raises `TypeError` for anything else."""
    if isinstance(json, Mapping):
        return json
    raise TypeError(f"{json!r} is no object")


def as_array(json: Json) -> Sequence[Json]:
    """Return an array. Raises `TypeError` for anything else."""
    if isinstance(json, Sequence) and not isinstance(json, str):
        return json
    raise TypeError(f"{json!r} is no array")


def as_text(json: Json) -> str:
    """Return a text. Raises `TypeError` for anything else."""
    if isinstance(json, str):
        return json
    raise TypeError(f"{json!r} is no text")


def as_whole(json: Json) -> int:
    """Return a whole number; true and false are none. Raises `TypeError` for anything else."""
    if isinstance(json, int) and not isinstance(json, bool):
        return json
    raise TypeError(f"{json!r} is no whole number")


def as_decimal(json: Json) -> Decimal:
    """Return a number, exact; true and false are none. Raises `TypeError` for anything else."""
    if isinstance(json, int | Decimal) and not isinstance(json, bool):
        return Decimal(json)
    raise TypeError(f"{json!r} is no number")


def object_of(json: Json) -> JsonObject:
    """Return an object, an empty one for anything else."""
    return json if isinstance(json, Mapping) else _NOTHING


def array_of(json: Json) -> Sequence[Json]:
    """Return an array, an empty one for anything else."""
    return json if isinstance(json, list) else ()
