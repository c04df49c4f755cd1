"""Bodies: put the IRIs of created records where a plan could only say which change creates them."""

from collections.abc import Mapping
from dataclasses import replace

from toolkit.entities.canonical import Json, JsonObject
from toolkit.planning.changes import Change, Patch, Request

CHANGE = "@change"


def fill(request: Request, iris: Mapping[int, str]) -> Request:
    """Return the request with each `{"@change": n}` replaced by the IRI of the record that change n made.

    Raises `KeyError` where a change has made no record: it should have been waited for.
    """
    return request if request.body is None else replace(request, body=_object(request.body, iris))


def makes_rows(change: Change) -> bool:
    """Return whether an edit sends new elements of an array: whenever it arrives, it makes them anew."""
    if not isinstance(change, Patch):
        return False
    arrays = [value for value in (change.requests[0].body or {}).values() if isinstance(value, list | tuple)]
    return any(_is_new_row(item) for array in arrays for item in array)


def _is_new_row(item: Json) -> bool:
    return isinstance(item, Mapping) and "@id" not in item and CHANGE not in item


def _object(json: JsonObject, iris: Mapping[int, str]) -> JsonObject:
    return {name: _json(value, iris) for name, value in json.items()}


def _json(json: Json, iris: Mapping[int, str]) -> Json:
    if isinstance(json, Mapping):
        n = json.get(CHANGE)
        return iris[n] if isinstance(n, int) and len(json) == 1 else _object(json, iris)
    if isinstance(json, list | tuple):
        return [_json(item, iris) for item in json]
    return json
