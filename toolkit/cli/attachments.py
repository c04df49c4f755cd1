"""`flowtly attachments`: documents of transactions, fetched, proved, found, sent and detached."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.attachment_writes import detach, upload
from toolkit.cli.session import Session, Talk, pass_session
from toolkit.language import _, ngettext

if TYPE_CHECKING:
    from toolkit.loop.attachment_choice import Choice
    from toolkit.loop.attachments import Downloaded

NOT_PROVED = 10

_DAY = click.DateTime(["%Y-%m-%d"])
_MONTH = click.DateTime(["%Y-%m"])
_PERIOD = click.option("--period", type=_MONTH, metavar="YYYY-MM", help="A month of transactions.")
_FROM = click.option("--from", "first", type=_DAY, metavar="YYYY-MM-DD", help="The first day, 2026-01-01.")
_TO = click.option("--to", "last", type=_DAY, metavar="YYYY-MM-DD", help="The last day, included.")
_ACCOUNT = click.option("--account", default="", metavar="NAME", help="The bank account: its name, number or id.")


@click.group()
def attachments() -> None:
    """Download, prove, find, upload and detach the documents of transactions."""


attachments.add_command(upload)
attachments.add_command(detach)


class DownloadOptions(TypedDict):
    """What `attachments download` is told."""

    output: Path
    period: datetime | None
    first: datetime | None
    last: datetime | None
    account: str
    workbook: Path | None
    filters: tuple[str, ...]
    batch: int
    keep_incomplete: bool


@attachments.command()
@click.option("-o", "--output", type=FILE, required=True, metavar="DIR", help="The folder to make.")
@_PERIOD
@_FROM
@_TO
@_ACCOUNT
@click.option("--workbook", type=FILE, metavar="FILE", help="The transactions of a workbook.")
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="A filter of the service.")
@click.option(
    "--batch", type=click.IntRange(1), default=25, show_default=True, help="Transactions to ask for at a time."
)
@click.option(
    "--keep-incomplete", is_flag=True, default=False, help="Make the folder even where the service lacks documents."
)
@click.pass_context
@pass_session
def download(session: Session, ctx: click.Context, **given: Unpack[DownloadOptions]) -> None:
    """Download documents into a folder for each transaction, with an index and a manifest.

    All transactions, or those of a period, an account, a workbook, a filter. Every checksum is checked; the folder
    appears once everything is there. What was cut off goes on where it stopped when the command is run again.

    Example: flowtly attachments download --period 2026-10 -o october-documents
    """
    from toolkit.cli.progress import counting
    from toolkit.loop.attachments import Incomplete, Options, download_attachments

    incomplete = Incomplete.KEEP if given["keep_incomplete"] else Incomplete.REFUSE
    options = Options(given["batch"], incomplete=incomplete)
    with session.service() as reached, counting(session, _("Documents")) as seen:
        done = download_attachments(reached, _choice(given), given["output"], options, seen)
    _tell(session, done)
    ctx.exit(0 if done.folder is not None and (done.complete or given["keep_incomplete"]) else NOT_PROVED)


def _choice(given: DownloadOptions) -> "Choice":
    from toolkit.cli.mt940 import pairs
    from toolkit.loop.attachment_choice import Choice

    first, last = period(given["period"], given["first"], given["last"])
    return Choice(
        first=None if first is None else first.date(),
        last=None if last is None else last.date(),
        account=given["account"],
        workbook=given["workbook"],
        filters=dict(pairs(given["filters"])),
    )


def period(
    month: datetime | None, first: datetime | None, last: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last day that the options mean."""
    from calendar import monthrange

    if month is not None:
        if first or last:
            raise click.UsageError(_("--period is a whole month; without it, --from and --to tell the days."))
        return month, month.replace(day=monthrange(month.year, month.month)[1])
    if first and last and last < first:
        raise click.BadParameter(_("The last day is before the first."), param_hint="--to")
    return first, last


def _tell(session: Session, done: "Downloaded") -> None:
    from toolkit.reports import attachments as report

    if done.resumed:
        again = ngettext(
            "{count} batch came in an earlier run.", "{count:,} batches came in an earlier run.", done.resumed
        )
        session.say(again.format(count=done.resumed))
    if session.as_json:
        folder = None if done.folder is None else str(done.folder)
        session.emit_json({"folder": folder, "awaiting": done.awaiting, **report.came_json(done.manifest)})
    else:
        session.emit(report.came(done.manifest, session.width, session.paint()).rstrip("\n"))
    if done.awaiting:
        waiting = ngettext(
            "{count} document awaits a transaction, and is not among them.",
            "{count:,} documents await a transaction, and are not among them.",
            done.awaiting,
        )
        session.say(waiting.format(count=done.awaiting))
    if done.folder is not None:
        session.say(_("Made {folder}: see its index.xlsx.").format(folder=done.folder))
        return
    session.say(
        _(
            "{folder} was not made, as not everything came; what came is in {place}. Run it again to ask for the rest, "
            "or with --keep-incomplete to have the folder without it."
        ).format(folder=str(done.place).removesuffix(".partial"), place=done.place),
        Talk.QUIET,
    )


@attachments.command()
@click.argument("folder", type=FILE, metavar="DIR")
@click.pass_context
@pass_session
def verify(session: Session, ctx: click.Context, folder: Path) -> None:
    """Hold a downloaded folder against its manifest; needs no service.

    Every altered byte, missing file and file too many is named. Ends with 10 where there is one.

    Example: flowtly attachments verify october-documents
    """
    from toolkit.loop.attachments import verify_attachments
    from toolkit.reports import attachments as report

    found = verify_attachments(folder)
    if session.as_json:
        session.emit_json(report.verified_json(found))
    else:
        session.emit(report.verified(found, session.width, session.paint()).rstrip("\n"))
    ctx.exit(0 if found.holds else NOT_PROVED)


class SearchOptions(TypedDict):
    """What `attachments search` is told."""

    name: str
    transaction: str
    awaiting: bool
    period: datetime | None
    first: datetime | None
    last: datetime | None


@attachments.command()
@click.argument("name", default="")
@click.option("--transaction", default="", metavar="ID", help="Those of one transaction.")
@click.option("--awaiting", is_flag=True, default=False, help="Those that await a transaction.")
@_PERIOD
@_FROM
@_TO
@pass_session
def search(session: Session, **given: Unpack[SearchOptions]) -> None:
    """List documents by a part of their name, their transaction, or its period.

    Example: flowtly attachments search telia --period 2026-10
    """
    from toolkit.loop.attachment_search import Sought, search_attachments
    from toolkit.reports import attachment_lists as report

    first, last = period(given["period"], given["first"], given["last"])
    sought = Sought(
        name=given["name"],
        transaction=given["transaction"],
        awaiting=given["awaiting"],
        first=None if first is None else first.date(),
        last=None if last is None else last.date(),
    )
    with session.service() as reached:
        found = search_attachments(reached, sought)
    if session.as_json:
        session.emit_json(report.found_json(found))
    else:
        session.emit(report.found(found, session.width, session.paint()).rstrip("\n"))
