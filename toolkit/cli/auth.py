"""`flowtly auth`: who the service takes us for, and where that is kept."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from toolkit.cli.session import Session, pass_session
from toolkit.language import _
from toolkit.settings import SANDBOX

if TYPE_CHECKING:
    from toolkit.credentials.secret import Credentials
    from toolkit.entities.canonical import JsonObject
    from toolkit.loop.login import Known


@click.group()
def auth() -> None:
    """Log in, log out, and see who the service takes us for."""


@auth.command()
@click.option("--username", help="The user; asked for where nobody is named.")
@click.option("--password-stdin", is_flag=True, default=False, help="Read the password from stdin.")
@click.option("--with-token", is_flag=True, default=False, help="Read a token from stdin, in place of a password.")
@click.option(
    "--insecure-storage", is_flag=True, default=False, help="Keep it in a file of your own, not in the keyring."
)
@pass_session
def login(
    session: Session, *, username: str | None, password_stdin: bool, with_token: bool, insecure_storage: bool
) -> None:
    """Try a user and password, or a token, on the profile's service, and keep them in the system's keyring.

    A password renews the token by itself; a token is used until it ends. Neither is ever an argument, which other
    users of the machine could read.

    Example: flowtly --profile acme auth login --username ann
    """
    from toolkit.credentials.secret import Store
    from toolkit.loop.login import log_in

    profile = session.profile
    if with_token and password_stdin:
        raise click.UsageError(_("One thing is read from stdin: --password-stdin or --with-token."))
    credentials = _token(username) if with_token else _password(session, username, stdin=password_stdin)
    known = log_in(profile, credentials, Store.FILE if insecure_storage else Store.KEYRING, on_notice=session.hear)
    _tell(session, known)


@auth.command()
@click.option("--offline", is_flag=True, default=False, help="Without asking the service.")
@click.option("--all", "everywhere", is_flag=True, default=False, help="Of all profiles, without asking any service.")
@pass_session
def status(session: Session, *, offline: bool, everywhere: bool) -> None:
    """Show who the service takes us for, where that is kept, and when it ends.

    Example: flowtly auth status --all
    """
    from toolkit.loop import login as step

    if everywhere:
        _tell_all(session)
        return
    known = step.who(session.profile) if offline else step.asked(session.profile, on_notice=session.hear)
    _tell(session, known)


def _tell_all(session: Session) -> None:
    from toolkit.loop.login import who
    from toolkit.settings import load_profile, profile_names

    known = [who(load_profile(name)) for name in profile_names()]
    if session.as_json:
        session.emit_json({"profiles": [_json(each) for each in known]})
        return
    for each in known:
        _show(session, each)


@auth.command()
@pass_session
def logout(session: Session) -> None:
    """Forget what was kept for the profile, in the keyring and in the file.

    Example: flowtly --profile acme auth logout
    """
    from toolkit.credentials.lookup import find, forget
    from toolkit.credentials.secret import Store

    profile = session.profile
    gone = [store.value for store in forget(profile)]
    if session.as_json:
        session.emit_json({"profile": profile.name, "service": profile.service, "forgotten": gone})
    else:
        session.emit(_("Forgotten: {gone}.").format(gone=_(" and ").join(gone)) if gone else _("Nothing was kept."))
    if find(profile).store is Store.ENVIRONMENT:
        session.say(_("The environment still says who you are; unset FLOWTLY_TOKEN and FLOWTLY_PASSWORD."))


def _token(username: str | None) -> "Credentials":
    from toolkit.credentials.secret import Credentials

    return Credentials(token=_line(_("token")), username=username)


def _password(session: Session, username: str | None, *, stdin: bool) -> "Credentials":
    from toolkit.credentials.secret import Credentials

    user = username or session.profile.username
    if not stdin and not session.interactive:
        raise click.UsageError(_("Nobody is there to type a password: use --password-stdin or --with-token."))
    if user is None:
        if not session.interactive:
            raise click.UsageError(_("Whose password is it? Pass --username."))
        user = click.prompt(_("User"), err=True)
    password = _line(_("password")) if stdin else click.prompt(_("Password"), hide_input=True, err=True)
    return Credentials(username=user, password=password)


def _line(what: str) -> str:
    """Read the first line of stdin."""
    line = sys.stdin.readline().rstrip("\r\n")
    if not line.strip():
        raise click.UsageError(_("There is no {what} on stdin.").format(what=what))
    return line


def _tell(session: Session, known: "Known") -> None:
    if session.as_json:
        session.emit_json(_json(known))
    else:
        _show(session, known)


def _json(known: "Known") -> "JsonObject":
    return {
        "service": known.service,
        "profile": known.profile,
        "user": known.user,
        "store": known.store.value if known.store else None,
        "ends": _ends(known),
        "renews": known.renews,
    }


def _ends(known: "Known") -> str | None:
    return None if known.ends is None else datetime.fromtimestamp(known.ends, UTC).isoformat(timespec="seconds")


def _show(session: Session, known: "Known") -> None:
    ends = _ends(known)
    who = known.user or (_("a user that the token does not name") if known.store else _("nobody"))
    kept = _(", kept in the {store}").format(store=known.store.value) if known.store else ""
    if known.service == SANDBOX:
        kept = _(", the only user of the embedded service, who is logged in by itself")
    session.emit(
        _("{service} (profile {profile}): {who}{kept}.").format(
            service=known.service, profile=known.profile, who=who, kept=kept
        )
    )
    if ends:
        said = _("The token ends {ends}; a new one is had by itself.") if known.renews else _("The token ends {ends}.")
        session.emit(said.format(ends=ends))
    if known.trouble:
        session.say(known.trouble)
