"""Invoices."""

from toolkit.entities.columns import (
    also,
    amount,
    assumed,
    choice,
    day,
    number,
    read_only,
    reference,
    required,
    rows,
    structure,
    text,
)
from toolkit.entities.entity import FULL, Children, Endpoint, Entity, InOrder, Operation

_ROW = (
    required(assumed(text("name", "Name", "What is sold.", limit=255))),
    required(assumed(number("quantity", "Quantity"))),
    required(assumed(number("priceNet", "Net price", "Of one, in the currency of the invoice."))),
    assumed(text("vatRate", "VAT rate", "The words are the service's own, for example 25.")),
)

INVOICE_ROWS = Entity(
    path="invoice-rows",
    english_title="Invoice rows",
    english_singular="invoice row",
    english_summary="What an invoice charges for. The rows of an invoice are sent together, with the invoice.",
    columns=(
        required(reference("invoice", "Invoice", "invoices", "The invoice that the row is part of.")),
        *_ROW,
    ),
    operations=Operation(0),
    natural_key=(),
    label=("name",),
)

INVOICES = Entity(
    path="invoices",
    english_title="Invoices",
    english_singular="invoice",
    english_summary="An invoice to a client. Sending it is a command of its own, never a cell.",
    columns=(
        required(
            also(
                text("name", "Number", "The invoice's number or title.", limit=255),
                "Invoice",
                "Invoice number",
                "Invoice no.",
            )
        ),
        required(choice("type", "Type", "The words are the service's own, for example vat or correction.", ())),
        reference("parent", "Corrects", "invoices", "The invoice that this one corrects."),
        required(reference("client", "Client", "clients")),
        choice("tinType", "Tax number type", "The words are the service's own.", ()),
        text("tinCountry", "Tax country"),
        text("tin", "Tax number"),
        required(also(reference("bankAccount", "Bank account", "bank-accounts"), "Account")),
        also(amount("amountNet", "Net", unit="currency of the invoice", currency=("currency",)), "Net amount"),
        also(
            amount("amount", "Gross", unit="currency of the invoice", currency=("currency",)),
            "Gross amount",
            "Total",
            "Amount",
        ),
        reference("currency", "Currency", "currencies"),
        also(
            number("conversionRate", "Rate", "The rate to the company's currency."), "Exchange rate", "Conversion rate"
        ),
        required(also(day("issueDate", "Issued"), "Issue date", "Invoice date")),
        required(also(day("saleDate", "Sold"), "Sale date")),
        required(also(day("dueDate", "Due"), "Due date")),
        amount("targetAmount", "Gross, target", unit="target currency", currency=()),
        amount("targetAmountNet", "Net, target", unit="target currency", currency=()),
        required(
            also(
                choice("paymentMethod", "Paid by", "The words are the service's own, for example transfer.", ()),
                "Payment method",
            )
        ),
        text("notes", "Notes", "Printed on the invoice."),
        text("internalComment", "Comment", "For colleagues only."),
        required(choice("status", "Status of invoice", "The words are the service's own, for example created.", ())),
        read_only(text("generatedPdfExternalId", "PDF")),
        rows("invoiceRows", "Rows", _ROW, "Edited on the sheet Invoice rows."),
        structure("childrenInvoices", "Corrected by"),
        structure("eInvoicing", "E-invoice"),
        structure("invoiceTransactions", "Payments"),
    ),
    operations=FULL,
    natural_key=("name",),
    label=("name",),
    dated=("issueDate",),
    rules=(InOrder("issueDate", "dueDate"),),
    extras=(
        Endpoint("GET", "/invoices/draft"),
        Endpoint("GET", "/invoices/name/{date}"),
        Endpoint("POST", "/invoices/send"),
        # Most likely a preview; nothing published promises that no letter leaves.
        Endpoint("GET", "/invoices/{id}/send", reads=False),
        Endpoint("POST", "/invoices/{id}/send"),
    ),
    children=(Children("invoiceRows", INVOICE_ROWS, "invoice"),),
    english_lost="its e-invoice, its PDF and its payments",
)
