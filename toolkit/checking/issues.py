"""Issues: what is wrong in a user's workbook, as values that are collected completely (decision 18)."""

import enum
from dataclasses import dataclass

from toolkit.entities.canonical import JsonObject


class Severity(enum.StrEnum):
    """Whether an issue stops the plan."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to mend, at one cell.

    `message` names what was found, what was expected and what to do. `rule` is a stable word
    for machines, such as `required`. `value` is the cell's stored text, `None` for an empty cell.
    """

    sheet: str
    cell: str
    row: int
    entity: str
    field: str
    rule: str
    severity: Severity
    message: str
    value: str | None = None

    def to_json(self) -> JsonObject:
        """Spell the issue as `check --json` does."""
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "row": self.row,
            "entity": self.entity,
            "field": self.field,
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
            "value": self.value,
        }
