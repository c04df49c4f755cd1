"""Documents: uploads, what they may belong to, and all of them in one archive."""

import io
import zipfile
from collections.abc import Iterator

from toolkit.entities.directory import COSTS
from toolkit.entities.transactions import TRANSACTION_ATTACHMENTS, TRANSACTIONS
from toolkit.sandbox import sql
from toolkit.sandbox.calls import Call, Reply, answer
from toolkit.sandbox.collections import listing, unpaged
from toolkit.sandbox.denormalize import WrongClass, pointed
from toolkit.sandbox.items import body_document, body_object, shown, stored
from toolkit.sandbox.ledger import applied, candidates, named_in, words
from toolkit.sandbox.naming import PREFIX, Key, class_name
from toolkit.sandbox.negotiation import Format, types
from toolkit.sandbox.problems import Problem, missing
from toolkit.sandbox.sql import Scalar, Select
from toolkit.sandbox.store import Row
from toolkit.sandbox.wire import Wire

ENTITY = TRANSACTION_ATTACHMENTS


def search(call: Call) -> Reply:
    """List attachments by the filters of their collection."""
    return listing(ENTITY, call)


def upload(call: Call) -> Reply:
    """Keep the `file` of a multipart body, tied to the transaction of its `transaction` field, if there is one."""
    file = call.form.files.get("file")
    if file is None:
        raise Problem(400, '"file" is required')
    given = call.form.fields.get("transaction")
    values: Row = {
        "name": file.name,
        "mimeType": file.media_type,
        "size": len(file.content),
        "transaction": form_reference(call, "transactions", given) if given else None,
    }
    made = call.store.insert(ENTITY, values)
    call.store.add_document(made, file.content)
    return shown(call, ENTITY, made, 201)


def form_reference(call: Call, target: str, value: str) -> Scalar:
    """Return the id that an IRI in a form points at."""
    try:
        return pointed(call, target, value)
    except WrongClass:
        raise Problem(400, f'Invalid IRI "{value}".') from None


def detach(call: Call) -> Reply:
    """Take a document off its transaction: it awaits one again."""
    own, _ = _attachment(call)
    call.store.update(ENTITY, own, {"transaction": None})
    return shown(call, ENTITY, own, 201)


def suggestions(call: Call) -> Reply:
    """List the transactions that a document may belong to."""
    _, row = _attachment(call)
    return unpaged(ENTITY, call, [each.shown(call) for each in candidates(call, row)])


def suggestions_debug(call: Call) -> Reply:
    """Tell how the suggestions came about. The answer's `@id` is its own path, which is no record's IRI."""
    _, row = _attachment(call)
    told: dict[str, Wire] = {
        "id": row["id"],
        "words": sorted(words(str(row["name"]))),
        "candidates": {each.id: each.score for each in candidates(call, row)},
    }
    if call.format is Format.JSON:
        return answer(call, told)
    name = class_name(ENTITY.path)
    return answer(call, {"@context": f"{PREFIX}/contexts/{name}", "@id": call.path, "@type": name, **told})


def apply_best(call: Call) -> Reply:
    """Tie a document to the transaction that suits it best."""
    own, row = _attachment(call)
    best = next(iter(candidates(call, row)), None)
    if best is None:
        raise missing()
    return applied(call, ENTITY, own, best)


def apply_chosen(call: Call) -> Reply:
    """Tie a document to a suggested transaction."""
    own, row = _attachment(call)
    chosen = next((each for each in candidates(call, row) if each.id == call.ids["suggestionId"]), None)
    if chosen is None:
        raise missing()
    return applied(call, ENTITY, own, chosen)


def apply_supplier(call: Call) -> Reply:
    """Give the transaction of a document the supplier that the document names."""
    own, row = _attachment(call)
    best = next(iter(named_in(call, COSTS, "cost", str(row["name"]))), None)
    transaction = row["transaction"]
    if best is None or not isinstance(transaction, str):
        raise missing()
    call.store.update(TRANSACTIONS, transaction, {"cost": best.id})
    return shown(call, ENTITY, own, 201)


def archive(call: Call) -> Reply:
    """Answer with a zip of the documents of the `transactions` in the body, a folder for each."""
    document = body_object(body_document(call, types(call.formats)))
    wanted = document.get("transactions")
    chosen = [str(each).rsplit("/", 1)[-1] for each in wanted] if isinstance(wanted, list) else []
    files = [file for transaction in chosen for file in _documents(call, transaction)]
    if not files:
        raise Problem(404, "No attachments")
    disposition = {"Content-Disposition": "attachment; filename=attachments.zip"}
    return Reply(200, _zipped(files), "application/zip", disposition)


def _attachment(call: Call) -> tuple[Key, Row]:
    own = call.id(ENTITY.path)
    return own, stored(call, ENTITY, own)


def _documents(call: Call, transaction: str) -> Iterator[tuple[str, bytes]]:
    for row in call.store.select(Select(ENTITY.path, (sql.equals("transaction", transaction),))):
        content = call.store.document(str(row["id"]))
        if content is not None:
            name = str(row["name"]).replace("/", "_").replace("\\", "_")
            yield f"{transaction}/{row['id']}-{name}", content


def _zipped(files: list[tuple[str, bytes]]) -> bytes:
    """Pack files under a fixed date, so that equal documents make an equal archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            packed.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()
