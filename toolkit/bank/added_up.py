"""The mark of a statement whose closing balance was added up: what we write as MT940 keeps it, and reading knows it."""

MARK = "ADDED UP, NOT PROVED: NO BANK STATED BOTH BALANCES"
"""Stands first in the information behind the closing balance, in characters that SWIFT has."""


def with_mark(information: str) -> str:
    """Return the information of a statement that was added up, with the mark before it."""
    return f"{MARK}\n{information}" if information else MARK


def without_mark(information: str) -> tuple[str, bool]:
    """Return information without the mark, and whether it had one, however its lines were broken."""
    bare = " ".join(information.split())
    if not bare.startswith(MARK):
        return information, False
    first, _, rest = information.partition("\n")
    return (rest if first.strip() == MARK else bare.removeprefix(MARK).strip()), True
