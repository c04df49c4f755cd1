"""`flowtly attachments upload` and `detach`: shown as a plan, guarded, agreed to, journalled, read back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.api import GUARDS, guard
from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, pass_session
from toolkit.language import _, ngettext

if TYPE_CHECKING:
    from toolkit.attachments.uploads import Outcome, UploadPlan

REFUSED = 4
_MIB = 1024**2
_YES = click.option("--yes", is_flag=True, default=False, help="Do not ask before something is sent.")
_ALLOW = click.option(
    "--allow", "allowed", multiple=True, type=click.Choice(GUARDS), help="Pass a guard that stands; repeat for both."
)


@click.command()
@click.argument("source", type=FILE, metavar="DIR|INDEX.xlsx")
@click.option("--awaiting", is_flag=True, default=False, help="Send files without a transaction too, to await one.")
@click.option("--max-size", type=click.IntRange(1), default=20, show_default=True, help="The largest file, in MiB.")
@_ALLOW
@_YES
@click.pass_context
@pass_session
def upload(  # noqa: PLR0913 - click hands over each option under its name
    session: Session,
    ctx: click.Context,
    *,
    source: Path,
    awaiting: bool,
    max_size: int,
    allowed: tuple[str, ...],
    yes: bool,
) -> None:
    """Send documents to their transactions, each once.

    DIR has a folder for each transaction, with its id in the name, as a download makes them; a workbook has the
    columns File and Transaction. What the service has already, or was sent before, is not sent again: after an
    interruption, run it again.

    Example: flowtly attachments upload receipts --yes
    """
    from toolkit.attachments.uploads import Rules, exit_code
    from toolkit.cli.progress import counting
    from toolkit.loop.attachment_writes import plan_upload, settle_found, upload_guards
    from toolkit.loop.attachment_writes import upload as send
    from toolkit.reports import attachment_lists as report

    with session.service() as reached, session.journal() as journal:
        plan = plan_upload(reached, journal, source, Rules(max_size * _MIB, awaiting))
        settle_found(reached, journal, plan)
        if not session.as_json or not plan.items:
            _show_upload(session, plan)
        if not plan.items:
            session.say(_("Nothing is to be sent."))
            ctx.exit(REFUSED if plan.refused else 0)
        guard(session, ctx, upload_guards(reached), frozenset(allowed))
        question = ngettext("Send {count} document?", "Send {count:,} documents?", len(plan.items))
        _agree(session, ctx, question.format(count=len(plan.items)), yes=yes)
        with counting(session, _("Documents")) as seen:
            done = send(reached, journal, plan, _stepping(seen, len(plan.items)))
    if session.as_json:
        session.emit_json({"plan": report.upload_json(plan), **report.outcomes_json(done)})
    else:
        session.emit(report.outcomes(done, session.width, session.paint()).rstrip("\n"))
    ctx.exit(exit_code(done) or (REFUSED if plan.refused else 0))


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@_ALLOW
@_YES
@click.pass_context
@pass_session
def detach(
    session: Session, ctx: click.Context, *, documents: tuple[str, ...], allowed: tuple[str, ...], yes: bool
) -> None:
    """Take documents off their transactions; they then await one again.

    The service offers no operation that ties them back, so the guard irreversible stands before it.

    Example: flowtly attachments detach tat_0001 --allow irreversible
    """
    from toolkit.attachments.uploads import exit_code
    from toolkit.cli.progress import counting
    from toolkit.loop.attachment_writes import detach as send
    from toolkit.loop.attachment_writes import detach_request, plan_detach
    from toolkit.reports import attachment_lists as report

    with session.service() as reached, session.journal() as journal:
        found = plan_detach(reached, documents)
        tied = [each for each in found if each.target is not None]
        for each in found:
            if each.target is None:
                session.say(_("{id} awaits a transaction already.").format(id=each.id))
        if not tied:
            session.say(_("Nothing is to be sent."))
            if session.as_json:
                session.emit_json(report.outcomes_json(()))
            ctx.exit(0)
        if not session.as_json:
            session.emit(report.detach_plan(tied, session.width, session.paint()))
        guard(session, ctx, detach_request(tied[0]).guards(reached.profile), frozenset(allowed))
        question = ngettext("Detach {count} document?", "Detach {count:,} documents?", len(tied))
        _agree(session, ctx, question.format(count=len(tied)), yes=yes)
        with counting(session, _("Documents")) as seen:
            done = send(reached, journal, tied, _stepping(seen, len(tied)))
    if session.as_json:
        session.emit_json(report.outcomes_json(done))
    else:
        session.emit(report.outcomes(done, session.width, session.paint()).rstrip("\n"))
    ctx.exit(exit_code(done))


def _show_upload(session: Session, plan: "UploadPlan") -> None:
    from toolkit.reports import attachment_lists as report

    if session.as_json:
        session.emit_json({"plan": report.upload_json(plan), **report.outcomes_json(())})
    else:
        session.emit(report.upload_plan(plan, session.width, session.paint()))


def _agree(session: Session, ctx: click.Context, question: str, *, yes: bool) -> None:
    """Ask; without anybody to ask, only --yes is a yes."""
    if yes:
        return
    if not session.interactive:
        raise click.UsageError(_("This writes, and nobody is there to say yes to it: pass --yes."))
    if not session.confirm(question):
        session.say(_("Nothing was sent."))
        ctx.exit(0)


def _stepping(seen: "Callable[[int, int], None]", total: int) -> "Callable[[Outcome], None]":
    """Return what to call for each outcome, which counts them."""
    done: list[Outcome] = []

    def step(outcome: "Outcome") -> None:
        done.append(outcome)
        seen(len(done), total)

    return step
