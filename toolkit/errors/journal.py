"""The journal: what cannot be journalled is not sent."""

from toolkit.errors.root import ToolkitError
from toolkit.language import _


class JournalError(ToolkitError):
    """The journal fails; what cannot be journalled is not sent."""


class JournalUnusable(JournalError):
    """The journal's database cannot be opened, read or written."""

    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(
            _(
                "The journal {where} cannot be used: {reason}. Nothing is sent without it. Check the "
                "disk and FLOWTLY_JOURNAL; `flowtly runs` tells of runs that were cut off."
            ).format(where=where, reason=reason)
        )

    @property
    def fact(self) -> str:
        """What is wrong with the journal."""
        return _("The journal {where} cannot be used: {reason}.").format(where=self.where, reason=self.reason)


class SameMoment(JournalError):
    """Another process wrote, in the same moment, what may be in the journal only once."""

    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(
            _(
                "Another process wrote to the journal {where} in the same moment: {reason}. Nothing was "
                "sent; try again."
            ).format(where=where, reason=reason)
        )

    @property
    def fact(self) -> str:
        """What the database said."""
        told = _("Another process wrote to the journal {where} in the same moment: {reason}.")
        return told.format(where=self.where, reason=self.reason)


class LeaseLost(JournalError):
    """The right to write to a service was lost while a run went on, or could not be renewed."""

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(
            _(
                "This run may not write to {service} any more: {reason}. It has stopped, and sends nothing more. "
                "What it sent before is in the journal: `flowtly runs` tells, and `flowtly resume` goes on."
            ).format(service=service, reason=reason.removesuffix("."))
        )


class JournalTooNew(JournalError):
    """A later version of this program has changed the journal's tables."""

    def __init__(self, where: str) -> None:
        super().__init__(
            _("The journal {where} was written by a later version of this program. Update flowtly-toolkit.").format(
                where=where
            )
        )


class BackupElsewhere(JournalError):
    """The journal is in a database that has backups of its own."""

    def __init__(self, where: str) -> None:
        super().__init__(
            _(
                "The journal {where} is no SQLite file: back it up with its database's own means, pg_dump for "
                "PostgreSQL. Nothing was written."
            ).format(where=where)
        )


class BackupUnsound(JournalError):
    """A copy of the journal does not pass the database's own checks."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            _(
                "The copy of the journal does not pass SQLite's checks: {reason}. No backup was written; look at the "
                "disk, and keep the backups that you have."
            ).format(reason=reason)
        )
