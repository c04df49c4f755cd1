"""`flowtly template` and `flowtly pull`: workbooks to fill in and to edit."""

from collections.abc import Mapping
from pathlib import Path

import click

from toolkit.cli.arguments import ENTITY, FILE, writable_entities
from toolkit.cli.session import Session, pass_session
from toolkit.entities import Entity

_OUTPUT = click.option("-o", "--output", type=FILE, required=True, help="The workbook to write.")
_OFFLINE = click.option(
    "--offline", is_flag=True, default=False, help="Without the names of live records to choose from."
)


@click.command()
@click.argument("entities", type=ENTITY, nargs=-1)
@_OUTPUT
@_OFFLINE
@pass_session
def template(session: Session, entities: tuple[Entity, ...], output: Path, *, offline: bool) -> None:
    """Write an empty workbook to fill in, with a sheet for each entity; all twelve where none is named.

    Example: flowtly template budgets budget-groups -o budgets.xlsx
    """
    from toolkit.entities.labels import Labels
    from toolkit.loop import pull as step
    from toolkit.loop.reach import with_targets

    wanted = writable_entities(entities)
    if offline:
        step.template(session.profile, wanted, output, Labels({}))
    else:
        with session.service() as reached:
            live = reached.client.snapshot(with_targets(wanted))
            step.template(session.profile, wanted, output, Labels(live))
    _tell(session, output, {entity.path: 0 for entity in wanted})


@click.command()
@click.argument("entities", type=ENTITY, nargs=-1)
@_OUTPUT
@click.option(
    "--filter", "filters", multiple=True, metavar="FIELD=VALUE", help="Only records that the service filters so."
)
@pass_session
def pull(session: Session, entities: tuple[Entity, ...], output: Path, filters: tuple[str, ...]) -> None:
    """Write live records into a workbook, ready to edit; all twelve entities where none is named.

    Example: flowtly pull budgets -o budgets.xlsx --filter granularity=month
    """
    from toolkit.loop import pull as step

    parted = [text.partition("=") for text in filters]
    for text, (name, equals, _) in zip(filters, parted, strict=True):
        if not name or not equals:
            raise click.BadParameter(f'"{text}" is no filter: write FIELD=VALUE.', param_hint="--filter")
    with session.service() as reached:
        pulled = step.pull(reached, writable_entities(entities), output, {name: value for name, _, value in parted})
    _tell(session, output, pulled.counts)


def _tell(session: Session, output: Path, counts: Mapping[str, int]) -> None:
    if session.as_json:
        session.emit_json({"workbook": str(output), "records": counts})
        return
    listed = ", ".join(f"{count} {path}" if count else path for path, count in counts.items())
    session.emit(f"Wrote {output}: {listed}.")
    session.say(f"Edit it in Excel, then: flowtly plan {output} -o plan.json")
