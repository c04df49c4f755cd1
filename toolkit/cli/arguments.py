"""Arguments that several commands take."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from toolkit.entities import ENTITIES, Entity, find


class EntityName(click.ParamType[Entity]):
    """An entity by the path it has in the API, such as budget-groups."""

    name = "entity"

    def convert(self, value: str | Entity, param: click.Parameter | None, ctx: click.Context | None) -> Entity:
        """Return the entity. Raises `UnknownEntity`, which names the nearest ones."""
        del param, ctx
        return value if isinstance(value, Entity) else find(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the entities that start with what was typed."""
        del ctx, param
        return [CompletionItem(entity.path) for entity in ENTITIES if entity.path.startswith(incomplete)]


ENTITY = EntityName()
FILE = click.Path(path_type=Path)


def writable_entities(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Return the entities once each, in the order given; all twelve where none is."""
    return tuple(dict.fromkeys(entities)) or ENTITIES
