"""The end of a run, however it came: its result, its control totals, and what kept it from either."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toolkit.applying import verdicts
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run
from toolkit.errors import Interrupted, ToolkitError
from toolkit.language import _, mark
from toolkit.loop.reach import Reached
from toolkit.loop.result_file import ResultFile, write_result_file
from toolkit.loop.source import Source
from toolkit.loop.verify import STOPPED, unverified, verify
from toolkit.planning.plan import Plan
from toolkit.planning.reconcile import Verification

UNKNOWN = 8
NOT_VERIFIED = 10
STOPPED_LATE = 7
INTERNAL = 1

_FAILED = mark("reading the records again went wrong ({kind})")


class Stage(enum.StrEnum):
    """What of a run went wrong beside its changes."""

    RUN = "run"
    RESULT = "result"
    TOTALS = "totals"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What ended a stage of a run before its end."""

    stage: Stage
    error: BaseException

    @property
    def stopped(self) -> bool:
        """Whether somebody wanted it to end."""
        return isinstance(self.error, KeyboardInterrupt | Interrupted)

    @property
    def exit_code(self) -> int:
        """What a command ends with that has nothing worse to say; 130 would say that nothing was written."""
        if self.stopped:
            return STOPPED_LATE
        return self.error.exit_code if isinstance(self.error, ToolkitError) else INTERNAL


@dataclass(frozen=True, slots=True)
class Applied:
    """A run, the verdict on its control totals, and the result workbook that tells of it.

    `verification` is `None` where the plan touched no amount and nothing may have been made twice, `result` where the
    plan's workbook was not found, or no result could be written; `elsewhere` says why it is in the state folder, where
    it is. `troubles` are what ended the run early, or kept its
    result or verdict from being written; what the changes came to is in their receipts all the same.
    """

    run: Run
    verification: Verification | None
    result: Path | None
    troubles: tuple[Trouble, ...] = ()
    elsewhere: str = ""

    @property
    def exit_code(self) -> int:
        """What the command ends with: a total that is off comes right after an unknown outcome."""
        if self.run.exit_code != UNKNOWN and self.verification is not None and self.verification.failed:
            return NOT_VERIFIED
        return self.run.exit_code or next((each.exit_code for each in self.troubles), 0)


@dataclass(frozen=True, slots=True)
class Ending:
    """What the end of a run needs; `find` returns the workbook of the plan, if it is here."""

    plan: Plan
    reached: Reached
    journal: Journal
    find: Callable[[], Source | None]

    def after(self, carry: Callable[[], Run]) -> Applied:
        """Carry a run out and conclude it; also one that was broken off, as far as the journal tells.

        Raises what `carry` raises where that came before the run was written down, and `JournalUnusable` where the
        journal does not tell.
        """
        before = len(self.journal.begun.runs)
        try:
            run = carry()
        except BaseException as error:  # noqa: BLE001 - whatever broke the run off, what it wrote must be told
            return self._conclude(self._broken(before, error), Trouble(Stage.RUN, error))
        return self._conclude(run)

    def _broken(self, before: int, error: BaseException) -> Run:
        """Return what the journal knows of the run that broke off; raise the error where it never came to be."""
        begun = self.journal.begun.runs[before:]
        run = self.journal.burned(self.plan) if begun else None
        if run is None or run not in begun:
            raise error
        return self.journal.run(run)

    def _conclude(self, run: Run, *broken: Trouble) -> Applied:
        """Write the result where the workbook is here, verify the totals, and journal the verdict.

        Whoever presses Ctrl-C waits for neither.
        """
        troubles = list(broken)
        result = None if _stopped(troubles) else self._result(run, troubles)
        verification = self._verification(run, troubles)
        written = (result.path, result.reason) if result is not None else (None, "")
        return Applied(run, verification, written[0], tuple(troubles), written[1])

    def _result(self, run: Run, troubles: list[Trouble]) -> ResultFile | None:
        result = None
        try:
            workbook = self.find()
            if workbook is not None:
                result = write_result_file(workbook, self.plan, run)
                self.journal.set_result(run.id, result.name)
        except BaseException as error:  # noqa: BLE001 - the run is over, and its report must come out
            troubles.append(Trouble(Stage.RESULT, error))
        return result

    def _verification(self, run: Run, troubles: list[Trouble]) -> Verification | None:
        if _stopped(troubles):
            return unverified(self.plan, run, _(STOPPED))
        verification = None
        try:
            verification = verify(self.plan, run, self.reached.client, self.journal)
            if verification is not None:
                verdicts.keep(self.journal, run.id, verification)
        except BaseException as error:  # noqa: BLE001 - as above
            troubles.append(Trouble(Stage.TOTALS, error))
            told = _(_FAILED).format(kind=type(error).__name__)
            return verification or unverified(self.plan, run, told)
        return verification


def _stopped(troubles: list[Trouble]) -> bool:
    return any(each.stopped for each in troubles)
