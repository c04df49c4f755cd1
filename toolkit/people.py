"""People: who makes, approves and applies plans, by the keys that they sign with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.language import _
from toolkit.toml import Table

_KEYS = frozenset({"login", "key", "approves"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a key. `login` is who the service takes them for, empty where nobody said."""

    name: str
    key: str
    login: str = ""
    approves: bool = False


def read_people(settings: Table) -> tuple[Person, ...]:
    """Return everybody whom the settings name, under `[people]` and, as approvers without a login, `[approvers]`.

    Raises `BadSettings`, also where two people have one key: nobody could tell whose signature it is.
    """
    found = (*_people(settings.table("people")), *_approvers(settings.table("approvers").texts()))
    known: dict[str, str] = {}
    for person in found:
        if known.setdefault(person.key, person.name) != person.name:
            raise settings.bad(
                f"people.{person.name}.key",
                _("a key of their own: it is the one of {name}").format(name=known[person.key]),
            )
    return found


def _people(tables: Table) -> Iterator[Person]:
    for name, table in tables.tables():
        table.only(_KEYS)
        key = table.text("key", None)
        if key is None:
            raise table.bad("key", _("the public key that `flowtly approve --init` printed"))
        yield Person(name, key, table.text("login", None) or "", table.yes_no("approves"))


def _approvers(keys: Mapping[str, str]) -> Iterator[Person]:
    return (Person(name, key, approves=True) for name, key in keys.items())
