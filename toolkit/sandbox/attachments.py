"""Documents: uploads, what they may belong to, and all of them in one archive."""

import io
import zipfile
from collections import Counter
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
from toolkit.sandbox.switches import Archives
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
    """Answer with a zip of the documents of the `transactions` in the body, as the switches have it."""
    document = body_object(body_document(call, types(call.formats)))
    wanted = document.get("transactions")
    chosen = [str(each).rsplit("/", 1)[-1] for each in wanted] if isinstance(wanted, list) else []
    style = call.switches.archives
    files = list(_chosen(call, chosen, style))
    if not files:
        raise Problem(404, "No attachments")
    match style:
        case Archives.LINK:
            # As its own record: what makes an archive in the background tells where it will be.
            return answer(call, {"url": f"{call.origin}{call.path}/{','.join(chosen)}"}, 201)
        case Archives.HTML:
            return Reply(200, b"<!DOCTYPE html><title>Sign in</title>", "text/html; charset=utf-8")
        case Archives.EMPTY:
            return _packed(b"")
        case Archives.TRUNCATED:
            whole = _zipped(files)
            return _packed(whole[: len(whole) // 2])
        case Archives.WRONG_CRC:
            return _packed(_altered(files))
        case Archives.FOLDERS | Archives.FLAT | Archives.MISSING:
            return _packed(_zipped(files))


def linked_archive(call: Call) -> Reply:
    """Answer with the zip that a link of `archive` points at."""
    return _packed(_zipped(list(_chosen(call, call.ids["id"].split(","), Archives.LINK))))


def _packed(content: bytes) -> Reply:
    return Reply(200, content, "application/zip", {"Content-Disposition": "attachment; filename=attachments.zip"})


def _attachment(call: Call) -> tuple[Key, Row]:
    own = call.id(ENTITY.path)
    return own, stored(call, ENTITY, own)


def _chosen(call: Call, transactions: list[str], style: Archives) -> Iterator[tuple[str, bytes]]:
    """Yield the documents of transactions, each under the name that it has in an archive of the style."""
    files = [file for transaction in transactions for file in _documents(call, transaction)]
    seen: Counter[str] = Counter()
    for path, name, content in files[:-1] if style is Archives.MISSING else files:
        seen[name] += 1
        stem, dot, suffix = name.rpartition(".")
        bare = name if seen[name] == 1 else f"{stem} ({seen[name] - 1}){dot}{suffix}"
        yield (bare if style is Archives.FLAT else path), content


def _documents(call: Call, transaction: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield the path, the name and the bytes of each document of a transaction."""
    for row in call.store.select(Select(ENTITY.path, (sql.equals("transaction", transaction),))):
        content = call.store.document(str(row["id"]))
        if content is not None:
            name = str(row["name"]).replace("/", "_").replace("\\", "_")
            yield f"{transaction}/{row['id']}-{name}", name, content


def _zipped(files: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack files under a fixed date, so that equal documents make an equal archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in files:
            packed.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def _altered(files: list[tuple[str, bytes]]) -> bytes:
    """Pack files, and turn the last byte of the first one's content afterwards."""
    name, content = files[0]
    whole = bytearray(_zipped(files, zipfile.ZIP_STORED))
    whole[30 + len(name.encode()) + len(content) - 1] ^= 0xFF
    return bytes(whole)
