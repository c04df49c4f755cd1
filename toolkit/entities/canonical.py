"""JSON with one spelling per value: what is hashed, journalled and sent."""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal

import simplejson

Json = str | int | Decimal | bool | None | Sequence["Json"] | Mapping[str, "Json"]
JsonObject = Mapping[str, Json]

# `loads` would make one for each text.
_DECODER = simplejson.JSONDecoder(parse_float=Decimal)


def canonical(value: Json) -> str:
    """Write JSON with sorted keys, no spaces and exact decimals, so that equal values are equal text."""
    return simplejson.dumps(
        value, use_decimal=True, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def pretty(value: Json) -> str:
    """Write the same JSON for people: indented, keys in the order given."""
    return simplejson.dumps(value, use_decimal=True, indent=2, ensure_ascii=False, allow_nan=False)


def parse(text: str | bytes) -> Json:
    """Read JSON with every fraction as an exact `Decimal`. Raises `ValueError` where the text is no JSON."""
    value: Json = _DECODER.decode(text if isinstance(text, str) else text.decode())
    return value


def digest(value: Json) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


PASSING = "/.well-known/genid/"
"""What the IRIs of parts without an identity of their own contain; API Platform makes them anew at every request."""


def lasting(value: Json) -> Json:
    """Return JSON without the IRIs that are others at the next request, so that unchanged records stay equal."""
    if isinstance(value, Mapping):
        return {name: lasting(part) for name, part in value.items() if not (name == "@id" and _passes(part))}
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    return [lasting(part) for part in value]


def _passes(iri: Json) -> bool:
    return isinstance(iri, str) and PASSING in iri


_ONE = Decimal(1)
_ZERO = Decimal(0)


def plain(number: Decimal) -> Decimal:
    """Return the number without trailing zeros, and a whole one without an exponent, so that 375.00 prints as 375."""
    whole = number.to_integral_value()
    if number != whole:
        return number.normalize()
    return whole.quantize(_ONE) if whole else _ZERO
