"""`flowtly worklist` and `flowtly suggestions`: what the service asks, to be answered in Excel."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.outputs import writes
from toolkit.cli.session import Session, pass_session
from toolkit.cli.workbooks import tell_escaped
from toolkit.language import _, ngettext

if TYPE_CHECKING:
    from toolkit.loop.worklists import Wanted

_LISTS = ("unassigned", "with-problems", "awaiting", "suggestions")
_ABOUT = ("transactions", "documents")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def _month(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    del ctx, parameter
    if value and not _MONTH.fullmatch(value):
        raise click.BadParameter(_("A month is written 2026-10."))
    return value


_PERIOD = click.option(
    "--period", default="", callback=_month, metavar="YYYY-MM", help="Only transactions booked in this month."
)
_ACCOUNT = click.option(
    "--account", default="", metavar="ACCOUNT", help="Only transactions of this account: a name, number or id."
)


@click.command()
@writes("output")
@click.argument("which", type=click.Choice(_LISTS), metavar=f"[{'|'.join(_LISTS)}]")
@click.option("-o", "--output", type=FILE, required=True, help="The workbook to write.")
@_PERIOD
@_ACCOUNT
@click.option("--no-suggestions", is_flag=True, default=False, help="Do not ask the service what it suggests.")
@pass_session
def worklist(session: Session, which: str, output: Path, period: str, account: str, *, no_suggestions: bool) -> None:
    """Write what the service asks into a workbook, to be answered there.

    Each row shows a transaction, or a document that awaits one, with blank cells for the answers. Copy a row to book
    parts of its transaction on several budgets. `flowtly plan` and `flowtly apply` turn the answers into changes.

    Example: flowtly worklist unassigned --period 2026-10 -o october.xlsx
    """
    from toolkit.loop.worklists import Wanted, WorkList, questions, write_worklist

    wanted = Wanted(period, account, with_suggestions=not no_suggestions)
    with session.service() as reached:
        asked = questions(reached, WorkList(which), _checked(which, wanted))
        written = write_worklist(reached, asked, WorkList(which), output)
    offers = sum(len(each.offers) for each in asked)
    if session.as_json:
        session.emit_json({"workbook": str(output), "records": written.counts, "suggestions": offers})
        return
    listed = ", ".join(f"{count:,} {path}" for path, count in written.counts.items()) or _("nothing is open")
    suggested = ngettext("{n:,} suggestion", "{n:,} suggestions", offers).format(n=offers)
    session.emit(_("Wrote {output}: {listed}, {suggested}.").format(output=output, listed=listed, suggested=suggested))
    tell_escaped(session, written.escaped)
    session.say(_("Answer in Excel, then: flowtly plan {output} -o plan.json").format(output=output))


@click.command()
@click.argument("about", type=click.Choice(_ABOUT), required=False, metavar=f"[{'|'.join(_ABOUT)}]")
@_PERIOD
@_ACCOUNT
@pass_session
def suggestions(session: Session, about: str | None, period: str, account: str) -> None:
    """List what the service suggests for open transactions and for documents that await one.

    Nothing is accepted: `flowtly worklist suggestions` writes them into a workbook, in which you say yes or no.

    Example: flowtly suggestions transactions --period 2026-10
    """
    from toolkit.loop.worklists import Wanted, WorkList, questions
    from toolkit.reports import suggestions as report

    which = WorkList.AWAITING if about == "documents" else WorkList.SUGGESTIONS
    with session.service() as reached:
        asked = questions(reached, which, _checked(which.value, Wanted(period, account)))
    lines = report.lines(
        (each.entity, each.record, offer)
        for each in asked
        for offer in each.offers
        if about is None or (each.entity.path == "transactions") == (about == "transactions")
    )
    if session.as_json:
        session.emit_json(report.json(lines))
    else:
        session.emit(report.text(lines, session.width, session.paint()))


def _checked(which: str, wanted: "Wanted") -> "Wanted":
    if which == "awaiting" and (wanted.period or wanted.account):
        raise click.UsageError(
            _("A document that awaits its transaction has no month and no account: leave --period and --account out.")
        )
    return wanted
