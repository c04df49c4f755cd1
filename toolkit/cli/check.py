"""`flowtly check`: everything that is wrong in a workbook."""

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from toolkit.cli.annotate import show
from toolkit.cli.arguments import FILE
from toolkit.cli.outputs import writes_copy
from toolkit.cli.session import Session, Talk, pass_session
from toolkit.cli.sources import TextOptions, form_of, say_form, source_of, text_options
from toolkit.errors import HiddenMacros
from toolkit.language import _

if TYPE_CHECKING:
    from toolkit.entities.canonical import JsonObject
    from toolkit.loop.inspect import Inspection

HAS_ISSUES = 4
BESIDE = Path()
"""What --annotate without a name stands for; no file can be called so."""


@click.command()
@writes_copy("annotated", of="workbook")
@click.argument("workbook", type=FILE)
@click.option(
    "--offline",
    is_flag=True,
    default=False,
    help="Without the service; references are looked up among names of before.",
)
@click.option(
    "--annotate",
    "annotated",
    type=FILE,
    is_flag=False,
    flag_value=BESIDE,
    metavar="[OUT]",
    help="Write a copy that shows the issues in their cells.  [default: WORKBOOK.checked.xlsx]",
)
@click.option(
    "-v", "--verbose", "listed", is_flag=True, default=False, help="List each cell that was not taken as typed."
)
@text_options
@click.pass_context
@pass_session
def check(
    session: Session,
    ctx: click.Context,
    workbook: Path,
    annotated: Path | None,
    *,
    offline: bool,
    listed: bool,
    **given: Unpack[TextOptions],
) -> None:
    """Find everything that is wrong in a workbook; change nothing.

    Ends with 4 where something has to be mended; warnings alone end with 0.

    Examples: flowtly check budgets.xlsx

    flowtly check budgets.xlsx --annotate

    flowtly check budgets.xlsx -v

    flowtly check transactions.csv
    """
    from toolkit.loop.inspect import inspect
    from toolkit.loop.names import kept_names
    from toolkit.loop.plan import conflicts_of
    from toolkit.reports import issues as report

    plan, source = None, source_of(workbook, given)
    if offline:
        inspection = inspect(source, None, kept_names(session.profile))
    else:
        with session.service() as reached:
            inspection = inspect(source, reached)
            plan = conflicts_of(inspection, reached.profile) if annotated is not None else None
    say_form(session, inspection)
    checked = inspection.checked
    target, refused = None, None
    if annotated is not None:
        try:
            target = show(session, inspection, None if annotated == BESIDE else annotated, plan)
        except HiddenMacros as error:
            refused = error
    if refused is not None and session.as_json:
        raise refused
    if session.as_json:
        name, sha256 = source.path.name, inspection.workbook.sha256
        told = report.json(name, sha256, checked.rows_seen, checked.issues, inspection.places)
        told = {**told, **_as_read(inspection), **_names_from(inspection), **form_of(inspection)}
        session.emit_json(told if target is None else {**told, "annotated": str(target)})
    else:
        if offline:
            _say_names(session, inspection)
        session.emit(report.text(checked.issues, session.width, session.paint(), inspection.places))
        _say_as_read(session, inspection, listed=listed or session.talk >= Talk.VERBOSE)
        _say_ignored(session, inspection)
    if refused is not None:
        raise refused
    if checked.errors:
        ctx.exit(HAS_ISSUES)


def _say_ignored(session: Session, inspection: "Inspection") -> None:
    """Name the sheets of no entity; those that look like one are named in a sentence of their own."""
    named = {left.sheet for left in inspection.recognised.left_out}
    for name in inspection.recognised.ignored:
        if name not in named:
            session.say(_('Sheet "{name}" belongs to no entity and was left alone.').format(name=name), Talk.VERBOSE)


def _names_from(inspection: "Inspection") -> "JsonObject":
    at = inspection.names_from
    return {} if at is None else {"names_from": at.isoformat(timespec="seconds")}


def _say_names(session: Session, inspection: "Inspection") -> None:
    """Say by which names references were looked up, and how old these are."""
    from datetime import UTC, datetime

    from toolkit.reports.ages import age

    at = inspection.names_from
    if at is None:
        session.say(_("No names are kept yet for this profile: references are checked by their form only."))
        return
    told = _("Names are those that the service told on {at} UTC, {age} ago. What is live by now may differ.")
    session.say(told.format(at=f"{at:%Y-%m-%d %H:%M}", age=age(datetime.now(UTC) - at)))


def _as_read(inspection: "Inspection") -> "JsonObject":
    checked, active = inspection.checked, inspection.active
    return {
        "hidden": checked.hidden_rows,
        "hidden_sheets": list(inspection.hidden_sheets),
        "other_bases": list(inspection.other_bases),
        "macros": list(active.macros),
        "links": list(active.links),
        "formulas": checked.formulas,
        "left_out": [
            {"sheet": left.sheet, "entities": [entity.path for entity in left.entities]}
            for left in inspection.recognised.left_out
        ],
        "totals_rows": [{"sheet": sheet, "row": row} for sheet, row in checked.totals_rows],
        "conversions": [conversion.to_json() for conversion in checked.conversions],
    }


def _say_as_read(session: Session, inspection: "Inspection", *, listed: bool) -> None:
    """Say what was read otherwise than a person sees it."""
    from toolkit.checking.places import Places
    from toolkit.reports import conversions as report

    checked = inspection.checked
    if checked.conversions and listed:
        session.emit(report.text(checked.conversions, session.width, session.paint(), inspection.places))
    elif checked.conversions:
        session.say(report.total(len(checked.conversions)))
    if checked.hidden_rows:
        session.say(report.hidden(checked.hidden_rows))
    for name in inspection.hidden_sheets:
        session.say(report.hidden_sheet(name))
    for name in inspection.other_bases:
        session.say(report.other_base(name))
    for sheet, row in checked.totals_rows:
        session.say(report.totals_row(sheet, row))
    _say_active(session, inspection)
    if checked.formulas:
        session.say(report.formulas(checked.formulas))
    for sheet, rows in inspection.without_base.items():
        of_text = inspection.places is Places.LINES
        session.say(report.text_without_base(rows) if of_text else report.without_base(sheet, rows))


def _say_active(session: Session, inspection: "Inspection") -> None:
    """Say what of a workbook can do something by itself."""
    from toolkit.loop.source import has_hidden_macros
    from toolkit.reports import conversions as report

    active = inspection.active
    if has_hidden_macros(inspection.workbook):
        session.say(report.hidden_macros(inspection.workbook.path.name))
    elif active.macros:
        session.say(report.macros(len(active.macros)))
    if active.links:
        session.say(report.links(active.links))
