"""What a plan relies on: the records that it writes to, and those that it points at."""

from collections.abc import Iterator, Mapping, Sequence

from toolkit.entities import find
from toolkit.entities.labels import Live
from toolkit.entities.record import Record
from toolkit.planning.dependents import values_sent
from toolkit.planning.drafts import Draft, New


def relied_on(drafts: Sequence[Draft], live: Live) -> Mapping[str, str]:
    """Return the digest of every record that a draft writes or points at, as it is now, sorted by `entity/id`."""
    targets = _Targets(live)
    relied: dict[str, str] = {}
    for draft in drafts:
        entity = draft.mine.entity
        if not isinstance(draft, New):
            relied[f"{entity.path}/{draft.before.id}"] = draft.before.digest(entity)
        for path, record in targets.of(draft):
            key = f"{path}/{record.id}"
            if key not in relied:
                relied[key] = record.digest(find(path))
    return dict(sorted(relied.items()))


class _Targets:
    """Live records by IRI; an entity is looked through when something points at it."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._made: dict[str, Mapping[str, Record]] = {}

    def of(self, draft: Draft) -> Iterator[tuple[str, Record]]:
        """Yield the live records that a draft makes its record point at, with their entities."""
        sent = values_sent(draft)
        for column in draft.mine.entity.references:
            iri = sent.get(column.field)
            if column.target is not None and isinstance(iri, str):
                record = self._by_iri(column.target).get(iri)
                if record is not None:
                    yield column.target, record

    def _by_iri(self, path: str) -> Mapping[str, Record]:
        if path not in self._made:
            self._made[path] = {record.iri: record for record in self._live.get(path, {}).values()}
        return self._made[path]
