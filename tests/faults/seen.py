"""What was said of a change, and what is true of it."""

from dataclasses import dataclass

UNSENT = frozenset({"failed", "skipped"})
"""Words that say that nothing happened."""
HALF = "half"
"""What is said of a replacement whose new record was made beside the old one."""


@dataclass(frozen=True)
class Seen:
    """What was said, how often the service carried it out, how many there are of what it was to bring about.

    `lost` tells that something is gone that nobody asked to be gone. `repeatable` is a request that means the same the
    second time, as an edit does that sets what it sets.
    """

    said: str
    carried: int
    there: int
    detail: str = ""
    lost: bool = False
    repeatable: bool = False

    def demand_honest(self) -> None:
        """Raise where it happened twice, something was lost, or what was said is not so."""
        assert self.repeatable or self.carried <= 1, f"doubled: {self}"
        assert self.there <= 1, f"doubled: {self}"
        assert not self.lost, f"lost: {self}"
        if self.said == "done":
            assert self.there == 1, f"said to be done and is not: {self}"
            assert self.carried >= 1, f"somebody else's is said to be ours: {self}"
        elif self.said == HALF:
            assert (self.carried, self.there) == (1, 0), f"said to be half done and is not: {self}"
        elif self.said in UNSENT:
            assert self.carried == self.there == 0, f"said not to have happened and did: {self}"
        else:
            assert self.said == "unknown", self


@dataclass(frozen=True)
class Story:
    """A change through a fault: how it was after the run, and after everything was well again and it was resumed."""

    first: Seen
    then: Seen
