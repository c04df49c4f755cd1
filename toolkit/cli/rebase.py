"""`flowtly rebase`: bring a pulled workbook up to date."""

from pathlib import Path

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.outputs import writes_copy
from toolkit.cli.plan import HAS_CONFLICTS
from toolkit.cli.session import Session, pass_session
from toolkit.language import _


@click.command()
@writes_copy("output", of="workbook")
@click.argument("workbook", type=FILE)
@click.option("-o", "--output", type=FILE, help="The workbook to write.  [default: WORKBOOK.rebased.xlsx]")
@click.pass_context
@pass_session
def rebase(session: Session, ctx: click.Context, workbook: Path, output: Path | None) -> None:
    """Bring a pulled workbook up to date: untouched cells show what is live, and your edits stay.

    Cells that somebody else changed as well stay conflicts, unless their Resolution settles them. Rows are
    neither added nor taken out, and formats stay as they are. Ends with 5 where conflicts are left.

    Example: flowtly rebase budgets.xlsx
    """
    from toolkit.loop.beside import beside
    from toolkit.loop.inspect import inspect
    from toolkit.loop.rebase import rebase as bring_up_to_date
    from toolkit.reports import rebased as report

    target = output or beside(workbook, "rebased")
    with session.service() as reached:
        rebased = bring_up_to_date(inspect(workbook, reached), target, reached.profile, copy=output is not None)
    written = target if rebased.changed or output is not None else None
    if session.as_json:
        session.emit_json(report.json(workbook, written, rebased))
    else:
        session.emit(report.text(workbook, written, rebased, session.width))
    if rebased.conflicts:
        session.say(_("To settle conflicts in Excel: flowtly annotate {file}").format(file=written or workbook))
        ctx.exit(HAS_CONFLICTS)
