"""The catalogues are complete and current, and nothing is said to people that is not in them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from catalogues import catalogues, others, po_path

from toolkit.checking.header_reading import name_of
from toolkit.entities import DIRECTORIES, ENTITIES, PARTS, WORKLISTS
from toolkit.entities.entity import Entity
from toolkit.language import SHIPPED, speaking

PACKAGE = Path(__file__).parents[1] / "toolkit"
EVERY = (*ENTITIES, *PARTS, *DIRECTORIES, *WORKLISTS)
PLACE = re.compile(r"\{[^{}]*\}")
HOW = "run `python tools/regenerate.py catalogues`, and write the texts that are missing into the .po file"


@pytest.fixture(params=others())
def words(request: pytest.FixtureRequest) -> Catalog:
    with po_path(request.param).open("rb") as file:
        return read_po(file, locale=request.param)


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def test_every_text_has_a_translation(words: Catalog) -> None:
    """One without, or with a doubtful one, would be said in English."""
    lacking = [message.id for message in messages(words) if message.fuzzy or not all(forms(message.string))]

    assert not lacking, HOW


def test_a_translation_has_a_form_for_each_number(words: Catalog) -> None:
    plural = [message for message in messages(words) if message.pluralizable]

    assert plural
    assert {len(forms(message.string)) for message in plural} == {words.num_plurals}


def test_a_translation_fills_in_the_same_values(words: Catalog) -> None:
    """What is left out would be lost, and what is not given would end the program; one and many may differ."""
    wrong = []
    for message in messages(words):
        places = [set(PLACE.findall(form)) for form in forms(message.id)]
        needed, given = set.intersection(*places), set.union(*places)
        wrong += [form for form in forms(message.string) if form and not needed <= set(PLACE.findall(form)) <= given]

    assert not wrong


def test_a_translation_keeps_the_spaces_around_it(words: Catalog) -> None:
    def ends(text: str) -> tuple[int, int]:
        return len(text) - len(text.lstrip()), len(text) - len(text.rstrip())

    wrong = [
        message.id
        for message in messages(words)
        for form in forms(message.string)
        if ends(form) != ends(forms(message.id)[0])
    ]

    assert not wrong


def test_the_catalogues_are_current() -> None:
    stale = [path.name for path, content in catalogues().items() if path.read_bytes() != content]

    assert not stale, HOW


@pytest.mark.parametrize("entity", EVERY, ids=lambda entity: entity.path)
@pytest.mark.parametrize("language", SHIPPED)
def test_a_title_means_its_own_column_in_every_language(entity: Entity, language: str) -> None:
    with speaking(language):
        titles = {column.title: column.field for column in entity.columns}

    assert len(titles) == len(entity.columns)
    assert {title: name_of(entity, title) for title in titles} == titles


@pytest.mark.parametrize("language", SHIPPED)
def test_titles_are_names_that_excel_takes_for_sheets(language: str) -> None:
    with speaking(language):
        titles = [entity.title for entity in EVERY]

    assert len({title.casefold() for title in titles}) == len(titles)
    assert all(len(title) <= 31 and not set(title) & set(r"[]:*?/\'") for title in titles)


SPOKEN = {"_", "mark", "ngettext", "mark_many"}
TELLING = {"say", "emit", "echo", "confirm", "prompt", "UsageError", "BadParameter", "Problem", "Guard", "Line"}
ALLOWED = {
    "cli/demo.py",  # a prompt of the shell, and what is typed after it
}
"""Modules whose other literals are no sentences."""


def sentence(node: ast.AST) -> bool:
    """Tell whether a literal reads as words: it has two of them, one beside the other."""
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        return re.search(r"[a-zåäö]{2,} ?|[A-Z][a-z]+", text) is not None and " " in text
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"\w[,.:;]? \w", node.value) is not None
    )


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def literals(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the sentences below a node that are not looked up in the catalogue."""
    if isinstance(node, ast.Call) and called(node) in SPOKEN:
        return
    if sentence(node):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


def tells(node: ast.AST, path: Path) -> bool:
    """Tell whether a call says something to people: an error of ours, a problem, a guard, or talk."""
    if not isinstance(node, ast.Call):
        return False
    of_error = path.parent.name == "errors" and called(node) == "__init__"
    return of_error or called(node) in TELLING


@pytest.mark.parametrize("room", sorted(path.name for path in PACKAGE.iterdir() if path.name != "sandbox"))
def test_what_is_said_to_people_is_looked_up(room: str) -> None:
    """`_("There is no sheet {sheet}.").format(sheet=sheet)`: never a bare sentence, and never an f-string."""
    place = PACKAGE / room
    paths = [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))
    wrong = {
        f"{path.relative_to(PACKAGE).as_posix()}:{found.lineno}"
        for path in paths
        if path.relative_to(PACKAGE).as_posix() not in ALLOWED
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if tells(node, path)
        for found in literals(node)
        if isinstance(found, ast.expr)
    }

    assert not wrong


def test_nothing_is_filled_in_before_it_is_looked_up() -> None:
    """An f-string is another text at every call, which no catalogue has."""
    wrong = {
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and called(node) in SPOKEN
        if any(isinstance(argument, ast.JoinedStr) for argument in node.args)
    }

    assert not wrong
