"""A workbook as its user knows it: sheets by name, each a stream of rows."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.entities.cell import EPOCH_1900, EPOCH_1904
from toolkit.errors import CorruptWorkbook, NotAWorkbook
from toolkit.excel.cells import Shared, read_merged, read_rows
from toolkit.excel.languages import language_of_properties, languages_of_formats
from toolkit.excel.limits import Limits
from toolkit.excel.markup import Relationship, follow, relationships, starts
from toolkit.excel.package import Package, Part, open_package
from toolkit.excel.sheet import Row, SheetState
from toolkit.excel.strings import read_strings
from toolkit.excel.styles import read_formats
from toolkit.excel.table_totals import read_totals
from toolkit.language import _

_NO_CELLS = ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_TRUE = ("1", "true")
_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One sheet of cells."""

    name: str
    state: SheetState
    part: Part
    shared: Shared

    def rows(self) -> Iterator[Row]:
        """Stream the rows that hold something, by rising number, in one pass.

        Hidden rows are among them; cells that are only styled are not. Raises `CorruptWorkbook` or
        `WorkbookTooLarge`, possibly after some rows: act on none before all have come.
        """
        return read_rows(self.part, self.name, self.shared)

    def merged(self) -> tuple[str, ...]:
        """Return the merged ranges, such as `"A2:B3"`; of each, only the first cell holds a value."""
        return read_merged(self.part)

    def totals(self) -> tuple[str, ...]:
        """Return the ranges of the totals rows of its tables, whose cells are no data."""
        return read_totals(self.part)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook: where it was read, the SHA-256 of those bytes, and its sheets in the order of their tabs.

    `languages` are those that it says it is in, such as `sv-SE`, in no order; most workbooks say nothing of that.
    """

    path: Path
    sha256: str
    sheets: tuple[Worksheet, ...]
    languages: tuple[str, ...] = ()


def open_workbook(path: Path, limits: Limits = _LIMITS) -> Workbook:
    """Open an .xlsx or .xlsm workbook, transitional or strict, for reading; macros are never looked at.

    Raises `FileMissing`, `FileUnreadable`, `NotAWorkbook`, `OldWorkbook`, `EncryptedWorkbook`,
    `CorruptWorkbook` or `WorkbookTooLarge`; sheets of charts and dialogs are left out.
    """
    return workbook_of(open_package(path, limits))


def workbook_of(package: Package) -> Workbook:
    """Open the workbook in a package, as `open_workbook` does."""
    main = _main_part(package)
    epoch, listed = _read_main(main)
    arrows = relationships(package, main.name)
    shared = _read_shared(package, arrows, epoch)
    return Workbook(package.path, package.sha256, _sheets(package, listed, arrows, shared), _languages(package, shared))


def _main_part(package: Package) -> Part:
    main = next((arrow for arrow in relationships(package, "") if arrow.type == "officeDocument"), None)
    if main is None:
        raise NotAWorkbook(package.path, _other_archive(package))
    if main.target.endswith(".bin"):
        raise NotAWorkbook(package.path, _("it is a binary workbook (.xlsb)"))
    return follow(package, main)


def _other_archive(package: Package) -> str:
    """Say what a ZIP archive is that names no main part."""
    if "mimetype" in package and "content.xml" in package:
        return _("it is an OpenDocument file, such as LibreOffice makes (.ods)")
    if "Index/Document.iwa" in package:
        return _("it is an Apple Numbers document")
    return _("it is a ZIP archive of something else")


def _read_main(main: Part) -> tuple[date, list[Mapping[str, str]]]:
    """Return the epoch of the workbook, and what it says of each sheet."""
    epoch = EPOCH_1900
    listed: list[Mapping[str, str]] = []
    for parent, name, attributes in starts(main):
        if not parent and name != "workbook":
            raise NotAWorkbook(
                main.package.path, _("it is another kind of Office document (<{name}>)").format(name=name)
            )
        if name == "workbookPr" and attributes.get("date1904") in _TRUE:
            epoch = EPOCH_1904
        elif (parent, name) == ("sheets", "sheet"):
            listed.append(attributes)
        if len(listed) > main.limits.sheets:
            raise main.too_large("sheets", len(listed), main.limits.sheets)
    return epoch, listed


def _read_shared(package: Package, arrows: tuple[Relationship, ...], epoch: date) -> Shared:
    by_type = {arrow.type: arrow for arrow in arrows}
    strings = read_strings(follow(package, by_type["sharedStrings"])) if "sharedStrings" in by_type else ()
    formats = read_formats(follow(package, by_type["styles"]), epoch) if "styles" in by_type else ()
    return Shared(strings, formats) if formats else Shared(strings)


def _languages(package: Package, shared: Shared) -> tuple[str, ...]:
    arrow = next((arrow for arrow in relationships(package, "") if arrow.type == "core-properties"), None)
    named = languages_of_formats(shared.formats)
    if arrow is not None and not arrow.external and arrow.target in package:
        # What is wrong with a part that only describes the workbook is no reason not to read it.
        with suppress(CorruptWorkbook):
            named |= language_of_properties(package.part(arrow.target))
    return tuple(sorted(named))


def _sheets(
    package: Package, listed: list[Mapping[str, str]], arrows: tuple[Relationship, ...], shared: Shared
) -> tuple[Worksheet, ...]:
    by_id = {arrow.id: arrow for arrow in arrows}
    sheets: dict[str, Worksheet] = {}
    for attributes in listed:
        name, arrow = attributes.get("name", ""), by_id.get(attributes.get("id", ""))
        if not name or name.casefold() in sheets:
            raise CorruptWorkbook(
                package.path, _('two of its sheets are named "{name}", or one has no name').format(name=name)
            )
        if arrow is None:
            raise CorruptWorkbook(package.path, _('its sheet "{name}" is not in the file').format(name=name))
        if arrow.type not in _NO_CELLS:
            sheets[name.casefold()] = Worksheet(name, _state(package, attributes), follow(package, arrow), shared)
    return tuple(sheets.values())


def _state(package: Package, attributes: Mapping[str, str]) -> SheetState:
    state = attributes.get("state", "visible")
    try:
        return SheetState(state)
    except ValueError as error:
        raise CorruptWorkbook(
            package.path, _('a sheet is in the unknown state "{state}"').format(state=state)
        ) from error
