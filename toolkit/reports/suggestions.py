"""What the service suggests, as text and as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.labels import Labels
from toolkit.entities.offers import Offer
from toolkit.entities.record import Record, values_to_json
from toolkit.language import _, mark
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, clean

_TITLES = (mark("id"), mark("record"), mark("suggestion"), mark("score"), mark("suggestion id"))


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion and the record that it is for."""

    entity: Entity
    record: Record
    offer: Offer


def lines(offered: Iterable[tuple[Entity, Record, Offer]]) -> Sequence[Line]:
    """Gather suggestions with their records."""
    return tuple(Line(*each) for each in offered)


def text(found: Sequence[Line], width: int, paint: Paint) -> str:
    """Show a table of suggestions, or a sentence where there is none."""
    if not found:
        return _("The service suggests nothing.")
    labels = Labels({})
    rows = [
        [
            Painted(clean(line.record.id)),
            Painted(clean(labels.plain(line.entity, line.record.values))),
            Painted(clean(line.offer.says)),
            Painted(_score(line.offer.score)),
            Painted(clean(line.offer.id)),
        ]
        for line in found
    ]
    return "\n".join(Table(_TITLES, rows, frozenset({"score"})).lines(width, paint))


def _score(score: Decimal | None) -> str:
    return "" if score is None else f"{score:f}"


def json(found: Sequence[Line]) -> JsonObject:
    """Return the suggestions with what each would set, as far as the service tells."""
    return {
        "suggestions": [
            {
                "entity": line.entity.path,
                "id": line.record.id,
                "label": Labels({}).plain(line.entity, line.record.values),
                "suggestion": line.offer.id,
                "says": line.offer.says,
                "score": line.offer.score,
                "sets": values_to_json(line.entity, line.offer.expected),
            }
            for line in found
        ]
    }
