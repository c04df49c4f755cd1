"""Patience: a network whose reads end in time, whatever trickles in, and at once when everything is to stop."""

import ssl
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future

import httpcore

from toolkit.api.permits import OPEN, Permit
from toolkit.language import _

SLICE = 0.25
"""Seconds after which a read that waits looks up whether it is still wanted."""
TRIES = 2
"""How often the time for a connection finding the name and trying all of its addresses may take together."""
PIECE = 64 * 1024
"""The most bytes that are written at once, so that a long body ends with its permit, and not when it is all out."""


class Stopped(Exception):
    """Everything is to stop, because the user said so; nobody waits for what was asked."""


class Patience:
    """How long the threads of a connection pool wait, and whether they are still to wait at all.

    httpx gives every single read its time anew, so that headers which come byte by byte would take for ever. `expect`
    says how long an answer may take to begin, after the last byte that was sent.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stop = threading.Event()
        self._own = _Own()

    def check(self) -> None:
        """Raise `Stopped` once everything is to stop."""
        if self._stop.is_set():
            raise Stopped

    @property
    def stopped(self) -> bool:
        """Whether everything is to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Let every wait end, in all threads."""
        self._stop.set()

    def pause(self, seconds: float) -> None:
        """Do nothing for so long. Raises `Stopped`."""
        if self._stop.wait(seconds):
            raise Stopped

    def begin(self, seconds: float, permit: Permit) -> None:
        """Let this thread send under a permit, and the answer begin within so many seconds after the last byte."""
        self._own.permit, self._own.left = permit, False
        self.expect(seconds)

    def expect(self, seconds: float) -> None:
        """Let the next bytes of the answer come within so many seconds."""
        self._own.span = seconds
        self._wait_anew()

    @property
    def left(self) -> bool:
        """Whether a byte of what this thread sends may have left, since it began."""
        return self._own.left

    def leaves(self) -> None:
        """Ask the permit: bytes of this thread are about to leave. Raises what it raises, and when its time is over."""
        self._own.permit.check()
        if self._own.permit.left <= 0:
            raise httpcore.WriteTimeout(_("its time was over"))
        self._own.left = True

    def sent(self) -> None:
        """Begin to wait anew: this thread has sent something."""
        self._wait_anew()

    def _wait_anew(self) -> None:
        self._own.until = self._clock() + self._own.span

    def turn(self, begun: float, timeout: float | None) -> float:
        """Return the seconds to wait before looking up again. Raises `httpcore.ReadTimeout` where all time is used."""
        until = min(self._own.until, begun + timeout if timeout is not None else float("inf"))
        left = min(until - self._clock(), self._own.permit.left)
        if left <= 0 or self._stop.is_set():
            raise httpcore.ReadTimeout(_("no answer came in time"))
        return min(left, SLICE)

    def now(self) -> float:
        """Tell the time."""
        return self._clock()


class _Own(threading.local):
    """What each thread waits for by itself; without an answer to expect, for ever."""

    span: float = float("inf")
    until: float = float("inf")
    permit: Permit = OPEN
    left: bool = False


class PatientNetwork(httpcore.NetworkBackend):
    """Connects as the network below does, with reads that look up."""

    def __init__(self, network: httpcore.NetworkBackend, patience: Patience) -> None:
        self._network = network
        self._patience = patience

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a connection, or give it up at once when everything is to stop."""

        def connect() -> httpcore.NetworkStream:
            return self._network.connect_tcp(host, port, timeout, local_address, socket_options)

        most = float("inf") if timeout is None else timeout * TRIES
        return _PatientStream(_awaited(connect, self._patience, most), self._patience)


def _awaited(connect: Callable[[], httpcore.NetworkStream], patience: Patience, most: float) -> httpcore.NetworkStream:
    """Connect in a thread that nobody has to wait for: neither names nor connections can be given up half-way."""
    opening: Future[httpcore.NetworkStream] = Future()
    threading.Thread(target=_settle, args=(opening, connect), name="flowtly-connect", daemon=True).start()
    begun = patience.now()
    while True:
        try:
            return opening.result(SLICE)
        except TimeoutError:
            if patience.stopped or patience.now() - begun > most:
                opening.add_done_callback(_hang_up)
                raise httpcore.ConnectTimeout(_("no connection in time")) from None


def _settle(opening: Future[httpcore.NetworkStream], connect: Callable[[], httpcore.NetworkStream]) -> None:
    try:
        opening.set_result(connect())
    except BaseException as error:  # noqa: BLE001 -- raised again by whoever waits
        opening.set_exception(error)


def _hang_up(opening: Future[httpcore.NetworkStream]) -> None:
    """Close a connection that came too late."""
    if opening.exception() is None:
        opening.result().close()


class _PatientStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, patience: Patience) -> None:
        self._stream = stream
        self._patience = patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is, as soon as there is something."""
        begun = self._patience.now()
        while True:
            turn = self._patience.turn(begun, timeout)
            try:
                return self._stream.read(max_bytes, turn)
            except httpcore.ReadTimeout:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write everything, piece by piece, as long as the permit holds."""
        for start in range(0, len(buffer), PIECE):
            self._patience.leaves()
            self._stream.write(buffer[start : start + PIECE], timeout)
        self._patience.sent()

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Speak TLS from here on."""
        return _PatientStream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._patience)

    def get_extra_info(self, info: str) -> object:
        """Tell what the connection below tells."""
        return self._stream.get_extra_info(info)
