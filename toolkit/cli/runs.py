"""`flowtly runs`: what was applied, when, by whom, and how it went."""

import click

from toolkit.cli.session import Session, pass_session


@click.group(invoke_without_command=True)
@click.pass_context
@pass_session
def runs(session: Session, ctx: click.Context) -> None:
    """List what was applied, or show one run.

    Example: flowtly runs
    """
    from toolkit.reports import runs as report

    if ctx.invoked_subcommand is not None:
        return
    with session.journal() as journal:
        found = journal.runs()
    if session.as_json:
        session.emit_json(report.json(found))
    else:
        session.emit(report.text(found, session.width, session.paint()))


@runs.command()
@click.argument("run")
@pass_session
def show(session: Session, run: str) -> None:
    """Show one run: who, when, which workbook, and the receipt of every change.

    Example: flowtly runs show r7k2m
    """
    from toolkit.reports import receipts as report

    with session.journal() as journal:
        found = journal.run(run)
    if session.as_json:
        session.emit_json(report.json(found))
    else:
        session.emit(report.text(found, session.width, session.paint()))


@runs.command()
@pass_session
def direct(session: Session) -> None:
    """List the writes that `flowtly api` sent, outside of any plan.

    Example: flowtly runs direct
    """
    from toolkit.applying.direct_journal import direct_requests
    from toolkit.reports import direct as report

    with session.journal() as journal:
        found = direct_requests(journal)
    if session.as_json:
        session.emit_json(report.json(found))
    else:
        session.emit(report.text(found, session.width, session.paint()))
