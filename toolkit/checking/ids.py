"""Ids: which record a row is about, and whether its command goes with that."""

from collections.abc import Iterator, Sequence

from toolkit.checking.decode import Line, Table
from toolkit.checking.issues import Issue, Problem
from toolkit.entities import WORKLISTS
from toolkit.entities.record import Command
from toolkit.language import _


def id_issues(tables: Sequence[Table]) -> Iterator[Issue]:
    """Report Commands and Ids that cannot be read, contradict each other, or stand in more than one row."""
    seen: dict[tuple[str, str], tuple[Table, Line]] = {}
    for table in tables:
        for line in table.lines:
            for name, problem in line.problems.items():
                yield problem.at(table.header, line.number, name)
            if line.problems or line.command is Command.IGNORE:
                continue
            yield from _contradictions(table, line)
            if line.id is not None and table.entity not in WORKLISTS:
                first, twin = seen.setdefault((table.entity.path, line.id), (table, line))
                if twin is not line:
                    yield _twice(first, twin, table, line)


def _contradictions(table: Table, line: Line) -> Iterator[Issue]:
    singular = table.entity.singular
    if line.command is Command.CREATE and line.id is not None:
        message = _(
            "CREATE makes a new {singular}, which has no Id yet. Empty the Id, or take CREATE out to edit."
        ).format(singular=singular)
        yield Problem("id-given", message, line.id).at(table.header, line.number, "Id")
    if line.command is Command.DELETE and line.id is None:
        message = _("DELETE needs the Id of the {singular} to delete.").format(singular=singular)
        yield Problem("id-missing", message).at(table.header, line.number, "Id")


def _twice(first: Table, twin: Line, table: Table, line: Line) -> Issue:
    place = _("row {row}").format(row=twin.number) if first is table else f"{first.header.sheet}!{twin.number}"
    message = _(
        "The Id {id} stands in {place} already. Keep it in one row; a copied row becomes a new "
        "record once its Id is empty."
    ).format(id=line.id, place=place)
    return Problem("id-twice", message, line.id).at(table.header, line.number, "Id")
