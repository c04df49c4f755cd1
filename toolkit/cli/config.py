"""`flowtly config`: what is set, and by whom."""

import os

import click

from toolkit.cli.session import Session, pass_session
from toolkit.language import _, mark


@click.group()
def config() -> None:
    """Show every setting and where it comes from."""


@config.command()
@pass_session
def show(session: Session) -> None:
    """Show every setting of the chosen profile, and where it comes from; secrets are only said to be there.

    An option wins over the environment, that over the settings file, that over the default.

    Example: flowtly config show
    """
    from toolkit.loop.config import settings_in_force
    from toolkit.reports.tables import Table
    from toolkit.reports.terminal import Painted, Tone, clean

    found = settings_in_force(session.profile_name, os.environ)
    if session.as_json:
        session.emit_json(
            {"settings": [{"key": each.key, "value": each.value, "origin": each.origin} for each in found]}
        )
        return
    rows = [
        [Painted(each.key), Painted(clean(_(each.value)) or "–"), Painted(clean(_(each.origin)), Tone.QUIET)]
        for each in found
    ]
    session.emit(
        "\n".join(Table((mark("setting"), mark("value"), mark("from")), rows).lines(session.width, session.paint()))
    )
