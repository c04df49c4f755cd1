"""`flowtly diff`: base, workbook and live side by side."""

from pathlib import Path
from typing import Unpack

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, pass_session
from toolkit.cli.sources import TextOptions, say_form, source_of, text_options

DIFFERENT = 3


@click.command()
@click.argument("workbook", type=FILE)
@click.option("--detailed-exitcode", is_flag=True, default=False, help="End with 3 where something differs.")
@text_options
@click.pass_context
@pass_session
def diff(
    session: Session, ctx: click.Context, workbook: Path, *, detailed_exitcode: bool, **given: Unpack[TextOptions]
) -> None:
    """Show base, workbook and live side by side, for every cell in which they differ.

    The base is what a pull wrote. Each line ends with what a plan would do about the cell, and why.

    Example: flowtly diff budgets.xlsx
    """
    from toolkit.loop.compare import compare
    from toolkit.loop.inspect import inspect
    from toolkit.reports import differences as report

    source = source_of(workbook, given)
    with session.service() as reached:
        inspection = inspect(source, reached)
        compared = compare(inspection, reached.profile)
    say_form(session, inspection)
    if session.as_json:
        session.emit_json(report.json(source.path.name, compared))
    else:
        session.emit(report.text(compared, session.width, session.paint()))
    if detailed_exitcode and compared.differences:
        ctx.exit(DIFFERENT)
