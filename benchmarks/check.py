"""Check of a filled workbook: us, and pandas.read_excel with the same rules and coercion."""

from importlib import import_module
from pathlib import Path
from typing import Literal

from data import ENTITY, FIELDS
from measure import run_case, timed


def ours(arguments: list[str]) -> float:
    """Read and check the workbook, offline."""
    # With it pandas and Pandera, which the peers load before the clock starts as well.
    import_module("toolkit.checking.rules")
    from toolkit.loop.inspect import inspect

    def work() -> None:
        checked = inspect(Path(arguments[0]), None).checked
        assert len(checked.rows) == checked.rows_seen
        assert not checked.errors

    return timed(work)


def _peer(path: str, engine: Literal["openpyxl", "calamine"]) -> float:
    import pandas as pd
    import pandera.pandas as pa

    dtypes = {"integer": "Int64", "amount": float, "date": "datetime64[us]"}
    checks = {"amount": [pa.Check(lambda s: (s * 100).round() / 100 == s)]}
    schema = pa.DataFrameSchema(
        {
            column.title: pa.Column(
                dtypes.get(column.kind.word, str), checks.get(column.kind.word, []), nullable=not column.required
            )
            for column in map(ENTITY.column, FIELDS)
        },
        coerce=True,
    )

    def work() -> None:
        schema.validate(pd.read_excel(path, engine=engine), lazy=True)

    return timed(work)


def with_openpyxl(arguments: list[str]) -> float:
    """Read with pandas and openpyxl, validate with coercion."""
    return _peer(arguments[0], "openpyxl")


def with_calamine(arguments: list[str]) -> float:
    """Read with pandas and calamine, validate with coercion."""
    return _peer(arguments[0], "calamine")


if __name__ == "__main__":
    run_case({"ours": ours, "openpyxl": with_openpyxl, "calamine": with_calamine})
