"""Names that no document tells: parameters, fields and parts of requests, which a service may call otherwise."""

import enum
from dataclasses import dataclass


class ImportFormat(enum.StrEnum):
    """How a service takes a bank statement."""

    FORM = "form"
    """The file itself, in a form."""
    JSON = "json"
    """Its transactions, one by one."""


@dataclass(frozen=True, slots=True)
class ServiceNames:
    """What the assumed operations call their parameters and fields; a wrong guess is mended in the profile.

    The first word of a name is the operation: the export of a statement, the archive of documents (zip), the import of
    a statement, the upload of a document, the sending of invoices.
    """

    export_account: str = "bankAccount"
    export_from: str = "dateFrom"
    export_to: str = "dateTo"
    zip_transactions: str = "transactions"
    import_format: ImportFormat = ImportFormat.FORM
    import_file: str = "file"
    import_account: str = "bankAccount"
    import_transactions: str = "transactions"
    upload_file: str = "file"
    upload_transaction: str = "transaction"
    send_invoices: str = "invoices"


ASSUMED = ServiceNames()
