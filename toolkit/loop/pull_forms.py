"""Live records into text, JSON lines or Parquet, as their pages come."""

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from toolkit.api.client import Seen
from toolkit.entities import Entity
from toolkit.entities.completeness import Shortfalls
from toolkit.entities.labels import Labels
from toolkit.entities.parts import owner_of, owners, parts_of
from toolkit.entities.record import Record
from toolkit.errors import NeedsAFile, OneEntity
from toolkit.files import replacing
from toolkit.forms.delimited import write_delimited
from toolkit.forms.encoding import UTF_8, UTF_8_MARKED
from toolkit.forms.json_lines import write_json_lines
from toolkit.forms.parquet import write_parquet
from toolkit.loop.pull import Beside, Part
from toolkit.loop.reach import Reached, targets


class Form(enum.StrEnum):
    """The forms that records can be pulled in."""

    XLSX = "xlsx"
    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    PARQUET = "parquet"

    @classmethod
    def of(cls, path: Path) -> "Form":
        """Return the form that a file's suffix names; any other suffix means a workbook."""
        by_suffix = {f".{form}": form for form in cls} | {".tab": cls.TSV, ".ndjson": cls.JSONL}
        return by_suffix.get(path.suffix.lower(), cls.XLSX)


@dataclass(frozen=True, slots=True)
class Output:
    """Where records go: into a file, or into a stream such as standard output; `delimiter` is for text alone."""

    form: Form
    to: Path | TextIO
    delimiter: str
    beside: Beside = Beside.NOTHING


@dataclass(frozen=True, slots=True)
class PulledForm:
    """How many records of each entity were written, and the undeclared fields that came too late to get a column.

    `incomplete` are the lists that may not be complete, those that names were read from among them. `escaped` counts
    the texts that look like `[clear]`, and so have a backslash in front.
    """

    counts: Mapping[str, int]
    left_out: tuple[str, ...] = ()
    incomplete: Shortfalls = field(default_factory=dict)
    escaped: int = 0


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which records of which entity, from where, and whom to tell of them as they come."""

    reached: Reached
    entity: Entity
    part: Part
    seen: Seen | None

    def records(self) -> Iterator[Record]:
        """Yield the records; parts of records as records of their own."""
        owner = owner_of(self.entity)
        return self._read(self.entity) if owner is None else parts_of(self._read(owner.entity), owner)

    def _read(self, entity: Entity) -> Iterator[Record]:
        found = self.reached.client.records_given(entity, self.part.filters, self.part.view)
        for count, record in enumerate(found, 1):
            yield record
            if self.seen is not None:
                self.seen(entity, count, None)


def pull_form(
    reached: Reached, entities: Sequence[Entity], output: Output, part: Part, seen: Seen | None = None
) -> PulledForm:
    """Write the live records of an entity as they come; no more than a page of them, and names, are held in memory.

    JSON lines take several entities, one after the other. Raises `OneEntity`, `NeedsAFile`, `NotWritable`, what
    reading the service raises, and what `write_parquet` does. A file is written whole or not at all.
    """
    if len(entities) != 1 and output.form is not Form.JSONL:
        raise OneEntity(output.form, [entity.path for entity in entities])
    written = _pull_form(output, [_Wanted(reached, entity, part, seen) for entity in entities])
    read = {each.path for each in (*owners(entities), *targets(entities))}
    incomplete = {path: each for path, each in reached.client.shortfalls.items() if path in read}
    return replace(written, incomplete=incomplete)


def _pull_form(output: Output, wanted: Sequence[_Wanted]) -> PulledForm:
    if not isinstance(output.to, Path):
        if output.form in {Form.PARQUET, Form.XLSX}:
            raise NeedsAFile(output.form)
        return _write(output.to, wanted, output)
    with replacing(output.to) as file:
        if output.form is Form.PARQUET:
            return _write_parquet(file, wanted[0])
        marked = UTF_8 if output.form is Form.JSONL else UTF_8_MARKED
        with file.open("w", encoding=marked, newline="") as stream:
            return _write(stream, wanted, output)


def _write(stream: TextIO, wanted: Sequence[_Wanted], output: Output) -> PulledForm:
    if output.form is Form.JSONL:
        return PulledForm({each.entity.path: write_json_lines(stream, each.entity, each.records()) for each in wanted})
    [each] = wanted
    labels = Labels(each.reached.client.snapshot_given(targets([each.entity])))
    with_ids = Beside.IDS in output.beside
    ids = [column.field for column in each.entity.references] if with_ids else []
    written = write_delimited(stream, each.entity, each.records(), labels, output.delimiter, ids)
    return PulledForm({each.entity.path: written.count}, written.left_out, escaped=written.escaped)


def _write_parquet(file: Path, wanted: _Wanted) -> PulledForm:
    profile = wanted.reached.profile
    about = {
        "entity": wanted.entity.path,
        "service": profile.service,
        "profile": profile.name,
        "pulled_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return PulledForm({wanted.entity.path: write_parquet(file, wanted.entity, wanted.records(), about)})
