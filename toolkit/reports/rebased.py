"""What a rebase did, as text and as JSON."""

from pathlib import Path

from toolkit.entities import find
from toolkit.entities.canonical import JsonObject
from toolkit.language import _, ngettext
from toolkit.planning.rebase import Rebased
from toolkit.reports.terminal import clean, wrap

_LISTED = 20


def text(workbook: Path, written: Path | None, rebased: Rebased, width: int) -> str:
    """Tell what came of the workbook, a sentence for each thing that happened."""
    if not rebased.changed:
        sentences = [_("{file} is up to date: nothing was rebased.").format(file=workbook)]
    else:
        moved = ngettext("{count} field has a new base", "{count} fields have a new base", rebased.moved)
        shown = ngettext("{count} cell shows what is live", "{count} cells show what is live", rebased.refreshed)
        said = _("Wrote {file}: {moved}, and {shown}; your edits and all else are as they were.")
        count = f"{rebased.moved:,}"
        sentences = [
            said.format(
                file=written, moved=moved.format(count=count), shown=shown.format(count=f"{rebased.refreshed:,}")
            )
        ]
    sentences += _details(rebased)
    return "\n".join(line for sentence in sentences for line in wrap(clean(sentence), width))


def _details(rebased: Rebased) -> list[str]:
    sentences = []
    if rebased.settled:
        said = ngettext("{count} Resolution was carried out.", "{count} Resolutions were carried out.", rebased.settled)
        sentences.append(said.format(count=f"{rebased.settled:,}"))
    if rebased.idle:
        said = ngettext(
            "The Resolution of {count} row decides nothing, and stays: {rows}.",
            "The Resolutions of {count} rows decide nothing, and stay: {rows}.",
            len(rebased.idle),
        )
        rows = _listed([f"{sheet}!{row}" for sheet, row in rebased.idle])
        sentences.append(said.format(count=f"{len(rebased.idle):,}", rows=rows))
    if rebased.listed:
        said = ngettext(
            "{count} list of names to choose from is renewed.",
            "{count} lists of names to choose from are renewed.",
            rebased.listed,
        )
        sentences.append(said.format(count=f"{rebased.listed:,}"))
    if rebased.conflicts:
        left = len(rebased.conflicts)
        said = ngettext("{count} conflict is left: {cells}.", "{count} conflicts are left: {cells}.", left)
        cells = _listed([f"{conflict.sheet}!{conflict.cell}" for conflict in rebased.conflicts])
        sentences.append(said.format(count=f"{left:,}", cells=cells))
    if rebased.gone:
        said = ngettext(
            "The record of {count} row was deleted by somebody: {rows}.",
            "The records of {count} rows were deleted by somebody: {rows}.",
            len(rebased.gone),
        )
        rows = _listed([f"{sheet}!{row}" for sheet, row in rebased.gone])
        sentences.append(said.format(count=f"{len(rebased.gone):,}", rows=rows))
    for path, number in rebased.new.items():
        said = ngettext(
            "{entity}: {count} live record is not in the workbook. Rebase adds no rows; pull to see it.",
            "{entity}: {count} live records are not in the workbook. Rebase adds no rows; pull to see them.",
            number,
        )
        sentences.append(said.format(entity=find(path).title, count=f"{number:,}"))
    return sentences


def _listed(places: list[str]) -> str:
    rest = len(places) - _LISTED
    shown = ", ".join(places[:_LISTED])
    return _("{places} and {rest} more").format(places=shown, rest=f"{rest:,}") if rest > 0 else shown


def json(workbook: Path, written: Path | None, rebased: Rebased) -> JsonObject:
    """Spell the same for machines; `written` is null where nothing had to be done."""
    return {
        "workbook": str(workbook),
        "written": str(written) if written is not None else None,
        "refreshed": rebased.refreshed,
        "moved": rebased.moved,
        "settled": rebased.settled,
        "renamed": rebased.renamed,
        "listed": rebased.listed,
        "conflicts": [{"sheet": each.sheet, "cell": each.cell, "field": each.field} for each in rebased.conflicts],
        "idle": [{"sheet": sheet, "row": row} for sheet, row in rebased.idle],
        "gone": [{"sheet": sheet, "row": row} for sheet, row in rebased.gone],
        "new": dict(rebased.new),
    }
