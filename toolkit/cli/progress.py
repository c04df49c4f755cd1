"""A progress bar where there is a terminal, and silence elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from toolkit.api.client import Seen
from toolkit.applying.receipts import Receipt
from toolkit.cli.session import Session, Talk
from toolkit.entities import Entity


@contextmanager
def progress(session: Session, total: int) -> Iterator[Callable[[Receipt], None]]:
    """Give what to call for each receipt; it moves a bar on stderr where stderr is a terminal."""
    with _bars(session) as bars:
        task = bars.add_task("Applying", total=total)
        yield lambda _receipt: bars.advance(task)


@contextmanager
def reading(session: Session) -> Iterator[Seen]:
    """Give what to call while records are read; each entity has a bar, with its end where the service tells it."""
    with _bars(session) as bars:
        tasks: dict[Entity, TaskID] = {}

        def seen(entity: Entity, count: int, total: int | None) -> None:
            if entity not in tasks:
                tasks[entity] = bars.add_task(entity.title, total=total)
            bars.update(tasks[entity], completed=count, total=total)

        yield seen


@contextmanager
def counting(session: Session, title: str) -> Iterator[Callable[[int, int], None]]:
    """Give what to call with how many there are by now, and of how many; it moves a bar of this title."""
    with _bars(session) as bars:
        task = bars.add_task(title, total=None)
        yield lambda count, total: bars.update(task, completed=count, total=total)


def _bars(session: Session) -> Progress:
    console = Console(stderr=True)
    hidden = not console.is_terminal or session.talk is Talk.QUIET
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=hidden, transient=True)
