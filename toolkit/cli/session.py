"""What every command shares: the profile, the journal, and how to speak to whoever is there."""

import enum
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.applying.begun import Begun
from toolkit.entities.formats import JSON_VERSION
from toolkit.language import _

if TYPE_CHECKING:
    # These rooms are heavy; a command imports them when it needs them (DESIGN: --help in under 0.2 s).
    from toolkit.api.waits import Notice
    from toolkit.applying.journal import Journal
    from toolkit.entities.canonical import Json, JsonObject
    from toolkit.loop.reach import Reached
    from toolkit.reports.terminal import Paint
    from toolkit.settings import Profile


class Talk(enum.IntEnum):
    """How much is said beside the data."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2

    @classmethod
    def of(cls, *, quiet: bool, verbose: bool) -> "Talk":
        """Return what the two flags ask for; quiet wins."""
        if quiet:
            return cls.QUIET
        return cls.VERBOSE if verbose else cls.NORMAL


@dataclass(frozen=True)
class Session:
    """The global options of one call of the command line, what follows from them, and what the call has begun."""

    profile_name: str | None
    talk: Talk
    as_json: bool
    asks: bool
    begun: Begun = field(default_factory=Begun)

    @cached_property
    def profile(self) -> "Profile":
        """The profile that the options, the environment and the settings lead to."""
        from toolkit.settings import load_profile

        return load_profile(self.profile_name, os.environ)

    @cached_property
    def home(self) -> Path:
        """The folder of settings, journal and sandbox files."""
        from toolkit.settings import home

        return home(os.environ)

    @property
    def width(self) -> int:
        """The columns of the terminal, between 60 and 200."""
        return min(max(shutil.get_terminal_size((100, 24)).columns, 60), 200)

    @property
    def interactive(self) -> bool:
        """Whether somebody is there to answer."""
        return self.asks and sys.stdin.isatty()

    def paint(self) -> "Paint":
        """Return colours for a terminal that shows them, and none elsewhere."""
        from toolkit.reports.terminal import COLOUR, PLAIN

        told_not_to = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
        return COLOUR if sys.stdout.isatty() and not told_not_to else PLAIN

    def say(self, sentence: str, at: Talk = Talk.NORMAL) -> None:
        """Tell the person something, on stderr, unless it is more than they want to hear."""
        if self.talk >= at:
            tell(sentence)

    def hear(self, notice: "Notice") -> None:
        """Tell of a wait, and of an attempt that failed and is repeated; programs need not hear of a wait."""
        from toolkit.api.waits import Waiting

        if not (self.as_json and isinstance(notice, Waiting)):
            self.say(str(notice))

    def confirm(self, question: str) -> bool:
        """Ask for a yes; nothing typed is a no."""
        return click.confirm(_harmless(question), default=False, err=True)

    def ask(self, question: str) -> str:
        """Ask for a line; nothing typed is an empty one."""
        typed: str = click.prompt(_harmless(question), default="", show_default=False, err=True)
        return typed

    def emit(self, text: str) -> None:
        """Print data for people; what came from elsewhere into it cannot steer the terminal."""
        from toolkit.reports.terminal import harmless

        _print(harmless(text, self.paint()))

    def emit_json(self, data: "JsonObject") -> None:
        """Print data for machines."""
        self.emit_bare_json({"version": JSON_VERSION, **data})

    def emit_bare_json(self, data: "Json") -> None:
        """Print JSON as somebody else made it."""
        from toolkit.entities.canonical import pretty

        self.emit_json_text(pretty(data))

    def emit_json_text(self, text: str) -> None:
        """Print JSON that is spelt already; what would steer a terminal is spelt as escapes."""
        from toolkit.reports.terminal import harmless_json

        _print(harmless_json(text))

    def emit_raw(self, text: str) -> None:
        """Print a text as it came; on a terminal without what would steer it."""
        if sys.stdout.isatty():
            self.emit(text)
        else:
            _print(text)

    def stopping(self) -> None:
        """Say that a run is being stopped, and how to stop it at once."""
        self.begun.stopped = True
        told = _(
            "Stopping: nothing more is sent, and what is on its way is waited for. Ctrl-C again waits for nothing."
        )
        self.say(told, Talk.QUIET)

    @contextmanager
    def service(self) -> Iterator["Reached"]:
        """Connect to the profile's service, and say which it is."""
        from toolkit.loop.reach import reach

        with reach(self.profile, self.home / "sandbox", self.hear) as reached:
            where = self.profile.url or _("the embedded sandbox")
            self.say(_("Service: {where} (profile {profile})").format(where=where, profile=self.profile.name))
            yield reached
            for sentence in reached.client.warnings:
                self.say(_("Warning: {sentence}").format(sentence=sentence), Talk.QUIET)

    @contextmanager
    def journal(self) -> Iterator["Journal"]:
        """Open the journal of the profile's machine."""
        from toolkit.applying.journal import open_journal
        from toolkit.settings import journal_url

        with open_journal(journal_url(os.environ), self.begun) as journal:
            yield journal


def tell(sentence: str) -> None:
    """Print a sentence on stderr, without what would steer the terminal; what stderr does not take is told nobody."""
    with suppress(OSError):
        click.echo(_harmless(sentence), err=True)


def _print(text: str) -> None:
    """Print a text on stdout. Raises `OutputLost`."""
    from toolkit.errors import OutputLost

    try:
        click.echo(text)
    except OSError as error:
        raise OutputLost(error.strerror or str(error), error.errno or 0) from error


@contextmanager
def harmless_usage() -> Iterator[None]:
    """Take what would steer a terminal out of what click says of a wrong call, which repeats what was typed."""
    try:
        yield
    except click.UsageError as error:
        said = error.format_message()
        if _harmless(said) == said:
            raise
        raise click.UsageError(_harmless(said), error.ctx) from None


def _harmless(text: str) -> str:
    from toolkit.reports.terminal import harmless

    return harmless(text)


pass_session = click.make_pass_decorator(Session)
