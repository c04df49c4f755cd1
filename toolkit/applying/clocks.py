"""Clocks: that of the database, which all who share a journal go by, and one of ours that does not stop in sleep."""

import time

from sqlalchemy import BindParameter, ColumnElement, Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_BOOTTIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)


def awake() -> float:
    """Return the seconds of a clock that also counts while the machine sleeps: wall time where there is no other."""
    return time.time() if _BOOTTIME is None else time.clock_gettime(_BOOTTIME)


class Moment(FunctionElement[str]):
    """The database's time, so many seconds ahead, as the journal writes times: text whose order is that of time."""

    type = Text()
    inherit_cache = True
    name = "moment"


def moment(ahead: float | BindParameter[float] = 0.0) -> ColumnElement[str]:
    """Return the database's time when the statement is carried out, so many seconds ahead."""
    return Moment(ahead if isinstance(ahead, BindParameter) else literal(round(float(ahead), 3)))


@compiles(Moment, "sqlite")
def _of_sqlite(element: Moment, compiler: SQLCompiler, **options: object) -> str:
    ahead = compiler.process(element.clauses, **options)
    return f"(strftime('%Y-%m-%dT%H:%M:%f', 'now', {ahead} || ' seconds') || '000+00:00')"


@compiles(Moment, "postgresql")
def _of_postgresql(element: Moment, compiler: SQLCompiler, **options: object) -> str:
    ahead = compiler.process(element.clauses, **options)
    utc = f"(clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => {ahead})"
    return f'to_char({utc}, \'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"\')'
