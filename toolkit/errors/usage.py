"""What the command line asks for and is not there."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from toolkit.errors.root import ToolkitError
from toolkit.language import _


class UsageError(ToolkitError):
    """The command line asks for something that is not there."""

    exit_code = 2


class UnknownEntity(UsageError):
    """No entity has this path."""

    def __init__(self, path: str, known: Sequence[str]) -> None:
        near = get_close_matches(path, known, n=3)
        meant = _meant(near)
        super().__init__(
            _('There is no entity "{path}". {meant}`flowtly entities` lists them all.').format(path=path, meant=meant)
        )


class UnknownOperation(UsageError):
    """The API document has no such operation."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        near = get_close_matches(name, known, n=3)
        meant = _meant(near)
        super().__init__(
            _('There is no operation "{name}". {meant}docs/operations.md lists them all.').format(
                name=name, meant=meant
            )
        )


class MissingPart(UsageError):
    """A part of an operation's path was not given."""

    def __init__(self, operation: str, part: str) -> None:
        super().__init__(
            _("{operation} needs its {part}. Give it as text, as the service spells it.").format(
                operation=operation, part=part
            )
        )


class NothingToLearnInto(UsageError):
    """What was learnt of a service has no place, as its profile is not of the settings file."""

    def __init__(self, profile: str, settings: Path) -> None:
        super().__init__(
            _(
                "Nothing was stored: the profile {profile} is not one of {settings}. Make [profiles.NAME] there first."
            ).format(profile=profile, settings=settings)
        )


class NoPasswordsHere(UsageError):
    """A login sent by hand would leave the password in the journal."""

    def __init__(self, path: str) -> None:
        super().__init__(
            _("{path} is the login, and every write is journalled with its body. Use `flowtly auth login`.").format(
                path=path
            )
        )


class NoLogin(UsageError):
    """There is nothing to log in with, or nowhere to keep it."""

    def __init__(self, reason: str) -> None:
        super().__init__(_("Nobody was logged in: {reason}.").format(reason=reason))


class UnknownProfile(UsageError):
    """No profile has this name."""

    def __init__(self, name: str, known: Sequence[str], settings: Path) -> None:
        super().__init__(
            _('There is no profile "{name}". Known are {known}; [profiles.{name}] in {settings} makes it.').format(
                name=name, known=", ".join(known), settings=settings
            )
        )


class BadSettings(UsageError):
    """A setting is not what it should be. The value is not repeated: it may be a secret."""

    def __init__(self, where: str, key: str, expected: str) -> None:
        super().__init__(_("{where}: {key} should be {expected}.").format(where=where, key=key, expected=expected))


class InsecureUrl(UsageError):
    """The URL would carry the token, or the user and password, where others can read them."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(_("The service at {host} is not safe to talk to: {reason}.").format(host=host, reason=reason))


class BadPath(UsageError):
    """A path would lead to another place than it seems to."""

    def __init__(self, path: str) -> None:
        super().__init__(
            _(
                '"{path}" is no path of the API. It starts with one slash, has no dots as steps, and '
                "everything but letters, digits and -._~ within a step is percent-encoded."
            ).format(path=path)
        )


class BadFilter(UsageError):
    """The service does not know the filter, and would have ignored it and returned every record."""

    def __init__(self, entity: str, name: str, known: Sequence[str]) -> None:
        super().__init__(
            _(
                'The service has no filter "{name}" for {entity}, and would return every record. Its '
                "filters are {known}."
            ).format(name=name, entity=entity, known=", ".join(known))
        )


class BadFilterValue(UsageError):
    """The value of a filter cannot be read; the service would have ignored it and returned every record."""

    def __init__(self, entity: str, name: str, expected: str) -> None:
        super().__init__(
            _(
                'The filter "{name}" of {entity} should be {expected}. The service ignores a value that '
                "it cannot read, and would return every record."
            ).format(name=name, entity=entity, expected=expected)
        )


class UnknownView(UsageError):
    """The entity has no such view."""

    def __init__(self, entity: str, view: str, known: Sequence[str]) -> None:
        has = _("Its views are {known}.").format(known=", ".join(known)) if known else _("It has none.")
        super().__init__(_('There is no view "{view}" of {entity}. {has}').format(view=view, entity=entity, has=has))


class PortTaken(UsageError):
    """The sandbox cannot listen where it was asked to."""

    def __init__(self, port: int) -> None:
        super().__init__(
            _("Port {port} is not free on this machine. Choose another, or 0 for any free one.").format(port=port)
        )


class BadFault(UsageError):
    """A line for the embedded service is no fault that it knows."""

    def __init__(self, line: str, part: str) -> None:
        super().__init__(
            _(
                '"{part}" in --fault "{line}" cannot be read. Expected METHOD PATH and a status, drop, torn, silent, '
                'late, expired, ignore or round, as in --fault "POST /budgets 503 after"; then, as needed, before or '
                "after, problem, html, unreadable or empty, and skip=, times=, seconds=, retry=, field=, holds=."
            ).format(part=part, line=line)
        )


class BadSwitch(UsageError):
    """The embedded service has no such switch, or the switch no such position."""

    def __init__(self, given: str, known: Sequence[str]) -> None:
        super().__init__(
            _('"{given}" is no --switch that can be read. Expected one of {known}.').format(
                given=given, known=", ".join(known)
            )
        )


def _meant(near: Sequence[str]) -> str:
    """Return a question with what may have been meant and a space after it, or nothing."""
    return _("Did you mean {near}?").format(near=_(" or ").join(near)) + " " if near else ""


class NoSuchCell(UsageError):
    """An address names no cell of a sheet that belongs to an entity."""

    def __init__(self, address: str, sheets: Sequence[str]) -> None:
        super().__init__(
            _("{address} is no cell of {sheets}. Write the sheet in front where there are several: Budgets!C7.").format(
                address=address, sheets=", ".join(sheets) or _("any sheet of an entity")
            )
        )


class OneEntity(UsageError):
    """A file of this form holds the records of one entity."""

    def __init__(self, form: str, given: Sequence[str]) -> None:
        super().__init__(
            _(
                "A .{form} file holds the records of one entity, and {count} are asked for. Name one, or write .xlsx "
                "or .jsonl."
            ).format(form=form, count=len(given))
        )


class ConnectionClosed(UsageError):
    """A program uses a connection that it has closed."""

    def __init__(self, service: str) -> None:
        self.service = service
        super().__init__(
            _(
                "The connection to {service} is closed. Connect again with Flowtly.connect() or Flowtly.at(), and keep "
                "it open, in a with block for example, as long as it is used."
            ).format(service=service)
        )


class NoSheet(UsageError):
    """A program names a sheet that the workbook has not."""

    def __init__(self, path: Path, sheet: str, sheets: Sequence[str]) -> None:
        self.path = path
        self.sheet = sheet
        self.sheets = tuple(sheets)
        super().__init__(
            _('{path} has no sheet "{sheet}". Its sheets are {sheets}.').format(
                path=path, sheet=sheet, sheets=", ".join(sheets)
            )
        )


class NoAddress(UsageError):
    """A program names a cell that no sheet can have."""

    def __init__(self, sheet: str, address: str) -> None:
        self.sheet = sheet
        self.address = address
        super().__init__(
            _('"{address}" is no address of a cell of {sheet}. Write its column and row, as in E2.').format(
                address=address, sheet=sheet
            )
        )


class FileInTheWay(UsageError):
    """A file would be written over that somebody may have worked on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            _(
                "{path} is there already, and is not known to be as we wrote it: somebody may have worked on it. "
                "Nothing was written. Choose another name, or say --overwrite (in a program, overwrite=True)."
            ).format(path=path)
        )


class NeedsAFile(UsageError):
    """A form that is no text cannot go to standard output."""

    def __init__(self, form: str) -> None:
        super().__init__(
            _("{form} is no text, so it needs a file: -o NAME.{form}. Text for -o - is csv, tsv or jsonl.").format(
                form=form
            )
        )


class ParquetMissing(UsageError):
    """The library that writes Parquet is not installed."""

    def __init__(self) -> None:
        super().__init__(_("Parquet needs an extra: pip install 'flowtly-toolkit[parquet]'. JSON needs none."))


class DoesNotFit(UsageError):
    """A value is beyond what its column's type holds exactly; nothing is rounded."""

    def __init__(self, entity: str, record: str, field: str, value: str, kind: str) -> None:
        super().__init__(
            _(
                "{entity} {record}: {field} is {value}, which {kind} does not hold exactly. Nothing was written; "
                ".jsonl takes any value."
            ).format(entity=entity, record=record, field=field, value=value, kind=kind)
        )
