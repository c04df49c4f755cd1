"""`flowtly doctor` and `flowtly selftest`: the service, held against what is declared."""

from typing import TYPE_CHECKING

import click

from toolkit.cli.arguments import ENTITY
from toolkit.cli.session import Session, Talk, pass_session
from toolkit.entities import Entity
from toolkit.language import _
from toolkit.private import keep_private

if TYPE_CHECKING:
    from toolkit.loop.selftest import Tested

NOT_AS_DECLARED = 10


@click.command()
@click.option("--learn", is_flag=True, default=False, help="Keep what was learnt in the profile, for the next time.")
@click.pass_context
@pass_session
def doctor(session: Session, ctx: click.Context, *, learn: bool) -> None:
    """Examine the connection, and how the service differs from what is declared.

    Reads one page of each entity and follows a few references; nothing is written. Ends with 10 where a
    field or a reference is not as declared.

    Example: flowtly doctor --learn
    """
    from toolkit.loop import doctor as step
    from toolkit.loop import learn as learning
    from toolkit.reports import doctor as report

    with session.service() as reached:
        diagnosis = step.examine(reached, learning.learnt(reached.profile))
    shared = keep_private(session.home)
    if session.as_json:
        session.emit_json({**report.json(diagnosis), "shared": [str(each) for each in shared]})
    else:
        session.emit(report.text(diagnosis, session.width, session.paint()))
    for each in shared:
        session.say(
            _(
                "Warning: others may look into {folder}, where the journal and the settings are. It is shared on "
                "purpose, or holds other things, and stays as it is; if that is not meant, close it with chmod 700."
            ).format(folder=each),
            Talk.QUIET,
        )
    if learn:
        session.say(_("Learnt, and kept in {file}; no declaration was changed.").format(file=learning.learn(diagnosis)))
    ctx.exit(0 if diagnosis.healthy else NOT_AS_DECLARED)


@click.command()
@click.argument("entity", type=ENTITY)
@click.pass_context
@pass_session
def selftest(session: Session, ctx: click.Context, entity: Entity) -> None:
    """Pull an entity, plan the untouched workbook, and find nothing; ends with 10 where something is found.

    Nothing is written to the service.

    Example: flowtly selftest budgets
    """
    from toolkit.loop import selftest as step

    with session.service() as reached, session.journal() as journal:
        tested = step.selftest(reached, entity, journal)
    _tell(session, entity, tested)
    ctx.exit(0 if tested.passed else NOT_AS_DECLARED)


def _tell(session: Session, entity: Entity, tested: "Tested") -> None:
    from toolkit.reports import issues, plans

    found = 0 if tested.plan is None else len(tested.plan.changes) + len(tested.plan.conflicts)
    if session.as_json:
        session.emit_json(
            {
                "entity": entity.path,
                "records": tested.records,
                "passed": tested.passed,
                "issues": [issue.message for issue in tested.issues],
                "changes": found,
            }
        )
    elif tested.passed:
        session.emit(
            _("{records:,} {entity} made the round, and nothing was found.").format(
                records=tested.records, entity=entity.path
            )
        )
    elif tested.plan is not None:
        session.emit(plans.text(tested.plan, session.width, session.paint()))
    else:
        session.emit(issues.text(tested.issues, session.width, session.paint()))
