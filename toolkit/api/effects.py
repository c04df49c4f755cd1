"""Effects: whether a write may have taken effect. The one definition; whatever sends a write goes by it.

    it never left, not a byte of it                        nothing happened
    429                                                    nothing happened
    a status of `REFUSALS`, with an error document         nothing happened: the service itself refused it
    anything else                                          it may have taken effect

So every 5xx, 408, 423, 425, 499, a redirect, a refusal in HTML, and an answer that was cut, torn or never came may
follow the work: proxies answer so after they have passed a request on. What may have taken effect is looked for, and
not repeated.
"""

from toolkit.api.answers import Answer
from toolkit.api.error_documents import is_error_document
from toolkit.api.transport import NeverSent, NoAnswer, TooLong

TOO_MANY = 429
"""The one status that proves by itself that a request was turned away: limits stand before the work."""
REFUSALS = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 415, 422})
"""Statuses with which the service refuses a request, if its body says so."""

Result = Answer | NeverSent | NoAnswer | TooLong
"""What comes of one attempt to send a request."""


def may_have_taken_effect(result: Result) -> bool:
    """Return whether a write with this result may have been carried out; of a success it is certain."""
    match result:
        case NeverSent():
            return False
        case NoAnswer() | TooLong():
            return True
        case Answer(status=status):
            refused = status in REFUSALS and is_error_document(result)
            return status != TOO_MANY and not refused
