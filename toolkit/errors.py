"""What stops a run. What is wrong in a user's file is no error but an `Issue` (decision 18).

    ToolkitError                    exit code 1
    ├─ UsageError                   2   the command line asks for something that is not there
    │  ├─ UnknownEntity
    │  ├─ UnknownProfile
    │  ├─ BadSettings
    │  ├─ InsecureUrl
    │  ├─ BadPath
    │  ├─ BadFilter
    │  └─ PortTaken
    ├─ WorkbookError                4   the file cannot be read as a workbook at all
    │  ├─ FileMissing, FileUnreadable, NotWritable
    │  ├─ NotAWorkbook, OldWorkbook, EncryptedWorkbook, CorruptWorkbook, WorkbookTooLarge
    │  ├─ NoEntitySheet, ForeignTemplate, BaseForeign
    │  └─ TooManyRecords
    ├─ PlanError                    5   the plan may not be applied
    │  ├─ NotAPlan, PlanEdited, PlanForeign, PlanBurned, AlreadyApplied
    │  └─ RunMissing, RunInProgress, NothingToAdopt
    ├─ ServiceError                 9   the service, before anything was written
    │  ├─ Unreachable
    │  ├─ NotAuthenticated
    │  ├─ Refused
    │  ├─ ServiceFault
    │  ├─ NotTheApi
    │  └─ UnexpectedAnswer
    ├─ JournalError                 1   the journal; what cannot be journalled is not sent
    │  └─ JournalUnusable, JournalTooNew
    ├─ OutcomeUnknown               8   a write was sent and not answered
    └─ Interrupted                  130 stopped before the first write

Every class owns its sentence, and says what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar


class ToolkitError(Exception):
    """The root of everything that stops a run; `exit_code` is what the command ends with."""

    exit_code: ClassVar[int] = 1


class UsageError(ToolkitError):
    """The command line asks for something that is not there."""

    exit_code = 2


class UnknownEntity(UsageError):
    """No entity has this path."""

    def __init__(self, path: str, known: Sequence[str]) -> None:
        near = get_close_matches(path, known, n=3)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f'There is no entity "{path}".{meant} `flowtly entities` lists them all.')


class UnknownProfile(UsageError):
    """No profile has this name."""

    def __init__(self, name: str, known: Sequence[str], settings: Path) -> None:
        super().__init__(
            f'There is no profile "{name}". Known are {", ".join(known)}; [profiles.{name}] in {settings} makes it.'
        )


class BadSettings(UsageError):
    """A setting is not what it should be. The value is not repeated: it may be a secret."""

    def __init__(self, where: str, key: str, expected: str) -> None:
        super().__init__(f"{where}: {key} should be {expected}.")


class InsecureUrl(UsageError):
    """The URL would carry the token, or the user and password, where others can read them."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"The service at {host} is not safe to talk to: {reason}.")


class BadPath(UsageError):
    """A path would lead to another place than it seems to."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f'"{path}" is no path of the API. It starts with one slash, has no dots as steps, '
            "and everything but letters, digits and -._~ within a step is percent-encoded."
        )


class BadFilter(UsageError):
    """The service does not know the filter, and would have ignored it and returned every record."""

    def __init__(self, entity: str, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f'The service has no filter "{name}" for {entity}, and would return every record. '
            f"Its filters are {', '.join(known)}."
        )


class PortTaken(UsageError):
    """The sandbox cannot listen where it was asked to."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is not free on this machine. Choose another, or 0 for any free one.")


class WorkbookError(ToolkitError):
    """The file cannot be read as a workbook at all."""

    exit_code = 4


class FileMissing(WorkbookError):
    """There is no file of this name."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file {path}. Check the name and the folder.")


class FileUnreadable(WorkbookError):
    """The file exists and cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be read: {reason}.")


class NotWritable(WorkbookError):
    """A result cannot be written where it was asked for."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be written: {reason}. Nothing was changed; choose another place with -o.")


class NotAWorkbook(WorkbookError):
    """The bytes are not those of an .xlsx workbook."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(f"{path} is not an Excel workbook: {found}. Save it as Excel Workbook (.xlsx).")


class OldWorkbook(WorkbookError):
    """The workbook is in the format of Excel 97 to 2003, or protected by a password: both have the same container."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is an Excel 97-2003 workbook (.xls). Open it in Excel and save it as Excel Workbook (.xlsx)."
        )


class EncryptedWorkbook(WorkbookError):
    """The workbook needs a password to open."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is protected by a password. Open it in Excel, remove the password "
            "under File > Info > Protect Workbook, and save it."
        )


class CorruptWorkbook(WorkbookError):
    """The workbook's package is damaged or breaks the rules of its format."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} is damaged: {reason}. Open it in Excel and save it again, or take an earlier copy.")


class WorkbookTooLarge(WorkbookError):
    """The workbook is larger than the limits allow, which is also what an attack looks like."""

    def __init__(self, path: Path, what: str, found: int, limit: int) -> None:
        super().__init__(
            f"{path} has {found:,} {what}, more than the limit of {limit:,}. Split it into smaller workbooks."
        )


class NoEntitySheet(WorkbookError):
    """No sheet of the workbook is one that a template made."""

    def __init__(self, path: Path, sheets: Sequence[str], known: Sequence[str]) -> None:
        super().__init__(
            f"{path} has no sheet for any entity. Its sheets are {', '.join(sheets) or 'none'}; "
            f"expected one of {', '.join(known)}. `flowtly template ENTITY -o F.xlsx` makes one."
        )


class ForeignTemplate(WorkbookError):
    """The workbook was made by a template version that this program does not know."""

    def __init__(self, path: Path, found: str, known: str) -> None:
        super().__init__(
            f"{path} was made from template version {found}, and this program reads version {known}. "
            "Pull or make a new workbook and copy your rows into it."
        )


class TooManyRecords(WorkbookError):
    """A sheet of a workbook has not enough rows for what it is to hold."""

    def __init__(self, what: str, found: int, limit: int) -> None:
        super().__init__(
            f"{what}: {found:,} records, and a sheet of an Excel workbook holds {limit:,}. "
            "Choose fewer with --filter, or write several workbooks."
        )


class BaseForeign(WorkbookError):
    """The workbook was pulled from another service, so its base says nothing about this one."""

    def __init__(self, path: Path, pulled_from: str, here: str) -> None:
        super().__init__(
            f"{path} was pulled from {pulled_from}, and this is {here}. Choose with --profile, or pull a new workbook."
        )


class PlanError(ToolkitError):
    """The plan may not be applied."""

    exit_code = 5


class NotAPlan(PlanError):
    """The file holds no plan."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} is not a plan: {reason}. `flowtly plan F.xlsx -o P.json` makes one.")


class PlanEdited(PlanError):
    """The plan's content no longer has the digest it was saved with."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed after it was made: its digest does not match. Plan the workbook again.")


class PlanForeign(PlanError):
    """The plan was made for another service, profile or user."""

    def __init__(self, what: str, planned: str, here: str) -> None:
        super().__init__(
            f"The plan was made for the {what} {planned}, and this is {here}. Choose with --profile, or plan again."
        )


class PlanBurned(PlanError):
    """The plan has been applied once, and is never applied twice (decision 2)."""

    def __init__(self, plan: str, run: str) -> None:
        super().__init__(
            f"Plan {plan[:12]} was applied before, in run {run}; nothing was sent. "
            f"`flowtly runs show {run}` tells how it went."
        )


class AlreadyApplied(PlanError):
    """The workbook's new rows were created by an earlier run, so planning it again would create them twice."""

    def __init__(self, workbook: Path, run: str, result: str) -> None:
        super().__init__(
            f"The new rows of {workbook} were created by run {run}. "
            f"Go on from its result, {result}, which knows their ids."
        )


class RunMissing(PlanError):
    """The journal knows no such run."""

    def __init__(self, run: str) -> None:
        super().__init__(f'The journal has no run "{run}". `flowtly runs` lists them.')


class RunInProgress(PlanError):
    """Another run is writing to the same service, and the two would undo each other's reading."""

    def __init__(self, service: str, host: str, since: str) -> None:
        super().__init__(
            f"Another run has been writing to {service} since {since}, from {host}. Wait for its end; "
            "should that machine have gone down, this clears by itself after a minute."
        )


class NothingToAdopt(PlanError):
    """The record that a change is said to have made does not exist."""

    def __init__(self, entity: str, id: str) -> None:
        super().__init__(f"The service has no {entity} {id}, so no change can have made it. Check the id.")


class JournalError(ToolkitError):
    """The journal fails; what cannot be journalled is not sent."""


class JournalUnusable(JournalError):
    """The journal's database cannot be opened, read or written."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(
            f"The journal {where} cannot be used: {reason}. Nothing is sent without it. "
            "Check the disk and FLOWTLY_JOURNAL; `flowtly runs` tells of runs that were cut off."
        )


class JournalTooNew(JournalError):
    """A later version of this program has changed the journal's tables."""

    def __init__(self, where: str) -> None:
        super().__init__(f"The journal {where} was written by a later version of this program. Update flowtly-toolkit.")


class ServiceError(ToolkitError):
    """The service, before anything was written. `retryable` says whether trying again can help."""

    exit_code = 9
    retryable: bool = False


class Unreachable(ServiceError):
    """The request never left: no connection, no name, no answer to a read. Nothing was written."""

    retryable = True

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(f"{service} cannot be reached: {reason}. Nothing was written; try again later.")


class NotAuthenticated(ServiceError):
    """The service does not take the token, or the user and password."""

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(
            f"{service} does not let us in: {reason}. Set FLOWTLY_TOKEN, or FLOWTLY_USERNAME and FLOWTLY_PASSWORD."
        )


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule of the service that a value broke: the field's path, `amount` or `invoiceRows[2].amount`, and why."""

    path: str
    message: str


class Refused(ServiceError):
    """The service answered no: the request had no effect. `violations` names the fields where it said so."""

    def __init__(
        self, status: int, detail: str, violations: tuple[Violation, ...] = (), *, retryable: bool = False
    ) -> None:
        super().__init__(f"The service refused with {status}: {detail}")
        self.status = status
        self.detail = detail
        self.violations = violations
        self.retryable = retryable


class ServiceFault(ServiceError):
    """The service failed while it answered a read. What it said is not shown: it may hold secrets of the service."""

    def __init__(self, service: str, path: str, status: int, phrase: str) -> None:
        super().__init__(f"{service} failed to answer {path}: {status} {phrase}. Nothing was written.")


class NotTheApi(ServiceError):
    """An answer is not one that the API gives; something else may stand at the address."""

    def __init__(self, service: str, path: str, found: str) -> None:
        super().__init__(f"{service} answered {path} with {found}. Check that the URL is the base address of the API.")


class UnexpectedAnswer(ServiceError):
    """A record of the service does not have the type that its entity declares."""

    def __init__(self, entity: str, id: str, field: str, value: object, expected: str) -> None:
        super().__init__(
            f"The service sent {value!r} for {field} of {entity} {id}; expected {expected}. "
            "The declaration of the entity does not fit this service."
        )


class OutcomeUnknown(ToolkitError):
    """A write was sent and no usable answer came: it may or may not have happened."""

    exit_code = 8

    def __init__(self, method: str, path: str, reason: str) -> None:
        super().__init__(f"{method} {path} was sent, and no answer came: {reason}. It may have happened.")
        self.reason = reason


class Interrupted(ToolkitError):
    """The user stopped before the first write."""

    exit_code = 130
