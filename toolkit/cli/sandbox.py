"""`flowtly sandbox`: the embedded service, to be looked at or seeded anew."""

import threading
from dataclasses import replace

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
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="LINE",
    help="What goes wrong with which requests; see the second example. Several are taken in turn.",
)
@click.option(
    "--switch",
    "switches",
    multiple=True,
    metavar="NAME=VALUE",
    help="How the service behaves: deletion=cascade, currencies=codes, latency=0.5 and the others of Switches.",
)
@pass_session
def serve(session: Session, port: int, faults: tuple[str, ...], switches: tuple[str, ...]) -> None:
    """Serve the embedded service on 127.0.0.1 until Ctrl-C.

    Example: flowtly sandbox serve --port 8765

    Example: flowtly sandbox serve --fault "POST /budgets 503 after" --fault "* /invoices late seconds=5"
    """
    from toolkit.sandbox.scripts import read_fault, read_switches
    from toolkit.sandbox.server import PASSWORD, USERNAME, running

    behaviour = replace(read_switches(switches), faults=tuple(read_fault(line) for line in faults))
    with running(session.home / "sandbox", behaviour, port) as url:
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
