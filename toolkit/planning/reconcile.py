"""Were the control totals right? What live records add up to after a run, held against what the plan predicted."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Record
from toolkit.planning.changes import Action, Change, Create, Delete, Patch
from toolkit.planning.totals import Amounts, Parts, Total, amounts_of, fingerprint, left, total_of
from toolkit.planning.whole_bookings import is_booking

Key = tuple[str, str]
"""A field and a currency."""

ZERO = Decimal(0)
NOTHING: Parts = {}


@dataclass(frozen=True, slots=True)
class Deed:
    """A change that took effect: the id of the record that it wrote, and that record as the service answered."""

    change: Change
    id: str | None
    answered: Record | None


@dataclass(frozen=True, slots=True)
class PerhapsOurs:
    """A record that appeared since a run began, equals what its change `n` sent, and belongs to no receipt."""

    entity: Entity
    id: str
    n: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """One control total after a run.

    `expected` is the sum before with the effect of what was done, `found` what the live records add up to. Of the
    difference, `foreign` is what others changed meanwhile, `filled` what the service put where the plan left a
    cell empty, and `doubled` what records add that are perhaps ours. `others_wrote` is set also where others' changes
    cancel each other.
    """

    total: Total
    expected: Decimal
    found: Decimal
    foreign: Decimal
    filled: Decimal
    others_wrote: bool
    doubled: Decimal = ZERO

    @property
    def difference(self) -> Decimal:
        """How far the live records are from the prediction."""
        return self.found - self.expected

    @property
    def unexplained(self) -> Decimal:
        """The part of the difference that nothing else accounts for: the service took other values."""
        return self.difference - self.foreign - self.filled - self.doubled


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on every control total of a plan, or the reason why there is none.

    `unread` is set where that reason is that the records could not be read. `perhaps_ours` are records that may have
    been made twice by the run.
    """

    verdicts: tuple[Verdict, ...]
    reason: str = ""
    unread: bool = False
    perhaps_ours: tuple[PerhapsOurs, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether it is not proved that the run did what the plan said, though every change was answered."""
        return self.unread or bool(self.perhaps_ours) or any(verdict.unexplained for verdict in self.verdicts)


def reconcile(
    totals: Sequence[Total],
    changes: Sequence[Change],
    deeds: Sequence[Deed],
    live: Live,
    perhaps_ours: tuple[PerhapsOurs, ...] = (),
) -> Verification:
    """Hold live records against a plan's control totals; `deeds` are those of its changes that took effect.

    What records add that are perhaps ours is no doing of others.
    """
    amounts = Amounts(live, changes)
    earlier = {total.entity for total in totals if is_booking(total.entity) and not total.whole}
    sides = {
        entity: _Side(
            partial(amounts.of if entity in earlier else amounts.counted, entity),
            live.get(entity.path, {}),
            [change for change in changes if change.entity is entity],
            [deed for deed in deeds if deed.change.entity is entity],
            frozenset(each.id for each in perhaps_ours if each.entity is entity),
        )
        for entity in dict.fromkeys(total.entity for total in totals)
    }
    return Verification(tuple(sides[total.entity].verdict(total) for total in totals), perhaps_ours=perhaps_ours)


@dataclass(frozen=True, slots=True)
class _Own:
    """What a record of the run adds: by the plan, as answered, and now; `filled` was left to the service."""

    planned: Parts
    answered: Parts
    now: Parts
    filled: Parts


class _Side:
    """One entity after a run: what its records add now, and who is behind each difference."""

    def __init__(
        self,
        amounts: Callable[[Mapping[str, Value]], Parts],
        records: Mapping[str, Record],
        changes: Sequence[Change],
        deeds: Sequence[Deed],
        perhaps_ours: frozenset[str],
    ) -> None:
        self._perhaps_ours = perhaps_ours
        self._amounts = amounts
        self._records = records
        self._now = {record: amounts(held.values) for record, held in records.items()}
        self._before = {
            change.before.id: amounts(change.before.values) for change in changes if not isinstance(change, Create)
        }
        self._mine = {deed.id for deed in deeds} | {
            deed.change.before.id for deed in deeds if not isinstance(deed.change, Create)
        }
        self._own = [own for deed in deeds for own in self._owned(deed)]

    def verdict(self, total: Total) -> Verdict:
        """Compare one total, and say who is behind the difference."""
        key = (total.field, total.currency)
        planned = total.before - _sum((self._before[record] for record in self._before.keys() & self._mine), key)
        others = {record: parts for record, parts in self._now.items() if record not in self._mine | self._perhaps_ours}
        since = [own.now.get(key, ZERO) - own.answered.get(key, ZERO) for own in self._own]
        return Verdict(
            total=total,
            expected=total_of([planned, _sum((own.planned for own in self._own), key)]),
            found=_sum(self._now.values(), key),
            foreign=total_of([_sum(others.values(), key), -planned, *since]),
            filled=_sum((own.filled for own in self._own), key),
            doubled=_sum((self._now.get(record, NOTHING) for record in self._perhaps_ours), key),
            others_wrote=any(since) or self._others_wrote(total, others, key),
        )

    def _others_wrote(self, total: Total, others: Mapping[str, Parts], key: Key) -> bool:
        untouched = {
            record: parts[key] for record, parts in others.items() if key in parts and record not in self._before
        }
        not_done = self._before.keys() - self._mine
        return fingerprint(untouched) != total.others or any(
            others.get(record, NOTHING).get(key) != self._before[record].get(key) for record in not_done
        )

    def _owned(self, deed: Deed) -> Iterator[_Own]:
        """Yield the new record of a deed, and the old one, which should be gone."""
        change = deed.change
        if not isinstance(change, Create | Patch | Action):
            still = self._now.get(change.before.id, NOTHING)
            yield _Own(NOTHING, still, still, NOTHING)
        if not isinstance(change, Delete):
            live = self._records.get(deed.id or "")
            now = dict(live.values) if live else {}
            # An answer may be shorter than a read: what it leaves out is taken as it is now.
            answered = {**now, **deed.answered.values} if deed.answered else now
            yield self._written(change.entity, left(change), answered, now)

    def _written(
        self, entity: Entity, planned: Mapping[str, Value], answered: Mapping[str, Value], now: Mapping[str, Value]
    ) -> _Own:
        mine, theirs = self._amounts(planned), self._amounts(answered)
        chosen = set(_left_to_the_service(entity, planned, answered))
        filled = {key: theirs.get(key, ZERO) - mine.get(key, ZERO) for key in {**mine, **theirs} if key[0] in chosen}
        return _Own(mine, theirs, self._amounts(now), filled)


def _left_to_the_service(entity: Entity, planned: Mapping[str, Value], answered: Mapping[str, Value]) -> Iterator[str]:
    """Yield the amounts that the plan left empty, and those whose currency it left empty."""
    for column in amounts_of(entity):
        field, way = column.field, column.currency
        open_currency = bool(way) and way[0] not in planned and planned.get(field) == answered.get(field)
        if field not in planned or open_currency:
            yield field


def _sum(parts: Iterable[Parts], key: Key) -> Decimal:
    return total_of(part.get(key, ZERO) for part in parts)
