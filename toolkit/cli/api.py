"""`flowtly api`: any request of the API, with the same login, pace, guards and journal as everything else."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import click

from toolkit.cli.apply import GUARD_STANDS
from toolkit.cli.arguments import FILE
from toolkit.cli.outputs import writes
from toolkit.cli.session import Session, Talk, pass_session
from toolkit.language import _
from toolkit.thresholds import GuardName

if TYPE_CHECKING:
    from toolkit.api.forms import Form
    from toolkit.api.operations import Reply, Sent
    from toolkit.entities.canonical import JsonObject
    from toolkit.loop.direct import Asked
    from toolkit.planning.plan import Guard

GUARDS = [GuardName.IRREVERSIBLE.value, GuardName.PRODUCTION.value]
"""Those of the guards that can tell something of one request."""


@click.command()
@writes("output")
@click.argument("method", type=click.Choice(["GET", "POST", "PATCH", "DELETE"], case_sensitive=False))
@click.argument("path")
@click.option("-d", "--data", metavar="JSON|@FILE", help="The body, or the file that holds it; @- is stdin.")
@click.option(
    "-F", "--form", "parts", multiple=True, metavar="NAME=VALUE|NAME=@FILE", help="A part of a form, to send files."
)
@click.option("-o", "--output", type=FILE, help="Where to save an answer that is a file.")
@click.option("--paginate", is_flag=True, default=False, help="Follow all pages, and print their members.")
@click.option("--yes", is_flag=True, default=False, help="Do not ask before something is written.")
@click.option(
    "--allow", "allowed", multiple=True, type=click.Choice(GUARDS), help="Pass a guard that stands; repeat for both."
)
@click.pass_context
@pass_session
def api(  # noqa: PLR0913 - click hands over each option under its name
    session: Session,
    ctx: click.Context,
    *,
    method: str,
    path: str,
    data: str | None,
    parts: tuple[str, ...],
    output: Path | None,
    allowed: tuple[str, ...],
    paginate: bool,
    yes: bool,
) -> None:
    """Send any request of the API; writes are guarded and journalled.

    Prints the answer. A write has to be agreed to and passes the guards by name; `flowtly runs direct` lists it.

    Example: flowtly api GET "/transactions/unassigned?itemsPerPage=5"
    """
    from toolkit.loop.direct import Asked, members, send_alone

    bare, sent = _sent(method, path, data, parts)
    asked = Asked(method, bare, sent, output)
    if paginate and (method != "GET" or output is not None):
        raise click.UsageError(_("--paginate goes with GET, and prints what it reads."))
    with session.service() as reached:
        if paginate:
            _show_members(session, members(reached, bare, sent.query))
            return
        guard(session, ctx, asked.guards(reached.profile), frozenset(allowed))
        if not _agreed(session, asked, yes=yes):
            session.say(_("Nothing was sent."))
            return
        with session.journal() as journal:
            reply = send_alone(reached, journal, asked)
    _show(session, reply)


def _sent(method: str, path: str, data: str | None, parts: tuple[str, ...]) -> "tuple[str, Sent]":
    """Return the path without its query, and what goes along with it."""
    from toolkit.api.operations import Sent

    if data is not None and parts:
        raise click.UsageError(_("A request has one body: -d or -F."))
    if method in {"GET", "DELETE"} and (data is not None or parts):
        raise click.UsageError(
            _("{method} has no body; a filter goes into the path: /budgets?name=x").format(method=method)
        )
    bare, _mark, query = path.partition("?")
    body = _form(parts) if parts else None if data is None else _json(data)
    if body is None and method in {"POST", "PATCH"}:
        body = {}
    return bare, Sent(dict(parse_qsl(query, keep_blank_values=True)), body)


def _json(data: str) -> "JsonObject":
    """Read a body. What it holds is never repeated in an error."""
    from toolkit.entities.canonical import parse

    text: str | bytes = data
    if data == "@-":
        text = sys.stdin.buffer.read()
    elif data.startswith("@"):
        text = _bytes(Path(data[1:]))
    try:
        body = parse(text)
    except (ValueError, RecursionError):
        raise click.BadParameter(_("it is no JSON."), param_hint="-d") from None
    if not isinstance(body, dict):
        raise click.BadParameter(_("the service takes a JSON object."), param_hint="-d")
    return body


def _form(parts: tuple[str, ...]) -> "Form":
    from mimetypes import guess_type

    from toolkit.api.forms import Form, Upload

    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not name or not equals:
            raise click.BadParameter(
                _('"{part}" is no part: write NAME=VALUE or NAME=@FILE.').format(part=part), param_hint="-F"
            )
        if value.startswith("@"):
            file = Path(value[1:])
            media_type = guess_type(file.name)[0] or "application/octet-stream"
            files[name] = Upload(file.name, _bytes(file), media_type)
        else:
            fields[name] = value
    return Form(fields, files)


def _bytes(file: Path) -> bytes:
    from toolkit.errors import FileMissing, FileUnreadable

    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise FileMissing(file) from None
    except OSError as error:
        raise FileUnreadable(file, error.strerror or str(error)) from error


def guard(session: Session, ctx: click.Context, guards: "Sequence[Guard]", allowed: frozenset[str]) -> None:
    """Stop where a guard stands that was not allowed by name (decision 10)."""
    standing = [each for each in guards if each.name not in allowed]
    for each in standing:
        session.say(
            _("Guard {guard}: {message} Pass it with --allow {guard}.").format(guard=each.name, message=each.message),
            Talk.QUIET,
        )
    if standing:
        session.say(_("Nothing was sent."), Talk.QUIET)
        ctx.exit(GUARD_STANDS)


def _agreed(session: Session, asked: "Asked", *, yes: bool) -> bool:
    """Ask before a write; without anybody to ask, only --yes is a yes."""
    if yes or not asked.writes:
        return True
    if not session.interactive:
        raise click.UsageError(_("This writes, and nobody is there to say yes to it: pass --yes."))
    return session.confirm(_("Send {method} {path}?").format(method=asked.method, path=asked.path))


def _show_members(session: Session, found: "list[JsonObject]") -> None:
    if session.as_json:
        session.emit_json({"members": found})
    else:
        session.emit_bare_json(found)


def _show(session: Session, reply: "Reply") -> None:
    """Print JSON and text; say where a file went."""
    if session.as_json:
        saved = None if reply.saved is None else str(reply.saved)
        session.emit_json({"status": reply.status, "type": reply.media_type, "body": reply.json, "saved": saved})
    elif reply.json is not None:
        session.emit_bare_json(reply.json)
    elif reply.content and reply.media_type.startswith("text/"):
        session.emit_raw(reply.content.decode("utf-8", "replace"))
    if reply.saved is not None:
        session.say(
            _("Saved {file}: {size:,} bytes of {media_type}.").format(
                file=reply.saved, size=reply.size, media_type=reply.media_type
            )
        )
    elif reply.content and not reply.media_type.startswith("text/"):
        session.say(
            _("The answer is a file, {media_type}; it is not kept. Ask again with -o FILE.").format(
                media_type=reply.media_type
            ),
            Talk.QUIET,
        )
    elif reply.json is None and not reply.content:
        session.say(_("Done: {status}, without an answer to show.").format(status=reply.status))
