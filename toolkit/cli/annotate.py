"""`flowtly annotate`: what is wrong in a workbook, shown in the workbook."""

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from toolkit.cli.arguments import FILE
from toolkit.cli.outputs import writes_copy
from toolkit.cli.session import Session, pass_session
from toolkit.cli.sources import TextOptions, say_form, source_of, text_options
from toolkit.language import _, ngettext

if TYPE_CHECKING:
    from toolkit.excel.findings.annotate import Cleared
    from toolkit.loop.inspect import Inspection
    from toolkit.planning.plan import Plan


@click.command()
@writes_copy("output", of="workbook")
@click.argument("workbook", type=FILE)
@click.option("-o", "--output", type=FILE, help="The copy to write.  [default: WORKBOOK.checked.xlsx]")
@click.option(
    "--offline", is_flag=True, default=False, help="Without the service; references are checked by form only."
)
@click.option("--clear", is_flag=True, default=False, help="Take all of it out again, in place unless -o is given.")
@text_options
@pass_session
def annotate(
    session: Session, workbook: Path, output: Path | None, *, offline: bool, clear: bool, **given: Unpack[TextOptions]
) -> None:
    """Show what is wrong in a copy of the workbook: cells coloured and noted, and a sheet with links to them.

    Nothing else in the workbook changes, and --clear brings back the file byte for byte, or every part of it where the
    marked sheets are large. Where somebody saved the copy since, it takes out what was added, and leaves the rest as it
    is now.

    Examples: flowtly annotate budgets.xlsx

    flowtly annotate budgets.checked.xlsx --clear
    """
    if clear:
        _clear(session, workbook, output or workbook)
        return
    from toolkit.loop.inspect import inspect
    from toolkit.loop.plan import conflicts_of

    plan, source = None, source_of(workbook, given)
    if offline:
        inspection = inspect(source, None)
    else:
        with session.service() as reached:
            inspection = inspect(source, reached)
            plan = conflicts_of(inspection, reached.profile)
    say_form(session, inspection)
    target = show(session, inspection, output, plan)
    if session.as_json:
        told = {"issues": len(inspection.checked.issues), "conflicts": len(plan.conflicts) if plan is not None else 0}
        session.emit_json({"workbook": str(workbook), "annotated": str(target), **told})
    else:
        session.emit(_("Wrote {file}.").format(file=target))


def show(session: Session, inspection: "Inspection", target: Path | None, plan: "Plan | None") -> Path:
    """Write a copy that shows issues and conflicts, beside the workbook where no target is given; say where to look."""
    from toolkit.loop.annotate import annotate_found
    from toolkit.loop.beside import beside

    target = target or beside(inspection.workbook.path, "checked")
    annotated = annotate_found(inspection, target, plan)
    if annotated.sheet is None:
        session.say(_("Nothing is wrong, so nothing is marked in it."))
    else:
        said = ngettext(
            'Marked {cells} cell in {file}; its sheet "{sheet}" lists it with a link.',
            'Marked {cells} cells in {file}; its sheet "{sheet}" lists them with links.',
            annotated.cells,
        )
        session.say(said.format(cells=annotated.cells, file=target, sheet=annotated.sheet))
    if plan is not None and plan.conflicts:
        session.say(_("Choose mine or live in the column Resolution, save, and plan again."))
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
            return _("{target} is again what it was, byte for byte.").format(target=target)
        case Cleared.PARTS:
            said = _("Every part of {target} is again what it was, byte for byte; the file may be packed otherwise.")
            return said.format(target=target)
        case Cleared.BY_MARKS:
            return _(
                "Took marks, notes, the list and the column Resolution out of {target}, which was saved since; the "
                "rest stays as it is."
            ).format(target=target)
        case Cleared.NOTHING:
            return _("Nothing is annotated in {target}.").format(target=target)
