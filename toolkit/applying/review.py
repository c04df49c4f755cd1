"""Review: the unanswered requests of a run, each looked for; what may still arrive is looked for twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.applying.exchange import Batch
from toolkit.applying.executor import Progress
from toolkit.applying.in_flight import Times
from toolkit.applying.remote import ListedOnce
from toolkit.applying.settle import Decision, Question, Send, settle
from toolkit.applying.states import Entry, Outcome, State
from toolkit.entities.canonical import canonical
from toolkit.planning.changes import Action, Change, Create, Replace


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of a run that is resumed; `settled` grows with every change that is settled.

    `there` holds the ids that each entity had before the run.
    """

    batch: Batch
    entries: Mapping[int, Entry]
    settled: dict[int, Outcome]
    decisions: Mapping[int, Decision]
    progress: Progress
    there: Mapping[str, frozenset[str]]

    def look_early(self, asked: Sequence[Change], times: Times) -> Mapping[int, frozenset[str]]:
        """Settle what is not in flight, and what has arrived; return the others, each with the ids that are not its.

        Those are the records that a person has looked at by now, and said that none of them is it.
        """
        remote = ListedOnce(self.batch.remote)
        late: dict[int, frozenset[str]] = {}
        for index, change in enumerate(asked):
            if change.n not in times:
                self._settle(remote, asked, index, self.decisions.get(change.n), frozenset())
            elif isinstance(self.decisions.get(change.n), Send):
                late[change.n] = _ids(remote, change)
            elif not self._has_arrived(remote, asked, index):
                late[change.n] = frozenset()
        return late

    def look_late(self, asked: Sequence[Change], late: Mapping[int, frozenset[str]]) -> None:
        """Settle what nothing can arrive of any more; what a person said was none of its records stays none."""
        remote = ListedOnce(self.batch.remote)
        waited = [change for change in asked if change.n in late]
        for index, change in enumerate(waited):
            decision = self.decisions.get(change.n)
            said = isinstance(decision, Send)
            self._settle(remote, waited, index, None if said else decision, late[change.n])

    def _has_arrived(self, remote: ListedOnce, asked: Sequence[Change], index: int) -> bool:
        """Settle a change that is seen to have arrived; of a replacement, that would be to go on with it."""
        if isinstance(asked[index], Replace):
            return False
        looking, question = self._question(remote, asked, index, self.decisions.get(asked[index].n))
        outcome = settle(looking, question)
        if outcome is None or outcome.state is not State.DONE:
            return False
        self._commit(looking, outcome)
        return True

    def _settle(
        self,
        remote: ListedOnce,
        asked: Sequence[Change],
        index: int,
        decision: Decision | None,
        others: frozenset[str],
    ) -> None:
        change = asked[index]
        looking, question = self._question(remote, asked, index, decision)
        outcome = settle(looking, replace(question, claimed=question.claimed | others))
        not_shown = outcome is not None and outcome.state is State.UNKNOWN
        if isinstance(change, Action) and isinstance(self.decisions.get(change.n), Send) and not_shown:
            return
        if outcome is not None:
            self._commit(looking, outcome)

    def _commit(self, looking: Batch, outcome: Outcome) -> None:
        looking.settle([outcome])
        self.settled[outcome.receipt.n] = outcome
        self.progress(outcome.receipt)

    def _question(
        self, remote: ListedOnce, asked: Sequence[Change], index: int, decision: Decision | None
    ) -> tuple[Batch, Question]:
        """Gather what the settled changes of a run tell about an open one, and how to look for it."""
        change = asked[index]
        made = {n: outcome.receipt.after for n, outcome in self.settled.items() if outcome.receipt.after is not None}
        question = Question(
            change=change,
            entry=self.entries[change.n],
            decision=decision,
            iris={n: record.iri for n, record in made.items()},
            claimed=frozenset(
                record.id for n, record in made.items() if self.settled[n].receipt.entity == change.entity.path
            ),
            rivals=sum(_body(rival) == _body(change) for rival in asked[index:]),
            there=self.there.get(change.entity.path),
            others=tuple(each for each in asked if each is not change and each.entity is change.entity),
        )
        return replace(self.batch.afresh(), remote=remote), question


def _ids(remote: ListedOnce, change: Change) -> frozenset[str]:
    return frozenset(remote.list(change.entity)) if isinstance(change, Create | Replace) else frozenset()


def _body(change: Change) -> str:
    """Return what tells creations apart: their entity and body, before any IRI was filled in."""
    return canonical(change.requests[0].to_json())
