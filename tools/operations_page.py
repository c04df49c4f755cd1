"""The table of operations: every one of the API document, the command that reaches it, and the test that calls it."""

from collections.abc import Mapping

from toolkit.entities.entity import Operation
from toolkit.entities.operations import OPERATIONS, Declared

TEST_FILE = "tests/api/test_operations.py"
TEST = "test_every_operation_answers"

_INTRODUCTION = f"""# Operations

This page is generated from the declarations of the entities. Every operation of the API document can be called from
Python with `toolkit.api.operations.Operations.call(entity, endpoint, ids, sent)`, and from the command line:
`flowtly api METHOD PATH` reaches all of them. What writes has to be agreed to, passes its guards by name, and is
journalled.

Each is called on a running service, in both dialects, by `{TEST}` in `{TEST_FILE}`.
"""

_OWN: Mapping[str, str] = {
    "GET /transactions/export/mt940": "flowtly mt940 export",
    "POST /transactions/import": "flowtly statements import --upload",
    "GET /invoices/draft": "flowtly invoices drafts",
    "GET /invoices/name/{date}": "flowtly invoices next-name",
    "POST /invoices/send": "flowtly invoices send",
    "POST /invoices/{id}/send": "flowtly invoices send",
    "POST /transactions/attachments/zip": "flowtly attachments download",
    "POST /transaction-attachments/create": "flowtly attachments upload",
    "POST /transaction-attachments/{id}/detach": "flowtly attachments detach",
    "GET /transactions/{id}/suggestions": "flowtly suggestions transactions",
    "POST /transactions/{id}/suggestions/{suggestionId}/apply": "flowtly worklist suggestions",
    "GET /transaction-attachments/{id}/suggestions": "flowtly suggestions documents",
    "POST /transaction-attachments/{id}/suggestions/{suggestionId}/apply": "flowtly worklist awaiting",
}
"""Operations with a command of their own, beyond records and views."""

_STANDARD: Mapping[Operation, str] = {
    Operation.LIST: "flowtly pull {path}",
    Operation.POST: "flowtly apply",
    Operation.PATCH: "flowtly apply",
    Operation.DELETE: "flowtly apply",
}


def command_of(operation: Declared) -> str:
    """Return the command that people reach an operation with."""
    if operation.standard is not None and operation.standard in _STANDARD:
        return _STANDARD[operation.standard].format(path=operation.entity.path)
    if operation.name in _OWN:
        return _OWN[operation.name]
    view = operation.endpoint.path.removeprefix(f"{operation.entity.collection}/")
    if operation.endpoint.method == "GET" and view in operation.entity.views:
        return f"flowtly pull {operation.entity.path} --view {view}"
    return f"flowtly api {operation.name}"


def operations_page() -> str:
    """Return the page."""
    head = ["| entity | operation | | command | test |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([_INTRODUCTION, *head, *map(_row, OPERATIONS), ""])


def _row(operation: Declared) -> str:
    name = operation.name
    effect = "writes" if operation.endpoint.writes else "reads"
    return f"| {operation.entity.path} | `{name}` | {effect} | `{command_of(operation)}` | `{TEST}[bare-{name}]` |"
