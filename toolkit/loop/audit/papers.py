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
    files of the folder that are not as they came, by path.
    """

    listed: int
    awaiting: int
    present: int | None = None
    absent: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing is missing from the folder, as far as one was given."""
        return not self.absent and not self.altered

    def to_json(self) -> JsonObject:
        """Spell it for the manifest."""
        return {
            "listed": self.listed,
            "awaiting": self.awaiting,
            "present": self.present,
            "absent": list(self.absent),
            "altered": list(self.altered),
        }

    def sentence(self) -> str:
        """Say it."""
        told = _("Attachments: {listed} listed, {awaiting} awaiting a transaction.").format(
            listed=self.listed, awaiting=self.awaiting
        )
        if self.present is None:
            return f"{told} {_('Not held against files: no folder of them was given.')}"
        beside = _("{present} present, {absent} missing, {altered} not as they came.").format(
            present=self.present, absent=len(self.absent), altered=len(self.altered)
        )
        return f"{told} {beside}"


def reconcile_papers(documents: Sequence[Document], given: Path | None, folder: Path) -> Papers:
    """Hold the listed documents against a folder of them, and write each with its digest.

    Raises what reading that folder's manifest raises. The documents themselves stay where they are.
    """
    came, altered = _came(given) if given else ({}, ())
    listed = [each for each in documents if each.transaction]
    entries = [_entry(each, came.get(each.id)) for each in documents]
    told = pretty({"heldAgainstFiles": given is not None, "documents": entries})
    (folder / FILE).write_text(f"{told}\n", encoding="utf-8", newline="\n")
    awaiting = len(documents) - len(listed)
    if given is None:
        return Papers(len(listed), awaiting)
    absent = tuple(each.id for each in listed if each.id not in came)
    return Papers(len(listed), awaiting, len(listed) - len(absent), absent, altered)


def _came(folder: Path) -> tuple[Mapping[str, Came], tuple[str, ...]]:
    """Return the documents of a folder that are as they came, by their ids, and the files that are not."""
    verified = verify_folder(folder)
    odd = {each.path for each in verified.findings}
    sound = {each.attachment: each for each in verified.manifest.documents if each.path not in odd}
    return sound, tuple(sorted(odd))


def _entry(each: Document, came: Came | None) -> JsonObject:
    told: JsonObject = {"id": each.id, "name": each.name, "transaction": each.transaction, "size": each.size}
    return {**told, "path": came.path, "bytes": came.size, "sha256": came.sha256} if came else told
