"""Resolving: the reference cells of a sheet get the records they mean."""

from collections.abc import Mapping

from toolkit.checking.conversions import Conversion, Converted, Rule
from toolkit.checking.decode import Line, Table
from toolkit.checking.echoes import Echoes
from toolkit.checking.issues import Problem
from toolkit.checking.oddities import Note
from toolkit.checking.references import Hit, References
from toolkit.entities.columns import Column
from toolkit.entities.kinds import NewRow
from toolkit.entities.record import Record
from toolkit.language import _


def resolve_references(
    table: Table, base: Mapping[str, Record], live: Mapping[str, Record], references: References
) -> None:
    """Put records and new rows in the place of what the reference cells say.

    A cell that still shows what `pull` wrote means the record it meant then, whatever is called so by now, and also
    where that record is gone: nobody edited the cell. A row without a base says nothing new where its cell shows what
    the live record points at, even if that is no record.
    """
    echoes = Echoes()
    for place, column in enumerate(table.columns):
        if column.target is None:
            continue
        for line in table.lines:
            text = line.readings[place]
            if not isinstance(text, str):
                continue
            before, now = _pointed(line, column, base), _pointed(line, column, live)
            if before is not None and (
                text == before or echoes.shows(column, text, references.shown(column.target, before))
            ):
                line.readings[place] = before
            elif line.id not in base and now is not None and text == references.shown_live(column.target, now):
                line.readings[place] = now
            else:
                hit = _checked(references.resolve_in(table.entity, column, text), table, line, column, text)
                line.readings[place] = hit
                if not isinstance(hit, Problem):
                    _tell_renamed(table, line, column, references.renamed(column.target, text, hit))
                    _tell_spelling(table, line, column, text, references.spelled(column.target, text, hit))


def _tell_renamed(table: Table, line: Line, column: Column, warning: Problem | None) -> None:
    if warning is not None:
        table.notes.append(Note(line.number, column.field, warning))


def _tell_spelling(table: Table, line: Line, column: Column, typed: str, name: str) -> None:
    """Note that a name was found in another spelling than it was typed in."""
    if name != typed:
        converted = Converted(typed, name, Rule.NAME)
        table.conversions.append(Conversion.at(table.header, line.number, column.field, converted))


def _pointed(line: Line, column: Column, records: Mapping[str, Record]) -> str | None:
    """Return the IRI that the row's record holds, if any."""
    if line.id is None or line.id not in records:
        return None
    iri = records[line.id].values.get(column.field)
    return iri if isinstance(iri, str) else None


def _checked(hit: Hit | Problem, table: Table, line: Line, column: Column, text: str) -> Hit | Problem:
    """Return what was found, unless it is the very row that asks."""
    if not isinstance(hit, NewRow) or (hit.sheet, hit.row) != (table.header.sheet, line.number):
        return hit
    message = _("{column} points at the very row it stands in. Name another {entity}.").format(
        column=column.title, entity=table.entity.singular
    )
    return Problem("reference-itself", message, text)
