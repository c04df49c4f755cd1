"""What one process has begun to write, noted before it could take effect, so that no way out of it can miss any."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SentAlone:
    """A direct request in the journal; number and fence together are nobody else's."""

    number: int
    fence: int


@dataclass(slots=True)
class Begun:
    """The runs that were burnt or gone on with, the direct requests, and how many of these there were to be in all.

    What is noted here need not be in the journal: it is noted before the transaction that writes it down.
    `stopped` is set once somebody asked a run to end, `pruning` and `erasing` while what is kept of runs is removed.
    """

    runs: list[str] = field(default_factory=list)
    alone: list[SentAlone] = field(default_factory=list)
    planned: int = 0
    stopped: bool = False
    pruning: bool = False
    erasing: bool = False

    def run(self, run: str) -> None:
        """Note a run that is burnt, or gone on with."""
        self.runs.append(run)

    @property
    def anything(self) -> bool:
        """Whether anything was noted."""
        return bool(self.runs or self.alone or self.pruning or self.erasing)
