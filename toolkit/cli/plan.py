"""`flowtly plan` and `flowtly show`: what would change, exactly."""

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.outputs import writes
from toolkit.cli.session import Session, pass_session
from toolkit.cli.sources import TextOptions, form_of, say_form, source_of, text_options
from toolkit.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.loop.inspect import Inspection
    from toolkit.planning.discrepancies import Discrepancy
    from toolkit.planning.plan import Plan

CHANGES = 3
HAS_ISSUES = 4
HAS_CONFLICTS = 5

_HTML = click.option("--html", type=FILE, help="Write the plan as one HTML file for people.")
_DETAILED = click.option("--detailed-exitcode", is_flag=True, default=False, help="End with 3 where there are changes.")


@click.command()
@writes("output", "html")
@click.argument("workbook", type=FILE)
@click.option("-o", "--output", type=FILE, help="Save the plan, to be applied as it is.")
@_HTML
@_DETAILED
@text_options
@click.pass_context
@pass_session
def plan(
    session: Session,
    ctx: click.Context,
    workbook: Path,
    output: Path | None,
    html: Path | None,
    *,
    detailed_exitcode: bool,
    **given: Unpack[TextOptions],
) -> None:
    """Show exactly what a workbook would change, and save it.

    Nothing is written to the service. Ends with 4 where the workbook has to be mended first, with 5 where
    somebody else changed the same cells.

    Examples: flowtly plan budgets.xlsx -o plan.json --html plan.html

    flowtly plan - --entity budgets < budgets.csv
    """
    from toolkit.loop.inspect import inspect
    from toolkit.loop.plan import plan as make

    with session.service() as reached, session.journal() as journal:
        inspection = inspect(source_of(workbook, given), reached)
        say_form(session, inspection)
        if inspection.checked.errors:
            refuse(session, inspection)
            ctx.exit(HAS_ISSUES)
        made = make(inspection, reached.profile, journal)
    save(session, made, output, html)
    present(session, made)
    if made.conflicts:
        session.say(_("To settle conflicts in Excel: flowtly annotate {workbook}").format(workbook=workbook))
    if output is not None:
        session.say(_("Saved {output}. To carry it out: flowtly apply {output}").format(output=output))
    ctx.exit(exit_code(made, detailed=detailed_exitcode))


@click.command()
@writes("html")
@click.argument("plan", type=FILE)
@_HTML
@click.pass_context
@pass_session
def show(session: Session, ctx: click.Context, plan: Path, html: Path | None) -> None:
    """Show a saved plan; needs no service, and works for a plan that can no longer be applied.

    Where its requests do not follow from its rows, which nothing but an edit of the file can cause, that is shown too.

    Example: flowtly show plan.json
    """
    from toolkit.loop.plan import plan_of, plan_text
    from toolkit.planning.discrepancies import discrepancies_in

    del ctx
    text = plan_text(plan)
    saved, found = plan_of(plan, text), discrepancies_in(text)
    save(session, saved, None, html, found)
    present(session, saved, found)


def refuse(session: Session, inspection: "Inspection") -> None:
    """Tell what has to be mended before there can be a plan."""
    from toolkit.reports import issues as report

    checked = inspection.checked
    if session.as_json:
        name, sha256 = inspection.workbook.path.name, inspection.workbook.sha256
        told = report.json(name, sha256, checked.rows_seen, checked.issues, inspection.places)
        session.emit_json({**told, **form_of(inspection)})
    else:
        session.emit(report.text(checked.issues, session.width, session.paint(), inspection.places))
        session.say(_("There is no plan for a workbook with errors. Mend them, and plan again."))


def present(session: Session, made: "Plan", found: "Sequence[Discrepancy]" = ()) -> None:
    """Print the plan, for people or for machines, and where it does not follow from its rows."""
    from toolkit.reports import plans

    if session.as_json:
        session.emit_json_text(plans.json(made, found))
    else:
        session.emit(plans.text(made, session.width, session.paint(), found))


def save(
    session: Session,
    made: "Plan",
    output: Path | None,
    html: Path | None,
    found: "Sequence[Discrepancy]" = (),
) -> None:
    """Write the plan file and the page, each whole or not at all."""
    from toolkit.files import write_text
    from toolkit.loop.approve import save_plan
    from toolkit.reports import plan_html

    if output is not None:
        save_plan(made, output)
    if html is not None:
        write_text(html, plan_html.html(made, found=found))
        session.say(_("Wrote {file}.").format(file=html))


def exit_code(made: "Plan", *, detailed: bool = False) -> int:
    """Return what `plan` ends with: conflicts before refusals before changes."""
    if made.conflicts:
        return HAS_CONFLICTS
    if made.refusals:
        return HAS_ISSUES
    return CHANGES if detailed and made.changes else 0
