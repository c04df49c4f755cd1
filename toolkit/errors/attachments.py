"""Documents of transactions: archives that must not be unpacked, and folders that do not prove."""

from pathlib import Path

from toolkit.errors.root import ToolkitError
from toolkit.errors.service import LATER, ServiceError
from toolkit.errors.usage import UsageError
from toolkit.language import _


class AttachmentError(ToolkitError):
    """Documents do not prove: what came, or what is there, is not what it should be."""

    exit_code = 10


class ArchiveDamaged(AttachmentError):
    """A zip is cut off, altered, or breaks the rules of its format."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("The zip of documents is damaged: {reason}. Nothing of it is kept; ask for it again.").format(
                reason=reason
            )
        )


class ArchiveUnsafe(AttachmentError):
    """A zip holds something that would leave its folder, or is no file."""

    def __init__(self, member: str, reason: str) -> None:
        super().__init__(
            _(
                "The zip of documents is refused: its entry {member} {reason}. No bookkeeping service makes such a "
                "zip. Nothing of it is kept; tell whoever runs the service."
            ).format(member=member, reason=reason)
        )


class ArchiveTooLarge(AttachmentError):
    """A zip is larger than the limits allow, which is also what an attack looks like."""

    def __init__(self, what: str, found: int, limit: int) -> None:
        super().__init__(
            _(
                "The zip of documents has {found:,} {what}, and {limit:,} is the limit. Nothing of it is kept; "
                "ask for fewer transactions at a time with --batch."
            ).format(what=what, found=found, limit=limit)
        )


class ManifestOfOtherVersion(AttachmentError):
    """A manifest is in a version of the format that this program does not read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("{path} cannot be read: {reason}. Or download the documents again with this one.").format(
                path=path, reason=reason
            )
        )


class ManifestBroken(AttachmentError):
    """A manifest is not as it was written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("{path} is not as it was written: {reason}. Download the documents again.").format(
                path=path, reason=reason
            )
        )


class NoArchive(ServiceError):
    """The service answered the request for documents with something else than a zip."""

    retryable = True

    def __init__(self, service: str, found: str) -> None:
        super().__init__(
            _(
                "{service} was asked for a zip of documents and gave {found}. Nothing of this answer is kept. {later} "
                "Run the same command again: what came before is not fetched twice."
            ).format(service=service, found=found, later=_(LATER))
        )


class NoManifest(UsageError):
    """A folder is none of downloaded documents."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("{folder} has no manifest.json, so it is no folder of downloaded documents.").format(folder=folder)
        )


class FolderTaken(UsageError):
    """Documents would go into a folder that holds something else."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("{folder} is there already and not empty. Choose another folder with -o, or move it away.").format(
                folder=folder
            )
        )


class FolderBusy(UsageError):
    """Two downloads into one folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _(
                "Another download into {folder} is under way. Wait until it has ended, or choose another folder "
                "with -o."
            ).format(folder=folder)
        )


class UnknownTransactions(UsageError):
    """Transactions or documents are asked for that the service does not have."""

    def __init__(self, what: str, ids: str) -> None:
        super().__init__(_("The service has no {what} {ids}.").format(what=what, ids=ids))


class NothingToUpload(UsageError):
    """What was given to upload names no file."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(_("{path} names no document to upload: {reason}.").format(path=path, reason=reason))
