"""From an inspected workbook to a plan, and from a plan to a file and back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run, Status
from toolkit.checking.check import Checked
from toolkit.entities import WORKLISTS, find
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Mine
from toolkit.errors import AlreadyApplied, FileMissing, FileUnreadable, NotAPlan, PlanEdited, PlanOfOtherVersion
from toolkit.language import _
from toolkit.loop.inspect import Inspection
from toolkit.loop.seen import with_seen
from toolkit.planning.answers import translate
from toolkit.planning.dependants import NOTHING_READ
from toolkit.planning.make import make_plan, with_pointing
from toolkit.planning.notes import looked_for
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.planfile import BadPlan, DigestMismatch, OtherPlanVersion, load
from toolkit.planning.proved import proved_by
from toolkit.settings import Profile


def plan(inspection: Inspection, profile: Profile, journal: Journal) -> Plan:
    """Make the exact plan of a workbook without errors.

    Raises `AlreadyApplied` where the journal knows that this very file's new rows have been created there.
    """
    workbook = inspection.workbook
    earlier = journal.created_by(workbook.sha256, profile.service, profile.name)
    if earlier is not None and _still_there(journal.run(earlier.id), inspection.live):
        raise AlreadyApplied(workbook.path, earlier.id, earlier.result or _("the run's record"))
    return planned(inspection, profile)


def planned(inspection: Inspection, profile: Profile) -> Plan:
    """Make the plan of a workbook, whatever was done with it before."""
    workbook = inspection.workbook
    origin = Origin(
        workbook=workbook.path.name,
        workbook_sha256=workbook.sha256,
        service=profile.service,
        profile=profile.name,
        user=profile.user,
        planned_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    rows, live = settled_rows(inspection), inspection.live
    base = inspection.base_records
    answers = translate(rows, base, live, inspection.labels, inspection.offers)
    pointing, labels, limits = inspection.pointing, inspection.labels, profile.thresholds
    made = make_plan(origin, answers.rows, base, live, labels, limits)
    if pointing is not NOTHING_READ:
        made = with_pointing(made, pointing, live, Labels({**pointing.records, **live}), limits)
    return replace(
        made,
        refusals=tuple(sorted((*made.refusals, *answers.refusals), key=lambda each: (each.sheet, each.row))),
        notes=(
            *made.notes,
            *_told(inspection.checked),
            *_lacking(inspection),
            *looked_for(made.changes, inspection.asked, profile.look_again),
        ),
        proved=proved_by(rows, live),
    )


def _told(checked: Checked) -> Iterator[str]:
    """Repeat what the check found to say about answers of work lists: it belongs to the plan."""
    for issue in checked.warnings:
        if find(issue.entity) in WORKLISTS:
            yield f"{issue.sheet}!{issue.cell}: {issue.message}"


def _lacking(inspection: Inspection) -> Iterator[str]:
    """Say which lists were not complete when the workbook was pulled."""
    for path, completeness in (inspection.base.incomplete if inspection.base else {}).items():
        yield _(
            "{entity}: when this workbook was pulled, {reason}. Records that it lacks are left as they are; "
            "pull again to see all of them."
        ).format(entity=find(path).title, reason=completeness)


def conflicts_of(inspection: Inspection, profile: Profile) -> Plan | None:
    """Plan the rows that have no error, for the sake of their conflicts; `None` where there can be none.

    Only what was pulled can be in conflict, and only live records tell.
    """
    if inspection.base is None or not inspection.live:
        return None
    wrong = {(issue.sheet, issue.row) for issue in inspection.checked.errors}
    rows = tuple(mine for mine in inspection.checked.rows if (mine.header.sheet, mine.row) not in wrong)
    return planned(replace(inspection, checked=replace(inspection.checked, rows=rows)), profile)


def settled_rows(inspection: Inspection) -> tuple[Mine, ...]:
    """Return the rows, each Resolution with what its author had been shown by this very workbook."""
    return with_seen(inspection.checked.rows, inspection.base)


def _still_there(run: Run, live: Live) -> bool:
    """Tell whether a run's new records may be in the service: one of them is live, or nobody knows."""
    created = (receipt for receipt in run.receipts if receipt.verb == "create")
    return any(
        receipt.status is Status.UNKNOWN or (receipt.id is not None and receipt.id in live.get(receipt.entity, {}))
        for receipt in created
    )


def read_plan(path: Path) -> Plan:
    """Read a plan file.

    Raises `NotAPlan` for anything else, `PlanOfOtherVersion` for one of a later program, `PlanEdited` where its digest
    does not match.
    """
    return plan_of(path, plan_text(path))


def plan_of(path: Path, text: str) -> Plan:
    """Read the text of a plan file. Raises as `read_plan` does."""
    try:
        return load(text)
    except OtherPlanVersion as error:
        raise PlanOfOtherVersion(path, str(error)) from error
    except DigestMismatch as error:
        raise PlanEdited(path) from error
    except BadPlan as error:
        raise NotAPlan(path, str(error)) from error


def plan_text(path: Path) -> str:
    """Read the text of a plan file. Raises `FileMissing`, `FileUnreadable` and `NotAPlan`."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FileMissing(path) from None
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise NotAPlan(path, _("it is no text")) from error
