"""`flowtly apply`: carry out a plan, or plan a workbook, ask, and carry it out."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from toolkit.cli import plan as planning
from toolkit.cli.arguments import FILE
from toolkit.cli.ending import tell_applied
from toolkit.cli.session import Session, Talk, pass_session
from toolkit.cli.sources import TextOptions, say_form, source_of, text_options
from toolkit.language import _
from toolkit.thresholds import GuardName

if TYPE_CHECKING:
    from toolkit.applying.executor import Options
    from toolkit.applying.journal import Journal
    from toolkit.loop.conclude import Applied
    from toolkit.loop.reach import Reached
    from toolkit.loop.source import Source
    from toolkit.planning.plan import Plan

GUARD_STANDS = 6


ALLOW = click.option(
    "--allow",
    "allowed",
    multiple=True,
    type=click.Choice([name.value for name in GuardName]),
    metavar="GUARD",
    help=f"Pass a guard that stands, by its name; repeat for more. Guards: {', '.join(GuardName)}.",
)


class ApplyOptions(TextOptions):
    """What `apply` is told."""

    allowed: tuple[str, ...]
    on_error: str
    required: int
    yes: bool


@click.command()
@click.argument("file", type=FILE, metavar="PLAN_OR_WORKBOOK")
@click.option("--yes", is_flag=True, default=False, help="Do not ask before the plan of a workbook is carried out.")
@ALLOW
@click.option(
    "--on-error",
    type=click.Choice(["continue", "stop"]),
    default="continue",
    show_default=True,
    help="After a failure.",
)
@click.option(
    "--require-approvals",
    "required",
    type=click.IntRange(0, 9),
    default=0,
    metavar="N",
    help="Send nothing unless N others approved the plan; the profile may ask for more.",
)
@text_options
@click.pass_context
@pass_session
def apply(session: Session, ctx: click.Context, file: Path, **given: Unpack[ApplyOptions]) -> None:
    """Carry out a plan, or plan a workbook, ask, and carry it out.

    A plan is carried out once, exactly as it was shown; each record is read again right before it is
    written. The outcome of every row is written into a copy of the workbook.

    Example: flowtly apply plan.json
    """
    from toolkit.applying.executor import OnError
    from toolkit.loop.apply import options_of
    from toolkit.loop.approve import demand_approvals, read_approvals

    with session.service() as reached, session.journal() as journal:
        made, workbook = _plan_of(session, ctx, source_of(file, given), reached, journal)
        if file.suffix == ".json":
            _announce(session, made)
        approvals = read_approvals(file) if file.suffix == ".json" else ()
        demand_approvals(made, approvals, given["required"], reached)
        guard(session, ctx, made, frozenset(given["allowed"]))
        if workbook is not None:
            _say_hidden_macros(session, workbook)
        if file.suffix != ".json" and not agreed(session, made, yes=given["yes"]):
            ctx.exit(0)
        options = replace(
            options_of(reached.profile),
            on_error=OnError(given["on_error"]),
            approvals=approvals,
            required=given["required"],
        )
        applied = carry_out(session, made, reached, journal, options, workbook)
    tell_applied(session, applied)
    ctx.exit(applied.exit_code or planning.exit_code(made))


def _plan_of(
    session: Session, ctx: click.Context, source: "Source", reached: "Reached", journal: "Journal"
) -> "tuple[Plan, Source | None]":
    """Return the plan and its workbook: a saved plan as it is, or a new one of a workbook."""
    from toolkit.loop.apply import find_workbook
    from toolkit.loop.inspect import inspect
    from toolkit.loop.plan import plan
    from toolkit.loop.recheck import read_sound_plan

    if source.path.suffix == ".json":
        saved = read_sound_plan(source.path)
        workbook = find_workbook(saved, source.path.parent, source)
        if workbook is None:
            session.say(
                _("{workbook} is not beside the plan as it was planned; no result workbook is written.").format(
                    workbook=saved.origin.workbook
                )
            )
        return saved, workbook
    inspection = inspect(source, reached)
    say_form(session, inspection)
    if inspection.checked.errors:
        planning.refuse(session, inspection)
        ctx.exit(planning.HAS_ISSUES)
    return plan(inspection, reached.profile, journal), source


def _say_hidden_macros(session: Session, workbook: "Source") -> None:
    """Say before anything is sent that the result will not be a copy of this workbook."""
    from toolkit.loop.source import has_hidden_macros, open_source
    from toolkit.reports import conversions as report

    if has_hidden_macros(open_source(workbook)):
        session.say(report.hidden_macros(workbook.path.name), Talk.QUIET)


def _announce(session: Session, made: "Plan") -> None:
    """Say in two lines what a saved plan does, and how that can be undone."""
    from toolkit.reports import plans

    for sentence in filter(None, [plans.summary_line(made), plans.undo_line(made)]):
        session.say(sentence)


def guard(session: Session, ctx: click.Context, made: "Plan", allowed: frozenset[str]) -> None:
    """Stop where a guard stands that was not allowed by name (decision 10).

    The one before what cannot be undone can also be passed by whoever sits at the terminal and types how much that is.
    """
    standing = [guard for guard in made.guards if guard.name not in allowed]
    for guard in standing:
        session.say(
            _("Guard {guard}: {message} Pass it with --allow {guard}.").format(guard=guard.name, message=guard.message),
            Talk.QUIET,
        )
    if [guard.name for guard in standing] == [GuardName.IRREVERSIBLE] and session.interactive:
        standing = [] if _counted(session, made) else standing
    if standing:
        session.say(_("Nothing was sent."), Talk.QUIET)
        ctx.exit(GUARD_STANDS)


def _counted(session: Session, made: "Plan") -> bool:
    """Ask for the number of changes that cannot be undone; a yes is typed too easily (decision 7)."""
    from toolkit.planning.reversibility import Reversibility

    count = sum(change.reversibility is Reversibility.IRREVERSIBLE for change in made.changes)
    typed = session.ask(_("Type how many changes cannot be undone, to send them"))
    return typed.strip() == str(count)


def agreed(session: Session, made: "Plan", *, yes: bool) -> bool:
    """Show the plan of a workbook and ask; without anybody to ask, only --yes is a yes."""
    if not session.as_json:
        planning.present(session, made)
    return confirmed(session, made, yes=yes)


def confirmed(session: Session, made: "Plan", *, yes: bool) -> bool:
    """Ask whether a plan that was shown is to be carried out."""
    if yes or not made.changes:
        return True
    if not session.interactive:
        raise click.UsageError(_("Nobody is there to say yes to this plan: pass --yes, or save it and apply the file."))
    return session.confirm(_("Carry out {count} changes?").format(count=len(made.changes)))


def carry_out(
    session: Session,
    made: "Plan",
    reached: "Reached",
    journal: "Journal",
    options: "Options",
    workbook: "Source | Path | None",
) -> "Applied":
    """Apply a plan, with a bar of progress where somebody watches."""
    from toolkit.cli.progress import progress
    from toolkit.loop.apply import apply_plan

    options = replace(options, stops=session.stopping)
    with progress(session, len(made.changes)) as step:
        return apply_plan(made, reached, journal, options, step, workbook)
