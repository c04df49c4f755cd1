"""`flowtly statements`: bank statements into the service."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from toolkit.cli import apply as applying
from toolkit.cli import mt940
from toolkit.cli import plan as planning
from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, Talk, pass_session
from toolkit.language import _

if TYPE_CHECKING:
    from toolkit.applying.journal import Journal
    from toolkit.bank.reconcile import Reconciliation
    from toolkit.loop.apply import Applied
    from toolkit.loop.imports import Import
    from toolkit.loop.reach import Reached


class ImportOptions(TypedDict):
    """What `statements import` is told."""

    called: str | None
    currency: str
    opening: Decimal | None
    encoding: str | None
    same_day: str
    output: Path | None
    allowed: tuple[str, ...]
    yes: bool


@click.group()
def statements() -> None:
    """Bring bank statements into the service."""


@statements.command("import")
@click.argument("file", type=FILE)
@click.option("--account", "called", metavar="NAME", help="The bank account, where the file's number is another.")
@mt940.CURRENCY
@mt940.OPENING
@mt940.ENCODING
@click.option(
    "--same-day",
    type=click.Choice(["refuse", "new", "same"]),
    default="refuse",
    show_default=True,
    help="A movement whose day and amount are there under another reference.",
)
@click.option("-o", "--output", type=FILE, help="Save the plan to be applied later, and send nothing.")
@applying.ALLOW
@click.option("--yes", is_flag=True, default=False, help="Do not ask before the plan is carried out.")
@click.pass_context
@pass_session
def take_in(session: Session, ctx: click.Context, file: Path, **given: Unpack[ImportOptions]) -> None:
    """Create the movements of a statement that the service does not have yet.

    The statement is proved, compared with what is there by account, date, amount and reference, and planned:
    transactions cannot be deleted, so the guard of that name stands. Afterwards both sides are compared again.

    Example: flowtly statements import october.sta --allow irreversible
    """
    from toolkit.bank.prove import prove
    from toolkit.bank.table import Told
    from toolkit.loop.imports import plan_import
    from toolkit.loop.statements import read_statements

    told = Told(given["called"] or "", given["currency"].upper(), given["opening"])
    proof = prove(read_statements(file, given["encoding"], told))
    if not proof.holds:
        mt940.present(session, [(file.name, proof)])
        session.say(_("Nothing was planned: a statement that does not prove is not imported."), Talk.QUIET)
        ctx.exit(mt940.NOT_PROVED)
    with session.service() as reached, session.journal() as journal:
        planned = plan_import(file, proof, reached, journal, given["called"], given["same_day"])
        if given["output"] is not None:
            _save(session, planned, given["output"])
            ctx.exit(planning.exit_code(planned.plan))
        if not planned.plan.changes or not session.as_json:
            planning.present(session, planned.plan)
        if not planned.plan.changes:
            session.say(_("Nothing is to be created."))
            ctx.exit(planning.exit_code(planned.plan))
        applying.guard(session, ctx, planned.plan, frozenset(given["allowed"]))
        if not applying.confirmed(session, planned.plan, yes=given["yes"]):
            ctx.exit(0)
        code = _carry_out(session, planned, reached, journal)
    ctx.exit(code or planning.exit_code(planned.plan))


def _save(session: Session, planned: "Import", output: Path) -> None:
    planning.present(session, planned.plan)
    planning.save(session, planned.plan, output, None)
    session.say(_("Saved {output}. To carry it out: flowtly apply {output}").format(output=output))


def _carry_out(session: Session, planned: "Import", reached: "Reached", journal: "Journal") -> int:
    """Apply the plan, hold the file against the service once more, and return the exit code."""
    from toolkit.applying.executor import Options
    from toolkit.loop.imports import verify_import

    options = Options(workers=reached.profile.workers)
    applied = applying.carry_out(session, planned.plan, reached, journal, options, None)
    found = verify_import(planned.parts, reached)
    _tell(session, applied, found)
    verified = all(not each.only_file for each in found)
    return applied.exit_code or (0 if verified or planned.plan.refusals else mt940.NOT_PROVED)


def _tell(session: Session, applied: "Applied", found: "tuple[Reconciliation, ...]") -> None:
    from toolkit.reports import receipts, reconciliation

    if session.as_json:
        run = receipts.json(applied.run, applied.verification)
        session.emit_json({**run, "reconciliation": [reconciliation.json(each) for each in found]})
        return
    applying.tell(session, applied)
    for each in found:
        session.emit(reconciliation.text(each, session.width, session.paint()))
