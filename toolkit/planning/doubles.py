"""The guard before creations of what is there already, or what another row creates, by intent of their author."""

from collections.abc import Iterator

from toolkit.entities.entity import Entity
from toolkit.entities.labels import Live
from toolkit.entities.likeness import said_otherwise, unsaid
from toolkit.entities.natural_keys import Key, key_of
from toolkit.language import _, ngettext
from toolkit.planning.changes import Create
from toolkit.planning.plan import Guard, Plan
from toolkit.thresholds import GuardName

_SHOWN = 3
"""So many rows are named in a message; the rest is counted."""


def doubles(plan: Plan, live: Live) -> Iterator[Guard]:
    """Yield the guard before creations that look alike, unless whoever planned them has counted them."""
    told = [] if plan.counted else list(_doubles(plan, live))
    if not told:
        return
    more = ngettext("and {count:,} more row", "and {count:,} more rows", len(told) - _SHOWN)
    listed = [*told[:_SHOWN], *([more.format(count=len(told) - _SHOWN)] if len(told) > _SHOWN else [])]
    message = ngettext(
        "{count:,} new row looks like what is there, or what another row makes: {listed}.",
        "{count:,} new rows look like what is there, or what other rows make: {listed}.",
        len(told),
    )
    yield Guard(GuardName.TWINS, message.format(count=len(told), listed="; ".join(listed)))


def _doubles(plan: Plan, live: Live) -> Iterator[str]:
    made: dict[tuple[Entity, Key], Create] = {}
    for change in plan.changes:
        if not isinstance(change, Create):
            continue
        key = key_of(change.entity, change.after)
        first = made.setdefault((change.entity, key), change) if key else change
        known = plan.twins.get(change.n, ())
        if known:
            yield _like_a_record(change, known[0], live)
        elif first is not change:
            yield _like_a_row(change, first)


def _like_a_record(change: Create, identifier: str, live: Live) -> str:
    told = _("{row} like Id {id}").format(row=_row(change), id=identifier)
    record = live.get(change.entity.path, {}).get(identifier)
    if record is None:
        return told
    return _explained(
        told,
        said_otherwise(change.entity, change.after, record.values),
        unsaid(change.entity, change.after, record.values),
    )


def _like_a_row(change: Create, first: Create) -> str:
    told = _("{row} like {other}").format(row=_row(change), other=_row(first))
    return _explained(told, said_otherwise(change.entity, change.after, first.after))


def _explained(told: str, *sentences: str) -> str:
    why = " ".join(filter(None, sentences))
    return f"{told} ({why.removesuffix('.')})" if why else told


def _row(change: Create) -> str:
    return f"{change.place.sheet}!{change.place.row}"
