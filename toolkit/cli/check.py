"""`flowtly check`: everything that is wrong in a workbook."""

from pathlib import Path

import click

from toolkit.cli.annotate import show
from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, Talk, pass_session

HAS_ISSUES = 4
BESIDE = Path()
"""What --annotate without a name stands for; no file can be called so."""


@click.command()
@click.argument("workbook", type=FILE)
@click.option(
    "--offline", is_flag=True, default=False, help="Without the service; references are checked by form only."
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
@click.pass_context
@pass_session
def check(session: Session, ctx: click.Context, workbook: Path, annotated: Path | None, *, offline: bool) -> None:
    """Find everything that is wrong in a workbook; change nothing.

    Ends with 4 where something has to be mended; warnings alone end with 0.

    Examples: flowtly check budgets.xlsx

    flowtly check budgets.xlsx --annotate
    """
    from toolkit.loop.inspect import inspect
    from toolkit.reports import issues as report

    if offline:
        inspection = inspect(workbook, None)
    else:
        with session.service() as reached:
            inspection = inspect(workbook, reached)
    checked = inspection.checked
    target = None
    if annotated is not None:
        target = show(session, workbook, None if annotated == BESIDE else annotated, checked.issues)
    if session.as_json:
        told = report.json(workbook.name, inspection.workbook.sha256, checked.rows_seen, checked.issues)
        session.emit_json(told if target is None else {**told, "annotated": str(target)})
    else:
        session.emit(report.text(checked.issues, session.width, session.paint()))
        if checked.hidden_rows:
            session.say(f"{checked.hidden_rows} rows are hidden or filtered away in Excel; they were checked as well.")
        for name in inspection.recognised.ignored:
            session.say(f'Sheet "{name}" belongs to no entity and was left alone.', Talk.VERBOSE)
    if checked.errors:
        ctx.exit(HAS_ISSUES)
