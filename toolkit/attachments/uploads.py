"""What is sent where, and what is left: decided before anything leaves. Pure."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.attachments.content import EMPTY, TAKEN, recognise, suffix_of
from toolkit.attachments.limits import MIB
from toolkit.attachments.listed import Listed, Target
from toolkit.attachments.names import folded
from toolkit.language import _

LARGEST = 20 * MIB
"""The most bytes of one document that are sent; services refuse large ones after they have taken them in."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that somebody wants to send: what it is called where it stands, its bytes, and whose it is said to be.

    `transaction` is an id, empty for none. `came` is the document that it is, unaltered since a download brought it;
    empty for any other file.
    """

    shown: str
    path: Path
    size: int
    sha256: str
    head: bytes = field(repr=False)
    transaction: str = ""
    came: str = ""

    @property
    def name(self) -> str:
        """What the service is told that the file is called."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Item:
    """A file that is sent, and the transaction that it goes to; `None` where it shall await one."""

    candidate: Candidate
    media_type: str
    target: Target | None

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same upload as another: its bytes and its transaction."""
        return self.candidate.sha256, self.target.iri if self.target else ""


@dataclass(frozen=True, slots=True)
class Left:
    """A file that is not sent, and why."""

    shown: str
    reason: str


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """What is sent, what is there already, and what is refused.

    `found` has the IRIs of those that are there by name and size.
    """

    items: tuple[Item, ...]
    present: tuple[Left, ...]
    refused: tuple[Left, ...]
    found: tuple[tuple[Item, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be sent: the most bytes, and whether a file without a transaction may be sent to await one."""

    largest: int = LARGEST
    awaiting: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """What the service has: transactions by id, its documents, and what was sent before, done, by bytes and IRI."""

    targets: Mapping[str, Target]
    documents: Sequence[Listed]
    sent: Mapping[tuple[str, str], str] = field(default_factory=dict)


def plan_uploads(candidates: Iterable[Candidate], live: Live, rules: Rules) -> UploadPlan:
    """Decide for each file whether it is sent; the same bytes go to one transaction once."""
    items: dict[tuple[str, str], Item] = {}
    present: list[Left] = []
    refused: list[Left] = []
    found: list[tuple[Item, str]] = []
    held = _Held(live.documents)
    for each in candidates:
        if reason := _refusal(each, live, rules):
            refused.append(Left(each.shown, reason))
            continue
        item = Item(each, recognise(each.name, each.head).media_type, live.targets.get(each.transaction))
        if reason := _present(item, held, live) or _twice(item, items):
            present.append(Left(each.shown, reason))
            if (alike := held.find(item)) is not None:
                found.append((item, alike.iri))
        else:
            items[item.key] = item
    return UploadPlan(tuple(items.values()), tuple(present), tuple(refused), tuple(found))


class _Held:
    """The documents of the service, by transaction and name."""

    def __init__(self, documents: Iterable[Listed]) -> None:
        self.iris: set[str] = set()
        self._tied: set[tuple[str, str]] = set()
        self._by_name: dict[tuple[str, str], list[Listed]] = {}
        for each in documents:
            self.iris.add(each.iri)
            whose = each.target.iri if each.target else ""
            self._tied.add((each.id, whose))
            self._by_name.setdefault((whose, folded(each.name)), []).append(each)

    def has(self, document: str, item: Item) -> bool:
        """Tell whether a document is still there, and still the transaction's."""
        return (document, item.target.iri if item.target else "") in self._tied

    def find(self, item: Item) -> Listed | None:
        """Return the document of the same transaction, name, size and digest; what is not told may be any."""
        whose = item.target.iri if item.target else ""
        found = self._by_name.get((whose, folded(item.candidate.name)), [])
        return next((each for each in found if _may_be(each, item.candidate)), None)


def _may_be(listed: Listed, candidate: Candidate) -> bool:
    other = listed.digest.startswith("sha256:") and listed.digest != f"sha256:{candidate.sha256}"
    return listed.size in {None, candidate.size} and not other


def _refusal(each: Candidate, live: Live, rules: Rules) -> str:
    suffix = suffix_of(each.name, each.head)
    if each.transaction and each.transaction not in live.targets:
        return _("The service has no transaction {id}.").format(id=each.transaction)
    if not each.transaction and not rules.awaiting:
        return _("Nothing tells its transaction. Put it into a folder with the id in its name, or pass --awaiting.")
    if suffix not in TAKEN:
        return _("Files of type {suffix} are not sent. Those that are: {taken}.").format(
            suffix=suffix or "?", taken=" ".join(TAKEN)
        )
    if each.size > rules.largest:
        return _("It has {size:,} bytes, and {limit:,} is the limit; --max-size raises it.").format(
            size=each.size, limit=rules.largest
        )
    odd = recognise(each.name, each.head).odd
    return _(EMPTY) if not each.size else odd


def _present(item: Item, held: _Held, live: Live) -> str:
    if held.has(item.candidate.came, item):
        return _("It came from the service.")
    iri = live.sent.get(item.key)
    if iri is not None and iri in held.iris:
        return _("It was sent before, and is there as {id}.").format(id=iri.rsplit("/", 1)[-1])
    found = held.find(item)
    return "" if found is None else _("{id} has the same name and size.").format(id=found.id)


def _twice(item: Item, items: Mapping[tuple[str, str], Item]) -> str:
    first = items.get(item.key)
    return "" if first is None else _("It is the same as {file}.").format(file=first.candidate.shown)


class Fate(enum.StrEnum):
    """What became of a write."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A write and what became of it: the file or document, its record in the service, and a sentence, or nothing."""

    shown: str
    fate: Fate
    iri: str = ""
    detail: str = ""


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """Return what a command ends with: unknown 8, different 10, some failed 7, all failed 9."""
    fates = {each.fate for each in outcomes}
    for fate, code in ((Fate.UNKNOWN, 8), (Fate.DIFFERENT, 10)):
        if fate in fates:
            return code
    if Fate.FAILED in fates:
        return 7 if Fate.DONE in fates else 9
    return 0
