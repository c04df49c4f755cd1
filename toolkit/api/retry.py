"""Retry: which requests may be sent again after which failure.

    failed with               reads                writes
    never left                again                again
    429                       again                again: it was turned away before anything was done
    left, no whole answer     again                never: it may have taken effect
    502, 503, 504             again                never: what stands behind may have done it
    other                     never                never

Nor is anything sent again where the service asks for a longer wait than anybody sits out here.

What `effects` says of a failure decides for a write, whatever its method. An edit or a deletion may be sent again once
somebody has read that its record is as it was; only who knows the record can do that, see `toolkit.applying`.
"""

import time
from collections.abc import Callable, Iterator
from random import SystemRandom

import stamina
from stamina.instrumentation import set_on_retry_hooks

from toolkit.api.answers import Answer, requested_wait
from toolkit.api.effects import TOO_MANY, may_have_taken_effect
from toolkit.api.limits import GateClosed
from toolkit.api.transport import NeverSent, NoAnswer, TooLong
from toolkit.api.waits import LONGEST

PASSING = frozenset({TOO_MANY, 502, 503, 504})
"""Statuses that pass: of a service that has no room, or of what stands before one that does not answer."""
LONGEST_BACKOFF = 30.0
"""Seconds; a longer wait is only ever the service's own wish."""


class Turned(Exception):
    """The request was answered by a status that passes: 429, 502, 503 or 504."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer

    @property
    def wish(self) -> float:
        """Seconds that the service asks to wait, 0 where it does not ask."""
        return requested_wait(self.answer) or 0.0


_IN_OUR_TIME = 0.0
"""How long stamina is to wait by itself: its sleep cannot be interrupted from another thread, so we wait for it."""
_CHANCE = SystemRandom()

Failure = NeverSent | NoAnswer | TooLong | Turned | GateClosed
"""Everything that can go wrong between a request and an answer worth reading."""
MayRepeat = Callable[[Exception], bool]
"""Returns whether a request that failed so may be sent again."""


def read_again(failure: Exception) -> bool:
    """Return whether a read that failed so may be sent again."""
    return isinstance(failure, NeverSent | NoAnswer | Turned) and not _is_long(failure)


def write_again(failure: Exception) -> bool:
    """Return whether a write that failed so may be sent again: only where it certainly did nothing."""
    return isinstance(failure, NeverSent | Turned) and not may_have_happened(failure) and not _is_long(failure)


def _is_long(failure: Exception) -> bool:
    return isinstance(failure, Turned) and failure.wish > LONGEST


def may_have_happened(failure: Failure) -> bool:
    """Return whether a write that failed so may have had its effect."""
    match failure:
        case GateClosed():
            return False
        case Turned(answer=answer):
            return may_have_taken_effect(answer)
        case _:
            return may_have_taken_effect(failure)


Heard = Callable[[Exception, float, int], None]
"""Told of an attempt that failed: how, in how many seconds it is repeated, and which attempt that will be."""


def unheard(_failure: Exception, _seconds: float, _attempt: int) -> None:
    """Hear of no failed attempt."""


def persist(
    send: Callable[[], Answer],
    may_repeat: MayRepeat,
    attempts: int,
    backoff: float,
    pause: Callable[[float], None] = time.sleep,
    hear: Heard = unheard,
) -> Answer:
    """Send until an answer comes, a failure is not to be repeated, or the attempts are used up.

    `backoff` is the first wait in seconds; each is double the one before, with as much again of chance. `pause` waits,
    and may raise where nobody wants the answer any more. `hear` is told of each failure before that wait.
    """
    for attempt in _attempts(lambda error: _IN_OUR_TIME if may_repeat(error) else False, attempts, backoff):
        with attempt:
            try:
                return send()
            except Exception as error:
                failure = error
                raise
        # stamina asks whether to repeat only when the next attempt begins; nobody waits for one that does not come.
        if attempt.num < attempts and may_repeat(failure):
            seconds = attempt.next_wait + _CHANCE.uniform(0.0, backoff)
            hear(failure, seconds, attempt.num + 1)
            pause(seconds)
    raise AssertionError("the last attempt raises")  # pragma: no cover


def _attempts(on: Callable[[Exception], float], attempts: int, backoff: float) -> Iterator[stamina.Attempt]:
    # Its hooks would log every repetition; we tell the user ourselves, and once.
    set_on_retry_hooks(())
    return iter(
        stamina.retry_context(
            on=on,
            attempts=attempts,
            timeout=None,
            wait_initial=backoff,
            wait_max=LONGEST_BACKOFF,
            wait_jitter=0.0,
        )
    )
