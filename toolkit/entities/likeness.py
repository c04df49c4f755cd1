"""In which words two records that look alike are told apart: both spellings, and what only one of them says."""

from collections.abc import Mapping

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.natural_keys import Difference, differences, is_nothing, spelled
from toolkit.entities.record import Mine, Record
from toolkit.language import _


def other_spellings(
    entity: Entity, values: Mapping[str, Value | None], other: Mapping[str, Value | None]
) -> tuple[Difference, ...]:
    """Return the fields of the natural key in which two records that are equal by key are spelled differently."""
    return tuple(
        each for each in differences(entity, values, other) if not is_nothing(each.said) and not is_nothing(each.held)
    )


def said_otherwise(entity: Entity, values: Mapping[str, Value | None], other: Mapping[str, Value | None]) -> str:
    """Return a sentence with both spellings of each text, empty where they are spelled alike."""
    listed = ", ".join(both(entity, each) for each in other_spellings(entity, values, other))
    return _("It is spelled differently: {listed}.").format(listed=listed) if listed else ""


def unsaid(entity: Entity, values: Mapping[str, Value | None], other: Mapping[str, Value | None]) -> str:
    """Return a sentence with what the other record holds where these values say nothing, empty if there is none."""
    held = [each for each in differences(entity, values, other) if is_nothing(each.said)]
    listed = ", ".join(f"{entity.column(each.field).title} {_shown(entity, each.field, each.held)}" for each in held)
    return _("Only the record that is there has {listed}.").format(listed=listed) if listed else ""


def renames(mine: Mine, record: Record) -> tuple[Difference, ...]:
    """Return the texts by which a row means a record, and which the record spells differently."""
    said = {name: wish for name, wish in mine.values.items() if isinstance(wish, str)}
    return tuple(each for each in other_spellings(mine.entity, said, record.values) if each.field in said)


def both(entity: Entity, difference: Difference) -> str:
    """Tell both spellings of a field, so that what cannot be seen is seen."""
    return _("{column} {here} here, {there} there").format(
        column=entity.column(difference.field).title,
        here=_shown(entity, difference.field, difference.said),
        there=_shown(entity, difference.field, difference.held),
    )


def _shown(entity: Entity, name: str, value: Value | None) -> str:
    if isinstance(value, str):
        return spelled(value)
    return "" if value is None else str(entity.column(name).kind.to_cell(value))
