"""Waits: how long the next request waits and who asks for it, and what is said of an attempt that failed."""

import enum
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from toolkit.language import _

LONGEST = 60.0
"""The most seconds waited because the service asks for it; where it asks for more, nothing more is sent."""
WORTH_TELLING = 1.0
"""Seconds from which on a wait is told."""


class WaitSource(enum.Enum):
    """Who wants the next request to wait."""

    SERVICE = enum.auto()
    PACE = enum.auto()
    MAKING = enum.auto()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wait of so many seconds that begins now."""

    service: str
    asker: WaitSource
    seconds: float

    def __str__(self) -> str:
        """Say who asks for how long."""
        span = math.ceil(self.seconds)
        match self.asker:
            case WaitSource.SERVICE:
                return _("Waiting {span:,} s: {service} asks for it.").format(span=span, service=self.service)
            case WaitSource.PACE:
                return _(
                    "Waiting {span:,} s for a turn: the profile's rate, or the service's refusals, ask for a distance."
                ).format(span=span)
            case WaitSource.MAKING:
                return _("Waiting {span:,} s: {service} says that it is still at work on the answer.").format(
                    span=span, service=self.service
                )
            case _:
                assert_never(self.asker)


@dataclass(frozen=True, slots=True)
class Retrying:
    """An attempt that failed, with its reason, and in how many seconds which of how many attempts follows."""

    service: str
    reason: str
    seconds: float
    attempt: int
    attempts: int

    def __str__(self) -> str:
        """Say what failed, and when it is tried again."""
        return _("{service}: {reason}. Trying again in {span:,} s (attempt {attempt} of {attempts}).").format(
            service=self.service,
            reason=self.reason.removesuffix("."),
            span=math.ceil(self.seconds),
            attempt=self.attempt,
            attempts=self.attempts,
        )


Notice = Waiting | Retrying
"""What a person is told while a request is on its way; each is a sentence as text."""
OnNotice = Callable[[Notice], None]


def ignore_notice(_notice: Notice) -> None:
    """Tell nobody."""
