"""`flowtly annotate`: what is wrong in a workbook, shown in the workbook."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.session import Session, pass_session

if TYPE_CHECKING:
    from toolkit.checking.issues import Issue
    from toolkit.excel.findings.annotate import Cleared


@click.command()
@click.argument("workbook", type=FILE)
@click.option("-o", "--output", type=FILE, help="The copy to write.  [default: WORKBOOK.checked.xlsx]")
@click.option(
    "--offline", is_flag=True, default=False, help="Without the service; references are checked by form only."
)
@click.option("--clear", is_flag=True, default=False, help="Take all of it out again, in place unless -o is given.")
@pass_session
def annotate(session: Session, workbook: Path, output: Path | None, *, offline: bool, clear: bool) -> None:
    """Show what is wrong in a copy of the workbook: cells coloured and noted, and a sheet with links to them.

    Nothing else in the workbook changes, and --clear brings back every byte of it. Where somebody saved the
    copy since, it takes out what was added, and leaves the rest as it is now.

    Examples: flowtly annotate budgets.xlsx

    flowtly annotate budgets.checked.xlsx --clear
    """
    if clear:
        _clear(session, workbook, output or workbook)
        return
    from toolkit.loop.inspect import inspect

    if offline:
        issues = inspect(workbook, None).checked.issues
    else:
        with session.service() as reached:
            issues = inspect(workbook, reached).checked.issues
    target = show(session, workbook, output, issues)
    if session.as_json:
        session.emit_json({"workbook": str(workbook), "annotated": str(target), "issues": len(issues)})
    else:
        session.emit(f"Wrote {target}.")


def show(session: Session, workbook: Path, target: Path | None, issues: "tuple[Issue, ...]") -> Path:
    """Write a copy that shows the issues, beside the workbook where no target is given, and say where to look."""
    from toolkit.loop.annotate import annotate_issues, checked_path

    target = target or checked_path(workbook)
    annotated = annotate_issues(workbook, target, issues)
    if annotated.sheet is None:
        session.say("Nothing is wrong, so nothing is marked in it.")
    else:
        session.say(f'Marked {annotated.cells} cells in {target}; its sheet "{annotated.sheet}" lists them with links.')
    return target


def _clear(session: Session, workbook: Path, target: Path) -> None:
    from toolkit.loop.annotate import clear_annotation

    cleared = clear_annotation(workbook, target)
    if session.as_json:
        session.emit_json({"workbook": str(target), "cleared": cleared.value})
    else:
        session.emit(_told(cleared, target))


def _told(cleared: "Cleared", target: Path) -> str:
    from toolkit.excel.findings.annotate import Cleared

    match cleared:
        case Cleared.EXACTLY:
            return f"{target} is again what it was, byte for byte."
        case Cleared.BY_MARKS:
            return f"Took marks, notes and the list out of {target}, which was saved since; the rest stays as it is."
        case Cleared.NOTHING:
            return f"Nothing is annotated in {target}."
