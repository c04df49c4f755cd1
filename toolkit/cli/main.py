"""The command `flowtly`: a group that imports a command only when it is asked for, and one boundary for errors."""

import importlib
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any, ClassVar

import click

from toolkit import __version__
from toolkit.cli.ending import end
from toolkit.cli.session import Session, Talk, harmless_usage
from toolkit.cli.signals import SIGNALS, leave
from toolkit.cli.translated import conversing, translated
from toolkit.language import SHIPPED, _
from toolkit.private import keep_private
from toolkit.settings import home, preferred_language


class Commands(click.Group):
    """Commands by name, each with the place it lives in and its line of help.

    Help is told from this table, so that `flowtly --help` imports nothing but click.
    """

    TABLE: ClassVar[dict[str, tuple[str, str]]] = {
        "entities": ("entities:entities", "List what there is: entities and their operations."),
        "describe": ("entities:describe", "Show one entity: columns, operations, how changes are undone."),
        "template": ("workbooks:template", "Write an empty workbook to fill in."),
        "pull": ("workbooks:pull", "Write live records into a workbook, ready to edit."),
        "check": ("check:check", "Find everything that is wrong in a workbook; change nothing."),
        "annotate": (
            "annotate:annotate",
            "Show what is wrong in a copy of the workbook: cells coloured and noted, and a sheet with links to them.",
        ),
        "diff": ("diff:diff", "Show base, workbook and live side by side, for every cell in which they differ."),
        "explain": (
            "explain:explain",
            "Tell all about one cell: what it holds, how it is read, what comes of it and why.",
        ),
        "rebase": (
            "rebase:rebase",
            "Bring a pulled workbook up to date: untouched cells show what is live, and your edits stay.",
        ),
        "plan": ("plan:plan", "Show exactly what a workbook would change, and save it."),
        "show": ("plan:show", "Show a saved plan; needs no service."),
        "approve": ("approve:approve", "Approve a plan that somebody else made, with a signature."),
        "apply": ("apply:apply", "Carry out a plan, or plan a workbook, ask, and carry it out."),
        "runs": ("runs:runs", "List what was applied, or show one run."),
        "resume": ("repair:resume", "Settle what is unknown of a run, then go on with it."),
        "undo": ("repair:undo", "Plan how to take a run back; nothing is sent before you apply that plan."),
        "results": (
            "repair:results",
            "Write the rows of a run that are not done into a workbook, to mend and plan again.",
        ),
        "worklist": ("worklist:worklist", "Write what the service asks into a workbook, to be answered there."),
        "suggestions": (
            "worklist:suggestions",
            "List what the service suggests for open transactions and for documents that await one.",
        ),
        "invoices": ("invoices:invoices", "List drafts, ask for the next number, and send invoices to their clients."),
        "statements": ("statements:statements", "Bring bank statements into the service."),
        "attachments": (
            "attachments:attachments",
            "Download, prove, find, upload and detach the documents of transactions.",
        ),
        "mt940": ("mt940:mt940", "Prove, export and convert bank statements."),
        "audit": ("audit:audit", "Write bundles of a period that prove themselves, and verify them."),
        "auth": ("auth:auth", "Log in, log out, and see who the service takes us for."),
        "config": ("config:config", "Show every setting and where it comes from."),
        "doctor": ("doctor:doctor", "Examine the connection, and how the service differs from what is declared."),
        "selftest": ("doctor:selftest", "Pull an entity, plan the untouched workbook, and find nothing."),
        "api": ("api:api", "Send any request of the API; writes are guarded and journalled."),
        "sandbox": ("sandbox:sandbox", "Serve the embedded service, or seed it anew."),
        "demo": ("demo:demo", "Watch the main loop on the embedded service, from pull to verified result."),
        "completion": ("completion:completion", "Print the script that completes commands in your shell."),
    }

    def main(  # type: ignore[override]  # click overloads this by whether it ends the process, which is left to it
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **more: Any,  # noqa: ANN401 - click's own
    ) -> object:
        """Run a call of the command line from its arguments to its end, in the language of whoever calls."""
        given = sys.argv[1:] if args is None else list(args)
        with conversing(language_of(given)):
            result: object = click.Group.main(translated(self), given, prog_name, **more)
        return result

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; whatever ends it early is told by `end`, with its exit code (decision 18)."""
        with SIGNALS.command():
            try:
                result = self._invoke(ctx)
            except (click.exceptions.Exit, click.ClickException, SystemExit):
                raise
            except BaseException as error:  # noqa: BLE001 - a bug, too, must not hide what was written
                ctx.exit(end(ctx.obj if isinstance(ctx.obj, Session) else None, error))
        return result

    def _invoke(self, ctx: click.Context) -> object:
        try:
            with harmless_usage():
                result: object = super().invoke(ctx)
        finally:
            keep_private(home())
        return result

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's own
    ) -> click.Context:
        """Read the options of a call."""
        with harmless_usage():
            return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they are used."""
        del ctx
        return list(self.TABLE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command and return it, or `None` where there is none of the name."""
        del ctx
        if cmd_name not in self.TABLE:
            return None
        module, _, attribute = self.TABLE[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(f"toolkit.cli.{module}"), attribute)
        return translated(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        del ctx
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(line)) for name, (_place, line) in self.TABLE.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--profile", metavar="NAME", help="The profile to use; without one, the embedded service.")
@click.option(
    "--lang",
    type=click.Choice(SHIPPED),
    help="The language to speak; without one, the profile's, then the environment's.",
)
@click.option("--json", "as_json", is_flag=True, default=False, help="Print data as JSON, version 1.")
@click.option("-q", "--quiet", is_flag=True, default=False, help="Say nothing beside the data.")
@click.option("-v", "--verbose", is_flag=True, default=False, help="Say more.")
@click.option("--no-input", is_flag=True, default=False, help="Never ask; what would be asked is refused.")
@click.version_option(__version__, prog_name="flowtly")
@click.pass_context
def flowtly(  # noqa: PLR0913 - one for each global option
    ctx: click.Context,
    profile: str | None,
    lang: str | None,
    *,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    no_input: bool,
) -> None:
    """Excel to Flowtly and back: checked, planned, applied exactly once, and reversible.

    \b
    pull ──► edit in Excel ──► check ──► plan ──► apply ──► results in the same workbook

    Without a profile, every command uses the embedded service, so that all can be tried on any machine.
    """  # noqa: D301 - \b is click's mark for text that is not to be wrapped
    del lang  # it was needed before anything could be said: see `language_of`
    keep_private(home())
    ctx.obj = Session(profile, Talk.of(quiet=quiet, verbose=verbose), as_json=as_json, asks=not no_input)


def language_of(arguments: Sequence[str]) -> str:
    """Return the language of a call: what `--lang` says, then the profile, then the environment."""
    options = flowtly.make_context("flowtly", list(arguments), resilient_parsing=True).params
    return options["lang"] or preferred_language(options["profile"], os.environ)


def main() -> None:
    """Run the command line, and hear signals as long as it runs; no library speaks to the terminal by itself."""
    logging.getLogger().addHandler(logging.NullHandler())
    SIGNALS.listen()
    leave(_exit_code_of_call())


def _exit_code_of_call() -> int:
    """Run a call; what no command has answered for is told here."""
    try:
        flowtly()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    except BaseException as error:  # noqa: BLE001 - the one boundary of the program
        with conversing(language_of(sys.argv[1:])):
            return end(None, error)
    return 0
