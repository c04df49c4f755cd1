"""`flowtly sandbox`: the embedded service, to be looked at or seeded anew."""

import threading

import click

from toolkit.cli.session import Session, pass_session
from toolkit.language import _


@click.group()
def sandbox() -> None:
    """Serve the embedded service, or seed it anew."""


@sandbox.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="The port; 0 takes a free one."
)
@pass_session
def serve(session: Session, port: int) -> None:
    """Serve the embedded service on 127.0.0.1 until Ctrl-C.

    Example: flowtly sandbox serve --port 8765
    """
    from toolkit.sandbox.server import PASSWORD, USERNAME, running

    with running(session.home / "sandbox", port=port) as url:
        session.emit(url)
        session.say(
            _("User {username}, password {password}. Ctrl-C stops it.").format(username=USERNAME, password=PASSWORD)
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            session.say(_("Stopped."))


@sandbox.command()
@pass_session
def reset(session: Session) -> None:
    """Seed the embedded service anew; everything done to it is forgotten.

    Example: flowtly sandbox reset
    """
    from toolkit.sandbox.server import reset as seed

    seed(session.home / "sandbox")
    session.say(_("The embedded service is as new."))
