"""Whose is it? The entries of an archive, held against the transactions and documents that were asked for. Pure.

How a service names the entries is published nowhere. What is tried, the surest first: a folder with the id of the
transaction, the id of the document before its name, its name, its size. In a batch of one all is that one's.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.attachments.archive import Member
from toolkit.attachments.names import folded, safe_name
from toolkit.attachments.wanted import Booked, Expected

_NUMBERED = re.compile(r"(?:[ _-]?\(\d+\)|_\d+)(?=\.[^.]*$|$)")


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry of the archive, its transaction, and which of the expected documents it is, if it is one."""

    member: Member
    booked: Booked
    expected: Expected | None


@dataclass(frozen=True, slots=True)
class Matched:
    """Who has what: pairs in the order of the batch, entries that are nobody's, and documents that did not come."""

    pairs: tuple[Pair, ...]
    nobodys: tuple[Member, ...]
    missing: tuple[tuple[Booked, Expected], ...]


def match(members: Iterable[Member], batch: Sequence[Booked]) -> Matched:
    """Find the transaction of every entry, and the document that it is."""
    owned: dict[str, list[Member]] = {each.id: [] for each in batch}
    nobodys = []
    for member in members:
        owner = batch[0] if len(batch) == 1 else _owner(member, batch) or _only_owner(member, batch)
        if owner is None:
            nobodys.append(member)
        else:
            owned[owner.id].append(member)
    pairs: list[Pair] = []
    missing: list[tuple[Booked, Expected]] = []
    for each in batch:
        found, absent = _paired(owned[each.id], each)
        pairs += found
        missing += [(each, document) for document in absent]
    return Matched(tuple(pairs), tuple(nobodys), tuple(missing))


def _owner(member: Member, batch: Sequence[Booked]) -> Booked | None:
    """Return the transaction that an entry's path names, by its own id or by that of a document."""
    folders = member.steps[:-1]
    for test in (_is_step, _has_id):
        for each in batch:
            if any(test(step, each.id) for step in folders):
                return each
    for each in batch:
        if any(_begins(member.base, own) for own in (each.id, *(document.id for document in each.expected))):
            return each
    return None


def _only_owner(member: Member, batch: Sequence[Booked]) -> Booked | None:
    """Return the one transaction that has a document of an entry's name, and of its size where several have.

    Where several are left, none is guessed: a document of another transaction proves nothing.
    """
    named = [each for each in batch if any(_same_name(document.name, member.base) for document in each.expected)]
    if len(named) > 1:
        named = [each for each in named if any(_by_name_and_size(member, document) for document in each.expected)]
    return named[0] if len(named) == 1 else None


def _paired(members: Sequence[Member], booked: Booked) -> tuple[list[Pair], list[Expected]]:
    """Pair the entries of a transaction with its documents."""
    left = list(booked.expected)
    chosen: dict[int, Expected] = {}
    for rule in (_by_id, _by_name_and_size, _by_name, _by_size):
        for place, member in enumerate(members):
            found = None if place in chosen else next((each for each in left if rule(member, each)), None)
            if found is not None:
                chosen[place] = found
                left.remove(found)
    rest = [place for place in range(len(members)) if place not in chosen]
    if len(rest) == 1 and len(left) == 1 and (left[0].size is None or not left[0].name):
        chosen[rest[0]] = left.pop()
    return [Pair(member, booked, chosen.get(place)) for place, member in enumerate(members)], left


def _by_id(member: Member, each: Expected) -> bool:
    return any(_begins(step, each.id) for step in member.steps)


def _by_name_and_size(member: Member, each: Expected) -> bool:
    return _same_name(each.name, member.base) and each.size == member.size


def _by_name(member: Member, each: Expected) -> bool:
    return _same_name(each.name, member.base)


def _by_size(member: Member, each: Expected) -> bool:
    return each.size is not None and each.size == member.size


def _is_step(step: str, id: str) -> bool:
    return folded(step) == folded(id)


def _has_id(step: str, id: str) -> bool:
    """Tell whether a longer name has an id in it; a short number could be anything there, an amount for example."""
    if id.isdecimal() and len(id) < 6:
        return False
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(id)}(?![0-9A-Za-z])", step, re.IGNORECASE) is not None


def _begins(base: str, id: str) -> bool:
    return re.match(rf"{re.escape(id)}(?:[-_ .]|$)", base, re.IGNORECASE) is not None


def _same_name(name: str, base: str) -> bool:
    """Compare names as different systems would write them, without the number that makes a second one unique."""
    if not name:
        return False
    wanted, found = folded(safe_name(name)), folded(safe_name(base))
    return found in {wanted, folded(name)} or _NUMBERED.sub("", found) == wanted
