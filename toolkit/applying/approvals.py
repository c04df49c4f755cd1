"""Approvals: a second person's signed yes to one plan, and the line with which its maker signed it as their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.entities.canonical import Json, JsonObject, canonical, parse
from toolkit.errors import (
    ApplierUnknown,
    ApprovalAltered,
    ApprovalError,
    ApprovalExpired,
    ApprovalForeign,
    ApprovalsMissing,
    ApproverUnknown,
    MakerUnknown,
    MayNotApprove,
    OwnApproval,
)
from toolkit.people import Person
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import identity
from toolkit.signatures import BadSignature, sign, verify

SUFFIX = ".approvals"
"""What the name of a plan's approvals ends with, behind the name of the plan: one line for each."""


MADE = "made"
"""The role of the one who made a plan; a line without a role is an approval."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is who where a plan is applied: everybody with a known key, and the user and key of whoever applies it."""

    people: tuple[Person, ...]
    user: str
    own_key: str = ""

    def of_key(self, key: str) -> Person:
        """Return whose key it is. Raises `ApproverUnknown`."""
        found = next((person for person in self.people if person.key == key), None)
        if found is None:
            raise ApproverUnknown(key)
        return found

    def applier(self) -> Person:
        """Return who applies the plan. Raises `ApplierUnknown`: a person without a known key could be anybody."""
        found = next((person for person in self.people if person.key == self.own_key), None)
        if found is None:
            raise ApplierUnknown(self.own_key)
        return found


def approve(plan: Plan, at: datetime, until: datetime, key: Path) -> str:
    """Return the line of an approval, signed. Both times are UTC. Raises `KeyUnusable`."""
    return _signed(_approval(plan, at.isoformat(timespec="seconds"), until.isoformat(timespec="seconds")), key)


def claim(plan: Plan, at: datetime, key: Path) -> str:
    """Return the line with which a plan's maker signs it, so that nobody can approve what is their own."""
    return _signed(_claim(plan, at.isoformat(timespec="seconds")), key)


def demand(plan: Plan, lines: Sequence[str], needed: int, circle: Circle, at: datetime) -> tuple[str, ...]:
    """Return the names of those who approved a plan, each once.

    Raises `MakerUnknown` and `ApplierUnknown` where it is not known who made the plan and who applies it. Where the
    approvals are fewer than `needed`, raises what is wrong with the last line that does not count, and
    `ApprovalsMissing` where there is none.
    """
    own = (*_makers(plan, lines, circle), circle.applier())
    names: dict[str, None] = {}
    wrong: ApprovalError | None = None
    for line in lines:
        if is_claim(line):
            continue
        try:
            names[_judged(plan, line, circle, at, own)] = None
        except ApprovalError as error:
            wrong = error
    if len(names) >= needed:
        return tuple(names)
    raise wrong or ApprovalsMissing(needed, tuple(names))


def is_claim(line: str) -> bool:
    """Return whether a line is, or says that it is, the one that the maker of a plan signed."""
    try:
        return _read(line).get("role") == MADE
    except ApprovalAltered:
        return False


def _makers(plan: Plan, lines: Sequence[str], circle: Circle) -> tuple[Person, ...]:
    """Return everybody who signed the plan as its maker. Raises `MakerUnknown` for nobody."""
    found: list[Person] = []
    for line in filter(is_claim, lines):
        read = _read(line)
        told = _without_signature(read)
        if told == _claim(plan, str(told.get("at"))):
            try:
                found.append(circle.of_key(verify(canonical(told).encode(), str(read.get("signature")))))
            except BadSignature as error:
                raise ApprovalAltered from error
    if not found:
        raise MakerUnknown
    return tuple(found)


def _judged(plan: Plan, line: str, circle: Circle, at: datetime, own: Sequence[Person]) -> str:
    """Return who approved with this line. Raises `ApprovalError` where it does not count."""
    found = _read(line)
    told = _without_signature(found)
    try:
        key = verify(canonical(told).encode(), str(found.get("signature")))
        until = datetime.fromisoformat(str(told["until"]))
        passed = until < at
    except (BadSignature, KeyError, ValueError, TypeError) as error:
        raise ApprovalAltered from error
    if told != _approval(plan, str(told.get("at")), str(told.get("until"))):
        raise ApprovalForeign(identity(plan))
    person = circle.of_key(key)
    if _is_one_of(person, own, (plan.origin.user, circle.user)):
        raise OwnApproval(person.name)
    if not person.approves:
        raise MayNotApprove(person.name)
    if passed:
        raise ApprovalExpired(person.name, f"{until:%Y-%m-%d %H:%M}")
    return person.name


def _is_one_of(person: Person, own: Sequence[Person], users: tuple[str, str]) -> bool:
    """Return whether a person made or applies the plan, by key, name or login."""
    logins = {user.casefold() for user in users} | {each.login.casefold() for each in own if each.login}
    names = {each.name.casefold() for each in own}
    same = person.name.casefold() in names | logins
    return same or any(person.key == each.key for each in own) or person.login.casefold() in logins


def _approval(plan: Plan, at: str, until: str) -> JsonObject:
    return {**_bound(plan), "at": at, "until": until}


def _claim(plan: Plan, at: str) -> JsonObject:
    return {**_bound(plan), "at": at, "role": MADE}


def _bound(plan: Plan) -> JsonObject:
    """Return what a line is bound to: the digest of the plan, of its workbook, and the service."""
    origin = plan.origin
    return {
        "version": 1,
        "plan": identity(plan),
        "workbook_sha256": origin.workbook_sha256,
        "service": origin.service,
    }


def _signed(told: JsonObject, key: Path) -> str:
    return canonical({**told, "signature": sign(canonical(told).encode(), key)}) + "\n"


def _without_signature(found: Mapping[str, Json]) -> JsonObject:
    return {name: value for name, value in found.items() if name != "signature"}


def _read(line: str) -> Mapping[str, Json]:
    try:
        found = parse(line)
    except (ValueError, RecursionError) as error:
        raise ApprovalAltered from error
    if not isinstance(found, Mapping):
        raise ApprovalAltered
    return found
