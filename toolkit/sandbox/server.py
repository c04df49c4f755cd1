"""Start and stop the sandbox: a real server on this machine, with its data in one SQLite file."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from toolkit.errors import PortTaken
from toolkit.sandbox.app import App
from toolkit.sandbox.ending import Server
from toolkit.sandbox.entry import PASSWORD, USERNAME
from toolkit.sandbox.middleware import wrap
from toolkit.sandbox.protocol import DroppableProtocol
from toolkit.sandbox.seed.plant import plant
from toolkit.sandbox.store import Store
from toolkit.sandbox.switches import DEFAULT, Switches

__all__ = ["PASSWORD", "USERNAME", "Switches", "opened", "reset", "running", "serving"]

HOST = "127.0.0.1"
_FILE = "sandbox.sqlite3"
_PATIENCE = 1
"""Seconds that requests in flight get when the server stops."""


@contextlib.contextmanager
def running(folder: Path, switches: Switches = DEFAULT, port: int = 0) -> Iterator[str]:
    """Serve the sandbox of a folder until the block ends, and give its base URL, `http://127.0.0.1:PORT`.

    The file `sandbox.sqlite3` is made and filled where it is missing or was made by other declarations. Port 0 takes a
    free one. Several servers, also of other processes, may serve the same folder. Raises `PortTaken`.
    """
    with contextlib.closing(opened(folder)) as store, serving(wrap(App(store, switches), switches), port) as url:
        yield url


@contextlib.contextmanager
def serving(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve an application until the block ends, and give its base URL. Raises `PortTaken`."""
    with _listening(port) as listener:
        server = Server(_config(app), listener)
        server.start()
        try:
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            server.stop()


def reset(folder: Path) -> None:
    """Fill the sandbox of a folder anew, also while it is being served; tokens stay good."""
    opened(folder, anew=True).close()


def opened(folder: Path, *, anew: bool = False) -> Store:
    """Open the store of a folder, made and filled where it is missing, of other declarations, or wanted anew."""
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder / _FILE)
    store.plant(plant, anew=anew)
    return store


def _listening(port: int) -> socket.socket:
    """Return a socket that listens. It says TCP outright: asyncio turns Nagle's delay off for such sockets alone."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise PortTaken(port) from error
    return listener


def _config(app: ASGIApp) -> uvicorn.Config:
    """Configure a quiet server that reads no environment and installs nothing."""
    return uvicorn.Config(
        app,
        http=DroppableProtocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
