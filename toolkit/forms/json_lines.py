"""Records as JSON lines: one record in canonical JSON on each line."""

from collections.abc import Iterable
from typing import TextIO

from toolkit.entities.canonical import Json, canonical
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record


def write_json_lines(stream: TextIO, entity: Entity, records: Iterable[Record]) -> int:
    """Write one line for each record, as they come, and return how many there are.

    Fields are spelt as the service spells them, sorted by name; those that no declaration knows are under `_extra`.
    """
    count = 0
    for record in records:
        line: dict[str, Json] = {"_entity": entity.path, "_id": record.id, "_iri": record.iri, **record.to_json(entity)}
        if record.extra:
            line["_extra"] = record.extra
        stream.write(f"{canonical(line)}\n")
        count += 1
    return count
