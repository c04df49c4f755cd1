"""The requests of an upload: what the service lacks of a statement, in the form that the profile tells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from toolkit.api import assumed
from toolkit.api.forms import Upload
from toolkit.api.operations import Sent
from toolkit.bank.chunks import chunks
from toolkit.bank.findings import Reading
from toolkit.bank.local import movements_of
from toolkit.bank.statement import Movement
from toolkit.bank.uploaded import Batch
from toolkit.bank.write import write_mt940
from toolkit.entities.canonical import canonical
from toolkit.errors import FileUnreadable
from toolkit.language import _
from toolkit.loop.approve import demand_plan
from toolkit.loop.direct import Asked
from toolkit.loop.imports import Import, Part
from toolkit.loop.reach import Reached
from toolkit.service_names import ImportFormat

IMPORT = "/transactions/import"
MT940 = "MT940"


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a request brings, and the request."""

    batch: Batch
    asked: Asked


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """The chunks in their order, and what had to be changed in the text of movements for them."""

    chunks: tuple[Chunk, ...]
    changes: tuple[str, ...]

    @property
    def batches(self) -> tuple[Batch, ...]:
        """What the requests bring."""
        return tuple(each.batch for each in self.chunks)


def plan_upload(path: Path, planned: Import, reading: Reading, reached: Reached, size: int) -> UploadPlan:
    """Put the movements that are to be added into chunks of at most `size`, in the form that the profile tells.

    Raises `PlanNeeded` where everything that is written must be approved, and `StatementUnwritable`.
    """
    demand_plan(reached.profile)
    if reached.profile.names.import_format is ImportFormat.JSON:
        return UploadPlan(tuple(_of_bodies(path, planned, reached, size)), ())
    whole = _whole(path, planned, reading, reached, size)
    return UploadPlan((whole,), ()) if whole is not None else _of_files(path, planned, reached, size)


def _whole(path: Path, planned: Import, reading: Reading, reached: Reached, size: int) -> Chunk | None:
    """Return the file itself, where it is MT940 of one account, short enough, and nothing of it is there yet."""
    part = planned.parts[0]
    if reading.format != MT940 or len(planned.parts) > 1 or not len(part.movements) == len(planned.added[0]) <= size:
        return None
    content = path.read_bytes()
    if digest(content) != planned.plan.origin.workbook_sha256:
        raise FileUnreadable(path, _("it was altered while it was read"))
    return _file(path.name, content, part, part.movements, planned, reached)


def _of_files(path: Path, planned: Import, reached: Reached, size: int) -> UploadPlan:
    """Write what is lacking as MT940, account by account."""
    made: list[Chunk] = []
    changes: list[str] = []
    for part, added in zip(planned.parts, planned.added, strict=True):
        for statements in chunks(part.statements, frozenset(map(id, added)), size):
            written = write_mt940(statements)
            movements = tuple(movements_of(statements))
            name = f"{path.stem}.{len(made) + 1}.sta"
            made.append(_file(name, written.content, part, movements, planned, reached))
            changes += [f"{name}: {each}" for each in written.changes]
    return UploadPlan(tuple(made), tuple(changes))


def _file(
    name: str, content: bytes, part: Part, movements: Sequence[Movement], planned: Import, reached: Reached
) -> Chunk:
    file = Upload(name, content, "text/plain")
    sent = assumed.statement(file, part.held.iri, (), reached.profile.names)
    return _chunk(Batch(name, part.held.account.number, tuple(movements), digest(content), len(content)), sent, planned)


def _of_bodies(path: Path, planned: Import, reached: Reached, size: int) -> Iterator[Chunk]:
    """Give the transactions one by one, as they would be created, in lists."""
    bodies = iter(change.requests[0].body or {} for change in planned.plan.changes)
    number = 0
    for part, added in zip(planned.parts, planned.added, strict=True):
        for batch in _batched(added, size):
            number += 1
            given = list(islice(bodies, len(batch)))
            sent = assumed.statement(Upload("", b""), part.held.iri, given, reached.profile.names)
            content = canonical(sent.body).encode() if isinstance(sent.body, Mapping) else b""
            name, account = f"{path.stem}.{number}", part.held.account.number
            yield _chunk(Batch(name, account, tuple(batch), digest(content), len(content)), sent, planned)


def _batched(movements: Sequence[Movement], size: int) -> Iterator[Sequence[Movement]]:
    """Yield the movements in their order, at most `size` at a time."""
    return (movements[start : start + size] for start in range(0, len(movements), size))


def _chunk(batch: Batch, sent: Sent, planned: Import) -> Chunk:
    return Chunk(batch, Asked("POST", IMPORT, sent, source=planned.plan.origin.workbook_sha256))


def digest(content: bytes) -> str:
    """Return the SHA-256 that tells one request's content from another's."""
    return sha256(content).hexdigest()
