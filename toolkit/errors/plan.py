"""Plans and runs that may not be carried out."""

from collections.abc import Mapping
from pathlib import Path

from toolkit.errors.root import ToolkitError
from toolkit.language import _


class PlanError(ToolkitError):
    """The plan may not be applied."""

    exit_code = 5


class NotAPlan(PlanError):
    """The file holds no plan."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("{path} is not a plan: {reason}. `flowtly plan F.xlsx -o P.json` makes one.").format(
                path=path, reason=reason
            )
        )


class PlanOfOtherVersion(PlanError):
    """The file holds a plan in a version of the format that this program does not read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("{path} cannot be read as a plan: {reason}. Or plan the workbook again with this one.").format(
                path=path, reason=reason
            )
        )


class PlanEdited(PlanError):
    """The plan's content no longer has the digest it was saved with."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{path} was changed after it was made: its digest does not match. Plan the workbook again.").format(
                path=path
            )
        )


class PlanForeign(PlanError):
    """The plan was made for another service, profile or user."""

    def __init__(self, what: str, planned: str, here: str) -> None:
        super().__init__(
            _(
                "The plan was made for the {what} {planned}, and this is {here}. Choose with --profile, or plan again."
            ).format(what=what, planned=planned, here=here)
        )


class PlanBurned(PlanError):
    """The plan has been applied once, and is never applied twice (decision 2)."""

    def __init__(self, plan: str, run: str) -> None:
        super().__init__(
            _(
                "Plan {plan} was applied before, in run {run}; nothing was sent. `flowtly runs show "
                "{run}` tells how it went."
            ).format(plan=plan[:12], run=run)
        )


class AlreadyApplied(PlanError):
    """The workbook's new rows were created by an earlier run, so planning it again would create them twice."""

    def __init__(self, workbook: Path, run: str, result: str) -> None:
        super().__init__(
            _(
                "The new rows of {workbook} were created by run {run}. Go on from its result, {result}, "
                "which knows their ids."
            ).format(workbook=workbook, run=run, result=result)
        )


class SentBefore(PlanError):
    """An operation without a way back has left before, for the same record, and may have happened."""

    def __init__(self, what: str, run: str) -> None:
        super().__init__(
            _(
                "Nothing was sent: run {run} has sent {what} before, and it may have happened. "
                "`flowtly runs show {run}` tells how it went; `flowtly resume {run}` settles what is unknown."
            ).format(what=what, run=run)
        )


class RunMissing(PlanError):
    """The journal knows no such run."""

    def __init__(self, run: str) -> None:
        super().__init__(_('The journal has no run "{run}". `flowtly runs` lists them.').format(run=run))


class RunInProgress(PlanError):
    """Another run is writing to the same service, and the two would undo each other's reading."""

    def __init__(self, service: str, host: str, since: str) -> None:
        super().__init__(
            _(
                "Another run has been writing to {service} since {since}, from {host}. Wait for its end; "
                "should that machine have gone down, this clears by itself after a minute."
            ).format(service=service, since=since, host=host)
        )


class NothingToAdopt(PlanError):
    """The record that a change is said to have made does not exist."""

    def __init__(self, entity: str, id: str) -> None:
        super().__init__(
            _("The service has no {entity} {id}, so no change can have made it. Check the id.").format(
                entity=entity, id=id
            )
        )


class GuardStands(PlanError):
    """A plan does more than goes without saying; `guards` maps the name of each guard to why it stands."""

    exit_code = 6

    def __init__(self, guards: Mapping[str, str]) -> None:
        self.guards = dict(guards)
        told = " ".join(f"{name}: {message}" for name, message in guards.items())
        super().__init__(
            _("Nothing was sent, as guards stand. {told} Look at the plan, and allow {names}.").format(
                told=told, names=", ".join(guards)
            )
        )
