"""What there is: the entities of the service, each declared in one place."""

from toolkit.entities.budgets import (
    BUDGET_CONTRACTORS,
    BUDGET_EMPLOYEES,
    BUDGET_GROUPS,
    BUDGET_INVOICES,
    BUDGET_PROJECTS,
    BUDGETS,
)
from toolkit.entities.directory import (
    BANK_ACCOUNTS,
    CLIENTS,
    CONTRACTORS,
    COSTS,
    COUNTERPARTIES,
    CURRENCIES,
    EMPLOYEES,
    PROJECTS,
)
from toolkit.entities.entity import Entity
from toolkit.entities.invoices import INVOICES
from toolkit.entities.transactions import (
    BUDGET_TRANSACTIONS,
    INCOME_TRANSACTIONS,
    PROJECT_TRANSACTIONS,
    TRANSACTION_ATTACHMENTS,
    TRANSACTIONS,
)
from toolkit.entities.worklists import WORKLISTS
from toolkit.errors import UnknownEntity

ENTITIES: tuple[Entity, ...] = (
    BUDGET_GROUPS,
    BUDGETS,
    TRANSACTIONS,
    INVOICES,
    BUDGET_CONTRACTORS,
    BUDGET_EMPLOYEES,
    BUDGET_INVOICES,
    BUDGET_PROJECTS,
    BUDGET_TRANSACTIONS,
    INCOME_TRANSACTIONS,
    PROJECT_TRANSACTIONS,
    TRANSACTION_ATTACHMENTS,
)
"""The twelve entities of the API document, parents before children."""

DIRECTORIES: tuple[Entity, ...] = (
    CURRENCIES,
    BANK_ACCOUNTS,
    EMPLOYEES,
    CLIENTS,
    PROJECTS,
    CONTRACTORS,
    COSTS,
    COUNTERPARTIES,
)
"""Entities that are only looked up."""

PARTS: tuple[Entity, ...] = tuple(children.entity for entity in ENTITIES for children in entity.children)
"""Entities of sheets whose rows are parts of other records; they have no operations of their own."""

_BY_PATH = {entity.path: entity for entity in (*ENTITIES, *DIRECTORIES, *PARTS)}

_ASKED = {entity.path: entity for entity in WORKLISTS}


def find(path: str) -> Entity:
    """Return the entity of a path. Raises `UnknownEntity`, which names the nearest ones."""
    try:
        return _BY_PATH.get(path) or _ASKED[path]
    except KeyError:
        raise UnknownEntity(path, sorted(_BY_PATH)) from None


__all__ = ["DIRECTORIES", "ENTITIES", "PARTS", "WORKLISTS", "Entity", "find"]
