"""Schemas: what a record of an entity must be, as a Pandera schema derived from its declaration.

A schema judges decoded values in memory form: object columns, `None` for an empty one. It coerces nothing, as a value
that could not be read has been reported at its cell already (decision 13).
"""

from collections.abc import Callable
from functools import cache

import pandas as pd
import pandera.pandas as pa

from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity, InOrder
from toolkit.entities.kinds import Choice, Text
from toolkit.entities.kinds.texts import CELL_LIMIT

REQUIRED = "required"
TOO_LONG = "too-long"
CHOICE = "choice"
ORDER = "order"

Holds = Callable[[pd.DataFrame], "pd.Series[bool]"]


@cache
def schema(entity: Entity) -> pa.DataFrameSchema:
    """Return the schema of an entity's records, one column for each field that a workbook can change.

    The name of each check is the rule's word, followed by the fields it concerns where it concerns several.
    """
    checks = [
        pa.Check(_in_order(rule), name=f"{ORDER} {rule.first} {rule.last}", ignore_na=False) for rule in entity.rules
    ]
    return pa.DataFrameSchema(
        {column.field: _column(column) for column in entity.writable}, checks=checks, coerce=False
    )


def _column(column: Column) -> pa.Column:
    # No dtype: all columns are objects, and asking costs more than all rules (pandera looks for geopandas each time).
    return pa.Column(checks=_checks(column), nullable=not column.required, title=column.title)


def _checks(column: Column) -> list[pa.Check]:
    checks = []
    if isinstance(column.kind, Text) and column.kind.limit < CELL_LIMIT:
        checks.append(pa.Check.str_length(max_value=column.kind.limit, name=TOO_LONG))
    if isinstance(column.kind, Choice) and column.kind.choices:
        checks.append(pa.Check.isin(column.kind.choices, name=CHOICE))
    return checks


def _in_order(rule: InOrder) -> Holds:
    """Return a check that fails where both dates are there and the first is after the last."""

    def holds(frame: pd.DataFrame) -> "pd.Series[bool]":
        known = frame[rule.first].notna() & frame[rule.last].notna()
        late = frame.loc[known, rule.first] > frame.loc[known, rule.last]
        return ~late.reindex(frame.index, fill_value=False)

    return holds
