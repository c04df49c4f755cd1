"""The tree of errors is drawn as it is, and each class owns a sentence that says what to do."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from toolkit import errors
from toolkit.errors import (
    NotAuthenticated,
    Refused,
    ServiceError,
    ToolkitError,
    UnexpectedAnswer,
    UnknownEntity,
    Unreachable,
    Violation,
)
from toolkit.errors.service import IN_VAIN, LATER

PACKAGE = Path(errors.__file__).parents[1]
ALL = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, ToolkitError)]
each_error = pytest.mark.parametrize("error", ALL, ids=lambda error: error.__name__)


@dataclass(frozen=True)
class Drawn:
    """One name of the drawing: under whom it hangs, and the exit code beside it."""

    name: str
    parent: str | None
    exit_code: int | None


def drawing() -> Iterator[Drawn]:
    """Read the tree on top of the module: the indent says how deep, commas part siblings, a number is an exit code."""
    above: list[str] = []
    for line in inspect.getdoc(errors).splitlines():  # type: ignore[union-attr] # the module has a docstring
        found = re.match(r"    ([│├└─ ]*)(\w+(?:, \w+)*)(?:\s+(\d+))?", line)
        if found is None:
            continue
        depth = len(found[1]) // 3
        names = found[2].split(", ")
        parent = above[depth - 1] if depth else None
        above[depth:] = names[-1:]
        yield from (Drawn(name, parent, int(found[3]) if found[3] else None) for name in names)


def test_the_drawing_has_every_error_once_under_its_parent() -> None:
    drawn = [(each.name, each.parent) for each in drawing()]
    real = [(each.__name__, each.__bases__[0].__name__ if each is not ToolkitError else None) for each in ALL]

    assert sorted(drawn, key=str) == sorted(real, key=str)


def test_the_drawn_exit_codes_are_the_real_ones() -> None:
    codes = {each.name: each.exit_code for each in drawing() if each.exit_code is not None}

    assert codes == {name: getattr(errors, name).exit_code for name in codes}
    assert codes.keys() >= {each.__name__ for each in ALL if each.__bases__[0] is ToolkitError}


@each_error
def test_an_error_says_what_it_stands_for(error: type[ToolkitError]) -> None:
    assert error.__doc__
    assert error.__doc__ != ToolkitError.__doc__ or error is ToolkitError


@each_error
def test_the_exit_code_of_an_error_is_documented(error: type[ToolkitError]) -> None:
    assert error.exit_code in {1, 2, 4, 5, 6, 7, 8, 9, 10, 130}


def test_errors_that_stop_a_run_live_in_one_place() -> None:
    names = {each.__name__ for each in ALL}
    elsewhere = [
        f"{path.relative_to(PACKAGE)}:{node.name}"
        for path in PACKAGE.rglob("*.py")
        if path.parent != PACKAGE / "errors"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and names & {base.id for base in node.bases if isinstance(base, ast.Name)}
    ]

    assert not elsewhere


SAMPLES: dict[str, object] = {
    "str": "it",
    "Path": Path("F.xlsx"),
    "int": 7,
    "float": 90.0,
    "object": 12,
    "Sequence[str]": ("a", "b"),
    "Mapping[str, str]": {"a": "it."},
    "tuple[Violation, ...]": (),
    "bool": False,
    "datetime": datetime(2026, 11, 30, 12, 0, tzinfo=UTC),
}
LEAVES = [each for each in ALL if "__init__" in vars(each)]


@pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.__name__)
def test_an_error_names_what_it_was_given_in_a_whole_sentence(error: type[ToolkitError]) -> None:
    parameters = list(inspect.signature(error).parameters.values())
    sentence = str(error(**{each.name: SAMPLES[_spelt(each)] for each in parameters if each.default is each.empty}))

    assert sentence[0].isupper() or sentence.startswith(("F.xlsx", '"', "it"))
    assert sentence.endswith((".", ":", "it"))
    assert "  " not in sentence


BEFORE_ANYTHING = {
    "AlreadyApplied",
    "ApplierUnknown",
    "BackupElsewhere",
    "DependantsMoved",
    "DoesNotFit",
    "FileInTheWay",
    "GuardStands",
    "MakerUnknown",
    "NothingToLearnInto",
    "PlanBurned",
    "PlanDiffers",
    "PlanUnderived",
    "PlanWorse",
    "NamesMoved",
    "SentBefore",
    "StatementMoved",
    "UploadUnknown",
}
"""Errors that are raised before anything of a command can have been written, and nowhere else."""


@pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.__name__)
def test_once_something_may_be_written_no_error_says_that_nothing_was(error: type[ToolkitError]) -> None:
    """Then its fact is told, which says what happened and nothing of the whole command."""
    parameters = list(inspect.signature(error).parameters.values())
    made = error(**{each.name: SAMPLES[_spelt(each)] for each in parameters if each.default is each.empty})
    claims = re.compile(r"(?i)\bnothing (?:was|is) (?:sent|written|changed|stored|applied|done)")

    assert made.fact
    assert error.__name__ in BEFORE_ANYTHING or not claims.search(made.fact)


def _spelt(parameter: inspect.Parameter) -> str:
    annotation = parameter.annotation
    return annotation.__name__ if isinstance(annotation, type) else str(annotation).rsplit(".", 1)[-1]


@pytest.mark.parametrize("error", [each for each in LEAVES if issubclass(each, ServiceError)], ids=str)
def test_an_error_of_the_service_says_whether_trying_again_can_help(error: type[ServiceError]) -> None:
    parameters = list(inspect.signature(error).parameters.values())
    told = error(**{each.name: SAMPLES[_spelt(each)] for each in parameters if each.default is each.empty})

    assert told.retryable is (re.search("(?i)try again later|trying again later can help", str(told)) is not None)
    assert told.retryable is not ("Trying again as it is does not help." in str(told))
    assert told.advice in {LATER, IN_VAIN}


def test_a_refusal_for_the_moment_says_so() -> None:
    told = Refused(429, "Too Many Requests", retryable=True)

    assert str(told) == "The service refused with 429: Too Many Requests. Trying again later can help."


def test_every_other_error_is_a_branch_of_the_tree_or_needs_no_words() -> None:
    parents = {base for each in ALL for base in each.__bases__}

    assert {each.__name__ for each in ALL if each not in parents and each not in LEAVES} <= {"Interrupted"}


def test_a_misspelt_entity_is_guessed() -> None:
    assert "Did you mean budgets" in str(UnknownEntity("budgetz", ["budgets", "invoices"]))
    assert "Did you mean" not in str(UnknownEntity("qqq", ["budgets", "invoices"]))


def test_a_refusal_keeps_what_the_service_said_of_each_field() -> None:
    refused = Refused(422, "amount: must be positive.", (Violation("amount", "must be positive."),))

    assert (refused.status, refused.violations[0].path, refused.retryable) == (422, "amount", False)
    assert "422" in str(refused)


def test_what_a_service_sent_into_a_sentence_cannot_steer_a_terminal() -> None:
    refused = Refused(422, "name: \x1b[2Jgone\u202e.")

    assert "name: \\x1b[2Jgone\\u202e." in str(refused)


@pytest.mark.parametrize("error", [NotAuthenticated, Unreachable])
@pytest.mark.parametrize("reason", ["Invalid credentials", "Invalid credentials."])
def test_what_a_service_said_ends_in_one_full_stop(error: type[NotAuthenticated | Unreachable], reason: str) -> None:
    told = str(error("https://acme.example", reason))

    assert "Invalid credentials. " in told
    assert ".." not in told


def test_of_a_write_that_was_carried_out_nothing_says_that_trying_again_does_not_help() -> None:
    told = UnexpectedAnswer("budgets", "bgt_0001", "name", 7, "a text")

    assert IN_VAIN in str(told)
    assert IN_VAIN not in told.fact
    assert "bgt_0001" in told.fact
