"""Blame: which field of a body a 400 is about. Pure.

What breaks a rule comes as 422 with the path of each field. A value of the wrong type, an IRI that leads nowhere and
a date that is none come as 400 before that, one at a time, in a sentence alone: some of these name the field, some
only repeat the value (API Platform 3 and 4, and Symfony's serializer below them).
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from toolkit.entities.canonical import Json, JsonObject
from toolkit.errors import Violation

_FIELD = re.compile(
    r'The type of the "(?P<typed>[^"]+)" attribute must be'
    r'|Nested documents for attribute "(?P<nested>[^"]+)" are not allowed'
    r'|Failed to denormalize attribute "(?P<denormalized>[^"]+)" value'
    r'|The "(?P<named>[^"]+)" attribute '
)
_UNKNOWN = re.compile(r"Extra attributes are not allowed \((?P<names>[^)]*)\b(?:is|are) unknown\)")
_VALUE = re.compile(
    r'Invalid IRI "(?P<iri>[^"]*)"'
    r'|Item not found for "(?P<missing>[^"]*)"'
    r"|Failed to parse time string \((?P<time>.*?)\) at position"
)
_QUOTED = re.compile(r'"([^"]+)"')


def blamed(detail: str, body: JsonObject) -> tuple[Violation, ...]:
    """Return the fields of a body that a sentence is about; none where it does not tell, or could mean several."""
    if (named := _FIELD.search(detail)) is not None:
        return (Violation(next(filter(None, named.groups())), detail),)
    if (unknown := _UNKNOWN.search(detail)) is not None:
        return tuple(Violation(name, detail) for name in _QUOTED.findall(unknown["names"]))
    if (repeated := _VALUE.search(detail)) is not None:
        value = next(group for group in repeated.groups() if group is not None)
        paths = [path for path, found in _leaves(body, "") if found == value]
        return (Violation(paths[0], detail),) if len(paths) == 1 else ()
    return ()


def _leaves(value: Json, path: str) -> Iterator[tuple[str, Json]]:
    """Yield every value that holds no other, with its path as the service spells it: `invoiceRows[2].amount`."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for n, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{n}]")
    else:
        yield path, value
