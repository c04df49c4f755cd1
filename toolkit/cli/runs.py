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

    from toolkit.applying.pruning import Digests, Prunable

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
    """List the writes that were sent outside of any plan: by `flowtly api`, uploads and detachments.

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

    before = _moment(age)
    with session.journal() as journal:
        found = prunable(journal, before)
        question = _("Remove what {count:,} runs and {requests:,} direct requests wrote, for good?").format(
            count=len(found.over), requests=len(found.requests)
        )
        if (found.over or found.requests) and not _agreed(session, question, yes=yes):
            session.say(_("Nothing was removed."))
            return
        remove(journal, found, _digests())
    if session.as_json:
        session.emit_json(
            {
                "pruned": [each.id for each in found.over],
                "needed": [each.id for each in found.needed],
                "requests": [each.number for each in found.requests],
                "needed_requests": [each.number for each in found.needed_requests],
            }
        )
        return
    _tell_pruned(session, found)


@runs.command()
@click.option("--entity", "path", metavar="ENTITY", help="With --id: erase the texts of this record.")
@click.option("--id", "record", metavar="ID", help="The record whose texts are erased.")
@click.option("--text", metavar="TEXT", help="Erase this text wherever it stands, in any case of letters.")
@click.option("--yes", is_flag=True, default=False, help="Do not ask before anything is erased.")
@pass_session
def erase(session: Session, path: str | None, record: str | None, text: str | None, *, yes: bool) -> None:
    """Erase a person's values from what the journal keeps: from plans, records, cells, sentences and bodies.

    Ids, amounts, days, and what came of each change stay, and so do the digests that audit bundles need. What was
    erased cannot be undone from the journal any more. It cannot be taken back. Backups and bundles still hold it.

    Example: flowtly runs erase --text "Anna Lindqvist"

    Example: flowtly runs erase --entity transactions --id txn_0001
    """
    from toolkit.applying.erasing import Wanted
    from toolkit.applying.erasing import erase as remove
    from toolkit.entities import find

    if (text is None) == (path is None or record is None) or (path is None) != (record is None):
        raise click.UsageError(_("Say what to erase: --text, or --entity and --id."))
    wanted = Wanted(text=text) if text is not None else Wanted(entity=find(path or ""), record=record or "")
    if not _agreed(session, _("Erase it from the journal, for good?"), yes=yes):
        session.say(_("Nothing was erased."))
        return
    with session.journal() as journal:
        try:
            erased = remove(journal, wanted, _digests())
        except ValueError:
            said = _("a text of less than three characters would be found everywhere.")
            raise click.BadParameter(said, param_hint="--text") from None
    if session.as_json:
        session.emit_json(
            {
                "values": erased.values,
                "runs": list(erased.runs),
                "requests": list(erased.requests),
                "needed": list(erased.needed),
            }
        )
        return
    session.emit(
        _("Erased {values:,} values from {runs:,} runs and {requests:,} direct requests; their digests stay.").format(
            values=erased.values, runs=len(erased.runs), requests=len(erased.requests)
        )
    )
    if erased.needed:
        session.emit(
            _("Left as they are, as resume still needs them: {runs}. Resume them, then erase again.").format(
                runs=", ".join(erased.needed)
            )
        )
    session.say(_("Copies of the journal, from backups and before updates, and audit bundles still hold everything."))


@runs.command()
@writes("output")
@click.argument("chosen", nargs=-1, metavar="[RUN]...")
@click.option("-o", "--output", type=FILE, required=True, help="The file to write.")
@pass_session
def export(session: Session, chosen: tuple[str, ...], output: Path) -> None:
    """Write what the journal has of runs, and of direct requests, as one JSON file.

    Without a RUN it is everything. Passwords, tokens and keys are masked; only you can read the file.

    Example: flowtly runs export -o journal.json
    """
    import os

    from toolkit.loop.journal_export import export as write
    from toolkit.reports import direct as requests
    from toolkit.reports import run as report

    with session.journal() as journal:
        before = os.umask(0o077)
        try:
            count = write(journal, output, chosen, report.json, requests.json)
        finally:
            os.umask(before)
    if session.as_json:
        session.emit_json({"export": str(output), "runs": count})
    else:
        session.emit(_("Wrote {output}: {count:,} runs.").format(output=output, count=count))


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


def _agreed(session: Session, question: str, *, yes: bool) -> bool:
    """Ask before something is removed; without anybody to ask, only --yes is a yes."""
    if yes:
        return True
    if not session.interactive:
        raise click.UsageError(_("This removes, and nobody is there to say yes to it: pass --yes."))
    return session.confirm(question)


def _digests() -> "Digests":
    from toolkit.loop.journal_export import digests_of
    from toolkit.reports import direct as requests
    from toolkit.reports import run as report

    return digests_of(report.json, requests.json)


def _tell_pruned(session: Session, found: "Prunable") -> None:
    session.emit(
        _("Removed what {count:,} runs wrote; their digests stay, as the chain of audit bundles needs them.").format(
            count=len(found.over)
        )
    )
    if found.requests:
        session.emit(_("Removed the bodies of {count:,} direct requests.").format(count=len(found.requests)))
    if found.needed:
        listed = ", ".join(each.id for each in found.needed)
        session.emit(
            _("Kept whole, as resume or the guard against sending twice needs them: {runs}.").format(runs=listed)
        )
    if found.needed_requests:
        session.emit(
            _(
                "Kept whole are {count:,} direct requests: uploads, by which it is known what was sent before, and "
                "what was not answered."
            ).format(count=len(found.needed_requests))
        )
    session.say(_("Copies of the journal, from backups and before updates, still hold everything."))


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
