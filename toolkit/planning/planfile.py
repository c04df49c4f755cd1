"""The plan file: JSON that people can read, programs can rely on, and nobody can edit unseen (decisions 1 and 2)."""

from collections import Counter
from collections.abc import Mapping

from toolkit.entities.canonical import Json, JsonObject, digest, parse, pretty
from toolkit.entities.formats import foreign_version
from toolkit.language import _
from toolkit.planning.plan import Plan
from toolkit.planning.readplan import read_plan
from toolkit.planning.spellplan import spell

VERSION = 1
SHORT = 12
"""Characters of the digest that make the id, a name for people."""

_WORDS = {"guards": "message", "refusals": "reason", "conflicts": "reason", "changes": "says"}
"""Where a plan holds sentences for people, beside its notes."""


class BadPlan(ValueError):
    """The text holds no plan; the message ends a sentence that starts with "it is not a plan:"."""


class OtherPlanVersion(BadPlan):
    """The text holds a plan in a version of the format that this program does not read."""


class DigestMismatch(BadPlan):
    """The text holds a plan that was changed after it was made."""


def dump(plan: Plan) -> str:
    """Write a plan as JSON: DESIGN section 6, with what is needed to read it back exactly.

    `sha256` is the digest of the canonical JSON of all that apply goes by; `id` is how it begins. Sentences for people
    are not among that, as they differ with the language that was spoken: `words` is the digest of everything but
    the three, so that no sentence can be edited unseen either.
    """
    content = _content(plan)
    sha256 = digest(_without_words(content))
    return pretty({"id": sha256[:SHORT], "sha256": sha256, "words": digest(content), **content}) + "\n"


def load(text: str) -> Plan:
    """Read a plan file.

    Raises `BadPlan` with the reason, `OtherPlanVersion` if it is of a later version of the format, and
    `DigestMismatch` if the plan was edited.
    """
    found = _object(text)
    if "version" not in found:
        raise BadPlan(_("it has no version"))
    if found["version"] != VERSION:
        raise OtherPlanVersion(foreign_version(found["version"], VERSION))
    content = {name: value for name, value in found.items() if name not in {"id", "sha256", "words"}}
    if "sha256" not in found:
        raise BadPlan(_("it has no digest"))
    # A file without the digest of its words is of a version whose one digest was over all.
    whole = "words" not in found
    if digest(content if whole else _without_words(content)) != found["sha256"]:
        raise DigestMismatch(_("its digest does not match"))
    if not whole and digest(content) != found["words"]:
        raise DigestMismatch(_("its digest does not match"))
    try:
        return read_plan(content)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise BadPlan(_("it cannot be understood: {error}").format(error=error)) from error


def identity(plan: Plan) -> str:
    """Return the SHA-256 by which a plan is known: the same in every language, and after it went through a file."""
    return digest(_without_words(_content(plan)))


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


def _without_words(content: JsonObject) -> JsonObject:
    """Leave out the sentences that nothing but people go by."""
    bare = {name: value for name, value in content.items() if name != "notes"}
    return {**bare, **{name: _without(content.get(name), word) for name, word in _WORDS.items()}}


def _without(parts: Json, word: str) -> Json:
    if not isinstance(parts, list | tuple):
        return parts
    return [
        {name: value for name, value in part.items() if name != word} if isinstance(part, Mapping) else part
        for part in parts
    ]


def _object(text: str) -> Mapping[str, Json]:
    try:
        found = parse(text)
    except (ValueError, RecursionError) as error:
        raise BadPlan(_("it is no JSON: {error}").format(error=error)) from error
    if not isinstance(found, Mapping):
        raise BadPlan(_("it is no JSON object"))
    return found
