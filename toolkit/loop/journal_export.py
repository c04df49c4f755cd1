"""What a person gets of the journal: every run with its plan, receipts and requests, as one documented JSON file."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from toolkit.applying.direct import DirectRequest
from toolkit.applying.direct_journal import direct_requests
from toolkit.applying.journal import Journal
from toolkit.applying.pruning import Digests
from toolkit.applying.receipts import Run
from toolkit.applying.trail import Exchange
from toolkit.applying.verdicts import verification_of
from toolkit.entities.canonical import Json, JsonObject, parse, pretty
from toolkit.files import write_text
from toolkit.language import speaking
from toolkit.loop.audit.history import LANGUAGE, content_of, content_of_request, spelling_of
from toolkit.masking import masked
from toolkit.planning.reconcile import Verification

FORMAT = "flowtly journal"
VERSION = 1

SpelledRun = Callable[[Run, Sequence[Exchange], Verification | None], JsonObject]
SpelledRequests = Callable[[Sequence[DirectRequest]], JsonObject]


def digests_of(run: Callable[[Run, Sequence[Exchange]], JsonObject], requests: SpelledRequests) -> Digests:
    """Return the digests by which bundles know runs and requests: made in their language, whatever is spoken here."""

    def of_run(each: Run, sent: Sequence[Exchange]) -> str:
        with speaking(LANGUAGE):
            return content_of(spelling_of(run(each, sent)))

    def of_request(each: DirectRequest) -> str:
        with speaking(LANGUAGE):
            return content_of_request(requests, each)

    return Digests(of_run, of_request)


def export(journal: Journal, target: Path, chosen: Sequence[str], run: SpelledRun, requests: SpelledRequests) -> int:
    """Write the chosen runs, or everything where none is chosen, oldest first; return how many runs.

    Passwords, tokens and keys are masked. Raises `RunMissing` and `NotWritable`.
    """
    ids = list(chosen) or [each.id for each in reversed(journal.runs())]
    told = [_run(journal, each, run) for each in ids]
    alone: Json = [] if chosen else requests(tuple(reversed(direct_requests(journal))))["requests"]
    document: JsonObject = {
        "format": FORMAT,
        "version": VERSION,
        "exported": datetime.now(UTC).isoformat(timespec="seconds"),
        "runs": [masked(each) for each in told],
        "requests": masked(alone),
    }
    write_text(target, pretty(document) + "\n")
    return len(told)


def _run(journal: Journal, id: str, run: SpelledRun) -> JsonObject:
    text = journal.kept_plan(id)
    spelt = run(journal.run(id), journal.exchanges(id), verification_of(journal, id))
    left: JsonObject = {"pruned": text is None, "erased": journal.erased(id)}
    return {**spelt, **left, "plan_file": parse(text) if text else None}
