"""What was found true before a plan was made, in numbers; the plan's notes say what only the service can decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine


@dataclass(frozen=True, slots=True)
class Proved:
    """How many cells were checked against the rules, references found among live records, and records compared."""

    cells: int
    references: int
    records: int


def proved_by(rows: Sequence[Mine], live: Live) -> Proved:
    """Count what the check of these rows proved against the live records; ignored rows prove nothing."""
    meant = [mine for mine in rows if mine.command is not Command.IGNORE]
    return Proved(
        cells=sum(len(mine.values) for mine in meant),
        references=sum(_references(mine, live) for mine in meant),
        records=sum(mine.id is not None and mine.id in live.get(mine.entity.path, {}) for mine in meant),
    )


def _references(mine: Mine, live: Live) -> int:
    """Count the references of a row to records of entities that were read."""
    return sum(
        isinstance(mine.values.get(column.field), str) and column.target in live for column in mine.entity.references
    )
