"""Uploads of statements as values: what a request brings, and what became of each movement."""

import enum
from dataclasses import dataclass

from toolkit.bank.reconcile import Reconciliation
from toolkit.bank.statement import Movement
from toolkit.entities.record import Record
from toolkit.language import mark


class Fate(enum.StrEnum):
    """What became of a request."""

    DONE = mark("done")
    FAILED = mark("failed")
    UNKNOWN = mark("unknown")
    NOT_SENT = mark("not sent")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one request brings: the name that the service is told, the account's number, and the movements.

    `sha256` and `size` are those of the file, or of the body where the service takes no file.
    """

    name: str
    account: str
    movements: tuple[Movement, ...]
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A request and what became of it, with a sentence, or nothing."""

    batch: Batch
    fate: Fate
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of an upload: of each request, and of each account's movements.

    `missing` did not arrive, and `doubled` came once too often.
    """

    sent: tuple[Sent, ...]
    found: tuple[Reconciliation, ...]
    missing: tuple[Movement, ...]
    doubled: tuple[Record, ...]

    @property
    def exit_code(self) -> int:
        """What the command ends with: unknown 8, failed 7 or 9, and 10 if the two sides differ."""
        fates = {each.fate for each in self.sent}
        if Fate.UNKNOWN in fates:
            return 8
        if Fate.FAILED in fates:
            return 7 if Fate.DONE in fates else 9
        return 10 if self.missing or self.doubled or not all(each.holds for each in self.found) else 0
