"""What commands that read a workbook share: text files, standard input, and what is told of them."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

import click

from toolkit.cli.session import Session
from toolkit.entities import Entity, find
from toolkit.language import _

if TYPE_CHECKING:
    from toolkit.entities.canonical import JsonObject
    from toolkit.loop.inspect import Inspection
    from toolkit.loop.source import Source

_Command = TypeVar("_Command", bound=Callable[..., object])

DASH = Path("-")
"""Standard input, or standard output."""

DELIMITERS = ("comma", "semicolon", "tab", "pipe")


class TextOptions(TypedDict):
    """What is told of a file that is read."""

    entity: Entity | None
    encoding: str | None
    delimiter: str | None
    sheets: tuple[str, ...]


class _RowsOf(click.ParamType[Entity]):
    """An entity by its path; also of parts, and work lists, as rows of all of them can stand in a file."""

    name = "entity"

    def convert(self, value: str | Entity, param: click.Parameter | None, ctx: click.Context | None) -> Entity:
        """Return the entity. Raises `UnknownEntity`, which names the nearest ones."""
        del param, ctx
        return value if isinstance(value, Entity) else find(value)


class _Encoding(click.ParamType[str]):
    """An encoding of text by any of its names."""

    name = "encoding"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or tell that there is no such encoding of text."""
        try:
            "å".encode(value, "replace").decode(value, "replace")
        except (LookupError, UnicodeError, ValueError):
            said = _('"{value}" is no encoding that is known here. Usual ones are utf-8, windows-1252 and iso-8859-2.')
            self.fail(said.format(value=value), param, ctx)
        return value


_ENTITY = click.option(
    "--entity", type=_RowsOf(), help="Whose rows a text file has.  [default: its name or header tells]"
)
_ENCODING = click.option("--encoding", type=_Encoding(), help="The encoding of a text file.  [default: found]")
_DELIMITER = click.option(
    "--delimiter", type=click.Choice(DELIMITERS), help="What splits the rows of a text file.  [default: found]"
)


_SHEET = click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="NAME[=ENTITY]",
    help="Read this sheet of a workbook too, whatever it is called.",
)


def text_options(command: _Command) -> _Command:
    """Give a command the options that tell how a file is to be read."""
    return _SHEET(_ENTITY(_ENCODING(_DELIMITER(command))))


def source_of(workbook: Path, given: TextOptions) -> "Source":
    """Return what a command reads its rows from; `-` is standard input."""
    from toolkit.forms.delimiter import WORDS
    from toolkit.forms.table import Told
    from toolkit.loop.source import STDIN, Source

    told = Told(given["encoding"] or "", WORDS.get(given["delimiter"] or "", ""))
    if workbook != DASH:
        return Source(workbook, None, told, given["entity"], given["sheets"])
    if sys.stdin.isatty():
        raise click.UsageError(
            _("Nothing comes through standard input: write `... | flowtly COMMAND -`, or name a file.")
        )
    return Source(STDIN, sys.stdin.buffer.read(), told, given["entity"], given["sheets"])


def say_form(session: Session, inspection: "Inspection") -> None:
    """Say how a file was read: nobody sees the encoding and the delimiter of a text, or which sheets were left out."""
    from toolkit.forms.table import TextFile, spelt_delimiter
    from toolkit.reports.conversions import left_out

    for left in inspection.recognised.left_out:
        session.say(left_out(left.sheet, [entity.title for entity in left.entities], left.entities[0].path))
    text = inspection.workbook
    if not isinstance(text, TextFile):
        return
    said = _("Read {file} as {sheet}: {encoding}, split by {delimiter}.")
    session.say(
        said.format(
            file=text.path.name,
            sheet=text.sheet.name,
            encoding=text.encoding,
            delimiter=spelt_delimiter(text.delimiter),
        )
    )
    if text.rivals:
        unproved = _("Its encoding is a guess: it could be {others} as well. Look at its letters, and say --encoding.")
        session.say(unproved.format(others=_(" or ").join(text.rivals)))


def form_of(inspection: "Inspection") -> "JsonObject":
    """Spell how a text file was read, for JSON; nothing for a workbook."""
    from toolkit.forms.table import TextFile

    text = inspection.workbook
    if not isinstance(text, TextFile):
        return {}
    return {"form": {"encoding": text.encoding, "delimiter": text.delimiter, "rivals": list(text.rivals)}}
