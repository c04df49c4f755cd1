"""Assumed: requests whose parameters and fields no published document tells, by the names of the profile. Pure."""

from collections.abc import Sequence
from datetime import date

from toolkit.api.forms import Form, Upload
from toolkit.api.operations import Sent
from toolkit.entities.canonical import JsonObject
from toolkit.service_names import ASSUMED, ImportFormat, ServiceNames


def export(account: str, first: date, last: date, names: ServiceNames = ASSUMED) -> Sent:
    """Ask for the statement of an account (its IRI) from the first day to the last, both included."""
    return Sent({names.export_account: account, names.export_from: str(first), names.export_to: str(last)})


def archive(transactions: Sequence[str], names: ServiceNames = ASSUMED) -> Sent:
    """Ask for the documents of transactions (their IRIs) in one file."""
    return Sent(body={names.zip_transactions: list(transactions)})


def statement(
    file: Upload, account: str, transactions: Sequence[JsonObject] = (), names: ServiceNames = ASSUMED
) -> Sent:
    """Give a statement to an account (its IRI, empty for the one that the statement names).

    A service that takes no files is given the transactions of the statement in its place.
    """
    if names.import_format is ImportFormat.JSON:
        return Sent(body={names.import_transactions: list(transactions)})
    return Sent(body=Form({names.import_account: account} if account else {}, {names.import_file: file}))


def document(file: Upload, transaction: str = "", names: ServiceNames = ASSUMED) -> Sent:
    """Give a document, tied to a transaction (its IRI) or awaiting one."""
    fields = {names.upload_transaction: transaction} if transaction else {}
    return Sent(body=Form(fields, {names.upload_file: file}))


def sending(invoices: Sequence[str], names: ServiceNames = ASSUMED) -> Sent:
    """Have invoices (their IRIs) sent to their clients."""
    return Sent(body={names.send_invoices: list(invoices)})
