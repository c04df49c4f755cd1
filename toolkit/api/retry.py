"""Retry: which requests may be sent again after which failure (decision 16).

    failed with               GET, PATCH, DELETE   POST
    never left                again                again
    left, no whole answer     again                never: it may have happened
    429, 503                  again                again: refused before anything was done
    502, 504                  again                never: what stands behind may have done it
    other                     never                never

An expired token is no failure here: `auth` renews it and the request is repeated at once, whatever its method.
"""

import time
from collections.abc import Callable, Iterator
from random import SystemRandom

import stamina
from stamina.instrumentation import set_on_retry_hooks

from toolkit.api.answers import Answer
from toolkit.api.transport import NeverSent, NoAnswer, TooLong

REFUSED_EARLY = frozenset({429, 503})
"""Answers of a service that turned the request away before it did anything."""
GATEWAY = frozenset({502, 504})
"""Answers of what stands before the service, which may or may not have passed the request on."""
LONGEST_BACKOFF = 30.0
"""Seconds; a longer wait is only ever the service's own wish."""


class Turned(Exception):
    """The request was answered by a status that passes: 429, 502, 503 or 504."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


_IN_OUR_TIME = 0.0
"""How long stamina is to wait by itself: its sleep cannot be interrupted from another thread, so we wait for it."""
_CHANCE = SystemRandom()

Failure = NeverSent | NoAnswer | TooLong | Turned
"""Everything that can go wrong between a request and an answer worth reading."""


def may_repeat(method: str, failure: Exception) -> bool:
    """Tell whether a request that failed so may be sent again."""
    match failure:
        case NeverSent():
            return True
        case NoAnswer():
            return method != "POST"
        case Turned(answer=answer):
            return method != "POST" or answer.status in REFUSED_EARLY
        case _:
            return False


def may_have_happened(failure: Failure) -> bool:
    """Tell whether a request that failed so may have had its effect."""
    match failure:
        case NeverSent():
            return False
        case NoAnswer() | TooLong():
            return True
        case Turned(answer=answer):
            return answer.status not in REFUSED_EARLY


def persist(
    send: Callable[[], Answer],
    method: str,
    attempts: int,
    backoff: float,
    pause: Callable[[float], None] = time.sleep,
) -> Answer:
    """Send until an answer comes, a failure is not to be repeated, or the attempts are used up.

    `backoff` is the first wait in seconds; each is double the one before, with as much again of chance. `pause` waits,
    and may raise where nobody wants the answer any more.
    """
    for attempt in _attempts(lambda error: _IN_OUR_TIME if may_repeat(method, error) else False, attempts, backoff):
        with attempt:
            return send()
        pause(attempt.next_wait + _CHANCE.uniform(0.0, backoff))
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
