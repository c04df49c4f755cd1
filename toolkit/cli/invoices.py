"""`flowtly invoices`: drafts, the next number, whether invoices add up, and sending them to their clients."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from toolkit.cli import apply as applying
from toolkit.cli import plan as planning
from toolkit.cli.arguments import FILE
from toolkit.cli.ending import tell_applied
from toolkit.cli.outputs import writes
from toolkit.cli.session import Session, Talk, pass_session
from toolkit.language import _
from toolkit.thresholds import GuardName

if TYPE_CHECKING:
    from toolkit.applying.journal import Journal
    from toolkit.loop.reach import Reached
    from toolkit.planning.plan import Plan

NOT_EQUAL = 10

_DAY = click.DateTime(["%Y-%m-%d"])


class SendOptions(TypedDict):
    """What `invoices send` is told."""

    listed: Path | None
    workbook: Path | None
    column: str
    unequal: bool
    output: Path | None
    allowed: tuple[str, ...]
    yes: bool


@click.group()
def invoices() -> None:
    """List drafts, ask for the next number, and send invoices to their clients."""


@invoices.command()
@pass_session
def drafts(session: Session) -> None:
    """List the invoices that the service has as drafts.

    Example: flowtly invoices drafts
    """
    from toolkit.loop import invoices as loop
    from toolkit.reports import invoices as report

    with session.service() as reached:
        found = loop.drafts(reached)
    if session.as_json:
        session.emit_json(report.json(found.records, found.labels))
    else:
        session.emit(report.text(found.records, found.labels, session.width, session.paint()))


@invoices.command("next-name")
@click.option("--date", "day", type=_DAY, metavar="YYYY-MM-DD", help="The day of issue, 2026-11-30; today without one.")
@pass_session
def next_name(session: Session, day: datetime | None) -> None:
    """Ask the service for the number of the next invoice of a day.

    The number is free now, and nobody keeps it free.

    Example: flowtly invoices next-name --date 2026-11-30
    """
    from toolkit.loop import invoices as loop

    asked = (day or datetime.now(UTC).astimezone()).date()
    with session.service() as reached:
        name = loop.next_name(reached, asked)
    if session.as_json:
        session.emit_json({"date": asked.isoformat(), "name": name})
    else:
        session.emit(name)


@invoices.command()
@click.pass_context
@pass_session
def verify(session: Session, ctx: click.Context) -> None:
    """Add up the rows of every live invoice, and compare with its net and gross, to the cent.

    Ends with 10 where one does not add up. An invoice without rows, or with a VAT rate that is a word, is
    compared as far as that goes.

    Example: flowtly invoices verify
    """
    from toolkit.loop import invoices as loop
    from toolkit.reports import invoices as report

    with session.service() as reached:
        found = [(each.record, each.gaps) for each in loop.unequal(reached)]
    if session.as_json:
        session.emit_json(report.unequal_json(found))
    else:
        session.emit(report.unequal(found, session.width, session.paint()))
    ctx.exit(NOT_EQUAL if found else 0)


@invoices.command()
@writes("output")
@click.argument("names", nargs=-1, metavar="[ID|NUMBER]...")
@click.option("--list", "listed", type=FILE, help="A text file with an id or number on each line.")
@click.option("--workbook", type=FILE, help="A pulled workbook whose rows say which, in a note column.")
@click.option("--column", default="# Send", show_default=True, help="The note column of the workbook that says yes.")
@click.option(
    "--unequal", is_flag=True, default=False, help="Send invoices too whose rows do not come to their amounts."
)
@click.option("-o", "--output", type=FILE, help="Save the plan to be applied later, and send nothing.")
@applying.ALLOW
@click.option("--yes", is_flag=True, default=False, help="Do not ask; needs --allow irreversible as well.")
@click.pass_context
@pass_session
def send(session: Session, ctx: click.Context, names: tuple[str, ...], **given: Unpack[SendOptions]) -> None:
    """Send invoices to their clients, each once.

    There is no way back from a letter. The plan is shown first; you type how many invoices are to be sent, or the
    number of the only one. What was sent already is refused, and what may have been sent is left to
    `flowtly resume`.

    Example: flowtly invoices send F/2026/11/001 F/2026/11/002
    """
    with session.service() as reached, session.journal() as journal:
        plan = _plan(session, ctx, names, given, reached, journal)
        if given["output"] is not None:
            planning.save(session, plan, given["output"], None)
            planning.present(session, plan)
            session.say(_("Saved {output}. To carry it out: flowtly apply {output}").format(output=given["output"]))
            ctx.exit(planning.exit_code(plan))
        if not plan.changes or not session.as_json:
            planning.present(session, plan)
        else:
            # The data is the run, which knows nothing of what was refused.
            _tell_refused(session, plan)
        if not plan.changes:
            session.say(_("Nothing is to be sent."))
            ctx.exit(planning.exit_code(plan))
        _agree(session, ctx, plan, frozenset(given["allowed"]), yes=given["yes"])
        code = _carry_out(session, plan, reached, journal, given["workbook"])
    ctx.exit(code or planning.exit_code(plan))


def _plan(
    session: Session,
    ctx: click.Context,
    names: tuple[str, ...],
    given: SendOptions,
    reached: "Reached",
    journal: "Journal",
) -> "Plan":
    """Plan what was named in one of the three ways."""
    from toolkit.loop.inspect import inspect
    from toolkit.loop.invoice_choice import listed, typed
    from toolkit.loop.invoices import plan_marked, plan_sending

    workbook, list_file = given["workbook"], given["listed"]
    if sum((bool(names), workbook is not None, list_file is not None)) != 1:
        raise click.UsageError(_("Say which invoices: by their ids or numbers, with --list, or with --workbook."))
    if workbook is None:
        choice = typed(names) if list_file is None else listed(list_file)
        return plan_sending(reached, journal, choice, unequal=given["unequal"])
    inspection = inspect(workbook, reached)
    if inspection.checked.errors:
        planning.refuse(session, inspection)
        ctx.exit(planning.HAS_ISSUES)
    return plan_marked(reached, journal, inspection, given["column"], unequal=given["unequal"])


def _tell_refused(session: Session, plan: "Plan") -> None:
    for each in plan.refusals:
        session.say(f"{each.sheet}!{each.row}: {each.reason}", Talk.QUIET)


def _agree(session: Session, ctx: click.Context, plan: "Plan", allowed: frozenset[str], *, yes: bool) -> None:
    """Stop unless somebody typed what is sent; --yes does only together with leave for what cannot be undone."""
    if not session.interactive:
        applying.guard(session, ctx, plan, allowed)
        if not yes:
            raise click.UsageError(_("Nobody is there to type what is sent: pass --yes, or save the plan with -o."))
        return
    applying.guard(session, ctx, plan, allowed | {GuardName.IRREVERSIBLE})
    if yes and GuardName.IRREVERSIBLE in allowed:
        return
    if not _typed(session, plan):
        session.say(_("That is not it. Nothing was sent."), Talk.QUIET)
        ctx.exit(applying.GUARD_STANDS)


def _typed(session: Session, plan: "Plan") -> bool:
    """Ask for the number of the only invoice, or for how many there are."""
    if len(plan.changes) == 1:
        wanted = plan.changes[0].label
        question = _("Type the number of the invoice, {label}, to send it").format(label=wanted)
    else:
        wanted = str(len(plan.changes))
        question = _("Type how many invoices are to be sent, to send them")
    return session.ask(question).strip() == wanted


def _carry_out(session: Session, plan: "Plan", reached: "Reached", journal: "Journal", workbook: Path | None) -> int:
    from dataclasses import replace

    from toolkit.loop.apply import options_of

    applied = applying.carry_out(
        session, plan, reached, journal, replace(options_of(reached.profile), workers=1), workbook
    )
    tell_applied(session, applied)
    return applied.exit_code
