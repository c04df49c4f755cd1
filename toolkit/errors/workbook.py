"""Files that cannot be read as a workbook at all."""

from collections.abc import Sequence
from pathlib import Path

from toolkit.errors.root import ToolkitError
from toolkit.language import _, ngettext


class WorkbookError(ToolkitError):
    """The file cannot be read as a workbook at all."""

    exit_code = 4


class FileMissing(WorkbookError):
    """There is no file of this name."""

    def __init__(self, path: Path) -> None:
        super().__init__(_("There is no file {path}. Check the name and the folder.").format(path=path))


class FileUnreadable(WorkbookError):
    """The file exists and cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(_("{path} cannot be read: {reason}.").format(path=path, reason=reason))


class NotWritable(WorkbookError):
    """A result cannot be written where it was asked for."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            _("{path} cannot be written: {reason}. What was there is as it was; choose another place with -o.").format(
                path=path, reason=reason
            )
        )

    @property
    def fact(self) -> str:
        """What cannot be written, and why."""
        return _("{path} cannot be written: {reason}.").format(path=self.path, reason=self.reason)


class NotAWorkbook(WorkbookError):
    """The bytes are not those of an .xlsx workbook."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            _("{path} is not an Excel workbook: {found}. Save it as Excel Workbook (.xlsx).").format(
                path=path, found=found
            )
        )


class LockFile(WorkbookError):
    """The file is one that a program leaves beside a workbook that is open in it."""

    def __init__(self, path: Path, workbook: str) -> None:
        super().__init__(
            _(
                "{path} is no workbook: it is what Excel or LibreOffice keeps beside {workbook} as long as that is "
                "open. Take {workbook}; if nobody has it open, this file can be deleted."
            ).format(path=path, workbook=workbook)
        )


class HiddenMacros(WorkbookError):
    """The workbook has macros although its name says that it has none."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "{path} has macros although its name ends as that of a workbook without any, so no copy of it is "
                "written. Open it only if you know who made it: save it as Excel Macro-Enabled Workbook (.xlsm) to "
                "keep them, or copy its cells into a new workbook."
            ).format(path=path)
        )


class OldWorkbook(WorkbookError):
    """The workbook is in the format of Excel 97 to 2003, or protected by a password: both have the same container."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "{path} is an Excel 97-2003 workbook (.xls). Open it in Excel and save it as Excel Workbook (.xlsx)."
            ).format(path=path)
        )


class EncryptedWorkbook(WorkbookError):
    """The workbook needs a password to open."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "{path} is protected by a password. Open it in Excel, remove the password under File > "
                "Info > Protect Workbook, and save it."
            ).format(path=path)
        )


class CorruptWorkbook(WorkbookError):
    """The workbook's package is damaged or breaks the rules of its format."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("{path} is damaged: {reason}. Open it in Excel and save it again, or take an earlier copy.").format(
                path=path, reason=reason
            )
        )


class WorkbookTooLarge(WorkbookError):
    """The workbook is larger than the limits allow, which is also what an attack looks like."""

    def __init__(self, path: Path, what: str, found: int, limit: int) -> None:
        super().__init__(
            _("{path} has {found:,} {what}, more than the limit of {limit:,}. Split it into smaller workbooks.").format(
                path=path, found=found, what=what, limit=limit
            )
        )


class NoEntitySheet(WorkbookError):
    """No sheet of the workbook is one that a template made."""

    def __init__(self, path: Path, sheets: Sequence[str], known: Sequence[str]) -> None:
        super().__init__(
            _(
                "{path} has no sheet for any entity. Its sheets are {sheets}; expected one of {known}. "
                "`flowtly template ENTITY -o F.xlsx` makes one."
            ).format(path=path, sheets=", ".join(sheets) or _("none"), known=", ".join(known))
        )


class NoSuchSheet(WorkbookError):
    """A sheet that somebody told to take is not in the workbook."""

    def __init__(self, path: Path, told: str, sheets: Sequence[str]) -> None:
        super().__init__(
            _('{path} has no sheet "{told}". Its sheets are {sheets}; say --sheet NAME or --sheet NAME=ENTITY.').format(
                path=path, told=told, sheets=", ".join(sheets)
            )
        )


class ForeignTemplate(WorkbookError):
    """The workbook was made by a template version that this program does not know."""

    def __init__(self, path: Path, found: str, known: str) -> None:
        if found.isdecimal() and int(found) > int(known):
            super().__init__(
                _(
                    "{path} was made from template version {found}, and this program reads version {known}. "
                    "A later version of this program made it: update flowtly-toolkit."
                ).format(path=path, found=found, known=known)
            )
            return
        super().__init__(
            _(
                "{path} was made from template version {found}, and this program reads version {known}. "
                "Pull or make a new workbook and copy your rows into it."
            ).format(path=path, found=found, known=known)
        )


class TooManyRecords(WorkbookError):
    """A sheet of a workbook has not enough rows for what it is to hold."""

    def __init__(self, what: str, found: int, limit: int) -> None:
        super().__init__(
            _(
                "{what}: {found:,} records, and a sheet of an Excel workbook holds {limit:,}. Choose "
                "fewer with --filter, or write several workbooks."
            ).format(what=what, found=found, limit=limit)
        )


class BaseForeign(WorkbookError):
    """The workbook was pulled from another service, so its base says nothing about this one."""

    def __init__(self, path: Path, pulled_from: str, here: str) -> None:
        super().__init__(
            _(
                "{path} was pulled from {pulled_from}, and this is {here}. Choose with --profile, or "
                "pull a new workbook."
            ).format(path=path, pulled_from=pulled_from, here=here)
        )


class WorkbookHasErrors(WorkbookError):
    """Something has to be mended before there can be a plan; `errors` holds a sentence for each cell."""

    def __init__(self, path: Path, errors: Sequence[str]) -> None:
        self.errors = tuple(errors)
        super().__init__(
            ngettext(
                "{path} has an error, so there is no plan for it. {first} Mend it, and plan again.",
                "{path} has {count} errors, so there is no plan for it. The first: {first} "
                "`Workbook.check` has them all.",
                len(errors),
            ).format(path=path, count=len(errors), first=errors[0])
        )


class NoBase(WorkbookError):
    """The workbook does not know what it was pulled from."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{path} was not pulled, so there is no base to bring up to date. Pull a new one to start from.").format(
                path=path
            )
        )


class NotText(WorkbookError):
    """The file is no text, so it is no delimited text either."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "{path} is no text in any encoding that is tried (UTF-8, UTF-16, windows-1252, windows-1250, "
                "ISO-8859-2). Save it as CSV UTF-8, or name its encoding with --encoding."
            ).format(path=path)
        )


class EmptyText(WorkbookError):
    """A text file holds nothing."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{path} is empty. `flowtly pull ENTITY -o F.csv` makes one to start from.").format(path=path)
        )


class NotThisEncoding(WorkbookError):
    """The bytes of a text file do not fit the encoding that was named."""

    def __init__(self, path: Path, encoding: str) -> None:
        super().__init__(
            _(
                "{path} is not in {encoding}: some of its bytes mean nothing there. Leave --encoding out, and it is "
                "found."
            ).format(path=path, encoding=encoding)
        )


class UnclearDelimiter(WorkbookError):
    """Several delimiters split a text file equally well."""

    def __init__(self, path: Path, fitting: Sequence[str]) -> None:
        super().__init__(
            _("{path} can be split by {fitting} alike. Say which with --delimiter.").format(
                path=path, fitting=_(" or ").join(fitting)
            )
        )


class TextBroken(WorkbookError):
    """The quotes of a text file do not match."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(
            _("{path} cannot be read from line {line} on: {reason}. Mend that line, and check again.").format(
                path=path, line=line, reason=reason
            )
        )


class WhichEntity(WorkbookError):
    """Neither the name nor the header of a text file tells which entity its rows are."""

    def __init__(self, path: Path, fitting: Sequence[str]) -> None:
        found = (
            _("Its header fits {fitting} alike.").format(fitting=_(" or ").join(fitting))
            if fitting
            else _("Neither its name nor its header is that of an entity.")
        )
        super().__init__(
            _("{path}: which entity is it? {found} Say so with --entity; `flowtly entities` lists them.").format(
                path=path, found=found
            )
        )
