"""Signals that ask a command to end: Ctrl-C, SIGTERM from a supervisor, SIGHUP from a terminal that is closed."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Those that a system has of them are heard."""

_TWICE = 2
_SOON = 0.02


class StopAsked(KeyboardInterrupt):
    """Somebody asked the command to end; `number` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    @property
    def exit_code(self) -> int:
        """What a shell expects of a process that a signal ended."""
        return 128 + self.number


class Signals:
    """Raises `StopAsked` for the first two signals, and for no further one.

    The first lets what is under way finish, the second waits for nothing. Whatever comes later finds the command
    telling what it has done, which is not to be cut off.
    """

    def __init__(self) -> None:
        self._count = 0
        self._depth = 0
        self._resting = False

    def listen(self) -> None:
        """Hear them from now on, but for those that this process was started to ignore."""
        self._count, self._resting = 0, False
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._hear)
        sys.unraisablehook = self._swallowed

    def ignore(self) -> None:
        """Hear none any more: Python gives them back to the system while it ends, which would end us as if by force."""
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) == self._hear:
                signal.signal(number, signal.SIG_IGN)

    @property
    def urgent(self) -> bool:
        """Whether nothing is to be waited for any more."""
        return self._count >= _TWICE

    @contextmanager
    def command(self) -> Iterator[None]:
        """Run a command, or one within another; none is raised any more once the outermost has come to its end."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            self._resting = not self._depth

    def _swallowed(self, unraisable: "sys.UnraisableHookArgs") -> None:
        """Hear a signal once more that came where nothing can be raised, as while an object is cleared away."""
        if isinstance(unraisable.exc_value, StopAsked):
            self._count -= 1
            threading.Timer(_SOON, signal.raise_signal, (unraisable.exc_value.number,)).start()
        else:
            sys.__unraisablehook__(unraisable)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self._count += 1
        if self._count <= _TWICE and not self._resting:
            raise StopAsked(number)


SIGNALS = Signals()
"""Those of this process."""


def leave(code: int) -> None:
    """End the process: at once where that was asked twice, else as every program does.

    What cannot be printed is known by now; Python is not to fail at it once more.
    """
    SIGNALS.ignore()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if SIGNALS.urgent:
        os._exit(code)
    sys.exit(code)
