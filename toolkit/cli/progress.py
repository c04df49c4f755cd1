"""A progress bar where there is a terminal, and silence elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from toolkit.applying.receipts import Receipt
from toolkit.cli.session import Session, Talk


@contextmanager
def progress(session: Session, total: int) -> Iterator[Callable[[Receipt], None]]:
    """Give what to call for each receipt; it moves a bar on stderr where stderr is a terminal."""
    console = Console(stderr=True)
    hidden = not console.is_terminal or session.talk is Talk.QUIET
    columns = (TextColumn("Applying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=hidden, transient=True) as bar:
        task = bar.add_task("apply", total=total)
        yield lambda _receipt: bar.advance(task)
