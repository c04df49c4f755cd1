"""In flight: requests that were sent and not answered, and may still take effect. Nothing is sent in their place."""

import time
from collections.abc import Mapping
from datetime import datetime

from toolkit.applying.executor import InFlight, Options
from toolkit.applying.journal import Journal
from toolkit.applying.lock import Lease
from toolkit.applying.states import Entry
from toolkit.errors import StillInFlight

STEP = 1.0
"""The most seconds to sleep at once, so that a lease that was lost ends the wait."""

Times = Mapping[int, datetime]
"""Until when the request of a change may still take effect, by its number and by the database's clock."""


def in_flight(journal: Journal, entries: Mapping[int, Entry], lease: Lease) -> Times:
    """Return the requests of a run that may still take effect."""
    now = journal.clock()
    times = {n: entry.may_arrive_until(lease.timing) for n, entry in entries.items()}
    return {n: until for n, until in times.items() if until is not None and until > now}


def wait_out(journal: Journal, times: Times, lease: Lease, options: Options) -> None:
    """Wait until none of these requests may take effect any more.

    Raises `StillInFlight` where nobody wants to wait, and `LeaseLost`.
    """
    until = max(times.values(), default=None)
    if until is None or until <= journal.clock():
        return
    if options.in_flight is InFlight.STOP:
        raise StillInFlight(until)
    options.waits(len(times), until)
    while (left := (until - journal.clock()).total_seconds()) > 0:
        lease.demand_held()
        time.sleep(min(left, STEP))
