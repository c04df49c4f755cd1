"""Guards: what must be looked at before a plan is applied, each passed by its own name alone (decision 10)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from toolkit.entities.billing import FACTORS, net_of
from toolkit.entities.canonical import plain
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Integer, Number, Value
from toolkit.entities.labels import Live
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.language import _
from toolkit.planning.cells_written import cells_written, parts_written
from toolkit.planning.changes import Action, Change, Create, Delete
from toolkit.planning.doubles import doubles
from toolkit.planning.leaving import leaving, looked_at_for_leaving, there
from toolkit.planning.plan import Guard, Plan
from toolkit.planning.reversibility import Reversibility
from toolkit.planning.shuffled import looked_at_for_shuffling, shuffled
from toolkit.planning.totals import had, is_amount, left
from toolkit.planning.whole_bookings import AMOUNT, WholeBookings, is_booking, is_whole
from toolkit.thresholds import DEFAULT, GuardName, Thresholds

_SHOWN = 3
"""So many cells are named in a message; the rest is counted."""


class _Cell(NamedTuple):
    """One number that a plan writes or takes away."""

    place: str
    entity: Entity
    column: Column
    before: Decimal | None
    after: Decimal | None


def standing(plan: Plan, live: Live, thresholds: Thresholds = DEFAULT) -> tuple[Guard, ...]:
    """Return the guards that stand before a plan, sorted as decision 10 names them; a plan without changes has none."""
    if not plan.changes:
        return ()
    numbers = [cell for change in plan.changes for cell in _numbers(change)]
    booked = [cell for cell in numbers if not is_booking(cell.entity)] + list(_booked(plan.changes, live))
    return (
        *_deletes(plan.changes, live, thresholds),
        *_clears(plan.changes, thresholds),
        *_amount(plan.changes, booked, thresholds),
        *_scale(booked, thresholds),
        *_sign(numbers),
        *shuffled(plan.changes, live, thresholds),
        *doubles(plan, live),
        *_irreversible(plan.changes),
        *_production(plan, thresholds),
    )


def counted(plan: Plan, thresholds: Thresholds = DEFAULT) -> tuple[Entity, ...]:
    """Return the entities whose live records decide whether a guard stands."""
    whole = any(is_whole(change.entity, values) for change in plan.changes for values in (had(change), left(change)))
    return tuple(
        dict.fromkeys(
            (
                *([TRANSACTIONS] if whole else []),
                *looked_at_for_leaving(plan.changes, thresholds.deletes_floor),
                *looked_at_for_shuffling(plan.changes, thresholds),
            )
        )
    )


def _deletes(changes: Sequence[Change], live: Live, thresholds: Thresholds) -> Iterator[Guard]:
    over: list[str] = []
    for entity, deleted in leaving(changes, live).items():
        if deleted > thresholds.deletes_floor and deleted > thresholds.deletes_share * there(entity, live):
            over.append(
                _("{deleted:,} of {there:,} {entity}").format(
                    deleted=deleted, there=there(entity, live), entity=entity.plural
                )
            )
    if over:
        yield Guard(
            GuardName.DELETES,
            _(
                "{over} would be deleted; the threshold is {share:.0%} of what is there, and never less than {floor:,}."
            ).format(over=", ".join(over), share=thresholds.deletes_share, floor=thresholds.deletes_floor),
        )


def _clears(changes: Sequence[Change], thresholds: Thresholds) -> Iterator[Guard]:
    cleared = sum(
        value is None
        for change in changes
        if not isinstance(change, Create | Delete | Action)
        for value in change.edits.values()
    )
    if cleared > thresholds.clears:
        yield Guard(
            GuardName.CLEARS,
            _("{count:,} cells would be emptied; the threshold is {limit:,}.").format(
                count=cleared, limit=thresholds.clears
            ),
        )


def _amount(changes: Sequence[Change], numbers: Sequence[_Cell], thresholds: Thresholds) -> Iterator[Guard]:
    moved: defaultdict[tuple[Entity, str], Decimal] = defaultdict(Decimal)
    for cell in numbers:
        if is_amount(cell.column):
            moved[cell.entity, cell.column.title] += abs((cell.after or Decimal(0)) - (cell.before or Decimal(0)))
    for part in (part for change in changes for part in parts_written(change)):
        factors = " × ".join(part.entity.by_field[name].title for name in FACTORS)
        moved[part.entity, factors] += abs(net_of(part.after or {}) - net_of(part.before or {}))
    over = [
        _("{column} of {entity} would change by {total:,f} in all").format(
            column=column, entity=entity.plural, total=plain(total)
        )
        for (entity, column), total in moved.items()
        if total > thresholds.amount
    ]
    if over:
        yield Guard(
            GuardName.AMOUNT,
            _("{over}, whatever the currencies; the threshold is {amount:,f} a column.").format(
                over="; ".join(over), amount=thresholds.amount
            ),
        )


def _scale(numbers: Sequence[_Cell], thresholds: Thresholds) -> Iterator[Guard]:
    slipped = [cell for cell in numbers if _is_scaled(cell, thresholds.factors)]
    if slipped:
        factors = ", ".join(map(str, thresholds.factors))
        yield Guard(
            GuardName.SCALE,
            _("{cells}: a factor of {factors} looks like a slipped decimal separator.").format(
                cells=_cells(slipped), factors=factors
            ),
        )


def _sign(numbers: Sequence[_Cell]) -> Iterator[Guard]:
    turned = [cell for cell in numbers if cell.before and cell.after and (cell.before < 0) != (cell.after < 0)]
    if turned:
        yield Guard(
            GuardName.SIGN,
            _("{cells}: the sign turns, so money would flow the other way.").format(cells=_cells(turned)),
        )


def _irreversible(changes: Sequence[Change]) -> Iterator[Guard]:
    count = Counter(
        (change.verb, change.entity) for change in changes if change.reversibility is Reversibility.IRREVERSIBLE
    )
    if count:
        listed = ", ".join(
            f"{_(verb)} {number:,} {entity.singular if number == 1 else entity.plural}"
            for (verb, entity), number in count.items()
        )
        yield Guard(
            GuardName.IRREVERSIBLE,
            _("The plan would {listed}, which nothing undoes; the threshold is 0.").format(listed=listed),
        )


def _production(plan: Plan, thresholds: Thresholds) -> Iterator[Guard]:
    service, profile = plan.origin.service, plan.origin.profile
    if thresholds.production:
        yield Guard(
            GuardName.PRODUCTION,
            _("The plan writes to {service}, which profile {profile} marks as production.").format(
                service=service, profile=profile
            ),
        )
    elif thresholds.production is None and service != "sandbox" and not is_loopback(service):
        yield Guard(
            GuardName.PRODUCTION, _("The plan writes to {service}, which is not the sandbox.").format(service=service)
        )


def is_loopback(url: str) -> bool:
    """Tell whether a URL stays on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _numbers(change: Change) -> Iterator[_Cell]:
    """Yield the numbers that a change makes different, with what they were and what they become."""
    for place, entity, column, before, after in cells_written(change):
        if column.writable and isinstance(column.kind, Number | Integer):
            yield _Cell(place, entity, column, _decimal(before), _decimal(after))


def _booked(changes: Sequence[Change], live: Live) -> Iterator[_Cell]:
    """Yield what bookings come to before and after each change that makes it another, whole transactions included."""
    whole = WholeBookings(live, changes)
    for change in changes:
        entity, place = change.entity, change.place
        if is_booking(entity):
            before, after = (whole.amount(entity, values) for values in (had(change), left(change)))
            if before != after:
                address = f"{place.sheet}!{place.letters.get(AMOUNT, 'A')}{place.row}"
                yield _Cell(address, entity, entity.column(AMOUNT), before, after)


def _decimal(value: Value | None) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _is_scaled(cell: _Cell, factors: Sequence[int]) -> bool:
    if not cell.before or not cell.after or not (is_amount(cell.column) or isinstance(cell.column.kind, Number)):
        return False
    small, large = sorted((abs(cell.before), abs(cell.after)))
    return any(small * factor == large for factor in factors)


def _cells(cells: Sequence[_Cell]) -> str:
    shown = ", ".join(f"{cell.place} {cell.column.title} {cell.before:,f} → {cell.after:,f}" for cell in cells[:_SHOWN])
    rest = len(cells) - _SHOWN
    return shown + (" " + _("and {count:,} more").format(count=rest) if rest > 0 else "")
