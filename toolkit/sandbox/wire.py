"""JSON as PHP writes and reads it, which is what the service speaks."""

import json
import re
from collections.abc import Mapping, Sequence

Wire = None | bool | int | float | str | Sequence["Wire"] | Mapping[str, "Wire"]
WireObject = Mapping[str, Wire]

_SPECIAL = re.compile(r"\\.|[/&<>']")
_ESCAPED = {
    '\\"': "\\u0022",
    "/": "\\/",
    "&": "\\u0026",
    "<": "\\u003C",
    ">": "\\u003E",
    "'": "\\u0027",
}
_INT_MAX = 2**63 - 1


def encode(value: Wire) -> bytes:
    r"""Write compact JSON with `\/`, `\u0026` and the like escaped and all other Unicode raw, as API Platform does."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _SPECIAL.sub(lambda found: _ESCAPED.get(found[0], found[0]), text).encode()


def decode(body: bytes) -> Wire:
    """Read JSON, fractions as floats and huge integers as floats too. Raises `ValueError` where PHP does."""
    try:
        text = body.decode()
        value: Wire = json.loads(text, parse_int=_integer, parse_float=_float, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError from error
    return value


def php_type(value: Wire) -> str:
    """Name the type of a JSON value as PHP's `gettype` does."""
    if value is None:
        return "NULL"
    names: Sequence[tuple[type, str]] = ((bool, "boolean"), (int, "integer"), (float, "double"), (str, "string"))
    return next((name for kind, name in names if isinstance(value, kind)), "array")


def number(value: float) -> int | float:
    """Return a float as PHP prints it: 375.0 as 375."""
    return int(value) if float(value).is_integer() else value


def decimal(value: float) -> str:
    """Return a number as Doctrine keeps decimals: a string with two digits after the point, or with all it has."""
    short = f"{value:.2f}"
    return short if float(short) == value else str(value)


def _integer(text: str) -> int | float:
    value = int(text)
    return value if abs(value) <= _INT_MAX else float(value)


def _float(text: str) -> float:
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise ValueError
    return value


def _refuse(text: str) -> float:
    raise ValueError(text)
