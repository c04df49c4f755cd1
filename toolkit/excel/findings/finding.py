"""Findings: what there is to say about a cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about one cell: its sheet, its A1 address, the title of its column, and what it holds."""

    sheet: str
    cell: str
    field: str
    severity: Severity
    message: str
    value: str = ""


def by_cell(findings: Iterable[Finding]) -> Mapping[str, tuple[Finding, ...]]:
    """Gather the findings of one sheet by their cells, in the order given."""
    gathered: dict[str, list[Finding]] = {}
    for finding in findings:
        gathered.setdefault(finding.cell, []).append(finding)
    return {cell: tuple(found) for cell, found in gathered.items()}


def worst(findings: Iterable[Finding]) -> Severity:
    """Return the severity that decides how a cell looks."""
    return "error" if any(finding.severity == "error" for finding in findings) else "warning"
