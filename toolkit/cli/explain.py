"""`flowtly explain`: everything about one cell."""

from pathlib import Path
from typing import Unpack

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, pass_session
from toolkit.cli.sources import TextOptions, say_form, source_of, text_options


@click.command()
@click.argument("workbook", type=FILE)
@click.argument("cell")
@text_options
@pass_session
def explain(session: Session, workbook: Path, cell: str, **given: Unpack[TextOptions]) -> None:
    """Tell all about one cell: what it holds, how it is read, what comes of it and why.

    CELL is an address such as C7, with its sheet in front where the workbook has several: Budgets!C7.
    In a text file it is the third column of line 7.

    Example: flowtly explain budgets.xlsx C7
    """
    from toolkit.loop.explain import explain as explained_in
    from toolkit.loop.inspect import inspect
    from toolkit.reports import explanation as report

    with session.service() as reached:
        inspection = inspect(source_of(workbook, given), reached)
        explained = explained_in(inspection, reached.profile, cell)
    say_form(session, inspection)
    if session.as_json:
        session.emit_json(report.json(explained))
    else:
        session.emit(report.text(explained, session.width, session.paint()))
