"""Review: the unanswered requests of a run, each looked for; what may still arrive is looked for twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.applying.bodies import fill
from toolkit.applying.exchange import Batch
from toolkit.applying.executor import Progress
from toolkit.applying.in_flight import Times
from toolkit.applying.moves import Moves, is_stopped
from toolkit.applying.receipts import Status
from toolkit.applying.remote import ListedOnce
from toolkit.applying.settle import Decision, Question, Send, settle
from toolkit.applying.states import Entry, Outcome, State, Step
from toolkit.applying.twins import alike
from toolkit.entities.canonical import canonical
from toolkit.planning.changes import Action, Change, Create, Replace


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of a run that is resumed; `settled` grows with every change that is settled.

    `there` holds the ids that each entity had before the run, `moves` tells which changes belong together.
    """

    batch: Batch
    entries: Mapping[int, Entry]
    settled: dict[int, Outcome]
    decisions: Mapping[int, Decision]
    progress: Progress
    there: Mapping[str, frozenset[str]]
    moves: Moves

    def note_settled(self) -> None:
        """Tell the look before later creations what the settled changes made, or may have made."""
        changes = {change.n: change for change in self.batch.plan.changes}
        for n, outcome in self.settled.items():
            self._note(changes[n], outcome, {})

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
        """Settle a change that is seen to have arrived; of two requests, that would be to go on with the second."""
        taking_back = self.entries[asked[index].n].step is Step.TAKE_BACK
        if isinstance(asked[index], Replace) or taking_back:
            return False
        looking, question = self._question(remote, asked, index, self.decisions.get(asked[index].n))
        outcome = settle(looking, question)
        if outcome is None or outcome.state is not State.DONE:
            return False
        self._commit(looking, question, outcome)
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
        said = isinstance(self.decisions.get(change.n), Send)
        not_shown = outcome is not None and outcome.state is State.UNKNOWN
        if isinstance(change, Action) and said and not_shown:
            return
        if outcome is not None:
            self._commit(looking, question, outcome)
        elif said and isinstance(change, Create | Replace):
            self._note_seen(remote, change, question, others)

    def _commit(self, looking: Batch, question: Question, outcome: Outcome) -> None:
        looking.settle([outcome])
        self.settled[outcome.receipt.n] = outcome
        self.progress(outcome.receipt)
        self._note(question.change, outcome, question.iris)

    def _note(self, change: Change, outcome: Outcome, iris: Mapping[int, str]) -> None:
        receipt = outcome.receipt
        if not isinstance(change, Create | Replace):
            return
        for made in (receipt.id if receipt.after is not None else None, receipt.twin):
            if made is not None:
                self.batch.creations.made(change.entity, made)
        if receipt.status is Status.UNKNOWN:
            self.batch.creations.lost(change, fill(change.requests[0], iris).body or {})

    def _note_seen(
        self, remote: ListedOnce, change: Create | Replace, question: Question, others: frozenset[str]
    ) -> None:
        """Note the records that whoever decided to send a creation has seen, and knows that none of them is it.

        `others` are those that were there then, where it was decided while the creation was still in flight.
        """
        body = fill(change.requests[0], question.iris).body or {}
        for record in alike(change.entity, body, remote.list(change.entity)).all:
            if not others or record.id in others:
                self.batch.creations.made(change.entity, record.id)

    def _question(
        self, remote: ListedOnce, asked: Sequence[Change], index: int, decision: Decision | None
    ) -> tuple[Batch, Question]:
        """Gather what the settled changes of a run tell about an open one, and how to look for it."""
        change = asked[index]
        twins = {
            entry.receipt.twin for n, entry in self.entries.items() if entry.receipt.twin is not None and n != change.n
        }
        made = {n: outcome.receipt.after for n, outcome in self.settled.items() if outcome.receipt.after is not None}
        question = Question(
            change=change,
            entry=self.entries[change.n],
            decision=decision,
            iris={n: record.iri for n, record in made.items()},
            claimed=frozenset(
                record.id for n, record in made.items() if self.settled[n].receipt.entity == change.entity.path
            )
            | twins,
            rivals=sum(_body(rival) == _body(change) for rival in asked[index:]),
            there=self.there.get(change.entity.path),
            others=tuple(each for each in asked if each is not change and each.entity is change.entity),
            other=self._other_half(change),
        )
        return replace(self.batch.afresh(), remote=remote), question

    def _other_half(self, change: Change) -> Change | None:
        """Return the change that was not done, of those that a change belongs together with."""
        group = self.moves.of(change.n)
        others = (each for each in self.batch.plan.changes if each.n in group and each.n != change.n)
        return next((each for each in others if is_stopped(self.entries[each.n].outcome)), None)


def _ids(remote: ListedOnce, change: Change) -> frozenset[str]:
    return frozenset(remote.list(change.entity)) if isinstance(change, Create | Replace) else frozenset()


def _body(change: Change) -> str:
    """Return what tells creations apart: their entity and body, before any IRI was filled in."""
    return canonical(change.requests[0].to_json())
