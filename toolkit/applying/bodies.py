"""Bodies: put the IRIs of created records where a plan could only say which change creates them."""

from collections.abc import Mapping
from dataclasses import replace

from toolkit.entities.canonical import Json, JsonObject
from toolkit.planning.changes import Request

CHANGE = "@change"


def fill(request: Request, iris: Mapping[int, str]) -> Request:
    """Return the request with each `{"@change": n}` replaced by the IRI of the record that change n made.

    Raises `KeyError` where a change has made no record: it should have been waited for.
    """
    return request if request.body is None else replace(request, body=_object(request.body, iris))


def _object(json: JsonObject, iris: Mapping[int, str]) -> JsonObject:
    return {name: _json(value, iris) for name, value in json.items()}


def _json(json: Json, iris: Mapping[int, str]) -> Json:
    if isinstance(json, Mapping):
        n = json.get(CHANGE)
        return iris[n] if isinstance(n, int) and len(json) == 1 else _object(json, iris)
    if isinstance(json, list | tuple):
        return [_json(item, iris) for item in json]
    return json
