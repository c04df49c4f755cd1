"""The names that a workbook's own lists offer: each means the record that it meant when the workbook was written."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from urllib.parse import quote

from toolkit.entities.kinds import DEFAULT_PREFIX
from toolkit.entities.labels import Live
from toolkit.entities.natural_keys import folded


class ListedNames:
    """Finds the record that a name means by the lists of the workbook, as far as it is still there."""

    def __init__(self, ids: Callable[[str], Mapping[str, str]], known: Live, *, offline: bool) -> None:
        self._ids = ids
        self._known = known
        self._offline = offline
        self._loose: dict[str, Mapping[str, str | None]] = {}

    def iri(self, path: str, text: str) -> str | None:
        """Return the IRI of the record, `None` for a name that is in no list, and for a record that is gone."""
        identifier = self._ids(path).get(text) or self._loosely(path).get(folded(text))
        if identifier is None:
            return None
        record = self._known.get(path, {}).get(identifier)
        if record is not None:
            return record.iri
        return f"{DEFAULT_PREFIX}/{path}/{quote(identifier, safe='')}" if self._offline else None

    def _loosely(self, path: str) -> Mapping[str, str | None]:
        """Return the ids by names without their spelling; nothing for a name that several records have then."""
        if path not in self._loose:
            found: defaultdict[str, set[str]] = defaultdict(set)
            for name, identifier in self._ids(path).items():
                found[folded(name)].add(identifier)
            self._loose[path] = {name: next(iter(ids)) if len(ids) == 1 else None for name, ids in found.items()}
        return self._loose[path]
