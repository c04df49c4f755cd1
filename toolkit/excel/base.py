"""The base: what the records were when the workbook was written, kept on a very hidden sheet (decision 3).

The sheet `_flowtly` holds text only. First what the workbook is, a word and its value in each row, among them the names
of what references point at: `name`, the IRI, and the label that was shown for it, what was shown of records in
conflict: `seen`, entity, id, when, and the live values of those fields in canonical JSON, what their rows asked for
then: `asked`, entity, id, and digests by field in canonical JSON, and the lists that may lack records: `incomplete`,
entity, and what is known of it in canonical JSON; whether texts that look like `[clear]` are escaped in its cells:
`escaped`, which earlier programs did not do; then a row of titles; then one row per record: entity, id, IRI and the
canonical JSON of its declared fields, cut into as many cells as it needs.
The last row is the SHA-256 over all rows before it, so that a base that was edited, or lost rows, is not taken for
what the service said.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from toolkit.entities import find
from toolkit.entities.canonical import JsonObject, canonical, parse
from toolkit.entities.completeness import Completeness, Shortfalls
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record, value_to_json, values_from_json
from toolkit.entities.settlement import Seen
from toolkit.errors import CorruptWorkbook, ForeignTemplate, UnknownEntity
from toolkit.excel.record_json import speller
from toolkit.excel.sheet import Row
from toolkit.excel.workbook import Workbook, Worksheet
from toolkit.language import _

SHEET = "_flowtly"
VERSION = 1
"""The layout of this sheet. A program reads its own version only."""

CHUNK = 16_000
"""Characters of JSON in one cell: even if each counts twice, fewer than the 32,767 a cell holds."""

_TITLES = ("entity", "id", "iri", "values")
_ABOUT_ROWS = 9
"""Rows before the first record, titles included, names left out."""

_ESCAPED = "escaped"
_NAME = "name"
_SEEN = "seen"
_ASKED = "asked"
_INCOMPLETE = "incomplete"
_DIGEST = "digest"

Texts = Sequence[str]
"""The texts of one row, from column A on."""


@dataclass(frozen=True, slots=True)
class Base:
    """What a workbook was written from: which document, from where and when, and every record as it was then.

    `document` is a random id in hexadecimal, the same for all later copies of the workbook. `pulled_at` is RFC 3339,
    empty for a template. `records` maps the path of an entity to its records by id. `extra` fields of records are
    not kept: they are shown, never compared. `names` maps the IRIs that references of the records hold to the labels
    that their cells showed; an IRI that was shown itself has no entry. `seen` holds what the workbook's author was
    shown of records in conflict, by entity and id. `incomplete` names the lists that were not proved to be complete.
    `escaped` tells that cells show texts like `[clear]` as `toolkit.entities.literals` writes them.
    """

    document: str
    profile: str
    service: str
    pulled_at: str
    entities: tuple[str, ...]
    records: Mapping[str, Mapping[str, Record]]
    names: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, Mapping[str, Seen]] = field(default_factory=dict)
    incomplete: Shortfalls = field(default_factory=dict)
    version: int = VERSION
    escaped: bool = True

    @property
    def moment(self) -> datetime | None:
        """When the records were pulled, in UTC; `None` for a template."""
        if not self.pulled_at:
            return None
        pulled = datetime.fromisoformat(self.pulled_at)
        return pulled.astimezone(UTC) if pulled.tzinfo else pulled.replace(tzinfo=UTC)


def base_rows(base: Base) -> Iterator[Texts]:
    """Spell the base as rows of texts, the digest last."""
    sha = hashlib.sha256()
    for row in _content(base):
        sha.update(_line(row))
        yield row
    yield (_DIGEST, sha.hexdigest())


def _content(base: Base) -> Iterator[Texts]:
    yield ("version", str(base.version))
    yield ("document", base.document)
    yield ("profile", base.profile)
    yield ("service", base.service)
    yield ("pulled_at", base.pulled_at)
    yield ("entities", *base.entities)
    yield ("records", *base.records)
    if base.escaped:
        yield (_ESCAPED, "1")
    for iri, label in base.names.items():
        yield (_NAME, iri, *_chunks(label))
    for path, shown in base.seen.items():
        for identifier, seen in shown.items():
            yield (_SEEN, path, identifier, seen.at, *_chunks(_spelt(path, seen)))
            if seen.asked:
                yield (_ASKED, path, identifier, *_chunks(canonical(dict(seen.asked))))
    for path, completeness in base.incomplete.items():
        yield (_INCOMPLETE, path, canonical(completeness.to_json()))
    yield _TITLES
    for path, records in base.records.items():
        spell = speller(find(path))
        for record in records.values():
            yield (path, record.id, record.iri, *_chunks(spell(record)))


def base_length(base: Base) -> int:
    """Return how many rows `base_rows` gives."""
    shown = sum(1 + bool(seen.asked) for of_entity in base.seen.values() for seen in of_entity.values())
    told = len(base.names) + len(base.incomplete) + shown
    return _ABOUT_ROWS - (not base.escaped) + told + sum(map(len, base.records.values())) + 1


def _spelt(path: str, seen: Seen) -> str:
    entity = find(path)
    return canonical({name: value_to_json(entity, name, value) for name, value in seen.values.items()})


def _chunks(text: str) -> Iterator[str]:
    return (text[start : start + CHUNK] for start in range(0, len(text), CHUNK))


def _line(row: Texts) -> bytes:
    """Spell a row so that no two rows are spelt alike: each text behind its length."""
    spelt = "".join(f"{len(text)}:{text}" for text in _trimmed(row))
    return f"{spelt}\n".encode("utf-8", "surrogatepass")


def _trimmed(row: Texts) -> list[str]:
    """Drop empty texts at the end: Excel does not keep them."""
    texts = list(row)
    while texts and not texts[-1]:
        texts.pop()
    return texts


def read_base(workbook: Workbook) -> Base | None:
    """Return the base that a workbook carries, `None` where it has none, as a sheet filled without a template.

    Raises `ForeignTemplate` for another version, `CorruptWorkbook` for a base that is not as it was written.
    """
    sheet = _sheet(workbook)
    return base_from_rows(map(_texts, sheet.rows()), workbook.path) if sheet is not None else None


def _sheet(workbook: Workbook) -> Worksheet | None:
    """Return the sheet with the base: by its name, else, as other programs rename copies of sheets, by its content."""
    named = next((sheet for sheet in workbook.sheets if sheet.name == SHEET), None)
    return named or next(filter(_holds_base, workbook.sheets), None)


def other_bases(workbook: Workbook) -> tuple[str, ...]:
    """Return the names of further sheets that hold a base, as sheets copied from other workbooks may bring along."""
    used = _sheet(workbook)
    return tuple(sheet.name for sheet in workbook.sheets if sheet is not used and _holds_base(sheet))


def _holds_base(sheet: Worksheet) -> bool:
    words = [_texts(row)[:1] for row in islice(sheet.rows(), 2)]
    return words == [["version"], ["document"]]


def _texts(row: Row) -> Texts:
    """Return the texts of a row from column A on, blank cells as empty texts."""
    return [row.cells[index].text if index in row.cells else "" for index in range(max(row.cells, default=-1) + 1)]


def base_from_rows(rows: Iterable[Texts], path: Path) -> Base:
    """Read back what `base_rows` spelt; `path` is for messages.

    Raises `ForeignTemplate` for another version, `CorruptWorkbook` where the digest does not fit.
    """
    lines = [trimmed for row in rows if (trimmed := _trimmed(row))]
    version = lines[0][-1] if lines else "?"
    if lines[:1] != [["version", str(VERSION)]]:
        raise ForeignTemplate(path, version, str(VERSION))
    _verify(lines, path)
    titles = lines.index(list(_TITLES))
    about = {name: tuple(texts) for name, *texts in lines[:titles]}
    records: dict[str, dict[str, Record]] = {name: {} for name in about["records"]}
    for name, identifier, iri, *chunks in lines[titles + 1 : -1]:
        records[name][identifier] = Record(identifier, iri, _values(name, "".join(chunks), path))
    return Base(
        document="".join(about["document"]),
        profile="".join(about["profile"]),
        service="".join(about["service"]),
        pulled_at="".join(about["pulled_at"]),
        entities=about["entities"],
        records=records,
        names={iri: "".join(chunks) for word, iri, *chunks in filter(_is_name, lines[:titles])},
        seen=_seen(lines[:titles], path),
        incomplete=_incomplete(lines[:titles], path),
        escaped=_ESCAPED in about,
    )


def _seen(lines: Sequence[Texts], path: Path) -> dict[str, dict[str, Seen]]:
    asked = {(name, own): _object("".join(chunks)) for word, name, own, *chunks in _shown(lines) if word == _ASKED}
    found: dict[str, dict[str, Seen]] = {}
    for word, name, identifier, at, *chunks in _shown(lines):
        if word == _SEEN:
            spelt = "".join(chunks)
            known = _values(name, spelt, path)
            said = {field: str(each) for field, each in asked.get((name, identifier), {}).items()}
            values = {field: known.get(field) for field in _object(spelt)}
            found.setdefault(name, {})[identifier] = Seen(at, values, said)
    return found


def _shown(lines: Iterable[Texts]) -> Iterator[Texts]:
    return (line for line in lines if line[0] in {_SEEN, _ASKED})


def _object(text: str) -> JsonObject:
    json = parse(text)
    return json if isinstance(json, Mapping) else {}


def _incomplete(lines: Iterable[Texts], path: Path) -> dict[str, Completeness]:
    told = [texts for word, *texts in lines if word == _INCOMPLETE]
    try:
        return {name: Completeness.from_json(parse("".join(chunks))) for name, *chunks in told}
    except (ValueError, TypeError, KeyError) as error:
        raise ForeignTemplate(path, _("{version} with other marks").format(version=VERSION), str(VERSION)) from error


def _is_name(line: Texts) -> bool:
    return line[0] == _NAME


def _verify(lines: Sequence[Texts], path: Path) -> None:
    sha = hashlib.sha256()
    for line in lines[:-1]:
        sha.update(_line(line))
    if list(lines[-1]) != [_DIGEST, sha.hexdigest()]:
        raise CorruptWorkbook(
            path,
            _("its hidden sheet {sheet}, which tells what you changed, is not as it was written").format(sheet=SHEET),
        )


def _values(name: str, text: str, path: Path) -> Mapping[str, Value]:
    """Read the fields of one record. A declaration that has changed since is another version of the template."""
    try:
        json = parse(text)
        return values_from_json(find(name), json if isinstance(json, Mapping) else {})
    except (ValueError, UnknownEntity) as error:
        raise ForeignTemplate(
            path, _("{version} with other {name}").format(version=VERSION, name=name), str(VERSION)
        ) from error
