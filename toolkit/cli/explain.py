"""`flowtly explain`: everything about one cell."""

from pathlib import Path

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, pass_session


@click.command()
@click.argument("workbook", type=FILE)
@click.argument("cell")
@pass_session
def explain(session: Session, workbook: Path, cell: str) -> None:
    """Tell all about one cell: what it holds, how it is read, what comes of it and why.

    CELL is an address such as C7, with its sheet in front where the workbook has several: Budgets!C7.

    Example: flowtly explain budgets.xlsx C7
    """
    from toolkit.loop.explain import explain as explained_in
    from toolkit.loop.inspect import inspect
    from toolkit.reports import explanation as report

    with session.service() as reached:
        explained = explained_in(inspect(workbook, reached), reached.profile, cell)
    if session.as_json:
        session.emit_json(report.json(explained))
    else:
        session.emit(report.text(explained, session.width, session.paint()))
