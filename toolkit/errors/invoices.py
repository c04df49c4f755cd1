"""Invoices that nobody can tell which they are, or how the next is called."""

from pathlib import Path

from toolkit.errors.service import IN_VAIN, ServiceError
from toolkit.errors.usage import UsageError
from toolkit.language import _


class NoSuchColumn(UsageError):
    """A workbook has no note column of this name to choose invoices by."""

    def __init__(self, path: Path, title: str, reason: str) -> None:
        super().__init__(
            _('{path} has no column "{title}" to choose invoices by: {reason}.').format(
                path=path, title=title, reason=reason
            )
        )


class NoNextName(ServiceError):
    """The service does not tell the number of the next invoice in any shape that is known."""

    def __init__(self, service: str, day: str) -> None:
        super().__init__(
            _(
                "The answer of {service} names no invoice number for {day}. `flowtly api GET /invoices/name/{day}` "
                "shows what it says. {in_vain}"
            ).format(service=service, day=day, in_vain=_(IN_VAIN))
        )


class NextNameTaken(ServiceError):
    """The service proposes a number that a live invoice has, at least as people read it."""

    def __init__(self, name: str, taken: str, id: str) -> None:
        super().__init__(
            _(
                'The service proposes "{name}", and the invoice {id} is called "{taken}": no other may be. Choose a '
                "number that is free; `flowtly pull invoices` shows all. {in_vain}"
            ).format(name=name, taken=taken, id=id, in_vain=_(IN_VAIN))
        )
