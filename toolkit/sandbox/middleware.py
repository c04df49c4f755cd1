"""What a test puts around the application: slowness, a limit, and scripted faults."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from toolkit.sandbox.faults import Faulty, problem
from toolkit.sandbox.requests import kept
from toolkit.sandbox.switches import Switches

_WINDOW = 1.0


def wrap(app: ASGIApp, switches: Switches) -> ASGIApp:
    """Put around an application what the switches ask for, the limit outermost."""
    if switches.faults:
        app = Faulty(app, switches.faults)
    if switches.latency:
        app = Delayed(app, switches.latency)
    return Limited(app, switches.rate_limit) if switches.rate_limit else app


class Delayed:
    """Lets each request wait; one that has arrived is carried out, whether or not anybody still waits for it."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then answer."""
        arrived = await kept(receive)
        await asyncio.sleep(self._seconds)
        await self._app(scope, arrived, send)


class Limited:
    """Answers 429 to what exceeds a number of requests within the last second of the clock."""

    def __init__(self, app: ASGIApp, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._per_second = per_second
        self._clock = clock
        self._served: deque[float] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        now = self._clock()
        while self._served and self._served[0] <= now - _WINDOW:
            self._served.popleft()
        if len(self._served) >= self._per_second:
            await problem(429, {"Retry-After": "1"})(scope, receive, send)
            return
        self._served.append(now)
        await self._app(scope, receive, send)
