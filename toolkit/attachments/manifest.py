"""The manifest: what a folder of documents holds, whose it is, and the digest of every byte of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from toolkit.entities.canonical import Json, JsonObject, digest, parse, pretty
from toolkit.entities.formats import foreign_version
from toolkit.entities.typed_json import as_array, as_object, as_text, as_whole
from toolkit.errors import ManifestBroken, ManifestOfOtherVersion, NoManifest
from toolkit.files import write_bytes
from toolkit.language import _

MANIFEST = "manifest.json"
INDEX = "index.xlsx"
FORMAT = "flowtly-attachments"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A file in the folder: its path below it, what it was called, and its bytes.

    `attachment` is the id of the document in the service, empty for one that the service does not list; `member` is
    its name in the zip; `odd` says what is odd about it.
    """

    path: str
    name: str
    attachment: str
    member: str
    size: int
    sha256: str
    media_type: str
    odd: str = ""

    def to_json(self) -> JsonObject:
        """Spell it."""
        return {
            "path": self.path,
            "name": self.name,
            "attachment": self.attachment,
            "member": self.member,
            "size": self.size,
            "sha256": self.sha256,
            "type": self.media_type,
            "odd": self.odd,
        }


@dataclass(frozen=True, slots=True)
class Absent:
    """A document that the service lists and did not give; `size` is `None` where it does not tell."""

    attachment: str
    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A transaction and its documents: how many the service lists, those that came, and those that did not."""

    id: str
    iri: str
    folder: str
    day: str
    amount: Decimal | None
    party: str
    text: str
    expected: int
    documents: tuple[Document, ...]
    absent: tuple[Absent, ...] = ()
    currency: str = ""

    def to_json(self) -> JsonObject:
        """Spell it."""
        return {
            "id": self.id,
            "iri": self.iri,
            "folder": self.folder,
            "day": self.day,
            "amount": None if self.amount is None else str(self.amount),
            "currency": self.currency,
            "counterparty": self.party,
            "description": self.text,
            "expected": self.expected,
            "documents": [each.to_json() for each in self.documents],
            "absent": [{"attachment": each.attachment, "name": each.name, "size": each.size} for each in self.absent],
        }


@dataclass(frozen=True, slots=True)
class Told:
    """Where documents came from: when (RFC 3339, UTC), which service, as which profile, and what was asked for."""

    made: str
    tool: str
    service: str
    profile: str
    asked: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A folder of documents. `index` is the size and the SHA-256 of its index."""

    told: Told
    holdings: tuple[Holding, ...]
    index: tuple[int, str]

    @property
    def complete(self) -> bool:
        """Whether everything that the service lists is there."""
        return not any(each.absent for each in self.holdings)

    @property
    def documents(self) -> Iterator[Document]:
        """Every file but the index and the manifest itself."""
        return (document for each in self.holdings for document in each.documents)

    @property
    def sizes(self) -> tuple[int, int]:
        """The number of files, and of their bytes."""
        sizes = [each.size for each in self.documents]
        return len(sizes), sum(sizes)

    def to_json(self) -> JsonObject:
        """Spell it, with the digest of all the rest last."""
        files, size = self.sizes
        body: JsonObject = {
            "format": FORMAT,
            "version": VERSION,
            "made": self.told.made,
            "tool": self.told.tool,
            "service": self.told.service,
            "profile": self.told.profile,
            "asked": dict(self.told.asked),
            "complete": self.complete,
            "files": files,
            "bytes": size,
            "index": {"path": INDEX, "size": self.index[0], "sha256": self.index[1]},
            "transactions": [each.to_json() for each in self.holdings],
        }
        return {**body, "digest": digest(body)}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a folder. Raises `NotWritable`."""
    write_bytes(folder / MANIFEST, _spelt(manifest.to_json()))


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a folder.

    Raises `NoManifest`, `ManifestBroken` where a byte of it was altered, and `ManifestOfOtherVersion`.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except OSError:
        raise NoManifest(folder) from None
    try:
        body = as_object(parse(content))
        told = body.get("digest")
        rest = {name: value for name, value in body.items() if name != "digest"}
        if body.get("format") != FORMAT or digest(rest) != told or _spelt(body) != content:
            raise ManifestBroken(path, _("its digest is that of another content"))
        if body["version"] != VERSION:
            raise ManifestOfOtherVersion(path, foreign_version(body["version"], VERSION))
        return _manifest(body)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        raise ManifestBroken(path, _("it cannot be read")) from None


def _spelt(body: JsonObject) -> bytes:
    return f"{pretty(body)}\n".encode()


def document_of(value: Json) -> Document:
    """Read what `Document.to_json` spelt. Raises `KeyError` and `TypeError` for anything else."""
    body = as_object(value)
    return Document(
        path=as_text(body["path"]),
        name=as_text(body["name"]),
        attachment=as_text(body["attachment"]),
        member=as_text(body["member"]),
        size=as_whole(body["size"]),
        sha256=as_text(body["sha256"]),
        media_type=as_text(body["type"]),
        odd=as_text(body["odd"]),
    )


def holding_of(value: Json) -> Holding:
    """Read what `Holding.to_json` spelt. Raises `KeyError` and `TypeError` for anything else."""
    body = as_object(value)
    amount = body["amount"]
    return Holding(
        id=as_text(body["id"]),
        iri=as_text(body["iri"]),
        folder=as_text(body["folder"]),
        day=as_text(body["day"]),
        amount=None if amount is None else Decimal(as_text(amount)),
        party=as_text(body["counterparty"]),
        text=as_text(body["description"]),
        expected=as_whole(body["expected"]),
        documents=tuple(map(document_of, as_array(body["documents"]))),
        absent=tuple(map(_absent, as_array(body["absent"]))),
        currency=as_text(body.get("currency", "")),
    )


def _absent(value: Json) -> Absent:
    body = as_object(value)
    size = body["size"]
    return Absent(as_text(body["attachment"]), as_text(body["name"]), None if size is None else as_whole(size))


def _manifest(body: JsonObject) -> Manifest:
    told = Told(
        made=as_text(body["made"]),
        tool=as_text(body["tool"]),
        service=as_text(body["service"]),
        profile=as_text(body["profile"]),
        asked=as_object(body["asked"]),
    )
    index = as_object(body["index"])
    holdings = tuple(map(holding_of, as_array(body["transactions"])))
    return Manifest(told, holdings, (as_whole(index["size"]), as_text(index["sha256"])))
