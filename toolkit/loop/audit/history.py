"""The runs and direct requests of a period, and the chains that tie them to all before and after."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.applying.direct import DirectRequest
from toolkit.applying.direct_journal import direct_requests
from toolkit.applying.journal import Journal
from toolkit.applying.pruning import erased_runs, pruned_runs
from toolkit.applying.receipts import Run, Summary
from toolkit.applying.trail import Exchange
from toolkit.audit import chain
from toolkit.audit.verify import REQUESTS
from toolkit.bank.prove import Period
from toolkit.entities.canonical import JsonObject, digest, parse, pretty
from toolkit.entities.typed_json import array_of, object_of
from toolkit.language import speaking

FOLDER = "runs"
LANGUAGE = "en"
"""The language of what a bundle says of runs and requests, and so of its digests."""

RunSpelling = Callable[[Run, Sequence[Exchange]], JsonObject]
"""Spells a run with its receipts and requests."""
DirectSpelling = Callable[[Sequence[DirectRequest]], JsonObject]
"""Spells requests that were sent outside of any plan."""


@dataclass(frozen=True, slots=True)
class History:
    """What the journal knows: how many runs of the service there are, how many started in the period, and the chain.

    `pruned` and `erased` are how many of the period's runs are in the chain alone, as something of them is gone.
    `direct` counts the direct requests of the period, `direct_all` those in their chain, `direct_head` its last digest.
    """

    runs: int
    of_period: tuple[Summary, ...]
    direct: int
    head: str
    pruned: int = 0
    erased: int = 0
    direct_all: int = 0
    direct_head: str = chain.START

    def to_json(self) -> JsonObject:
        """Spell it for the manifest."""
        return {
            "all": self.runs,
            "ofPeriod": len(self.of_period),
            "open": sum(each.ended is None for each in self.of_period),
            "unknown": sum(each.unknown for each in self.of_period),
            "direct": self.direct,
            "directAll": self.direct_all,
            "chain": self.head,
            "directChain": self.direct_head,
            "pruned": self.pruned,
            "erased": self.erased,
        }


@dataclass(frozen=True, slots=True)
class Historian:
    """Writes the history of a service into a folder."""

    journal: Journal
    service: str
    period: Period
    run: RunSpelling
    direct: DirectSpelling

    def write(self, folder: Path) -> History:
        """Write the plan and the receipts of each run of the period, the direct requests, and the chains of all.

        Whatever language is spoken, a bundle is written in one, so that the digests of a run are the same in each.
        """
        with speaking(LANGUAGE):
            return self._write(folder)

    def _write(self, folder: Path) -> History:
        (folder / FOLDER).mkdir()
        runs = [each for each in reversed(self.journal.runs()) if each.origin.service == self.service]
        links = chain.chained(self._linked(runs, folder))
        sent = [each for each in reversed(direct_requests(self.journal)) if each.direct.service == self.service]
        requests = chain.chained(map(self._request, sent), chain.REQUESTS)
        beside = {chain.DIRECT: chain.to_json(requests, chain.REQUESTS)}
        _write(folder / chain.NAME, {**chain.to_json(links), **beside})
        of_period = {each.id for each in runs if self._within(each.started)}
        return History(
            runs=len(runs),
            of_period=tuple(each for each in runs if self._within(each.started)),
            direct=self._direct(sent, folder),
            head=chain.head(links),
            pruned=len(of_period & pruned_runs(self.journal).keys()),
            erased=len(of_period & (erased_runs(self.journal).keys() - pruned_runs(self.journal).keys())),
            direct_all=len(requests),
            direct_head=chain.head(requests),
        )

    def _linked(self, runs: Sequence[Summary], folder: Path) -> Iterator[tuple[str, str, str, str]]:
        gone = erased_runs(self.journal) | pruned_runs(self.journal)
        for each in runs:
            if each.id in gone:
                yield each.id, each.started, gone[each.id], ""
                continue
            spelt = spelling_of(self.run(self.journal.run(each.id), self.journal.exchanges(each.id)))
            file = ""
            if self._within(each.started):
                place = folder / FOLDER / each.id
                place.mkdir()
                file = f"{FOLDER}/{each.id}/run.json"
                (folder / file).write_text(spelt, encoding="utf-8", newline="\n")
                (place / "plan.json").write_text(self.journal.plan_text(each.id), encoding="utf-8", newline="\n")
            yield each.id, each.started, content_of(spelt), file

    def _request(self, sent: DirectRequest) -> tuple[str, str, str, str]:
        file = REQUESTS if self._within(sent.sent_at) else ""
        return str(sent.number), sent.sent_at, sent.kept or content_of_request(self.direct, sent), file

    def _direct(self, sent: Sequence[DirectRequest], folder: Path) -> int:
        of_period = [each for each in sent if self._within(each.sent_at)]
        _write(folder / REQUESTS, self.direct(of_period))
        return len(of_period)

    def _within(self, moment: str) -> bool:
        """Tell whether a moment is in the period, by the day that it is in UTC."""
        return datetime.fromisoformat(moment).date() in self.period


def spelling_of(told: JsonObject) -> str:
    """Return a run as its file in a bundle spells it."""
    return pretty(told) + "\n"


def content_of(spelt: str) -> str:
    """Return the digest by which the chain knows a run."""
    return digest(parse(spelt))


def content_of_request(spelling: DirectSpelling, sent: DirectRequest) -> str:
    """Return the digest by which the chain knows a direct request: that of its entry in the bundle."""
    (entry,) = array_of(object_of(parse(pretty(spelling([sent]))))["requests"])
    return digest(entry)


def _write(path: Path, json: JsonObject) -> None:
    path.write_text(pretty(json) + "\n", encoding="utf-8", newline="\n")
