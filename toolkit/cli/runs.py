"""`flowtly runs`: what was applied, when, by whom, and how it went."""

from pathlib import Path

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, pass_session
from toolkit.language import _


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
@click.option("--html", type=FILE, help="Write the run as one HTML file for people.")
@pass_session
def show(session: Session, run: str, html: Path | None) -> None:
    """Show one run: who, when, which workbook, every change, every request, and the verdict on its control totals.

    Example: flowtly runs show r7k2m --html run.html
    """
    from toolkit.applying.verdicts import verification_of
    from toolkit.reports import run as report

    with session.journal() as journal:
        found, exchanges, verification = journal.run(run), journal.exchanges(run), verification_of(journal, run)
    if html is not None:
        from toolkit.files import write_text
        from toolkit.reports import run_html

        write_text(html, run_html.html(found, exchanges, verification=verification))
        session.say(_("Wrote {file}.").format(file=html))
    if session.as_json:
        session.emit_json(report.json(found, exchanges, verification))
    else:
        session.emit(report.text(found, exchanges, session.width, session.paint(), verification))


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
