"""Thresholds: numbers that settings may change; how much a plan may do before a guard stands above all."""

import enum
from dataclasses import dataclass
from decimal import Decimal


class GuardName(enum.StrEnum):
    """The guards, in the order in which they are told."""

    DELETES = "deletes"
    CLEARS = "clears"
    AMOUNT = "amount"
    SCALE = "scale"
    SIGN = "sign"
    SHUFFLED = "shuffled"
    TWINS = "twins"
    IRREVERSIBLE = "irreversible"
    PRODUCTION = "production"
    GAP = "gap"
    ADDED_UP = "added-up"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much a plan may do before a guard stands.

    `deletes_share` of an entity's live records may be deleted, and up to `deletes_floor` of them in any case. `clears`
    cells may be emptied. `amount` is the most that the absolute changes of one column may add up to, in whatever
    currency each row is in: a number to notice a slip by, no sum of money. A cell changed by one of
    `factors`, up or down, looks like a slipped decimal separator. From `shuffled` rows on that take over
    each other's values, a column looks as if it was sorted alone. `production` says whether mistakes are expensive on
    the service; `None` says so of every service beyond this machine.
    """

    deletes_share: Decimal = Decimal("0.1")
    deletes_floor: int = 10
    clears: int = 10
    amount: Decimal = Decimal(1_000_000)
    factors: tuple[int, ...] = (10, 100, 1000)
    shuffled: int = 5
    production: bool | None = None


DEFAULT = Thresholds()


@dataclass(frozen=True, slots=True)
class LookAgain:
    """How long creations go by one list, where the service has no filter for their natural key.

    After so many `seconds`, or so many `creations`, the list is read again; never sooner than reading it took.
    """

    seconds: float = 10.0
    creations: int = 25


LOOK_AGAIN = LookAgain()


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    """The most that one file may take: `seconds` in all, with every attempt and wait, and `megabytes` of 1,048,576."""

    seconds: float = 3600.0
    megabytes: int = 4096

    @property
    def size(self) -> int:
        """The most bytes."""
        return self.megabytes * 1024**2


DOWNLOAD = DownloadLimits()
