"""`flowtly entities` and `flowtly describe`: what there is."""

import click

from toolkit.cli.arguments import ENTITY
from toolkit.cli.session import Session, pass_session
from toolkit.entities import ENTITIES, Entity
from toolkit.reports import entities as report


@click.command()
@pass_session
def entities(session: Session) -> None:
    """List what there is: entities and their operations.

    Example: flowtly entities
    """
    if session.as_json:
        session.emit_json(report.json(ENTITIES))
    else:
        session.emit(report.text(ENTITIES, session.width, session.paint()))


@click.command()
@click.argument("entity", type=ENTITY)
@pass_session
def describe(session: Session, entity: Entity) -> None:
    """Show one entity: columns, operations, how changes are undone.

    Example: flowtly describe budgets
    """
    if session.as_json:
        session.emit_json(report.describe_json(entity))
    else:
        session.emit(report.describe(entity, session.width, session.paint()))
