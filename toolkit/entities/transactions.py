"""Bank transactions, what they are booked on, and their documents."""

from toolkit.entities.columns import (
    also,
    amount,
    assumed,
    choice,
    day,
    integer,
    month,
    read_only,
    reference,
    required,
    structure,
    text,
    yes_no,
)
from toolkit.entities.entity import FULL, Endpoint, Entity, Operation

TRANSACTIONS = Entity(
    path="transactions",
    english_title="Transactions",
    english_singular="transaction",
    english_summary="A movement on a bank account. It can be made and edited, never deleted.",
    columns=(
        required(also(reference("bankAccount", "Bank account", "bank-accounts"), "Account")),
        reference("employeeOwner", "Employee", "employees", "The employee who answers for the transaction."),
        reference("cost", "Supplier", "costs", "The supplier that the cost belongs to."),
        reference("counterparty", "Counterparty", "counterparties", "Needed for the monthly close."),
        choice("counterpartyRole", "Counterparty role", "The words are the service's own.", ()),
        integer("statementNumber", "Statement", "The number of the bank statement (MT940 :28C:)."),
        also(
            text("operationNumber", "Bank reference", "The bank's reference of the movement."),
            "Reference",
            "Transaction reference",
        ),
        required(also(text("description", "Description"), "Text", "Details of payment")),
        required(amount("amount", "Amount", "Negative for money that leaves the account.")),
        also(
            amount("endingBalance", "Balance after", "The account's balance after the movement."),
            "Balance",
            "Closing balance",
        ),
        required(also(day("orderDate", "Ordered"), "Order date")),
        required(also(day("execDate", "Booked"), "Booking date", "Date booked", "Execution date")),
        day("relatedDate", "Related to", "The day the cost belongs to, where it is another."),
        yes_no("ignored", "Ignored", "Yes takes the transaction out of every report."),
        text("note", "Note"),
        month("connectedMonth", "Month", "The accounting month; needed for the monthly close."),
        structure("transactionAttachments", "Attachments", "Edit them on their own sheet."),
        structure("budgetTransactions", "Budget transactions", "Edit them on their own sheet."),
        structure("projectTransactions", "Project transactions", "Edit them on their own sheet."),
    ),
    operations=FULL & ~Operation.DELETE,
    natural_key=("bankAccount", "execDate", "amount", "description", "operationNumber", "statementNumber"),
    label=("execDate", "description", "amount"),
    dated=("execDate",),
    extras=(
        Endpoint("POST", "/transactions/attachments/zip", reads=True),
        Endpoint("GET", "/transactions/export/mt940"),
        Endpoint("POST", "/transactions/import"),
        Endpoint("GET", "/transactions/unassigned"),
        Endpoint("GET", "/transactions/with-problems"),
        Endpoint("GET", "/transactions/{id}/suggestions"),
        Endpoint("POST", "/transactions/{id}/suggestions/{suggestionId}/apply"),
    ),
)

BUDGET_TRANSACTIONS = Entity(
    path="budget-transactions",
    english_title="Budget transactions",
    english_singular="budget transaction",
    english_summary="A transaction, or part of one, booked on a budget.",
    columns=(
        required(reference("budget", "Budget", "budgets")),
        required(reference("transaction", "Transaction", "transactions")),
        reference("employee", "Employee", "employees"),
        integer(
            "amount", "Amount", "Whole units, as the service keeps them. Left out, the whole transaction is booked."
        ),
    ),
    operations=FULL,
    natural_key=("budget", "transaction", "employee"),
    label=("budget", "transaction"),
    dated=("transaction", "execDate"),
)

INCOME_TRANSACTIONS = Entity(
    path="income-transactions",
    english_title="Income transactions",
    english_singular="income transaction",
    english_summary="A transaction that pays an invoice, whole or in part.",
    columns=(
        assumed(required(reference("transaction", "Transaction", "transactions"))),
        assumed(reference("invoice", "Invoice", "invoices")),
        assumed(integer("amount", "Amount", "Whole units, as the service keeps them.")),
    ),
    operations=FULL,
    natural_key=("transaction", "invoice"),
    label=("transaction", "invoice"),
    dated=("transaction", "execDate"),
)

PROJECT_TRANSACTIONS = Entity(
    path="project-transactions",
    english_title="Project transactions",
    english_singular="project transaction",
    english_summary="A transaction, or part of one, booked on a project.",
    columns=(
        assumed(required(reference("project", "Project", "projects"))),
        assumed(required(reference("transaction", "Transaction", "transactions"))),
        assumed(integer("amount", "Amount", "Whole units, as the service keeps them.")),
    ),
    operations=FULL & ~Operation.GET,
    natural_key=("project", "transaction"),
    label=("project", "transaction"),
    dated=("transaction", "execDate"),
)

TRANSACTION_ATTACHMENTS = Entity(
    path="transaction-attachments",
    english_title="Transaction attachments",
    english_singular="transaction attachment",
    english_summary="A document, tied to a transaction or awaiting one.",
    columns=(
        assumed(required(text("name", "Name", "The file's name.", limit=255))),
        assumed(reference("transaction", "Transaction", "transactions", "None means the document awaits one.")),
        assumed(read_only(text("mimeType", "File type"))),
        assumed(read_only(integer("size", "Size", "Bytes."))),
    ),
    operations=FULL,
    natural_key=("name", "transaction"),
    label=("name",),
    dated=("transaction", "execDate"),
    extras=(
        Endpoint("POST", "/transaction-attachments/create"),
        Endpoint("GET", "/transaction-attachments/search"),
        Endpoint("POST", "/transaction-attachments/{id}/apply-suggestion"),
        Endpoint("POST", "/transaction-attachments/{id}/apply-supplier-suggestion"),
        Endpoint("POST", "/transaction-attachments/{id}/detach"),
        Endpoint("GET", "/transaction-attachments/{id}/suggestions"),
        Endpoint("GET", "/transaction-attachments/{id}/suggestions-debug"),
        Endpoint("POST", "/transaction-attachments/{id}/suggestions/{suggestionId}/apply"),
    ),
    english_lost="its file",
)
