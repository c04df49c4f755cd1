"""Issues as text for people and as JSON for machines."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from toolkit.checking.issues import Issue, Severity
from toolkit.checking.places import Places
from toolkit.entities.canonical import JsonObject
from toolkit.entities.formats import JSON_VERSION
from toolkit.language import _
from toolkit.reports.terminal import GAP, Paint, Tone, clean, hanging, left, width_of
from toolkit.reports.words import count

_TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CHANGED}


def text(issues: Sequence[Issue], width: int, paint: Paint, places: Places = Places.CELLS) -> str:
    """List the issues below their sheets, in the order given, each message with its cell; the last line has totals.

    `width` is the columns of the terminal. Sheets are expected one after the other, as `check` sorts them.
    """
    lines: list[str] = []
    cells = max((width_of(places.of(issue.cell)) for issue in issues), default=0)
    for sheet, found in groupby(issues, key=lambda issue: issue.sheet):
        lines += [
            paint(clean(sheet), Tone.STRONG),
            *_sheet([(places.of(each.cell), each) for each in found], cells, width, paint),
            "",
        ]
    return "\n".join([*lines, totals(issues), ""])


def _sheet(issues: Iterable[tuple[str, Issue]], cells: int, width: int, paint: Paint) -> list[str]:
    lines: list[str] = []
    longest = max(len(_(severity.value)) for severity in Severity)
    for place, issue in issues:
        word = left(_(issue.severity.value), longest)
        first = f"{GAP}{left(place, cells)}{GAP}{word}{GAP}"
        line, *rest = hanging(first, clean(issue.message), width)
        painted = paint(word.rstrip(), _TONES[issue.severity]) + " " * (longest - len(word.rstrip()))
        lines += [line.replace(word, painted, 1), *rest]
    return lines


def totals(issues: Sequence[Issue]) -> str:
    """Return one line with the number of errors and warnings."""
    if not issues:
        return _("No issues.")
    errors = sum(issue.severity is Severity.ERROR for issue in issues)
    sheets = len({issue.sheet for issue in issues})
    warnings = len(issues) - errors
    return _("{errors} and {warnings} on {sheets}.").format(
        errors=count(errors, "error"), warnings=count(warnings, "warning"), sheets=count(sheets, "sheet")
    )


def json(workbook: str, sha256: str, rows: int, issues: Sequence[Issue], places: Places = Places.CELLS) -> JsonObject:
    """Spell what `check --json` prints: the workbook's name and digest, the rows read, and every issue.

    The issues of a text file have line and column beside the address.
    """
    return {
        "version": JSON_VERSION,
        "workbook": workbook,
        "sha256": sha256,
        "rows": rows,
        "issues": [{**issue.to_json(), **places.to_json(issue.cell)} for issue in issues],
    }
