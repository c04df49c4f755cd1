"""What a command has written, in words: read from the journal, and no more than the journal tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.language import _, ngettext

if TYPE_CHECKING:
    from toolkit.applying.begun import Begun
    from toolkit.applying.direct import DirectRequest
    from toolkit.applying.journal import Journal
    from toolkit.applying.receipts import Run
    from toolkit.planning.reconcile import Verification

PARTLY, UNKNOWN = 7, 8


@dataclass(frozen=True)
class Written:
    """What one command has begun, as the journal has it: its runs with their verdicts, and its direct requests.

    `planned` is how many of these there were to be, `removing` a sentence about what was being removed from the
    journal, empty where nothing was. `unread` says why the journal tells nothing.
    """

    runs: "tuple[tuple[Run, Verification | None], ...]" = ()
    requests: "tuple[DirectRequest, ...]" = ()
    planned: int = 0
    removing: str = ""
    unread: str = ""

    @property
    def anything(self) -> bool:
        """Whether anything was begun that is not known to have come to nothing."""
        return bool(self.runs or self.removing or self.unread or any(map(_may_be_there, self.requests)))

    @property
    def exit_code(self) -> int:
        """What the command ends with for what it has written; 0 leaves it to the reason."""
        codes = {run.exit_code for run, _verification in self.runs}
        states = {each.state.value for each in self.requests}
        unknown = bool(self.unread) or UNKNOWN in codes or bool(states & {"sending", "unknown"})
        if unknown:
            return UNKNOWN
        partly = "done" in states and (len(states) > 1 or self.planned > len(self.requests))
        return max(codes, default=0) or (PARTLY if partly else 0)

    def sentences(self) -> Iterator[str]:
        """Say what came of it all, and which command makes sense now."""
        if self.unread:
            yield self.unread
        for run, verification in self.runs:
            yield told_run(run)
            if verification is None and run.done:
                yield _("Its control totals, where it has any, were not verified.")
        if any(map(_may_be_there, self.requests)):
            yield _told_requests(self.requests, self.planned)
        if self.removing:
            yield self.removing


def read_written(journal: "Journal", begun: "Begun") -> Written:
    """Read from the journal what came of what was begun. Raises `JournalUnusable`."""
    from toolkit.applying.direct_journal import begun_requests
    from toolkit.applying.verdicts import verification_of
    from toolkit.errors import RunMissing

    runs = []
    for run in dict.fromkeys(begun.runs):
        try:
            runs.append((journal.run(run), verification_of(journal, run)))
        except RunMissing:
            continue  # it was noted, and its transaction never came to its end
    return Written(tuple(runs), begun_requests(journal), begun.planned, _removing(begun))


def unreadable(begun: "Begun", reason: str) -> Written:
    """Return what can be said where the journal cannot be read any more."""
    told = _("Something may have been written, and the journal does not tell what: {reason}").format(reason=reason)
    named = [
        _("`flowtly runs show {run}` tells what became of run {run}, once it can be read.").format(run=run)
        for run in dict.fromkeys(begun.runs)
    ]
    if begun.alone:
        named.append(_("`flowtly runs direct` lists what was sent, once it can be read."))
    return Written(planned=begun.planned, removing=_removing(begun), unread=" ".join([told, *named]))


def told_run(run: "Run") -> str:
    """Count what became of a run's changes, and name the command that goes on."""
    counts = _("{done:,} done, {failed:,} failed, {unknown:,} may have happened, {skipped:,} not sent").format(
        done=run.done, failed=run.failed, unknown=run.unknown, skipped=run.skipped
    )
    goes_on = run.unknown or run.skipped or run.ended is None
    told = (
        _("Run {run}: {counts}. `flowtly resume {run}` goes on, `flowtly runs show {run}` tells each change.")
        if goes_on
        else _("Run {run}: {counts}. `flowtly runs show {run}` tells each change.")
    )
    return told.format(run=run.id, counts=counts)


def _told_requests(requests: "Sequence[DirectRequest]", planned: int) -> str:
    states = [each.state.value for each in requests]
    done, failed = states.count("done"), states.count("failed")
    left = max(planned - len(states), 0)
    told = ngettext(
        "Of {count} request: {done:,} done, {failed:,} without effect, {unknown:,} may have happened, {left:,} not "
        "sent. `flowtly runs direct` lists what was sent; look at the service before anything is sent again.",
        "Of {count:,} requests: {done:,} done, {failed:,} without effect, {unknown:,} may have happened, {left:,} not "
        "sent. `flowtly runs direct` lists what was sent; look at the service before anything is sent again.",
        max(planned, len(states)),
    )
    return told.format(
        count=max(planned, len(states)), done=done, failed=failed, unknown=len(states) - done - failed, left=left
    )


def _may_be_there(request: "DirectRequest") -> bool:
    return request.state.value != "failed"


def _removing(begun: "Begun") -> str:
    if begun.pruning:
        return _("Runs were being pruned: `flowtly runs` tells which were. Run the same command again to finish.")
    if begun.erasing:
        return _("Values were being erased from the journal. Run the same command again to finish.")
    return ""
