"""Approvals: a second person's signed yes to one plan, bound to its digest, its workbook and its service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.entities.canonical import Json, JsonObject, canonical, parse
from toolkit.errors import (
    ApprovalAltered,
    ApprovalError,
    ApprovalExpired,
    ApprovalForeign,
    ApprovalsMissing,
    ApproverUnknown,
    OwnApproval,
)
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import identity
from toolkit.signatures import BadSignature, sign, verify

SUFFIX = ".approvals"
"""What the name of a plan's approvals ends with, behind the name of the plan: one line for each."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is who: the keys that are trusted, by name, the users who made and apply the plan, and the applier's key."""

    trusted: Mapping[str, str]
    users: frozenset[str]
    own_key: str = ""

    def name_of(self, key: str) -> str:
        """Return whose key it is, as the settings say. Raises `ApproverUnknown`, `OwnApproval`."""
        if key == self.own_key:
            raise OwnApproval(key[:12])
        name = next((name for name, known in self.trusted.items() if known == key), "")
        if not name:
            raise ApproverUnknown(key)
        if name.casefold() in {user.casefold() for user in self.users}:
            raise OwnApproval(name)
        return name


def approve(plan: Plan, at: datetime, until: datetime, key: Path) -> str:
    """Return the line of an approval, signed. Both times are UTC. Raises `KeyUnusable`."""
    told = _told(plan, at.isoformat(timespec="seconds"), until.isoformat(timespec="seconds"))
    return canonical({**told, "signature": sign(canonical(told).encode(), key)}) + "\n"


def demand(plan: Plan, lines: Sequence[str], needed: int, circle: Circle, at: datetime) -> tuple[str, ...]:
    """Return the names of those who approved a plan, each once.

    Where they are fewer than `needed`, raises what is wrong with the last line that does not count, and
    `ApprovalsMissing` where there is none.
    """
    names: dict[str, None] = {}
    wrong: ApprovalError | None = None
    for line in lines:
        try:
            names[_judged(plan, line, circle, at)] = None
        except ApprovalError as error:
            wrong = error
    if len(names) >= needed:
        return tuple(names)
    raise wrong or ApprovalsMissing(needed, tuple(names))


def _judged(plan: Plan, line: str, circle: Circle, at: datetime) -> str:
    """Return who approved with this line. Raises `ApprovalError` where it does not count."""
    found = _read(line)
    told = {name: value for name, value in found.items() if name != "signature"}
    try:
        key = verify(canonical(told).encode(), str(found.get("signature")))
        until = datetime.fromisoformat(str(told["until"]))
        passed = until < at
    except (BadSignature, KeyError, ValueError, TypeError) as error:
        raise ApprovalAltered from error
    if told != _told(plan, str(told.get("at")), str(told.get("until"))):
        raise ApprovalForeign(identity(plan))
    name = circle.name_of(key)
    if passed:
        raise ApprovalExpired(name, f"{until:%Y-%m-%d %H:%M}")
    return name


def _told(plan: Plan, at: str, until: str) -> JsonObject:
    origin = plan.origin
    return {
        "version": 1,
        "plan": identity(plan),
        "workbook_sha256": origin.workbook_sha256,
        "service": origin.service,
        "at": at,
        "until": until,
    }


def _read(line: str) -> Mapping[str, Json]:
    try:
        found = parse(line)
    except (ValueError, RecursionError) as error:
        raise ApprovalAltered from error
    if not isinstance(found, Mapping):
        raise ApprovalAltered
    return found
