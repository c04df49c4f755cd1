"""Diagnosis: what was found out about a service, as plain values."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.entities import DIRECTORIES
from toolkit.entities.entity import Entity


class Fit(enum.StrEnum):
    """How far an entity was seen to be as it is declared."""

    DECLARED = "as declared"
    PARTLY = "partly seen"
    UNSEEN = "not seen"
    DIFFERS = "differs"
    MISSING = "not there"


@dataclass(frozen=True, slots=True)
class Misfit:
    """A field whose value is not of its declared kind."""

    field: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Followed:
    """References of a column that were followed: how many led to a record, and those that did not."""

    field: str
    resolved: int
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Documented:
    """How the service's own document differs from what is declared: documents may be wrong, so these are hints.

    `more` are fields of the document that are not declared, `less` declared ones that it does not have, `types` those
    that it says to be of another type.
    """

    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    types: tuple[Misfit, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """What one page of an entity showed; of one that cannot be read, `trouble` says why, and the rest is empty.

    `page_size` is what the service grants, `None` where everything fitted on the page. `filters` is `None` where it
    does not tell them. `unseen` are declared columns that no record had, which nulls left out look like as well;
    `undeclared` are fields that no column is declared for, `new` those that had not been learnt. `otherwise` are
    columns that the service keeps in the other JSON type of their kind, and `words` references that it keeps as bare
    words, such as currency codes; both are written so.
    """

    entity: Entity
    trouble: str = ""
    seen: int = 0
    total: int | None = None
    page_size: int | None = None
    filters: tuple[str, ...] | None = None
    unseen: tuple[str, ...] = ()
    undeclared: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    misfits: tuple[Misfit, ...] = ()
    references: tuple[Followed, ...] = ()
    otherwise: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    documented: Documented | None = None

    @property
    def healthy(self) -> bool:
        """Whether the entity can be worked with as it is declared; a directory may be missing."""
        broken = any(each.broken for each in self.references)
        return not self.misfits and not broken and (not self.trouble or self.entity in DIRECTORIES)

    @property
    def absent(self) -> tuple[str, ...]:
        """The references that are only assumed and that no record of the page had."""
        references = {column.field for column in self.entity.references if column.assumed}
        return tuple(name for name in self.unseen if name in references)

    @property
    def fit(self) -> Fit:
        """How far it was seen to be as it is declared: an empty list shows nothing of its records."""
        if self.trouble:
            return Fit.MISSING
        if not self.healthy:
            return Fit.DIFFERS
        if not self.seen:
            return Fit.UNSEEN
        return Fit.PARTLY if self.absent or self.words else Fit.DECLARED


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found out about a service. `documentation` maps each route to the status that it answers."""

    service: str
    profile: str
    user: str
    prefix: str
    documentation: Mapping[str, int]
    entities: tuple[Examined, ...]

    @property
    def healthy(self) -> bool:
        """Whether everything declared can be worked with."""
        return all(each.healthy for each in self.entities)

    @property
    def wholly_seen(self) -> bool:
        """Whether every entity was seen to be as declared, in all that is assumed of it."""
        return all(each.fit is Fit.DECLARED for each in self.entities)

    @property
    def page_size(self) -> int | None:
        """The longest page that the service grants, where it gave one that was not all."""
        return max((each.page_size for each in self.entities if each.page_size), default=None)
