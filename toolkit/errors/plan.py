"""Plans and runs that may not be carried out."""

from collections.abc import Mapping
from pathlib import Path

from toolkit.errors.root import ToolkitError
from toolkit.language import _, ngettext


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
            _("{path} cannot be read as a plan: {reason}. Or plan it again with this one.").format(
                path=path, reason=reason
            )
        )


class PlanEdited(PlanError):
    """The plan's content no longer has the digest it was saved with."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{path} was changed after it was made: its digest does not match. Plan it again.").format(path=path)
        )


class PlanUnderived(PlanError):
    """The plan was made by a version that wrote down nothing by which its requests could be checked."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The plan was made by an earlier version of this program, and its requests cannot be checked against "
                "its rows. Nothing was sent. It can be shown; to apply or approve it, plan it again."
            )
        )


class PlanDiffers(PlanError):
    """What a plan would send does not follow from its rows: somebody edited it, and computed its digests anew.

    `place` is the first such place, with what `stands` there and what `follows`, both as JSON; `count` is how many
    there are.
    """

    def __init__(self, place: str, stands: str, follows: str, count: int) -> None:
        self.place, self.stands, self.follows, self.count = place, stands, follows, count
        told = _(
            "The plan was changed after it was made: {place} is {stands}, and from its rows follows {follows}.{more} "
            "Nothing was sent. `flowtly show` shows every difference; plan it again."
        )
        others = ngettext("So is {count:,} more place.", "So are {count:,} more places.", count - 1)
        more = " " + others.format(count=count - 1) if count > 1 else ""
        super().__init__(told.format(place=place, stands=stands, follows=follows, more=more))


class PlanWorse(PlanError):
    """Guards stand before a plan by now that it does not name; `said` and `now` map names to sentences."""

    exit_code = 6

    def __init__(self, said: Mapping[str, str], now: Mapping[str, str]) -> None:
        self.said, self.now = dict(said), dict(now)
        super().__init__(
            _(
                "Nothing was sent: more guards stand before this plan than it says. It says: {said} Now: {now} "
                "Plan it again, and look at it."
            ).format(said=_sentences(said) or _("none."), now=_sentences(now))
        )


class DependantsMoved(PlanError):
    """More points at a record that a plan takes away than the plan says; `said` and `now` list it."""

    exit_code = 6

    def __init__(self, record: str, said: str, now: str) -> None:
        self.record, self.said, self.now = record, said, now
        super().__init__(
            _(
                "Nothing was sent: more points at the {record} than the plan says, and a service may delete that as "
                "well. The plan says: {said}. Now: {now}. Plan again, and look at it."
            ).format(record=record, said=said or _("nothing"), now=now)
        )


class NamesMoved(PlanError):
    """A record that a plan points at is not called as the plan says; `iri` tells which."""

    def __init__(self, iri: str, said: str, now: str) -> None:
        self.iri, self.said, self.now = iri, said, now
        super().__init__(
            _(
                'Nothing was sent: the plan calls {iri} "{said}", and the service calls it "{now}". Plan it again.'
            ).format(iri=iri, said=said, now=now)
        )


def _sentences(guards: Mapping[str, str]) -> str:
    return " ".join(f"{name}: {message}" for name, message in guards.items())


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


class RunErased(PlanError):
    """Values of a run were erased, so that what is left of it cannot be sent."""

    def __init__(self, run: str) -> None:
        super().__init__(
            _(
                "Values of run {run} were erased from the journal, so what it did not send cannot be sent any more: "
                "plan the workbook again. `flowtly runs show {run}` tells what it did."
            ).format(run=run)
        )


class RunPruned(PlanError):
    """The plan of a run was removed from the journal."""

    def __init__(self, run: str) -> None:
        super().__init__(
            _(
                "What run {run} changed was pruned from the journal: it can be listed, and neither resumed nor undone. "
                "An earlier backup or audit bundle may have its plan."
            ).format(run=run)
        )


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
        super().__init__(
            _("Nothing was sent, as guards stand. {told} Look at the plan, and allow {names}.").format(
                told=_sentences(guards), names=", ".join(guards)
            )
        )
