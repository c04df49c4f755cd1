"""`flowtly check`: everything that is wrong in a workbook."""

from pathlib import Path

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, Talk, pass_session

HAS_ISSUES = 4


@click.command()
@click.argument("workbook", type=FILE)
@click.option(
    "--offline", is_flag=True, default=False, help="Without the service; references are checked by form only."
)
@click.pass_context
@pass_session
def check(session: Session, ctx: click.Context, workbook: Path, *, offline: bool) -> None:
    """Find everything that is wrong in a workbook; change nothing.

    Ends with 4 where something has to be mended; warnings alone end with 0.

    Example: flowtly check budgets.xlsx
    """
    from toolkit.loop.inspect import inspect
    from toolkit.reports import issues as report

    if offline:
        inspection = inspect(workbook, None)
    else:
        with session.service() as reached:
            inspection = inspect(workbook, reached)
    checked = inspection.checked
    if session.as_json:
        session.emit_json(report.json(workbook.name, inspection.workbook.sha256, checked.rows_seen, checked.issues))
    else:
        session.emit(report.text(checked.issues, session.width, session.paint()))
        if checked.hidden_rows:
            session.say(f"{checked.hidden_rows} rows are hidden or filtered away in Excel; they were checked as well.")
        for name in inspection.recognised.ignored:
            session.say(f'Sheet "{name}" belongs to no entity and was left alone.', Talk.VERBOSE)
    if checked.errors:
        ctx.exit(HAS_ISSUES)
