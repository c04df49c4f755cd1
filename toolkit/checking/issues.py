"""Issues: what is wrong in a user's workbook, as values that are collected completely (decision 18)."""

import enum
from dataclasses import dataclass

from toolkit.entities.canonical import JsonObject
from toolkit.entities.record import Header
from toolkit.excel.sheet import column_index


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


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell, wherever it stands: equal cells of a column have one problem between them."""

    rule: str
    message: str
    text: str | None = None
    severity: Severity = Severity.ERROR

    def at(self, header: Header, row: int, name: str) -> Issue:
        """Return the issue at a row's cell; `name` is a field, or one of the columns that every sheet has."""
        return Issue(
            sheet=header.sheet,
            cell=header.address(row, name),
            row=row,
            entity=header.entity.path,
            field=name,
            rule=self.rule,
            severity=self.severity,
            message=self.message,
            value=self.text,
        )


_SHOWN = 60
"""Characters of a cell that a message repeats."""


def quoted(text: str) -> str:
    """Return the text in quotes, cut to what fits into a sentence."""
    return f'"{text}"' if len(text) <= _SHOWN else f'"{text[:_SHOWN]}…"'


def issue_column(issue: Issue) -> int:
    """Return the index of the column that an issue's cell is in."""
    return column_index(issue.cell.rstrip("0123456789"))
