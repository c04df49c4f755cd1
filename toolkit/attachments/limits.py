"""How much of an archive is believed."""

from dataclasses import dataclass

MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that an archive may hold: entries, bytes unpacked, bytes of one entry, and how far it may be packed.

    `ratio` counts for entries of more than `unsuspicious` bytes: small ones of one letter pack better than that.
    """

    entries: int = 10_000
    total: int = 4 * 1024 * MIB
    entry: int = 250 * MIB
    ratio: int = 200
    unsuspicious: int = 10 * MIB
    depth: int = 16
    path: int = 1_024
    directory: int = 64 * MIB


USUAL = Limits()
