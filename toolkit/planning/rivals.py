"""Rivals: rows that mean a record by its natural key, while another row gives that key to a second record."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.natural_keys import Key, key_of
from toolkit.entities.record import Mine
from toolkit.planning.drafts import Edit, Fate, Idle, New, Spot, Swap, after_edits, spot
from toolkit.planning.merge import wanted
from toolkit.planning.twins import compared_fields

Making = Mapping[Key, Sequence[Spot]]
"""The rows of changes that leave a record with a natural key that it did not have, by that key."""


def rivals(rows: Sequence[Mine], fates: Sequence[Fate | None], by_key: Collection[int]) -> Iterator[tuple[int, Spot]]:
    """Yield each row of `by_key` that found its record, with a row that makes another record look the same."""
    made: dict[tuple[Entity, tuple[str, ...]], Making] = {}
    for index in sorted(by_key):
        if not isinstance(fates[index], Edit | Swap | Idle):
            continue
        mine = rows[index]
        fields = compared_fields(mine.entity, mine.values)
        key = key_of(mine.entity, {name: wanted(wish) for name, wish in mine.values.items()}, fields)
        if (mine.entity, fields) not in made:
            made[mine.entity, fields] = _making(fates, mine.entity, fields)
        making = made[mine.entity, fields]
        others = [at for at in making.get(key, ()) if at != spot(mine)] if key else []
        if others:
            yield index, others[0]


def _making(fates: Sequence[Fate | None], entity: Entity, fields: tuple[str, ...]) -> Making:
    found: defaultdict[Key, list[Spot]] = defaultdict(list)
    for fate in fates:
        if isinstance(fate, New | Edit | Swap) and fate.mine.entity is entity:
            before, after = _sides(fate)
            key = key_of(entity, after, fields)
            if key is not None and key != key_of(entity, before, fields):
                found[key].append(spot(fate.mine))
    return found


def _sides(fate: New | Edit | Swap) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    if isinstance(fate, New):
        return {}, fate.after
    return fate.before.values, after_edits(fate.mine.entity, fate.before, fate.edits)
