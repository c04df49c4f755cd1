"""Download the documents of transactions, checked to the last byte, into a folder that proves itself.

For other code, the whole of it is one call:

    download_attachments(
        reached: Reached,
        choice: Choice,               # Choice(first, last) for a period
        folder: Path,                 # must not exist, or be empty
        options: Options = Options(),
        seen: Seen | None = None,     # told (documents so far, documents in all)
    ) -> Downloaded

`Downloaded.complete` tells whether every document that the service lists came; only then, or with `Incomplete.KEEP`,
does `folder` exist afterwards, verified from disk. `Downloaded.manifest` has the counts, sizes and SHA-256 of all.
"""

import enum
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from toolkit import __version__
from toolkit.attachments.archive import Archive, open_archive
from toolkit.attachments.content import recognise
from toolkit.attachments.limits import MIB, Limits
from toolkit.attachments.manifest import INDEX, MANIFEST, Absent, Document, Holding, Manifest, Told, write_manifest
from toolkit.attachments.match import Matched, Pair, match
from toolkit.attachments.names import Names, safe_name
from toolkit.attachments.stated import digest_of
from toolkit.attachments.verify import Finding, Verified, verify_folder
from toolkit.attachments.wanted import Booked, Expected, batches, key_of
from toolkit.errors import ArchiveDamaged, NoArchive, NotWritable, ServiceFault, Unreachable
from toolkit.language import _
from toolkit.loop.attachment_choice import Choice, choose
from toolkit.loop.attachment_fetch import fetch_archive
from toolkit.loop.attachment_index import write_index
from toolkit.loop.attachment_work import Work
from toolkit.loop.reach import Reached

BATCH = 25
"""Transactions asked for at a time: few enough for one answer to come in time, and to be asked for again."""
BATCH_BYTES = 256 * MIB
"""Bytes asked for at a time, where the service tells sizes."""

Seen = Callable[[int, int], None]
_ATTEMPTS = 2
"""How often a batch is asked for: what was cut off once rarely is twice, and what is twice stays so."""


class Incomplete(enum.Enum):
    """What becomes of documents where the service lists more than it gives."""

    REFUSE = "refuse"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Options:
    """How documents are fetched."""

    batch: int = BATCH
    limits: Limits = field(default_factory=Limits)
    incomplete: Incomplete = Incomplete.REFUSE


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What came: the folder, `None` where it was not made; `place` is where the files are then.

    `looked_at` counts transactions, with or without documents; `awaiting` documents that belong to none; `resumed` the
    batches that an earlier run had finished.
    """

    folder: Path | None
    place: Path
    manifest: Manifest
    looked_at: int
    awaiting: int
    resumed: int

    @property
    def complete(self) -> bool:
        """Whether every document that the service lists came, and was whole."""
        return self.manifest.complete


def download_attachments(
    reached: Reached, choice: Choice, folder: Path, options: Options | None = None, seen: Seen | None = None
) -> Downloaded:
    """Fetch the documents of the chosen transactions, prove them, and put them into a folder that is made at the end.

    Raises `FolderTaken`, `FolderBusy`, `NotWritable`, `NoArchive`, `ArchiveDamaged`, `ArchiveUnsafe`,
    `ArchiveTooLarge`, and what choosing and requests raise; whatever came by then is not fetched again.
    """
    with Work(folder) as work:
        return _download(reached, choice, work, options or Options(), seen)


def _download(reached: Reached, choice: Choice, work: Work, given: Options, seen: Seen | None) -> Downloaded:
    chosen = choose(reached, choice)
    parted = batches(chosen.booked, given.batch, BATCH_BYTES)
    total = sum(len(each.expected) for each in chosen.booked)
    finished = work.finished(map(key_of, parted))
    holdings: list[Holding] = []
    for batch in parted:
        holdings += finished.get(key_of(batch)) or _fetched(reached, batch, work, given.limits)
        if seen is not None:
            seen(sum(each.expected for each in holdings), total)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    told = Told(made, __version__, reached.profile.service, reached.profile.name, choice.to_json())
    kept = given.incomplete is Incomplete.KEEP or not any(each.absent for each in holdings)
    manifest = Manifest(told, tuple(holdings), _index(work, holdings) if kept else (0, ""))
    if kept:
        _close(work, manifest)
    place = work.folder if kept else work.place
    return Downloaded(work.folder if kept else None, place, manifest, chosen.looked_at, chosen.awaiting, len(finished))


def verify_attachments(folder: Path) -> Verified:
    """Hold a folder of documents against its manifest; needs no service. Raises `NoManifest`, `ManifestBroken`."""
    return verify_folder(folder)


def _index(work: Work, holdings: Sequence[Holding]) -> tuple[int, str]:
    return write_index(work.files, holdings)


def _close(work: Work, manifest: Manifest) -> None:
    """Write the manifest, read everything back from the disk, and let the folder appear."""
    write_manifest(work.files, manifest)
    verified = verify_folder(work.files)
    if not verified.holds:
        raise NotWritable(work.files, _first(verified.findings))
    work.finish()


def _first(findings: Sequence[Finding]) -> str:
    return f"{findings[0].path}: {findings[0].message}"


def _fetched(reached: Reached, batch: Sequence[Booked], work: Work, limits: Limits) -> tuple[Holding, ...]:
    """Fetch a batch; where entries are nobody's, ask for its transactions one by one, which leaves no doubt."""
    for attempt in range(1, _ATTEMPTS + 1):
        work.clear(each.folder for each in batch)
        try:
            holdings = _once(reached, batch, work, limits)
            break
        except (ArchiveDamaged, NoArchive, Unreachable, ServiceFault):
            if attempt == _ATTEMPTS:
                work.zip.unlink(missing_ok=True)
                raise
    if holdings is None:
        return tuple(holding for each in batch for holding in _fetched(reached, (each,), work, limits))
    if not any(each.absent for each in holdings):
        work.finish_batch(key_of(batch), holdings)
    return holdings


def _once(reached: Reached, batch: Sequence[Booked], work: Work, limits: Limits) -> tuple[Holding, ...] | None:
    """Ask for a batch and unpack it; `None` where it is not clear whose its entries are."""
    if not fetch_archive(reached, batch, work.zip):
        return tuple(_holding(each, (), match((), (each,)), work.files) for each in batch)
    with open_archive(work.zip, limits) as archive:
        _check_room(archive, work)
        matched = match(archive.members, batch)
        if matched.nobodys:
            return None
        return tuple(_holding(each, _unpacked(archive, each, matched, work), matched, work.files) for each in batch)


def _check_room(archive: Archive, work: Work) -> None:
    """Raise `NotWritable` before the disk is full rather than after."""
    needed = sum(member.size for member in archive.members)
    free = shutil.disk_usage(work.place).free
    if needed > free:
        reason = _("{needed:,} bytes are to be unpacked, and {free:,} are free").format(needed=needed, free=free)
        raise NotWritable(work.place, reason)


def _unpacked(archive: Archive, booked: Booked, matched: Matched, work: Work) -> tuple[Document, ...]:
    """Unpack the documents of one transaction into its folder, each under a name of its own."""
    pairs = [pair for pair in matched.pairs if pair.booked.id == booked.id]
    if not pairs:
        return ()
    names = Names(INDEX, MANIFEST)
    folder = work.files / booked.folder
    try:
        folder.mkdir()
        return tuple(_document(archive, pair, names, folder) for pair in pairs)
    except OSError as error:
        raise NotWritable(folder, error.strerror or str(error)) from error


def _document(archive: Archive, pair: Pair, names: Names, folder: Path) -> Document:
    name = (pair.expected.name if pair.expected else "") or pair.member.base
    called = names.free(safe_name(name))
    unpacked = archive.unpack(pair.member, folder / called)
    recognised = recognise(name, unpacked.head)
    odd = " ".join(filter(None, (_listed(pair, folder / called), recognised.odd)))
    return Document(
        path=f"{folder.name}/{called}",
        name=name,
        attachment=pair.expected.id if pair.expected else "",
        member=pair.member.name,
        size=unpacked.size,
        sha256=unpacked.sha256,
        media_type=recognised.media_type,
        odd=odd,
    )


def _listed(pair: Pair, unpacked: Path) -> str:
    """Say how a file differs from what the service lists."""
    if pair.expected is None:
        return _("The service does not list it.")
    if pair.expected.size not in {None, pair.member.size}:
        return _("The service lists it with {size:,} bytes.").format(size=pair.expected.size)
    digest = pair.expected.digest
    if digest and digest_of(unpacked, digest) != digest:
        return _("The service lists it with the {algorithm} digest {digest}…, and its own is another.").format(
            algorithm=digest.partition(":")[0].upper(), digest=digest.partition(":")[2][:12]
        )
    return ""


def _holding(booked: Booked, documents: tuple[Document, ...], matched: Matched, files: Path) -> Holding:
    absent = [expected for owner, expected in matched.missing if owner.id == booked.id]
    return Holding(
        id=booked.id,
        iri=booked.iri,
        folder=booked.folder,
        day="" if booked.day is None else str(booked.day)[:10],
        amount=booked.amount,
        currency=booked.currency,
        party=booked.party,
        text=booked.text,
        expected=len(booked.expected),
        documents=documents,
        absent=tuple(map(_absent, (*absent, *_not_whole(booked, documents, files)))),
    )


def _not_whole(booked: Booked, documents: Sequence[Document], files: Path) -> Iterator[Expected]:
    """Yield the documents that came with other bytes than the service lists, or without any."""
    came = {each.attachment: each for each in documents}
    for expected in booked.expected:
        found = came.get(expected.id)
        if found is None:
            continue
        if expected.stated.differs(found.size, files / found.path) or (not found.size and expected.size != 0):
            yield expected


def _absent(expected: Expected) -> Absent:
    return Absent(expected.id, expected.name, expected.size)
