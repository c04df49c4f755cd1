"""A workbook beside its base and the live records, as a value to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.planning.differences import Difference
from toolkit.planning.plan import Plan
from toolkit.planning.row_outcomes import RowOutcome


@dataclass(frozen=True, slots=True)
class Compared:
    """What happens to every row, in the order of the workbook.

    `names` are the labels of what references point at, by IRI. `errors` counts what has to be mended before there is a
    plan; `plan` is then that of the rows without errors.
    """

    rows: tuple[RowOutcome, ...]
    names: Mapping[str, str]
    plan: Plan
    errors: int = 0

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Every cell that differs."""
        return tuple(cell for row in self.rows for cell in row.cells)
