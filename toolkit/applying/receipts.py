"""Receipts: what became of each change, and of a run as a whole."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.entities.canonical import Json, canonical
from toolkit.entities.record import Record
from toolkit.language import _
from toolkit.planning.plan import Origin


class Status(enum.StrEnum):
    """What became of a change. Each change of a plan has exactly one, so that the counts of a run add up."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A field that did not take: what was sent and what the service answered, both as JSON; null is absent."""

    field: str
    sent: Json
    got: Json

    def __str__(self) -> str:
        """Say it in a sentence."""
        what = _("was rounded") if self.rounded else _("did not take")
        return _("{field} {what}: sent {sent}, the service has {got}.").format(
            field=self.field, what=what, sent=shown(self.sent), got=shown(self.got)
        )

    @property
    def rounded(self) -> bool:
        """Whether both are numbers, less than one apart."""
        sent, got = _number(self.sent), _number(self.got)
        return sent is not None and got is not None and abs(sent - got) < 1


def shown(value: Json) -> str:
    """Show a value in a sentence: texts and numbers as they are, what is nested as JSON."""
    if value is None:
        return "nothing"
    return f'"{value}"' if isinstance(value, str) else f'"{canonical(value)}"'


def _number(value: Json) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one change.

    `id` is the record's id where there is one: the new id of a record that was created or replaced. `cells` maps A1
    addresses on `sheet` to what is wrong there. `conflict` marks a change that was skipped because the record had
    moved since the plan, or because it needs such a one. `half` marks a replacement of which only the first of two
    requests took effect, `twin` is its new record's id where both exist now. `after` is the record as answered.
    """

    n: int
    entity: str
    sheet: str
    row: int
    verb: str
    id: str | None
    status: Status
    detail: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    mismatches: tuple[Mismatch, ...] = ()
    conflict: bool = False
    half: bool = False
    twin: str | None = None
    after: Record | None = None

    @property
    def written(self) -> bool:
        """Whether the service holds something new because of this change."""
        return self.status is Status.DONE or self.half


@dataclass(frozen=True, slots=True)
class Run:
    """One apply of one plan: a receipt for every change, in the order of their numbers.

    `started` and `ended` are RFC 3339 in UTC; `ended` is `None` for a run that is under way or was cut off.
    `result` is the name of the workbook that the results were written to. `erased` tells that values were erased.
    `unsent` counts the changes that never left, which a resume sends.
    """

    id: str
    plan_id: str
    origin: Origin
    started: str
    ended: str | None
    result: str | None
    receipts: tuple[Receipt, ...]
    erased: bool = False
    unsent: int = 0

    def count(self, status: Status) -> int:
        """Count the changes with a status."""
        return sum(receipt.status is status for receipt in self.receipts)

    @property
    def done(self) -> int:
        """How many changes the service holds."""
        return self.count(Status.DONE)

    @property
    def failed(self) -> int:
        """How many changes the service refused, or were half done."""
        return self.count(Status.FAILED)

    @property
    def skipped(self) -> int:
        """How many changes were not sent."""
        return self.count(Status.SKIPPED)

    @property
    def unknown(self) -> int:
        """How many changes were sent and not answered."""
        return self.count(Status.UNKNOWN)

    @property
    def exit_code(self) -> int:
        """What the command ends with: unknown 8 > mismatch 10 > partly applied 7 > conflict 5 > refused 9 > done 0."""
        if self.unknown:
            return 8
        if any(receipt.mismatches for receipt in self.receipts):
            return 10
        left = [receipt for receipt in self.receipts if receipt.status is not Status.DONE]
        if any(not receipt.conflict for receipt in left) and any(receipt.written for receipt in self.receipts):
            return 7
        if any(receipt.conflict for receipt in left):
            return 5
        if self.failed:
            return 9
        return 7 if left else 0


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the history: a run without its receipts. The four counts add up to the plan's changes."""

    id: str
    plan_id: str
    origin: Origin
    started: str
    ended: str | None
    result: str | None
    done: int
    failed: int
    skipped: int
    unknown: int
