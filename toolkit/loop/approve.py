"""Approve a plan, and demand that it is approved before anything is sent."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from toolkit.applying.approvals import SUFFIX, Circle, approve, claim, demand
from toolkit.errors import KeyMissing, PlanNeeded
from toolkit.files import write_text
from toolkit.loop.reach import Reached
from toolkit.loop.recheck import read_sound_plan
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump
from toolkit.settings import Profile, home
from toolkit.signatures import make_keys, public_key

DAYS = 7
"""How long an approval is valid, unless another span is asked for."""
_KEY = "approver.pem"


def key_file() -> Path:
    """Return where this person's private key is, or would be."""
    return home() / _KEY


def make_own_key() -> str:
    """Make this person's pair of keys and return the public one. Raises `KeyExists`, `NotWritable`."""
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    return make_keys(path, path.with_name("approver.pub.pem"))


def approve_plan(file: Path, days: int = DAYS) -> Path:
    """Add this person's approval to those of a saved plan, and return the file that has them.

    Raises what `read_sound_plan` raises, `KeyMissing` where this person has none, and `KeyUnusable`.
    """
    plan = read_sound_plan(file)
    if not key_file().is_file():
        raise KeyMissing(key_file())
    now = datetime.now(UTC)
    line = approve(plan, now, now + timedelta(days=days), key_file())
    path = approvals_of(file)
    write_text(path, "".join(f"{each}\n" for each in read_approvals(file)) + line)
    return path


def approvals_of(file: Path) -> Path:
    """Return the file with the approvals of a saved plan, which stands beside it."""
    return file.with_name(f"{file.name}{SUFFIX}")


def read_approvals(file: Path) -> tuple[str, ...]:
    """Return the lines of a saved plan's approvals; none where there is no such file."""
    path = approvals_of(file)
    return tuple(path.read_text(encoding="utf-8", errors="replace").splitlines()) if path.is_file() else ()


def demand_approvals(plan: Plan, lines: Sequence[str], needed: int, reached: Reached) -> tuple[str, ...]:
    """Return who approved the plan. Raises `ApprovalError` for fewer than the call, or the profile, asks for."""
    profile = reached.profile
    least = max(needed, profile.approvals)
    return demand(plan, lines, least, _circle(profile), datetime.now(UTC)) if least else ()


def demand_plan(profile: Profile) -> None:
    """Raise `PlanNeeded` where everything that is written must be approved: a request of its own cannot be."""
    if profile.approvals:
        raise PlanNeeded(profile.approvals)


def save_plan(plan: Plan, file: Path) -> None:
    """Write a plan, signed by its maker where this person has a key; approvals of what stood there before go.

    Raises `NotWritable` and `KeyUnusable`.
    """
    write_text(file, dump(plan))
    path = approvals_of(file)
    if key_file().is_file():
        write_text(path, claim(plan, datetime.now(UTC), key_file()))
    elif path.is_file():
        path.unlink()


def _circle(profile: Profile) -> Circle:
    own = public_key(key_file()) if key_file().is_file() else ""
    return Circle(profile.people, profile.user, own)
