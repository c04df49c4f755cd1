"""The sheet *Read me*: what the workbook is, how to fill it, and what its words and colours mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from textwrap import wrap

from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.entities import WORKLISTS, find
from toolkit.entities.entity import Entity, Operation
from toolkit.entities.parts import owner_of
from toolkit.entities.record import Clear
from toolkit.excel import looks
from toolkit.excel.base import Base
from toolkit.excel.put import put
from toolkit.language import _, mark

SHEET = mark("Read me")

_WIDTHS = {"A": 24.0, "B": 72.0, "C": 3.0, "D": 18.0, "E": 72.0}
"""Two blocks of a term and its text, side by side, so that all of it is on one screen and one page."""

_LEFT, _RIGHT = 1, 4
"""Where the blocks start."""

_CHARACTERS = 86
_WIDE_CHARACTERS = 182
"""Characters of running text in a line of one block, and of both: letters are narrower than the zeros of widths."""

_LINE_POINTS = 15.5
_TITLE_POINTS = 26.0

_ASSUMED = mark(
    "Columns marked *assumed* in their header's note come from no published schema; `flowtly doctor` checks them."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet: a term, what it means, and the fill and font of the term's cell."""

    term: str
    text: str = ""
    font: Font = looks.BOLD
    fill: PatternFill | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The whole sheet: lines across it at the top and the bottom, and two blocks between them."""

    top: tuple[Line, ...]
    left: tuple[Line, ...]
    right: tuple[Line, ...]
    bottom: tuple[Line, ...]


def page(entities: Sequence[Entity], base: Base) -> Page:
    """Return what the sheet tells; a line without a term is an empty one."""
    colours = (replace(line, term=_(line.term), text=_(line.text)) for line in _COLOURS)
    return Page(
        top=(Line(_("Flowtly workbook"), font=looks.TITLE), *_origin(base)),
        left=(
            *_section(_("How to fill it"), _STEPS),
            *_section(_("Blank cells"), _BLANKS),
            *_section(_("Help"), _HELP),
            *_section(_("Conflicts"), _CONFLICTS),
        ),
        right=(*_section(_("Column Command"), _COMMANDS), *_section(_("Colours"), ()), *colours, Line("")),
        bottom=tuple(_sheets(entities)),
    )


def lines(entities: Sequence[Entity], base: Base) -> Iterator[Line]:
    """Yield every line of the sheet."""
    told = page(entities, base)
    return chain(told.top, told.left, told.right, told.bottom)


def _sheets(entities: Sequence[Entity]) -> Iterator[Line]:
    yield Line(_("Sheets"), font=looks.SECTION)
    for entity in entities:
        yield Line(entity.title, f"{entity.summary} {_limits(entity)}".strip())
    if any(column.assumed for entity in entities for column in entity.columns):
        yield Line(_("Assumed columns"), _(_ASSUMED).replace("*", "").replace("`", ""))


def _origin(base: Base) -> Iterator[Line]:
    if base.service:
        yield Line(_("Service"), _("{service} (profile {profile})").format(service=base.service, profile=base.profile))
    if base.moment is not None and any(base.records.values()):
        yield Line(
            _("Pulled at"),
            _(
                "{moment:%Y-%m-%d %H:%M} UTC. The values of that moment are kept in this workbook, so "
                "that only what you change is sent, and changes that others made meanwhile are not "
                "undone."
            ).format(moment=base.moment),
        )
    else:
        yield Line(
            _("Template"),
            _(
                "An empty workbook for new records. It knows no existing ones; to edit those, pull them "
                "with flowtly pull."
            ),
        )
    for path, completeness in base.incomplete.items():
        yield Line(
            _("Not complete"),
            _("{entity}: {reason}. Records may be missing in this workbook; pull again.").format(
                entity=find(path).title, reason=completeness
            ),
            fill=looks.WARNING_FILL,
        )
    yield Line("")


def _section(title: str, texts: Sequence[tuple[str, str]]) -> Iterator[Line]:
    yield Line(title, font=looks.SECTION)
    for term, text in texts:
        yield Line(_(term), _(text))
    if texts:
        yield Line("")


_STEPS = (
    (
        mark("1. Type"),
        mark("One record per row, on the sheet of its kind. Rest the pointer on a header to read what belongs there."),
    ),
    (mark("2. Check"), mark("flowtly check F.xlsx finds what is wrong, cell by cell. Nothing is sent.")),
    (mark("3. Plan"), mark("flowtly plan F.xlsx -o P.json shows exactly what would change. Nothing is sent.")),
    (mark("4. Apply"), mark("flowtly apply P.json sends what the plan shows, each request at most once.")),
    (
        mark("Your own columns"),
        mark("A column whose header starts with # is yours: it is never read. Use those to the right."),
    ),
    (
        mark("References"),
        (
            mark(
                "Choose a name from the list, or type a name or an id. The name of a record that another "
                "row of this workbook creates is fine, though it is not in the list."
            )
        ),
    ),
)
_COMMANDS = (
    (
        mark("(blank)"),
        mark(
            "The difference decides: a row without an id is created, a changed row is updated, any other is left alone."
        ),
    ),
    ("CREATE", mark("Make a new record. The row has no id.")),
    ("UPDATE", mark("Change the record of this id; an issue if there is none.")),
    ("UPSERT", mark("Change the record if there is one, otherwise make it.")),
    ("DELETE", mark("Delete the record of this id. Taking a row out of the sheet deletes nothing.")),
    ("IGNORE", mark("Leave the row out.")),
)
_BLANKS = (
    (
        mark("In a row with an id"),
        (
            mark(
                "Emptying a cell that had a value clears the field, in a workbook that was pulled. In a "
                "template, blank means no opinion."
            )
        ),
    ),
    (mark("In a new row"), mark("Blank means no opinion: the service decides.")),
    (Clear.CLEAR.value, mark("Typed into a cell, it clears the field in any row. \\[clear] is the text itself.")),
)
_CONFLICTS = (
    (
        mark("Both changed"),
        mark(
            "A cell that you and somebody else changed is not sent. The copy that apply or plan asks you to go on with "
            "has a column Resolution: choose mine or live there, and plan again."
        ),
    ),
)
_HELP = (
    (mark("One cell"), mark("flowtly explain F.xlsx C5 tells how a cell was read, and what comes of it.")),
    (mark("A command"), mark("flowtly --help lists all of them; flowtly plan --help explains one.")),
    (mark("The connection"), mark("flowtly doctor examines it.")),
)
_COLOURS = (
    Line(mark("Dark header"), mark("Needed to create a record."), looks.WHITE_BOLD, looks.REQUIRED_FILL),
    Line(mark("Light header"), mark("May stay blank."), looks.BOLD, looks.OPTIONAL_FILL),
    Line(
        mark("Grey"),
        mark("Shown, or written for you. What you type there is not sent."),
        looks.GREY_BOLD,
        looks.SHOWN_FILL,
    ),
    Line(mark("Green"), mark("In Status: created, changed, replaced or deleted."), looks.PLAIN, looks.GOOD_FILL),
    Line(
        mark("Yellow"),
        mark("In Status: a warning, skipped, or an outcome that is unknown."),
        looks.PLAIN,
        looks.WARNING_FILL,
    ),
    Line(
        mark("Red"),
        mark("In Status: an error, a conflict, a refusal or a failure. Struck out: the row is to be deleted."),
        looks.PLAIN,
        looks.BAD_FILL,
    ),
)


def _limits(entity: Entity) -> str:
    """Say what the service cannot do, and what that means for a row."""
    if entity in WORKLISTS:
        return _(
            "Blank means no answer. A sum that does not fit its transaction is found by the check; a yes below Accept "
            "takes the suggestion of that row, and nothing takes it back."
        )
    if owner_of(entity) is not None:
        return _("Each row names what it is part of; a row with DELETE is taken out. Nothing else is ever taken out.")
    if not entity.can(Operation.POST):
        return _("Nothing on this sheet is sent.")
    if not entity.can(Operation.PATCH):
        return _("The service cannot change one: a change makes a new record, with a new id, and deletes the old one.")
    return "" if entity.can(Operation.DELETE) else _("A row with DELETE is refused.")


def fill_readme(sheet: Worksheet, entities: Sequence[Entity], base: Base) -> None:
    """Write the sheet, to be printed on one page, and protect it."""
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    told = page(entities, base)
    for line in told.top:
        _put_across(sheet, line)
    start = sheet.max_row + 1
    for number, (left, right) in enumerate(zip_longest(told.left, told.right, fillvalue=Line("")), start):
        _put_line(sheet, number, _LEFT, left)
        _put_line(sheet, number, _RIGHT, right)
        sheet.row_dimensions[number].height = max(_points(left, _CHARACTERS), _points(right, _CHARACTERS))
    for line in told.bottom:
        _put_across(sheet, line)
    sheet.protection.sheet = True
    sheet.page_margins = looks.MARGINS
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _put_across(sheet: Worksheet, line: Line) -> None:
    """Put a line below all others, its text over both blocks."""
    number = sheet.max_row + 1 if sheet["A1"].value else 1
    _put_line(sheet, number, _LEFT, line)
    if line.text:
        sheet.merge_cells(f"B{number}:E{number}")
    sheet.row_dimensions[number].height = _points(line, _WIDE_CHARACTERS)


def _put_line(sheet: Worksheet, number: int, column: int, line: Line) -> None:
    term = put(sheet, number, column, line.term)
    term.font = line.font
    if line.text:
        text = put(sheet, number, column + 1, line.text)
        text.font = looks.PLAIN
        term.alignment = text.alignment = looks.WRAPPED
    if line.fill is not None:
        term.fill = line.fill


def _points(line: Line, characters: int) -> float:
    if line.font is looks.TITLE:
        return _TITLE_POINTS
    return _LINE_POINTS * max(1, len(wrap(line.text, characters)))
