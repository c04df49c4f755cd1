"""From an inspected workbook to a plan, and from a plan to a file and back."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run, Status
from toolkit.entities.labels import Live
from toolkit.errors import AlreadyApplied, FileMissing, FileUnreadable, NotAPlan, PlanEdited
from toolkit.loop.inspect import Inspection
from toolkit.planning.make import make_plan
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.planfile import BadPlan, DigestMismatch, load
from toolkit.planning.proved import proved_by
from toolkit.settings import Profile


def plan(inspection: Inspection, profile: Profile, journal: Journal) -> Plan:
    """Make the exact plan of a workbook without errors.

    Raises `AlreadyApplied` where the journal knows that this very file's new rows have been created.
    """
    workbook = inspection.workbook
    earlier = journal.created_by(workbook.sha256)
    if earlier is not None and _still_there(journal.run(earlier.id), inspection.live):
        raise AlreadyApplied(workbook.path, earlier.id, earlier.result or "the run's record")
    origin = Origin(
        workbook=workbook.path.name,
        workbook_sha256=workbook.sha256,
        service=profile.service,
        profile=profile.name,
        user=profile.user,
        planned_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    rows, live = inspection.checked.rows, inspection.live
    made = make_plan(origin, rows, inspection.base_records, live, inspection.labels, profile.thresholds)
    return replace(made, proved=proved_by(rows, live))


def _still_there(run: Run, live: Live) -> bool:
    """Tell whether a run's new records may be in the service: one of them is live, or nobody knows."""
    created = (receipt for receipt in run.receipts if receipt.verb == "create")
    return any(
        receipt.status is Status.UNKNOWN or (receipt.id is not None and receipt.id in live.get(receipt.entity, {}))
        for receipt in created
    )


def read_plan(path: Path) -> Plan:
    """Read a plan file. Raises `NotAPlan` for anything else, `PlanEdited` where its digest does not match."""
    try:
        return load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileMissing(path) from None
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise NotAPlan(path, "it is no text") from error
    except DigestMismatch as error:
        raise PlanEdited(path) from error
    except BadPlan as error:
        raise NotAPlan(path, str(error)) from error
