"""A progress bar where there is a terminal, and silence elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from toolkit.api.client import Seen
from toolkit.applying.receipts import Receipt
from toolkit.cli.session import Session, Talk
from toolkit.entities import Entity
from toolkit.language import _


@contextmanager
def progress(session: Session, total: int) -> Iterator[Callable[[Receipt], None]]:
    """Give what to call for each receipt; it moves a bar on stderr where stderr is a terminal."""
    with _Bars(session) as bars:
        task = bars.add(_("Applying"), total)
        yield lambda _receipt: bars.advance(task)


@contextmanager
def reading(session: Session) -> Iterator[Seen]:
    """Give what to call while records are read; each entity has a bar, with its end where the service tells it."""
    with _Bars(session) as bars:
        tasks: dict[Entity, TaskID] = {}

        def seen(entity: Entity, count: int, total: int | None) -> None:
            if entity not in tasks:
                tasks[entity] = bars.add(entity.title, total)
            bars.update(tasks[entity], count, total)

        yield seen


@contextmanager
def counting(session: Session, title: str) -> Iterator[Callable[[int, int], None]]:
    """Give what to call with how many there are by now, and of how many; it moves a bar of this title."""
    with _Bars(session) as bars:
        task = bars.add(title, None)
        yield lambda count, total: bars.update(task, count, total)


class _Bars:
    """Bars on stderr. A terminal that takes no more of them, for example a closed one, stops nothing."""

    def __init__(self, session: Session) -> None:
        console = Console(stderr=True)
        hidden = not console.is_terminal or session.talk is Talk.QUIET
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, disable=hidden, transient=True)

    def __enter__(self) -> Self:
        with suppress(OSError):
            self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError):
            self._progress.stop()

    def add(self, title: str, total: int | None) -> TaskID:
        task = TaskID(0)
        with suppress(OSError):
            task = self._progress.add_task(title, total=total)
        return task

    def advance(self, task: TaskID) -> None:
        with suppress(OSError):
            self._progress.advance(task)

    def update(self, task: TaskID, count: int, total: int | None) -> None:
        with suppress(OSError, KeyError):
            self._progress.update(task, completed=count, total=total)
