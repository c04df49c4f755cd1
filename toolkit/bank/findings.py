"""What is found wrong with a statement: what breaks the proof, and what departs from the rules."""

import enum
from dataclasses import dataclass

from toolkit.bank.statement import Statement


class Weight(enum.StrEnum):
    """How much a finding weighs.

    An error means that the statement cannot be relied on. A departure from SWIFT's rules is common in files of real
    banks, and changes no figure. A note tells how the file was read.
    """

    ERROR = "error"
    DEPARTURE = "departure"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: the line of the file (0 for the whole of it), a rule's short name, and a sentence.

    `rule` is SWIFT's error code where there is one (T26, C03), else a word of ours.
    """

    weight: Weight
    line: int
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its statements in order, how its text was read, and what was found while reading.

    `format` is the kind of file: MT940, CAMT.053, or a table.
    """

    format: str
    encoding: str
    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]


def error(line: int, rule: str, message: str) -> Finding:
    """Make a finding that breaks the proof."""
    return Finding(Weight.ERROR, line, rule, message)


def departure(line: int, rule: str, message: str) -> Finding:
    """Make a finding about a rule of SWIFT's that the file does not keep."""
    return Finding(Weight.DEPARTURE, line, rule, message)


def note(line: int, rule: str, message: str) -> Finding:
    """Make a finding about how the file was read."""
    return Finding(Weight.NOTE, line, rule, message)
