"""`flowtly runs`: what was applied, when, by whom, and how it went."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.outputs import writes
from toolkit.cli.session import Session, pass_session
from toolkit.language import _

if TYPE_CHECKING:
    from datetime import datetime

_DAYS = {"d": 1, "w": 7, "y": 366}
"""Units of an age in days; a year is never too short."""


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
@writes("html")
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


@runs.command()
@click.option(
    "--older-than", "age", required=True, metavar="AGE|DAY", help="An age, as 90d, 26w or 7y, or a day: 2019-01-01."
)
@click.option("--yes", is_flag=True, default=False, help="Do not ask before anything is removed.")
@pass_session
def prune(session: Session, age: str, *, yes: bool) -> None:
    """Remove what old runs wrote from the journal: plans, records, cells and requests.

    Who applied what and when stays, and so does the digest of each run, which the chain of audit bundles needs.
    Runs that `resume`, or the guard against sending twice, still needs are kept whole. It cannot be undone.

    Example: flowtly runs prune --older-than 7y
    """
    from toolkit.applying.pruning import prunable
    from toolkit.applying.pruning import prune as remove
    from toolkit.loop.audit.history import content_of, spelling_of
    from toolkit.reports import run as report

    before = _moment(age)
    with session.journal() as journal:
        found = prunable(journal, before)
        if not _agreed(session, len(found.over), yes=yes):
            session.say(_("Nothing was removed."))
            return
        remove(journal, found.over, lambda run, sent: content_of(spelling_of(report.json(run, sent))))
    if session.as_json:
        session.emit_json({"pruned": [each.id for each in found.over], "needed": [each.id for each in found.needed]})
        return
    session.emit(
        _("Removed what {count:,} runs wrote; their digests stay, as the chain of audit bundles needs them.").format(
            count=len(found.over)
        )
    )
    if found.needed:
        listed = ", ".join(each.id for each in found.needed)
        session.emit(
            _("Kept whole, as resume or the guard against sending twice needs them: {runs}.").format(runs=listed)
        )
    session.say(_("Copies of the journal, from backups and before updates, still hold everything."))


@runs.command()
@click.option("-o", "--output", type=FILE, required=True, help="The new file to write.")
@pass_session
def backup(session: Session, output: Path) -> None:
    """Copy the journal to one file, while runs may go on, and check the copy.

    Only you can read the copy; put back as journal.sqlite3, or named by FLOWTLY_JOURNAL, it is the journal as it was.

    Example: flowtly runs backup -o journal-2026-11-30.sqlite3
    """
    import os

    from toolkit.applying.backup import back_up
    from toolkit.settings import journal_url

    with session.journal():  # made where there is none, and brought to this version
        count = back_up(journal_url(os.environ), output)
    if session.as_json:
        session.emit_json({"backup": str(output), "runs": count})
    else:
        session.emit(
            _("Wrote {output}: {count:,} runs; the copy was read back and is sound.").format(output=output, count=count)
        )


def _agreed(session: Session, count: int, *, yes: bool) -> bool:
    """Ask before runs are pruned; without anybody to ask, only --yes is a yes."""
    if yes or not count:
        return True
    if not session.interactive:
        raise click.UsageError(_("This removes, and nobody is there to say yes to it: pass --yes."))
    return session.confirm(_("Remove what {count:,} runs wrote, for good?").format(count=count))


def _moment(age: str) -> "datetime":
    """Return the moment that an age or a day leads to, in UTC."""
    from datetime import UTC, datetime, timedelta

    number, unit = age[:-1], age[-1:]
    try:
        if unit in _DAYS and number.isascii() and number.isdigit():
            return datetime.now(UTC) - timedelta(days=int(number) * _DAYS[unit])
        return datetime.strptime(age, "%Y-%m-%d").replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        said = _("write an age, as 90d, 26w or 7y, or a day, as 2019-01-01.")
        raise click.BadParameter(said, param_hint="--older-than") from None
