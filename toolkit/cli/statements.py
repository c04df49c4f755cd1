"""`flowtly statements`: bank statements into the service."""

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from toolkit.cli import apply as applying
from toolkit.cli import mt940
from toolkit.cli import plan as planning
from toolkit.cli.arguments import FILE
from toolkit.cli.ending import tell_applied, tell_beside, troubles_json
from toolkit.cli.outputs import writes
from toolkit.cli.session import Session, Talk, pass_session
from toolkit.language import _
from toolkit.thresholds import GuardName

if TYPE_CHECKING:
    from toolkit.applying.journal import Journal
    from toolkit.bank.findings import Reading
    from toolkit.bank.prove import Proof
    from toolkit.bank.reconcile import Reconciliation
    from toolkit.loop.conclude import Applied
    from toolkit.loop.imports import Import
    from toolkit.loop.reach import Reached
    from toolkit.planning.plan import Plan


class ImportOptions(TypedDict):
    """What `statements import` is told."""

    called: str | None
    currency: str
    opening: Decimal | None
    encoding: str | None
    same_day: str
    upload: bool | None
    size: int
    again: bool
    output: Path | None
    allowed: tuple[str, ...]
    yes: bool


@click.group()
def statements() -> None:
    """Bring bank statements into the service."""


@statements.command("import")
@writes("output")
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
    help="A movement that may be there under another reference or day.",
)
@click.option(
    "--upload/--no-upload",
    default=None,
    help="Many movements in a request, or each in one of its own; without either, as the profile says.",
)
@click.option(
    "--chunk",
    "size",
    type=click.IntRange(1),
    default=500,
    show_default=True,
    metavar="N",
    help="With --upload: the most movements in a request.",
)
@click.option(
    "--again", is_flag=True, default=False, help="Send what is lacking after an upload of the file was not answered."
)
@click.option("-o", "--output", type=FILE, help="Save the plan to be applied later, and send nothing.")
@applying.ALLOW
@click.option("--yes", is_flag=True, default=False, help="Do not ask before the plan is carried out.")
@click.pass_context
@pass_session
def take_in(session: Session, ctx: click.Context, file: Path, **given: Unpack[ImportOptions]) -> None:
    """Create the movements of a statement that the service does not have yet.

    The statement is proved, compared with what is there by account, date, amount and reference, and planned:
    transactions cannot be deleted, so the guard of that name stands. The guard gap stands where the balance before the
    first new movement is another than the service's, and added-up where the file does not state both balances.
    Afterwards both sides are compared again; where one has more, the command ends with 10.

    With --upload many movements go in one request, to the operation that takes statements. What that one does
    nobody publishes: it is sent once, and each movement is looked for afterwards.

    Example: flowtly statements import october.sta --allow irreversible
    """
    from toolkit.bank.prove import prove
    from toolkit.loop.imports import plan_import
    from toolkit.loop.uploads import demand_settled
    from toolkit.service_names import ImportWay

    proof = prove(_read(session, file, given))
    if not proof.holds:
        mt940.present(session, [(file.name, proof)])
        session.say(_("Nothing was planned: a statement that does not prove is not imported."), Talk.QUIET)
        ctx.exit(mt940.NOT_PROVED)
    with session.service() as reached, session.journal() as journal:
        planned = plan_import(file, proof, reached, journal, given["called"], given["same_day"])
        for sentence in demand_settled(planned, reached, journal, again=given["again"]):
            session.say(sentence)
        by_upload = given["upload"]
        if by_upload is None:
            by_upload = reached.profile.names.import_way is ImportWay.UPLOAD
        if given["output"] is not None:
            if by_upload:
                raise click.UsageError(_("An upload cannot be saved as a plan: pass --no-upload with -o."))
            _save(session, planned, given["output"])
            ctx.exit(planning.exit_code(planned.plan))
        if by_upload and planned.plan.changes:
            ctx.exit(_upload(session, ctx, file, given, Uploading(planned, proof, reached, journal)))
        if not planned.plan.changes or not session.as_json:
            planning.present(session, planned.plan)
        if not planned.plan.changes:
            session.say(_("Nothing is to be created."))
            ctx.exit(planning.exit_code(planned.plan))
        applying.guard(session, ctx, planned.plan, _allowed(session, planned.plan, given))
        if not applying.confirmed(session, planned.plan, yes=given["yes"]):
            ctx.exit(0)
        code = _carry_out(session, planned, reached, journal)
    ctx.exit(code or planning.exit_code(planned.plan))


def _read(session: Session, file: Path, given: ImportOptions) -> "Reading":
    """Read the file; what it does not tell of its currency, the account of the service does."""
    from toolkit.bank.table_balances import Told
    from toolkit.errors import NoCurrency
    from toolkit.loop.accounts import currency_of
    from toolkit.loop.statements import read_statements

    told = Told(given["called"] or "", given["currency"], given["opening"])
    try:
        return read_statements(file, given["encoding"], told)
    except NoCurrency as untold:
        called = given["called"] or untold.number
        if not called:
            raise
        with session.service() as reached:
            code = currency_of(reached, called)
        if not code:
            raise
    return read_statements(file, given["encoding"], replace(told, currency=code))


@dataclass(frozen=True)
class Uploading:
    """What an upload needs beside its options."""

    planned: "Import"
    proof: "Proof"
    reached: "Reached"
    journal: "Journal"


def _upload(session: Session, ctx: click.Context, file: Path, given: ImportOptions, what: Uploading) -> int:
    """Show what is uploaded, ask, send it, tell what came of every movement, and return the exit code."""
    from toolkit.cli.progress import counting
    from toolkit.loop.upload_chunks import plan_upload
    from toolkit.loop.uploads import upload
    from toolkit.reports import uploads as report

    planned = what.planned
    plan = plan_upload(file, planned, what.proof.reading, what.reached, given["size"])
    if not session.as_json:
        planning.present(session, planned.plan)
        session.emit(report.plan_text(plan.batches, plan.changes, session.width, session.paint()))
    applying.guard(session, ctx, planned.plan, _allowed(session, planned.plan, given))
    if not applying.confirmed(session, planned.plan, yes=given["yes"]):
        return 0
    with counting(session, _("Requests")) as step:
        done = upload(planned, plan, what.reached, what.journal, step)
    if session.as_json:
        session.emit_json(report.json(done, plan.changes))
    else:
        session.emit(report.text(done, session.width, session.paint()))
    return done.exit_code or planning.exit_code(planned.plan)


def _allowed(session: Session, plan: "Plan", given: ImportOptions) -> frozenset[str]:
    """Return the guards that are passed; whoever sits at the terminal is asked about a statement that is added up."""
    allowed = frozenset(given["allowed"])
    asked = next((each for each in plan.guards if each.name == GuardName.ADDED_UP and each.name not in allowed), None)
    if asked is None or not session.interactive:
        return allowed
    session.say(asked.message, Talk.QUIET)
    agreed = session.confirm(_("Import it all the same?"))
    return allowed | {GuardName.ADDED_UP.value} if agreed else allowed


def _save(session: Session, planned: "Import", output: Path) -> None:
    planning.present(session, planned.plan)
    planning.save(session, planned.plan, output, None)
    session.say(_("Saved {output}. To carry it out: flowtly apply {output}").format(output=output))


def _carry_out(session: Session, planned: "Import", reached: "Reached", journal: "Journal") -> int:
    """Apply the plan, hold the file against the service once more, and return the exit code."""
    from toolkit.loop.apply import options_of
    from toolkit.loop.imports import verify_import

    options = options_of(reached.profile)
    applied = applying.carry_out(session, planned.plan, reached, journal, options, None)
    found = verify_import(planned.parts, reached)
    _tell(session, applied, found)
    return applied.exit_code or (0 if all(each.holds for each in found) else mt940.NOT_PROVED)


def _tell(session: Session, applied: "Applied", found: "tuple[Reconciliation, ...]") -> None:
    from toolkit.reports import receipts, reconciliation

    if session.as_json:
        run = {**receipts.json(applied.run, applied.verification), **troubles_json(applied)}
        session.emit_json({**run, "reconciliation": [reconciliation.json(each) for each in found]})
        tell_beside(session, applied)
        return
    tell_applied(session, applied)
    for each in found:
        session.emit(reconciliation.text(each, session.width, session.paint()))
