"""Names that no document tells: parameters, fields and parts of requests, which a service may call otherwise."""

import enum
from dataclasses import dataclass


class ImportFormat(enum.StrEnum):
    """How a service takes a bank statement."""

    FORM = "form"
    """The file itself, in a form."""
    JSON = "json"
    """Its transactions, one by one."""


class ImportWay(enum.StrEnum):
    """How the movements of a bank statement get into a service, where nobody says otherwise."""

    CREATIONS = "creations"
    """Each by a request of its own."""
    UPLOAD = "upload"
    """Many at a time, by the operation that takes statements."""


class SendWay(enum.StrEnum):
    """Which operation sends an invoice; each invoice is a request of its own in either case."""

    ONE = "one"
    """That of the invoice: `POST /invoices/{id}/send`."""
    LIST = "list"
    """That of many, given a list of one: `POST /invoices/send`."""


@dataclass(frozen=True, slots=True)
class ServiceNames:
    """What the assumed operations call their parameters and fields; a wrong guess is mended in the profile.

    The first word of a name is the operation: the export of a statement, the archive of documents (zip), the import of
    a statement, the upload of a document, the sending of invoices. `zip_pending` lists, with commas between, the words
    by which an answer says that an archive is still being made. `send_from` lists
    the statuses of invoices that may be sent, with commas between, and `send_status` is that of one that was.
    """

    export_account: str = "bankAccount"
    export_from: str = "dateFrom"
    export_to: str = "dateTo"
    zip_transactions: str = "transactions"
    zip_pending: str = "pending, queued, processing, running"
    import_way: ImportWay = ImportWay.CREATIONS
    import_format: ImportFormat = ImportFormat.FORM
    import_file: str = "file"
    import_account: str = "bankAccount"
    import_transactions: str = "transactions"
    upload_file: str = "file"
    upload_transaction: str = "transaction"
    send_way: SendWay = SendWay.ONE
    send_invoices: str = "invoices"
    send_from: str = "created, draft, edited"
    send_status: str = "sent"


ASSUMED = ServiceNames()
