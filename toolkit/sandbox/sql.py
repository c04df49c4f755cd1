"""SQL, composed from declared names alone: values always travel as parameters."""

from collections.abc import Iterable
from dataclasses import dataclass

Scalar = str | int | float | None


@dataclass(frozen=True, slots=True)
class Where:
    """One condition, with a value for each question mark."""

    text: str
    values: tuple[Scalar, ...] = ()


NEVER = Where("0")


@dataclass(frozen=True, slots=True)
class Select:
    """Which rows of a table, in which order; `limit` is `None` for all."""

    table: str
    where: tuple[Where, ...] = ()
    order: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0


def quoted(name: str) -> str:
    """Quote a table or column name."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def equals(field: str, value: Scalar) -> Where:
    """Ask for one value of a field; `None` asks for the rows without one."""
    return Where(f"{quoted(field)} IS ?", (value,))


def among(field: str, values: tuple[Scalar, ...]) -> Where:
    """Ask for any of several values."""
    return Where(f"{quoted(field)} IN ({_marks(values)})", values)


def compared(field: str, operator: str, value: Scalar) -> Where:
    """Ask for values on one side of another; rows without a value are on neither."""
    return Where(f"{quoted(field)} {operator} ?", (value,))


def containing(field: str, part: str) -> Where:
    """Ask for texts with a part in them, in any case."""
    return Where(f"instr(fold({quoted(field)}), fold(?))", (part,))


def filled(field: str) -> Where:
    """Ask for rows that have a value."""
    return Where(f"{quoted(field)} IS NOT NULL")


def linked(table: str, path: str, field: str) -> Where:
    """Ask for rows that a row of another table points at."""
    inner = f"{quoted('theirs')}.{quoted(field)} = {quoted(table)}.{quoted('id')}"
    return Where(" ".join(("EXISTS (SELECT 1 FROM", quoted(path), "AS", quoted("theirs"), "WHERE", inner, ")")))


def negated(where: Where) -> Where:
    """Ask for the opposite."""
    return Where(f"NOT ({where.text})", where.values)


def either(*wheres: Where) -> Where:
    """Ask for one condition or another."""
    text = " OR ".join(where.text for where in wheres)
    return Where(f"({text})", tuple(value for where in wheres for value in where.values))


def select(query: Select) -> tuple[str, tuple[Scalar, ...]]:
    """Return the statement that reads rows, and its values."""
    order = ", ".join((*query.order, quoted("id")))
    pieces = ["SELECT * FROM", quoted(query.table), _where(query.where), "ORDER BY", order]
    values = _values(query.where)
    if query.limit is not None:
        pieces.append("LIMIT ? OFFSET ?")
        values = (*values, query.limit, query.offset)
    return " ".join(pieces), values


def count(query: Select) -> tuple[str, tuple[Scalar, ...]]:
    """Return the statement that counts rows, whatever the limit, and its values."""
    return " ".join(("SELECT count(*) FROM", quoted(query.table), _where(query.where))), _values(query.where)


def insert(table: str, fields: tuple[str, ...]) -> str:
    """Return the statement that adds a row."""
    names = ", ".join(quoted(field) for field in fields)
    return " ".join(("INSERT INTO", quoted(table), f"({names})", "VALUES", f"({_marks(fields)})"))


def update(table: str, fields: tuple[str, ...]) -> str:
    """Return the statement that changes the row of an id, the last value."""
    pairs = ", ".join(f"{quoted(field)} = ?" for field in fields)
    return " ".join(("UPDATE", quoted(table), "SET", pairs, "WHERE", quoted("id"), "= ?"))


def delete(table: str) -> str:
    """Return the statement that removes the row of an id."""
    return " ".join(("DELETE FROM", quoted(table), "WHERE", quoted("id"), "= ?"))


def _where(wheres: tuple[Where, ...]) -> str:
    return f"WHERE {' AND '.join(where.text for where in wheres)}" if wheres else ""


def _values(wheres: tuple[Where, ...]) -> tuple[Scalar, ...]:
    return tuple(value for where in wheres for value in where.values)


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
