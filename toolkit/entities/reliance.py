"""Reliance: a record that another one is created for, as it was when that was planned."""

import dataclasses
from collections.abc import Mapping

from toolkit.entities.kinds import Value


@dataclasses.dataclass(frozen=True, slots=True)
class Reliance:
    """A live record that a new one points at by `field`, and what of it must still hold when the new one is sent.

    `values` are the fields of it that count, beside that it is there. `beside` maps the ids of the records that point
    at it in the same way to their amounts; the whole mapping is `None` where these do not matter.
    """

    field: str
    id: str
    iri: str
    values: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    beside: Mapping[str, Value | None] | None = None
