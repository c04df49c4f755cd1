"""Permits: the proof, before each attempt to send a journalled request, that it is still ours to send."""

from collections.abc import Callable

from toolkit.applying.clocks import awake
from toolkit.applying.lock import Lease


class RequestPermit:
    """Leave to send one request under a lease. Asking for it journals that the request is about to leave.

    `begin` is the statement that does so, `prove` the one that proves later that this still holds; each returns whether
    it changed its one row. The first attempt goes by the first, if it comes soon enough. Raises `LeaseLost`.
    """

    def __init__(
        self,
        lease: Lease,
        begin: Callable[[], bool],
        prove: Callable[[], bool],
        clock: Callable[[], float] = awake,
    ) -> None:
        self._lease = lease
        self._prove = prove
        self._clock = clock
        self._begun = self._proved = clock()
        self._unused = True
        lease.demand(begin)

    def renew(self) -> None:
        """Prove, before an attempt, that the request may be sent. Raises `LeaseLost`."""
        if self._unused:
            self._unused = False
            self.check()
        else:
            self._prove_again()

    def check(self) -> None:
        """Prove it again where the last proof is too old, as after a sleep. Raises `LeaseLost`."""
        self._lease.demand_held()
        if not 0 <= self._clock() - self._proved <= self._lease.timing.proof:
            self._prove_again()

    @property
    def left(self) -> float:
        """Seconds that are left until the request's deadline."""
        return self._begun + self._lease.timing.deadline - self._clock()

    def _prove_again(self) -> None:
        at = self._clock()
        self._lease.demand(self._prove)
        self._proved = at
