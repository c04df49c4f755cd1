"""Explain one cell: what it holds, how it is read, what the three sides are, and what comes of it."""

import re
from collections.abc import Iterator, Sequence

from toolkit.checking.cells import interpret
from toolkit.checking.conversions import Conversion
from toolkit.checking.edits import shown
from toolkit.checking.issues import Problem
from toolkit.checking.unreadable import untouched_issue
from toolkit.entities.canonical import canonical
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.columns import Column
from toolkit.entities.kinds import NewRow, RawValue
from toolkit.entities.parts import owner_of
from toolkit.entities.record import Clear, Command, Header, Mine
from toolkit.errors import NoSuchCell
from toolkit.excel.sheet import Row, Sheet, column_index
from toolkit.language import _, ngettext
from toolkit.loop.compare import matched
from toolkit.loop.inspect import Inspection
from toolkit.loop.plan import planned, settled_rows
from toolkit.planning import decide
from toolkit.planning.changes import Change, Conflict, Create, Refusal
from toolkit.planning.differences import Outcome, outcome_of
from toolkit.planning.drafts import spot
from toolkit.planning.explanation import Explained, Sides
from toolkit.planning.merge import Wish, wanted
from toolkit.planning.plan import Plan
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
    mine = next((mine for mine in settled_rows(inspection) if spot(mine) == (sheet.name, number)), None)
    cell = f"{letters}{number}"
    issues = [issue for issue in inspection.checked.issues if (issue.sheet, issue.cell) == (sheet.name, cell)]
    plan = None if inspection.checked.errors else planned(inspection, profile)
    change = _change(plan, mine) if plan is not None and mine is not None else None
    sides = _sides(inspection, plan, mine, name) if mine is not None else None
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
        fate=_fate(inspection, header, number, mine, plan),
        change=change.n if change is not None else None,
        requests=change.requests if change is not None else (),
        rules=tuple((issue.rule, issue.message) for issue in issues),
        names=_names(inspection, header.entity.by_field.get(name), sides),
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


def _change(plan: Plan, mine: Mine) -> Change | None:
    """Return the change that a row leads to; that of a part is the change of the record which it is part of."""
    owner = owner_of(mine.entity)
    parent = mine.values.get(owner.children.parent) if owner is not None else None
    at = spot(parent) if isinstance(parent, NewRow) else spot(mine)
    for change in plan.changes:
        before = change.before.iri if not isinstance(change, Create) else None
        if (change.place.sheet, change.place.row) == at or (parent is not None and before == parent):
            return change
    return None


def _label(inspection: Inspection, mine: Mine | None) -> str:
    """Return what the row's record is called: a live one by its name, any other by nothing."""
    if mine is None or mine.id is None:
        return ""
    record = inspection.live.get(mine.entity.path, {}).get(mine.id)
    return inspection.labels.of_record(mine.entity, record) if record is not None else ""


def _sides(inspection: Inspection, plan: Plan | None, mine: Mine, name: str) -> Sides | None:
    if name not in mine.entity.by_field:
        return None
    sides = decide.Sides(inspection.base_records, inspection.live)
    found = matched(plan) if plan is not None else {}
    base, live = sides.base_of(mine), sides.live_of(mine) or found.get(spot(mine))
    outcome = outcome_of(mine, name, sides, found)
    wish = mine.values.get(name)
    if live is None and mine.id is None and wish is not None:
        outcome = Outcome.CREATE
    then = base.values.get(name) if base is not None else None
    now = live.values.get(name) if live is not None else None
    return Sides(then, wanted(wish) if name in mine.values else then, now, outcome, base is not None)


def _names(inspection: Inspection, column: Column | None, sides: Sides | None) -> dict[str, str]:
    if column is None or column.target is None or sides is None:
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


def _fate(inspection: Inspection, header: Header, number: int, mine: Mine | None, plan: Plan | None) -> str:
    """Say what becomes of the row."""
    if number <= header.row:
        return _("This row stands in or above the header, and holds no record.")
    if mine is None or mine.command is Command.IGNORE:
        return _("The row is blank or says IGNORE, so it asks for nothing.")
    if plan is None:
        return _unplanned(len(inspection.checked.errors))
    left_out: tuple[Conflict | Refusal, ...] = (*plan.conflicts, *plan.refusals)
    reasons = [each for each in left_out if (each.sheet, each.row) == spot(mine)]
    return _left_out(reasons) if reasons else _changed(_change(plan, mine))


def _unplanned(errors: int) -> str:
    said = ngettext(
        "There is no plan: the workbook has {count} error to mend first.",
        "There is no plan: the workbook has {count} errors to mend first.",
        errors,
    )
    return said.format(count=f"{errors:,}")


def _left_out(found: Sequence[Conflict | Refusal]) -> str:
    conflict = isinstance(found[0], Conflict)
    said = _("The row is in conflict, and nothing of it is sent: {reason}.") if conflict else _("Refused: {reason}")
    return said.format(reason="; ".join(dict.fromkeys(_(each.reason) for each in found)))


def _changed(change: Change | None) -> str:
    if change is None:
        return _("The row asks for nothing that is not so already.")
    return _("Change {n} of the plan: {verb}.").format(n=change.n, verb=change.verb)
