"""Explain one cell: what it holds, how it is read, what the three sides are, and what comes of it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from toolkit.checking.cells import interpret
from toolkit.checking.conversions import Conversion
from toolkit.checking.edits import shown
from toolkit.checking.issues import Problem
from toolkit.checking.unreadable import untouched_issue
from toolkit.entities.canonical import canonical
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.columns import Column
from toolkit.entities.kinds import NewRow, RawValue
from toolkit.entities.part_row import Deed
from toolkit.entities.record import Clear, Header, Mine
from toolkit.entities.worklists import stands_for
from toolkit.errors import NoSuchCell
from toolkit.excel.sheet import Row, Sheet, column_index
from toolkit.language import _, ngettext
from toolkit.loop.compare import compare
from toolkit.loop.inspect import Inspection
from toolkit.planning import decide
from toolkit.planning.at_rows import AtRow
from toolkit.planning.changes import Conflict, Refusal
from toolkit.planning.differences import Outcome
from toolkit.planning.drafts import spot
from toolkit.planning.explanation import Explained, Sides
from toolkit.planning.merge import Wish, wanted
from toolkit.planning.row_outcomes import Happening, RowOutcome
from toolkit.settings import Profile

_ADDRESS = re.compile(r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!]+)!)?\$?(?P<letters>[A-Za-z]{1,3})\$?(?P<row>[1-9][0-9]{0,6})")


def explain(inspection: Inspection, profile: Profile, address: str) -> Explained:
    """Explain the cell at an address such as `Budgets!C7`, or `C7` where one sheet is meant anyway.

    Raises `NoSuchCell` for what is no such address, and where the sheet is none of an entity.
    """
    sheet, header, letters, number = _find(inspection, address)
    row = next((row for row in sheet.rows() if row.number == number), Row(number, {}))
    raw = row.cells.get(column_index(letters))
    name = next((name for name, known in header.letters.items() if known == letters), "")
    compared = compare(inspection, profile)
    outcome = next((each for each in compared.rows if spot(each.mine) == (sheet.name, number)), None)
    mine = outcome.mine if outcome is not None else None
    cell = f"{letters}{number}"
    issues = [issue for issue in inspection.checked.issues if (issue.sheet, issue.cell) == (sheet.name, cell)]
    sides = _sides(inspection, outcome, cell, name) if outcome is not None else None
    changes = outcome.at.changes if outcome is not None and not compared.errors else ()
    return Explained(
        sheet=sheet.name,
        cell=cell,
        row=number,
        hidden=row.hidden,
        raw=raw,
        entity=header.entity,
        column=name,
        mine=mine,
        label=_label(inspection, mine),
        steps=tuple(_steps(inspection, header, name, raw, mine)) if number > header.row else (),
        sides=sides,
        fate=_fate(header, number, outcome, compared.errors),
        changes=tuple(change.n for change in changes),
        requests=tuple(request for change in changes for request in change.requests),
        happening=(outcome.happening if outcome is not None else Happening.NOTHING).value,
        rules=tuple((issue.rule, issue.message) for issue in issues),
        names=_names(inspection, sides),
    )


def _find(inspection: Inspection, address: str) -> tuple[Sheet, Header, str, int]:
    found = _ADDRESS.fullmatch(address.strip())
    headers = inspection.recognised.headers
    names = [sheet.name for sheet, _header in headers]
    if found is None:
        raise NoSuchCell(address, names)
    wanted = (found["sheet"] or "").strip("'").replace("''", "'")
    fitting = [each for each in headers if not wanted or each[0].name.casefold() == wanted.casefold()]
    if len(fitting) != 1:
        raise NoSuchCell(address, names)
    sheet, header = fitting[0]
    return sheet, header, found["letters"].upper(), int(found["row"])


def _label(inspection: Inspection, mine: Mine | None) -> str:
    """Return what the row's record is called: a live one by its name, any other by nothing."""
    if mine is None or mine.id is None:
        return ""
    record = inspection.live.get(mine.entity.path, {}).get(mine.id)
    return inspection.labels.of_record(mine.entity, record) if record is not None else ""


def _sides(inspection: Inspection, row: RowOutcome, cell: str, name: str) -> Sides | None:
    """Return the sides of a cell: as the comparison tells them, or where nothing differs, as they all are."""
    mine, found = row.mine, next((each for each in row.cells if each.cell == cell), None)
    based = mine.id in inspection.base_records.get(stands_for(mine.entity)[0].path, {})
    if found is not None:
        entity = found.entity if found.field in found.entity.by_field else mine.entity
        return Sides(entity, found.field, found.base, found.mine, found.live, found.outcome, based)
    if name not in mine.entity.by_field:
        return None
    every = decide.Sides(inspection.base_records, inspection.live)
    base, live = every.base_of(mine), every.live_of(mine)
    then = base.values.get(name) if base is not None else None
    now = live.values.get(name) if live is not None else None
    wish = wanted(mine.values.get(name)) if name in mine.values else then
    return Sides(mine.entity, name, then, wish, now, Outcome.NOTHING, based)


def _names(inspection: Inspection, sides: Sides | None) -> dict[str, str]:
    column = sides.entity.by_field.get(sides.field) if sides is not None else None
    if sides is None or column is None or column.target is None:
        return {}
    found = {str(side) for side in (sides.base, sides.mine, sides.live) if side is not None}
    return {iri: label for iri in found if (label := inspection.labels.of(column.target, iri)) != iri}


def _steps(inspection: Inspection, header: Header, name: str, raw: Cell | None, mine: Mine | None) -> Iterator[str]:
    """Yield how a cell is read, from what is stored to what the service is told."""
    column = header.entity.by_field.get(name)
    if column is None:
        if not name:
            yield _("The column has no header that we know, so nothing reads it.")
        return
    if raw is None or raw.stored is Stored.BLANK:
        based = mine is not None and mine.id in inspection.base_records.get(header.entity.path, {})
        yield _("Blank in a row that was pulled: the field is to be empty.") if based else _("Blank: no opinion.")
        return
    if raw.formula:
        yield _("The cell holds a formula; its stored result counts.")
    if mine is not None and isinstance(value := mine.values.get(name), RawValue):
        yield untouched_issue(header, mine.row, name, value).message
        return
    converted = _conversion(inspection, header, name, mine)
    read = converted.value if converted is not None else interpret(column.kind, raw)
    if isinstance(read, Problem):
        yield read.message
        return
    if converted is not None:
        yield _("Not taken as typed, by the rule {rule}.").format(rule=converted.rule)
    yield _("Read as {kind}: {value}").format(kind=column.kind.word, value=shown(column, read) or _("nothing"))
    if mine is not None and name in mine.values:
        yield from _meant(column, mine.values[name])


def _conversion(inspection: Inspection, header: Header, name: str, mine: Mine | None) -> Conversion | None:
    """Return how the cell was taken, where that is not as it was typed: the column and the workbook had a say in it."""
    cell = header.address(mine.row, name) if mine is not None else ""
    found = inspection.checked.conversions
    return next((each for each in found if (each.sheet, each.cell) == (header.sheet, cell)), None)


def _meant(column: Column, wish: Wish) -> Iterator[str]:
    match wish:
        case None:
            return
        case Clear():
            yield _("Means: empty the field.")
        case NewRow():
            yield _("Means the record that {sheet}!{row} creates.").format(sheet=wish.sheet, row=wish.row)
        case _:
            yield _("Sent as {json}").format(json=canonical(column.kind.to_json(wish)))


def _fate(header: Header, number: int, row: RowOutcome | None, errors: int) -> str:
    """Say what becomes of the row: every change of the plan that does something of it, and what is not done and why."""
    if number <= header.row:
        return _("This row stands in or above the header, and holds no record.")
    if row is None or row.happening is Happening.IGNORED:
        return _("The row is blank or says IGNORE, so it asks for nothing.")
    if errors:
        return _unplanned(errors)
    return " ".join([*_left_out(row.at.conflicts, row.at.refusals), *_changed(row.at)]) or _quiet(row)


def _quiet(row: RowOutcome) -> str:
    """Say why the plan has nothing at a row."""
    match row.happening:
        case Happening.CHANGE:
            listed = ", ".join(map(str, sorted({cell.change for cell in row.cells if cell.change is not None})))
            return _("Another row says the same of it: change {n} of the plan.").format(n=listed)
        case Happening.HELD:
            return _("Not sent: another row says something of the same record, and is in conflict or refused.")
        case Happening.RESOLVED:
            return _("The Resolution says live: what is live is kept.")
        case _:
            return _("The row asks for nothing that is not so already.")


def _unplanned(errors: int) -> str:
    said = ngettext(
        "There is no plan: the workbook has {count} error to mend first.",
        "There is no plan: the workbook has {count} errors to mend first.",
        errors,
    )
    return said.format(count=f"{errors:,}")


def _left_out(conflicts: Sequence[Conflict], refusals: Sequence[Refusal]) -> Iterator[str]:
    if conflicts:
        reasons = "; ".join(dict.fromkeys(_(each.reason) for each in conflicts))
        yield _("The row is in conflict, and nothing of it is sent: {reason}.").format(reason=reasons)
    if refusals:
        yield _("Refused: {reason}").format(reason="; ".join(dict.fromkeys(_(each.reason) for each in refusals)))


def _changed(at: AtRow) -> Iterator[str]:
    own = {change.n for change in at.own}
    for change in at.changes:
        yield _("Change {n} of the plan: {verb}.").format(n=change.n, verb=_(change.verb))
        for part in at.parts:
            if part.change.n == change.n and change.n not in own:
                yield _PART_DEEDS[part.deed]()


_PART_DEEDS: Mapping[Deed, Callable[[], str]] = {
    Deed.CREATED: lambda: _("This row is added to it."),
    Deed.CHANGED: lambda: _("This row is changed in it."),
    Deed.DELETED: lambda: _("This row is taken out of it."),
}
