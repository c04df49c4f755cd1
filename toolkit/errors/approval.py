"""Approvals that are missing, or do not count."""

from collections.abc import Sequence

from toolkit.errors.root import ToolkitError
from toolkit.language import _, ngettext


class ApprovalError(ToolkitError):
    """A plan is not approved as its profile, or the command, demands; nothing was sent."""

    exit_code = 6


class ApprovalsMissing(ApprovalError):
    """Fewer people approved a plan than must."""

    def __init__(self, needed: int, names: Sequence[str] = ()) -> None:
        told = ngettext(
            "The plan needs the approval of {needed} other person, and has that of {names}.",
            "The plan needs the approval of {needed} other people, and has that of {names}.",
            needed,
        ).format(needed=needed, names=", ".join(names) or _("nobody"))
        super().__init__(
            f"{told} " + _("Save the plan, have it approved with `flowtly approve PLAN`, and apply the file.")
        )


class PlanNeeded(ApprovalError):
    """A request outside of any plan, on a profile whose plans must be approved."""

    def __init__(self, needed: int) -> None:
        super().__init__(
            _(
                "The profile asks for {needed} approvals of everything that is written, and a request outside of "
                "a plan has none. Make the change in a workbook, and plan it."
            ).format(needed=needed)
        )


class ApprovalAltered(ApprovalError):
    """A line of approval is not what somebody signed."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__(
            _("An approval of the plan was altered, or is none: its signature does not fit. Have it approved anew.")
        )


class ApprovalForeign(ApprovalError):
    """An approval is of another plan, workbook or service."""

    exit_code = 5

    def __init__(self, plan: str) -> None:
        super().__init__(
            _("The approval is not of the plan {plan}, or that was altered since. Have it approved anew.").format(
                plan=plan[:12]
            )
        )


class ApprovalExpired(ApprovalError):
    """An approval was given too long ago."""

    def __init__(self, name: str, until: str) -> None:
        super().__init__(
            _("The approval of {name} was valid until {until} UTC. Have the plan approved anew.").format(
                name=name, until=until
            )
        )


class OwnApproval(ApprovalError):
    """Whoever made or applies a plan approved it as well."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The approval of {name} does not count, who made the plan or applies it. Ask somebody else.").format(
                name=name
            )
        )


class MayNotApprove(ApprovalError):
    """Somebody approved a plan whom the settings know, and do not let approve."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            _(
                "The approval of {name} does not count, who may not approve. Should they, write `approves = true` in "
                "[people.{name}] of config.toml."
            ).format(name=name)
        )


class MakerUnknown(ApprovalError):
    """Nobody known signed a plan as its maker, so that anybody's approval might be their own."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nothing was sent: nobody signed this plan as its maker, so nobody can tell whether an approval is "
                "their own. Make a key with `flowtly approve --init`, have it written under [people] in config.toml, "
                "and save the plan again with `flowtly plan … -o`, which signs it."
            )
        )


class ApplierUnknown(ApprovalError):
    """Whoever applies a plan has no key, or one that the settings do not know."""

    def __init__(self, key: str) -> None:
        self.key = key
        told = (
            _("the key {key} of this machine is nobody's in config.toml").format(key=key)
            if key
            else _("there is no key on this machine; `flowtly approve --init` makes one")
        )
        super().__init__(
            _(
                "Nothing was sent: where approvals are asked, it must be known who applies a plan, and {told}. Write "
                "it under [people], with the login of the person."
            ).format(told=told)
        )


class ApproverUnknown(ApprovalError):
    """An approval is signed with a key that the settings do not know."""

    def __init__(self, key: str) -> None:
        super().__init__(
            _(
                "The plan is signed with the key {key}, which is nobody's that is known here. Should it be, "
                "write it under [people] in config.toml, with the login of the person."
            ).format(key=key)
        )
