"""The documents of a period: those that the service lists, held against a folder of those that came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.attachments.manifest import Document as Came
from toolkit.attachments.verify import verify_folder
from toolkit.entities.canonical import JsonObject, pretty
from toolkit.language import _
from toolkit.loop.audit.records import Document

FILE = "attachments.json"


@dataclass(frozen=True, slots=True)
class Papers:
    """How many documents the service lists for the period, and how many of them are there.

    `awaiting` belong to no transaction yet; `present` is `None` where no folder was given to look into. `altered` are
    files of the folder that are not as they came, by path; `differing` are the ids of documents that are there with
    other bytes than the service states, by their number or their digest.
    """

    listed: int
    awaiting: int
    present: int | None = None
    absent: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the folder has every document as the service lists it, as far as one was given."""
        return not self.absent and not self.altered and not self.differing

    def to_json(self) -> JsonObject:
        """Spell it for the manifest."""
        return {
            "listed": self.listed,
            "awaiting": self.awaiting,
            "present": self.present,
            "absent": list(self.absent),
            "altered": list(self.altered),
            "differing": list(self.differing),
        }

    def sentence(self) -> str:
        """Say it."""
        told = _("Attachments: {listed} listed, {awaiting} awaiting a transaction.").format(
            listed=self.listed, awaiting=self.awaiting
        )
        if self.present is None:
            return f"{told} {_('Not held against files: no folder of them was given.')}"
        beside = _(
            "{present} present, {absent} missing, {differing} other than listed, {altered} not as they came."
        ).format(
            present=self.present,
            absent=len(self.absent),
            differing=len(self.differing),
            altered=len(self.altered),
        )
        return f"{told} {beside}"


def reconcile_papers(documents: Sequence[Document], given: Path | None, folder: Path) -> Papers:
    """Hold the listed documents against a folder of them, and write each with its digest.

    Raises what reading that folder's manifest raises. The documents themselves stay where they are.
    """
    listed = [each for each in documents if each.transaction]
    if given is None:
        _write(folder, documents, None)
        return Papers(len(listed), len(documents) - len(listed))
    came, altered, broken = _came(given)
    _write(folder, documents, came)
    there = [each for each in listed if each.id in came]
    absent = tuple(each.id for each in listed if each.id not in came)
    differing = tuple(each.id for each in there if each.id in broken or _differs(each, came[each.id], given))
    present = len(there) - len(differing)
    return Papers(len(listed), len(documents) - len(listed), present, absent, altered, differing)


def _write(folder: Path, documents: Sequence[Document], came: Mapping[str, Came] | None) -> None:
    entries = [_entry(each, came.get(each.id) if came else None) for each in documents]
    told = pretty({"heldAgainstFiles": came is not None, "documents": entries})
    (folder / FILE).write_text(f"{told}\n", encoding="utf-8", newline="\n")


def _differs(listed: Document, came: Came, folder: Path) -> bool:
    return listed.stated.differs(came.size, folder / came.path)


def _came(folder: Path) -> tuple[Mapping[str, Came], tuple[str, ...], frozenset[str]]:
    """Return the documents of a folder that are as they came, by their ids, and the files that are not.

    Last come the ids of those that were not whole when they came.
    """
    verified = verify_folder(folder)
    odd = {each.path for each in verified.findings}
    sound = {each.attachment: each for each in verified.manifest.documents if each.path not in odd}
    broken = frozenset(each.attachment for holding in verified.manifest.holdings for each in holding.absent)
    return sound, tuple(sorted(odd)), broken


def _entry(each: Document, came: Came | None) -> JsonObject:
    told: JsonObject = {"id": each.id, "name": each.name, "transaction": each.transaction, "size": each.stated.size}
    return {**told, "path": came.path, "bytes": came.size, "sha256": came.sha256} if came else told
