"""Timing: how long a request may take, for how long a lease is good, and how often a change is tried."""

from dataclasses import dataclass

BEATS = 4
"""Heartbeats for each length of a lease: it survives three that come late."""
PROOFS = 6
"""A proof that a request may be sent is good for this part of a lease, in which nobody else can get that."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Spans in seconds.

    `deadline` is what a request has for all its attempts and waits; `margin` is how long after that the service may
    still be at work on it. `lease` is how long nobody else may write after the last sign of life. An edit or a
    deletion whose outcome is unknown is sent `attempts` times at most, each after the record was read again; `backoff`
    is the wait before the first of these looks, which doubles.
    """

    deadline: float = 120.0
    margin: float = 30.0
    lease: float = 60.0
    attempts: int = 3
    backoff: float = 0.5

    @property
    def beat(self) -> float:
        """How often the lease is renewed."""
        return self.lease / BEATS

    @property
    def proof(self) -> float:
        """How old the proof may be under which a byte leaves."""
        return self.lease / PROOFS


USUAL = Timing()
"""What nobody has said otherwise."""
