"""What the classes of the service give a field that a new record came without: the default of its PHP type."""

import json
from collections.abc import Mapping

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Flags
from toolkit.sandbox.links import CHILDREN, Place, stored_columns
from toolkit.sandbox.sql import Scalar

OF_TYPES: Mapping[Place, Scalar] = {
    ("transactions", "statementNumber"): 0,
    ("transactions", "endingBalance"): 0.0,
    ("transactions", "ignored"): 0,
    ("transactions", "connectedMonth"): "",
    ("invoices", "tinType"): "",
    ("invoices", "amountNet"): 0.0,
    ("invoices", "amount"): 0.0,
    ("invoices", "internalComment"): "",
}
"""The fields that the published schema calls `integer`, `number` or `string`, and not "or null"."""


def complete(entity: Entity, values: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Add what a new record has without anybody sending it: 0, an empty text, an empty list."""
    empty: dict[str, Scalar] = {field: value for (path, field), value in OF_TYPES.items() if path == entity.path}
    for column in stored_columns(entity):
        if isinstance(column.kind, Flags) or (entity.path, column.field) in CHILDREN:
            empty[column.field] = json.dumps([])
    return {**empty, **values}
