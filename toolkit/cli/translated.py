"""The help of commands in the language that is spoken, and click's own words with it.

Help is written in English where a command is declared, and gathered into the catalogues from there. Commands are
declared once and shown in any language, so a translated one is a copy.
"""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from inspect import cleandoc
from typing import TypeVar

import click

from toolkit.language import CATALOGUES, DOMAIN, _, mark, mark_many, speaking

AnyCommand = TypeVar("AnyCommand", bound=click.Command)

CLICKS = (
    mark("Usage:"),
    mark("Options"),
    mark("Positional arguments"),
    mark("Show this message and exit."),
    mark("Show the version and exit."),
    mark("Aborted!"),
    mark("Error: {message}"),
    mark("Try '{command} {option}' for help."),
    mark("Invalid value: {message}"),
    mark("Invalid value for {param_hint}: {message}"),
    mark("Missing command."),
    mark("Missing argument"),
    mark("Missing option"),
    mark("Missing parameter"),
    mark("No such option {name!r}."),
    mark("No such command {name!r}."),
    mark("default: {default}"),
    mark("required"),
    mark("env var: {var}"),
    mark("Option {name!r} does not take a value."),
    mark("Repeat for confirmation"),
    mark("{value!r} is not a valid {number_type}."),
    mark("Missing parameter: {param_name}"),
    mark("argument"),
    mark("option"),
    mark_many("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    mark_many("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    mark_many("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    mark_many("{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}."),
    mark_many("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    mark("{value} is not in the range {range}."),
)
"""What click itself says where a command line of ours can hear it."""


def translated(command: AnyCommand) -> AnyCommand:
    """Return a copy of a command, with the help of its options and of the commands in it, as it is spoken."""
    spoken = copy(command)
    spoken.help = _said(command.help)
    # Click would cut what a list of commands says of one to the width of a line.
    spoken.short_help = _said(command.short_help) or _first_paragraph(spoken.help or "")
    spoken.epilog = _said(command.epilog)
    # Click keeps the option for help in the language of its first call.
    spoken._help_option = None  # noqa: SLF001 - there is no other way to have it made anew
    spoken.params = [_parameter(each) for each in command.params]
    if isinstance(spoken, click.Group):
        spoken.commands = {name: translated(inner) for name, inner in spoken.commands.items()}
    return spoken


@contextmanager
def conversing(language: str) -> Iterator[None]:
    """Speak a language, and let click speak it too: it asks the standard gettext, which is sent to our catalogue."""
    before = os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
    try:
        with speaking(language):
            yield
    finally:
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def _parameter(parameter: click.Parameter) -> click.Parameter:
    spoken = copy(parameter)
    if isinstance(spoken, click.Option | click.Argument):
        spoken.help = _said(spoken.help)
    return spoken


def _first_paragraph(text: str) -> str:
    return " ".join(text.partition("\n\n")[0].split())


def _said(text: str | None) -> str | None:
    return _(cleandoc(text)) if text else text
