"""`flowtly demo`: the main loop on the embedded service, with every command as one would type it."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, pass_session
from toolkit.language import _, spoken

EDITS = {"E2": "quarter", "I2": "spend_alerts"}
"""What the person of the demo types into the first budget: its granularity and its flags."""

NEW_ROW = {
    "C": "Nordic Fair 2027",
    "D": "global",
    "E": "month",
    "F": "emarketing",
    "G": "2027-01-01",
    "H": "2027-06-30",
}
"""What the person of the demo types into the first free row: a budget that does not exist yet."""


@click.command()
@click.option("--folder", type=FILE, help="Where to leave the files; a new temporary folder by default.")
@click.pass_context
@pass_session
def demo(session: Session, ctx: click.Context, folder: Path | None) -> None:
    """Watch the main loop on the embedded service, from pull to verified result.

    Example: flowtly demo --folder demo
    """
    place = folder or Path(tempfile.mkdtemp(prefix="flowtly-demo-"))
    place.mkdir(parents=True, exist_ok=True)
    os.environ["FLOWTLY_HOME"] = str(place / "state")
    os.environ["FLOWTLY_PROFILE"] = "sandbox"
    os.chdir(place)
    run = _Runner(session, ctx)
    run(_("1. Take the live budgets into a workbook"), "pull", "budgets", "-o", "budgets.xlsx")
    _edit(session, Path("budgets.xlsx"))
    run(_("3. Look for mistakes"), "check", "budgets.xlsx")
    run(_("4. See exactly what would change"), "plan", "budgets.xlsx", "-o", "plan.json", "--html", "plan.html")
    run(_("5. Carry it out, and read every answer back"), "apply", "plan.json")
    run(_("6. The same plan is never applied twice"), "apply", "plan.json", ends_with=5)
    run(_("7. The result asks for nothing more"), "plan", "budgets.result.xlsx")
    session.emit("\n" + _("The files are in {place}: open budgets.result.xlsx and plan.html.").format(place=place))


class _Runner:
    """Shows a command and runs it; stops the demo where one does not end as it should."""

    def __init__(self, session: Session, ctx: click.Context) -> None:
        self._session = session
        self._command_line = ctx.find_root().command

    def __call__(self, title: str, *arguments: str, ends_with: int = 0) -> None:
        self._session.emit(f"\n{title}\n\n$ flowtly {' '.join(arguments)}")
        try:
            self._command_line.main(["--lang", spoken(), *arguments], prog_name="flowtly")
        except SystemExit as stop:
            if stop.code != ends_with:
                raise
        if ends_with:
            self._session.emit(_("(exit code {code})").format(code=ends_with))


def _edit(session: Session, workbook: Path) -> None:
    """Do to the workbook what a person would do in Excel."""
    from toolkit.entities.budgets import BUDGETS
    from toolkit.excel.annotate import patch_workbook
    from toolkit.excel.workbook import open_workbook

    sheet = next(sheet for sheet in open_workbook(workbook).sheets if sheet.name == BUDGETS.title)
    free = 1 + max(row.number for row in sheet.rows())
    edits = EDITS | {f"{letter}{free}": text for letter, text in NEW_ROW.items()}
    _describe(session, edits)
    edited = workbook.with_name("edited.xlsx")
    patch_workbook(workbook, edited, {BUDGETS.title: edits}, None)
    edited.replace(workbook)


def _describe(session: Session, edits: Mapping[str, str]) -> None:
    session.emit("\n" + _("2. Edit it in Excel (done here for you, on sheet Budgets)") + "\n")
    session.emit("\n".join(f"  {address:>4} = {text}" for address, text in edits.items()))
