"""The plan file: JSON that people can read, programs can rely on, and nobody can edit unseen (decisions 1 and 2)."""

from collections import Counter
from collections.abc import Mapping

from toolkit.entities.canonical import Json, JsonObject, digest, parse, pretty
from toolkit.planning.plan import Plan
from toolkit.planning.readplan import read_plan
from toolkit.planning.spellplan import spell

VERSION = 1
SHORT = 12
"""Characters of the digest that make the id, a name for people."""


class BadPlan(ValueError):
    """The text holds no plan; the message ends a sentence that starts with "it is not a plan:"."""


class DigestMismatch(BadPlan):
    """The text holds a plan that was changed after it was made."""


def dump(plan: Plan) -> str:
    """Write a plan as JSON: DESIGN section 6, with what is needed to read it back exactly.

    `sha256` is the digest of the canonical JSON of everything but `id` and `sha256`; `id` is how it begins.
    """
    content = _content(plan)
    sha256 = digest(content)
    return pretty({"id": sha256[:SHORT], "sha256": sha256, **content}) + "\n"


def load(text: str) -> Plan:
    """Read a plan file. Raises `BadPlan` with the reason, and `DigestMismatch` where the plan was edited."""
    found = _object(text)
    if "version" not in found:
        raise BadPlan("it has no version")
    if found["version"] != VERSION:
        raise BadPlan(f"it has version {found['version']}, and this program reads version {VERSION}")
    content = {name: value for name, value in found.items() if name not in {"id", "sha256"}}
    if "sha256" not in found:
        raise BadPlan("it has no digest")
    if digest(content) != found["sha256"]:
        raise DigestMismatch("its digest does not match")
    try:
        return read_plan(content)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise BadPlan(f"it cannot be understood: {error}") from error


def identity(plan: Plan) -> str:
    """Return the SHA-256 by which a plan is known, the same before and after it went through a file."""
    return digest(_content(plan))


def summary(plan: Plan) -> Mapping[str, int]:
    """Count changes by verb, operations by theirs, unchanged rows, conflicting cells and refused rows."""
    verbs = Counter(change.verb for change in plan.changes)
    return {
        **{verb: verbs[verb] for verb in dict.fromkeys(("create", "patch", "replace", "delete", *sorted(verbs)))},
        "unchanged": plan.unchanged,
        "conflicts": len(plan.conflicts),
        "refused": len(plan.refusals),
    }


def _content(plan: Plan) -> JsonObject:
    head: JsonObject = {"version": VERSION, "workbook": plan.origin.workbook, "summary": summary(plan)}
    return {**head, **spell(plan)}


def _object(text: str) -> Mapping[str, Json]:
    try:
        found = parse(text)
    except (ValueError, RecursionError) as error:
        raise BadPlan(f"it is no JSON: {error}") from error
    if not isinstance(found, Mapping):
        raise BadPlan("it is no JSON object")
    return found
