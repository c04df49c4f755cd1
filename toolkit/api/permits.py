"""Permits: the leave that a write needs for each of its attempts, and the time that all of them have together."""

from typing import Protocol


class Permit(Protocol):
    """Leave to send one request. Both methods raise where it may not be sent any more, and then nothing is."""

    def renew(self) -> None:
        """Prove that the request may still be sent: before each attempt, when all waits are over."""

    def check(self) -> None:
        """Prove it again if the last proof is too old: right before the first byte."""

    @property
    def left(self) -> float:
        """Seconds that are left for the request, all its attempts and waits included, also while a machine sleeps."""


class _Open:
    def renew(self) -> None:
        """Ask nobody."""

    def check(self) -> None:
        """Ask nobody."""

    @property
    def left(self) -> float:
        """As long as it takes."""
        return float("inf")


OPEN: Permit = _Open()
"""For what changes nothing, and for what no journal knows."""
