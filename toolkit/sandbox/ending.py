"""A server that ends when it is told, where uvicorn looks ten times a second whether it should."""

import asyncio
import contextlib
import socket
import threading

import uvicorn

_TICK = 0.1
"""Seconds between two looks at the clock, for the header Date."""
_CLOSING = 0.002
"""Seconds between two looks whether what is in flight is answered."""


class Server:
    """A uvicorn server in a thread of its own."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket) -> None:
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True
        )

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer what is in flight, and wait for the end of the thread."""
        self._server.end()
        self._thread.join()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = asyncio.Event()

    def end(self) -> None:
        """Wake the loop up to end. Safe from another thread: a loop that comes up later finds the flag."""
        self.should_exit = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop saw the flag first and is closed already
                self._loop.call_soon_threadsafe(self._ended.set)

    async def main_loop(self) -> None:
        """Keep the clock going until the end is told."""
        self._loop = asyncio.get_running_loop()
        tick = 0
        while not await self.on_tick(tick):
            tick += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), _TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, answer what is in flight, and give up on what takes longer than agreed."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                await self._answered()
        for task in self.server_state.tasks:
            task.cancel()

    async def _answered(self) -> None:
        await asyncio.sleep(0)  # connections that nobody uses are closed in this step of the loop
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - uvicorn keeps sets alone
            await asyncio.sleep(_CLOSING)
