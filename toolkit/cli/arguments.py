"""Arguments that several commands take."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from toolkit.entities import ENTITIES, WORKLISTS, Entity, find
from toolkit.errors import UnknownEntity
from toolkit.language import _

_CODE_LENGTH = 3


class EntityName(click.ParamType[Entity]):
    """An entity by the path it has in the API, such as budget-groups."""

    name = "entity"

    def convert(self, value: str | Entity, param: click.Parameter | None, ctx: click.Context | None) -> Entity:
        """Return the entity. Raises `UnknownEntity`, which names the nearest ones."""
        del param, ctx
        found = value if isinstance(value, Entity) else find(value)
        if found in WORKLISTS:
            # Its rows are answers; only `flowtly worklist` knows what to ask.
            raise UnknownEntity(found.path, [entity.path for entity in ENTITIES])
        return found

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the entities that start with what was typed."""
        del ctx, param
        return [CompletionItem(entity.path) for entity in ENTITIES if entity.path.startswith(incomplete)]


class ExactAmount(click.ParamType[Decimal]):
    """An amount of money, exact, with a decimal point: 1234.56."""

    name = "amount"

    def convert(self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the number, or tell how one is written."""
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.fail(_('"{value}" is no amount: write 1234.56.').format(value=value), param, ctx)
        return number


class CurrencyCode(click.ParamType[str]):
    """The code of a currency, three letters: SEK."""

    name = "code"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code in capitals, or tell how one is written; nothing is nothing."""
        code = value.strip().upper()
        if code and not (len(code) == _CODE_LENGTH and code.isascii() and code.isalpha()):
            self.fail(
                _('"{value}" is no currency: write its three letters, such as SEK.').format(value=value), param, ctx
            )
        return code


ENTITY = EntityName()
AMOUNT = ExactAmount()
CURRENCY_CODE = CurrencyCode()
FILE = click.Path(path_type=Path)


def writable_entities(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Return the entities once each, in the order given; all twelve where none is."""
    return tuple(dict.fromkeys(entities)) or ENTITIES
