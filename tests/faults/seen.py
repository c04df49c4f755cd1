"""What was said of a change, and what is true of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


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

    @property
    def wrong(self) -> str:
        """Say what must not be: it happened twice, something was lost, or what was said is not so; else nothing."""
        if self.there > 1 or (self.carried > 1 and not self.repeatable):
            return "doubled"
        if self.lost:
            return "lost"
        return "" if self._is_so() else "said and not so"

    def _is_so(self) -> bool:
        match self.said:
            case "done":
                return self.there == 1 and self.carried >= 1
            case "half":
                return (self.carried, self.there) == (1, 0)
            case "failed" | "skipped":
                return self.carried == self.there == 0
            case _:
                return self.said == "unknown"


@dataclass(frozen=True)
class Story:
    """A change through a fault: how it was after the run, and after everything was well again and it was resumed."""

    first: Seen
    then: Seen


Stories = Mapping[str, Story]
"""What became of the change of each cell, by the name of the cell."""


def wrong(stories: Stories, settled: Callable[[Seen], bool]) -> Mapping[str, tuple[str, Story]]:
    """Return the cells in which something is not as it must be: at once, in the end, or not settled then."""
    found = {name: _wrong(story, settled) for name, story in stories.items()}
    return {name: (words, stories[name]) for name, words in found.items() if words}


def _wrong(story: Story, settled: Callable[[Seen], bool]) -> str:
    if story.first.wrong or story.then.wrong:
        return story.first.wrong or f"in the end {story.then.wrong}"
    return "" if settled(story.then) else "not settled"
