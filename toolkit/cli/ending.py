"""The one way out of a command that did not come to its end: why, what it has written, and what to do next.

Nothing here goes by where the command stood. What it had begun was noted before it could take effect, and the journal
tells what came of that.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from toolkit.cli.session import Session, Talk, tell
from toolkit.cli.signals import StopAsked
from toolkit.cli.written import Written, read_written, unreadable
from toolkit.errors import Interrupted, OutputLost, ServiceError, ToolkitError
from toolkit.language import _

if TYPE_CHECKING:
    from toolkit.entities.canonical import JsonObject
    from toolkit.loop.conclude import Applied, Trouble

INTERNAL = 1
INTERRUPTED = 130
PARTLY = 7


def end(session: Session | None, error: BaseException) -> int:
    """Tell why a command ended early and what it has written, and return its exit code.

    It is told from the beginning where Ctrl-C comes meanwhile, which is at most twice: see `Signals`.
    """
    while True:
        with suppress(KeyboardInterrupt):
            return _end(session, error)


def tell_applied(session: Session, applied: "Applied") -> None:
    """Print what became of each change of a run, what went wrong beside them, and where the result is."""
    from toolkit.reports import receipts as report

    try:
        if session.as_json:
            session.emit_json({**report.json(applied.run, applied.verification), **troubles_json(applied)})
        else:
            session.emit(report.text(applied.run, session.width, session.paint(), applied.verification))
    finally:
        tell_beside(session, applied)


def tell_beside(session: Session, applied: "Applied") -> None:
    """Say on stderr what ended a run early or kept its result from being written, and where the result is."""
    from toolkit.cli.written import told_run

    for each in applied.troubles:
        tell(_told(each))
    if applied.troubles or session.begun.stopped:
        tell(told_run(applied.run))
    if applied.elsewhere:
        told = _("The results could not be written beside the workbook: {reason}. They are in {result}.")
        session.say(told.format(reason=applied.elsewhere, result=applied.result), Talk.QUIET)
    elif applied.result is not None:
        session.say(_("Results: {result}. Go on from there: it knows the new ids.").format(result=applied.result))


def troubles_json(applied: "Applied") -> "JsonObject":
    """Spell what went wrong beside the changes of a run; nothing where all went well."""
    told: list[JsonObject] = [
        {"stage": each.stage.value, **_error_json(each.error, _told(each))} for each in applied.troubles
    ]
    where: JsonObject = {"result": str(applied.result)} if applied.elsewhere else {}
    return {**where, **({"error": told[0], "troubles": told} if told else {})}


def _end(session: Session | None, error: BaseException) -> int:
    written = _written(session)
    reason = _reason(error, late=written.anything)
    if session is not None and session.as_json and not isinstance(error, OutputLost | click.Abort | KeyboardInterrupt):
        _emit_json(session, error, reason, written)
    if reason:
        tell(reason)
    for sentence in written.sentences():
        tell(sentence)
    if session is not None and not session.as_json and not isinstance(error, OutputLost):
        _emit_runs(session, written)
    return _exit_code(error, written)


def _written(session: Session | None) -> Written:
    """Return what the command has begun, as the journal has it by now."""
    if session is None or not session.begun.anything:
        return Written()
    try:
        with session.journal() as journal:
            return read_written(journal, session.begun)
    except Exception as error:  # noqa: BLE001 - whatever keeps the journal from being read, something may be written
        reason = error.fact if isinstance(error, ToolkitError) else _internal(error)
        return unreadable(session.begun, reason)


def _reason(error: BaseException, *, late: bool) -> str:
    """Say why a command ended; once something may be written, without what an error says of the whole call."""
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return _("Stopped.") if late else _("Stopped; nothing was sent that changes anything.")
    if isinstance(error, OutputLost) and error.closed and not late:
        return ""  # whoever read it has enough
    if isinstance(error, ToolkitError):
        return _("Error: {message}").format(message=error.fact if late else error)
    return _("Error: {message}").format(message=_internal(error))


def _internal(error: BaseException) -> str:
    from toolkit.cli.bugs import keep_details

    file = keep_details(error)
    if file is None:
        return _("an internal error, {kind}; its details could not be written.").format(kind=type(error).__name__)
    return _("an internal error, {kind}; the details are in {file}.").format(kind=type(error).__name__, file=file)


def _told(trouble: "Trouble") -> str:
    """Say what ended a stage of a run."""
    from toolkit.loop.conclude import Stage

    error = trouble.error
    fact = error.fact if isinstance(error, ToolkitError) else "" if trouble.stopped else _internal(error)
    match trouble.stage:
        case Stage.RUN if isinstance(error, Interrupted):
            return str(error)
        case Stage.RUN:
            return _("Stopped.") if trouble.stopped else _("Error: {message}").format(message=fact)
        case Stage.RESULT if trouble.stopped:
            return _("Stopped; the results are not in a workbook.")
        case Stage.RESULT:
            told = _("Error: the results could not be written, or not be noted in the journal: {fact}")
            return told.format(fact=fact)
        case Stage.TOTALS if trouble.stopped:
            return _("Stopped; the control totals were not verified.")
        case Stage.TOTALS:
            told = _("Error: the control totals could not be verified, or the verdict not be kept: {fact}")
            return told.format(fact=fact)


def _emit_json(session: Session, error: BaseException, reason: str, written: Written) -> None:
    from toolkit.reports import direct, receipts

    told: JsonObject = {"error": _error_json(error, reason.removeprefix(_("Error: {message}").format(message="")))}
    if written.requests:
        told = {**direct.json(written.requests), **told}
    for run, verification in written.runs:
        told = {**receipts.json(run, verification), **told}
    if written.unread:
        told = {**told, "unread": written.unread}
    try:
        session.emit_json(told)
    except OutputLost as lost:
        tell(str(lost))


def _error_json(error: BaseException, message: str) -> "JsonObject":
    again = isinstance(error, ServiceError) and error.retryable
    return {"kind": type(error).__name__, "message": message, "retryable": again}


def _emit_runs(session: Session, written: Written) -> None:
    """Print what became of each change and request, as far as anybody still reads it."""
    from toolkit.reports import direct, receipts

    try:
        for run, verification in written.runs:
            session.emit(receipts.text(run, session.width, session.paint(), verification))
        if written.anything and written.requests:
            session.emit(direct.text(written.requests, session.width, session.paint()))
    except OutputLost as lost:
        tell(str(lost))


def _exit_code(error: BaseException, written: Written) -> int:
    """Return the code of what was written, else that of the reason; 130 is kept for where nothing was."""
    if written.anything:
        early = isinstance(error, click.Abort | KeyboardInterrupt | Interrupted)
        own = PARTLY if early else error.exit_code if isinstance(error, ToolkitError) else INTERNAL
        return written.exit_code or own
    if isinstance(error, StopAsked):
        return error.exit_code
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return INTERRUPTED
    return error.exit_code if isinstance(error, ToolkitError) else INTERNAL
