"""Failures of a schema: one for each row and rule, and never a fault of ours taken for one of the user's."""

from decimal import Decimal

import pandas as pd
import pandera.pandas as pa
import pytest

from toolkit.checking.rules import failures


def test_failures_name_every_row_and_rule_once() -> None:
    schema = pa.DataFrameSchema(
        {
            "a": pa.Column(object, pa.Check(lambda column: column > 1, name="large"), nullable=False),
            "b": pa.Column(object, nullable=True),
        },
        checks=[pa.Check(lambda frame: frame["a"] != 3, name="pair a b", ignore_na=False)],
    )
    frame = pd.DataFrame({"a": [1, 2, None, 3], "b": [None] * 4}, index=[5, 6, 9, 12], dtype=object)
    found = [(failure.row, failure.rule, failure.fields) for failure in failures(schema, frame)]
    assert sorted(found) == [(5, "large", ("a",)), (9, "required", ("a",)), (12, "pair", ("a", "b"))]


@pytest.mark.parametrize("name", ["a", "b"])
def test_a_check_that_raises_is_never_the_users_mistake(name: str) -> None:
    schema = pa.DataFrameSchema({"a": pa.Column(object, pa.Check(lambda column: column / 0, name="broken"))})
    frame = pd.DataFrame({name: [Decimal(1)]}, dtype=object)
    with pytest.raises(RuntimeError, match="cannot be asked"):
        list(failures(schema, frame))
