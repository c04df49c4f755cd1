"""Lists: the words and names that drop-downs offer, each with a defined name on the sheet *Lists*."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import unquote

from toolkit.entities import find
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Choice, YesNo
from toolkit.entities.labels import Labels
from toolkit.entities.record import Command
from toolkit.excel.sheet import letters
from toolkit.language import _

SHEET = "Lists"

COMMANDS = "commands"
YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class ValueList:
    """One list: the defined name that validations use, a title, and its entries as label and id."""

    name: str
    title: str
    entries: tuple[tuple[str, str], ...]


def list_name(entity: Entity, column: Column) -> str | None:
    """Return the defined name of the list that a column offers, `None` where it offers none."""
    if column.target is not None:
        return reference_list(column.target)
    if isinstance(column.kind, YesNo):
        return YES_NO
    if isinstance(column.kind, Choice) and column.kind.choices:
        return f"choice_{_word(entity.path)}_{column.field}"
    return None


def reference_list(path: str) -> str:
    """Return the defined name of the list of an entity's records."""
    return f"ref_{_word(path)}"


def value_lists(entities: Sequence[Entity], labels: Labels) -> tuple[ValueList, ...]:
    """Return the lists that the sheets of these entities need, each once; lists without entries are left out."""
    lists = {COMMANDS: ValueList(COMMANDS, _("Commands"), tuple((word, word) for word in Command if word))}
    for entity in entities:
        for column in entity.writable:
            name = list_name(entity, column)
            if name is not None and name not in lists:
                lists[name] = ValueList(name, *_entries(entity, column, labels))
    return tuple(made for made in lists.values() if made.entries)


def _entries(entity: Entity, column: Column, labels: Labels) -> tuple[str, tuple[tuple[str, str], ...]]:
    if column.target is not None:
        return find(column.target).title, _references(column.target, labels)
    if isinstance(column.kind, Choice):
        return f"{entity.title}: {column.title}", tuple((word, word) for word in column.kind.choices)
    return _("Yes or no"), ((_("yes"), "1"), (_("no"), "0"))


def _references(path: str, labels: Labels) -> tuple[tuple[str, str], ...]:
    """Return labels and ids in the order people look them up."""
    named = ((label, id_in(iri)) for iri, label in labels.all(path).items())
    return tuple(sorted(named, key=lambda entry: (entry[0].casefold(), entry)))


def id_in(iri: str) -> str:
    """Return the id that an IRI ends in, as people write it."""
    return unquote(iri.rsplit("/", 1)[-1])


def _word(path: str) -> str:
    return path.replace("-", "_")


def titles(lists: Iterable[ValueList]) -> tuple[str, ...]:
    """Return the header row: the title of each list, and of its ids."""
    return tuple(title for made in lists for title in (made.title, _("{title}, id").format(title=made.title)))


def list_rows(lists: Sequence[ValueList]) -> Iterator[tuple[str, ...]]:
    """Spell the lists side by side, two columns each, below their header row."""
    for entries in zip_longest(*(made.entries for made in lists), fillvalue=("", "")):
        yield tuple(text for entry in entries for text in entry)


def ranges(lists: Sequence[ValueList]) -> dict[str, str]:
    """Return the range of each list's labels by its defined name."""
    columns = (letters(2 * index) for index in range(len(lists)))
    return {
        made.name: f"{SHEET}!${column}$2:${column}${len(made.entries) + 1}"
        for made, column in zip(lists, columns, strict=True)
    }
