"""`flowtly approve`: a second person's signed yes to a plan."""

from pathlib import Path

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, pass_session
from toolkit.language import _


@click.command()
@click.argument("plan", type=FILE, required=False)
@click.option("--init", "initial", is_flag=True, default=False, help="Make your pair of keys; once for each person.")
@click.option(
    "--days", type=click.IntRange(1, 365), default=7, show_default=True, help="How long the approval is valid."
)
@pass_session
def approve(session: Session, plan: Path | None, days: int, *, initial: bool) -> None:
    """Approve a plan that somebody else made, with a signature.

    The approval is a signed line in PLAN.approvals, bound to the plan, its workbook and its service. `apply` counts
    it where the profile, or --require-approvals, asks for approvals, and your key is trusted there.

    Example: flowtly approve plan.json
    """
    from toolkit.loop.approve import approve_plan, key_file, make_own_key

    if initial == (plan is not None):
        raise click.UsageError(_("Name the plan to approve, or make your keys with --init."))
    if plan is None:
        key = make_own_key()
        if session.as_json:
            session.emit_json({"private": str(key_file()), "key": key})
        else:
            session.emit(key)
        session.say(
            _(
                "This is your public key. Those who apply plans write it into their config.toml, as `key` under "
                "[people.NAME], with your `login`, and `approves = true` if you may approve."
            )
        )
        return
    written = approve_plan(plan, days)
    if session.as_json:
        session.emit_json({"approvals": str(written)})
    session.say(_("Approved {plan} for {days} days; wrote {path}.").format(plan=plan, days=days, path=written))
