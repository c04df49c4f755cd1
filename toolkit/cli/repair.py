"""`flowtly resume`, `undo` and `results`: what comes after a run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli import plan as planning
from toolkit.cli.arguments import FILE
from toolkit.cli.ending import tell_applied
from toolkit.cli.outputs import writes
from toolkit.cli.session import Session, Talk, pass_session
from toolkit.language import _, ngettext

if TYPE_CHECKING:
    from datetime import datetime

    from toolkit.applying.settle import Decision


@click.command()
@click.argument("run")
@click.option("--adopt", metavar="N=ID", multiple=True, help="Change N made the record ID; repeat for more.")
@click.option("--send", type=int, metavar="N", multiple=True, help="No record is the one of change N: send it again.")
@click.option(
    "--wait/--no-wait",
    default=True,
    show_default=True,
    help="Wait for requests that may still take effect, or stop with 8.",
)
@click.pass_context
@pass_session
def resume(
    session: Session, ctx: click.Context, run: str, *, adopt: tuple[str, ...], send: tuple[int, ...], wait: bool
) -> None:
    """Settle what is unknown of a run, then go on with it.

    Every request that was sent and not answered is looked up first; nothing is sent twice. Where the records
    of the service do not tell, you are asked: --adopt and --send answer. What was sent a moment ago may still
    arrive: resume says until when, and waits for that.

    Example: flowtly resume r7k2m --adopt 3=bgt_0013
    """
    from dataclasses import replace

    from toolkit.applying.executor import InFlight
    from toolkit.cli.progress import progress
    from toolkit.loop.apply import options_of
    from toolkit.loop.repair import resume_run

    decisions = _decisions(adopt, send)
    with session.service() as reached, session.journal() as journal:
        options = replace(
            options_of(reached.profile),
            in_flight=InFlight.WAIT if wait else InFlight.STOP,
            stops=session.stopping,
            waits=lambda count, until: session.say(_waiting(count, until), Talk.QUIET),
        )
        with progress(session, len(journal.plan(run).changes)) as step:
            applied = resume_run(run, reached, journal, options, step, decisions)
    tell_applied(session, applied)
    ctx.exit(applied.exit_code)


@click.command()
@writes("output", "html")
@click.argument("run")
@click.option("-o", "--output", type=FILE, required=True, help="Where to save the plan that takes the run back.")
@click.option("--html", type=FILE, help="Write the plan as one HTML file for people.")
@click.pass_context
@pass_session
def undo(session: Session, ctx: click.Context, run: str, output: Path, html: Path | None) -> None:
    """Plan how to take a run back; nothing is sent before you apply that plan.

    What somebody touched since the run, and what the service cannot undo, is listed and left alone.

    Example: flowtly undo r7k2m -o undo.json
    """
    from toolkit.loop.repair import undo_run

    with session.service() as reached, session.journal() as journal:
        made = undo_run(run, reached, journal)
    planning.save(session, made, output, html)
    planning.present(session, made)
    session.say(_("Saved {output}. To carry it out: flowtly apply {output}").format(output=output))
    ctx.exit(planning.exit_code(made))


@click.command()
@writes("output")
@click.argument("run")
@click.option("-o", "--output", type=FILE, required=True, help="The workbook to write.")
@pass_session
def results(session: Session, run: str, output: Path) -> None:
    """Write the rows of a run that are not done into a workbook, to mend and plan again.

    Each row says why it is not done. A row whose outcome is unknown says IGNORE: resume the run first.

    Example: flowtly results r7k2m -o left.xlsx
    """
    from toolkit.loop.leftovers import write_leftovers

    with session.service() as reached, session.journal() as journal:
        counts = write_leftovers(run, reached, journal, output)
    if session.as_json:
        session.emit_json({"workbook": str(output), "run": run, "rows": counts})
    else:
        listed = ", ".join(f"{count} {path}" for path, count in counts.items()) or _("nothing is left to do")
        session.emit(_("Wrote {output}: {listed}.").format(output=output, listed=listed))


def _waiting(count: int, until: "datetime") -> str:
    """Say for what a resume waits, and until when."""
    from toolkit.errors import clock_time

    told = ngettext(
        "{count} request may still take effect until {until}; nothing is sent in its place before. Ctrl-C stops.",
        "{count:,} requests may still take effect until {until}; nothing is sent in their place before. Ctrl-C stops.",
        count,
    )
    return told.format(count=count, until=clock_time(until))


def _decisions(adopt: tuple[str, ...], send: tuple[int, ...]) -> "dict[int, Decision]":
    from toolkit.applying.settle import Adopt, Send

    decisions: dict[int, Decision] = {n: Send() for n in send}
    for answer in adopt:
        number, equals, record = answer.partition("=")
        if not (number.isdigit() and equals and record):
            raise click.BadParameter(
                _('"{answer}" is no answer: write N=ID, for example 3=bgt_0013.').format(answer=answer),
                param_hint="--adopt",
            )
        decisions[int(number)] = Adopt(record)
    return decisions
