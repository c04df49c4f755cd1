"""A package under revision: parts read and written by name, and what the package says of them kept in step."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from toolkit.errors import CorruptWorkbook
from toolkit.excel.grammar import as_utf8
from toolkit.excel.markup import Relationship, arrows_of, relationship, relationships
from toolkit.excel.outline import Element, Splice, append, children, prefixed, root, spliced
from toolkit.excel.package import Package
from toolkit.excel.repack import repack
from toolkit.language import _

CONTENT_TYPES = "[Content_Types].xml"

OWN_ARROW = "rIdFlowtly"
"""What the ids of our arrows start with."""

_STRICT = "http://purl.oclc.org/ooxml/"
_ARROWS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_LINKS = f"{_STRICT}officeDocument/relationships"


@dataclass(slots=True)
class Draft:
    """The parts of a package with what became of them, and those that were unpacked; `save` writes it.

    What reads XML raises `ValueError` for a part whose tags do not match.
    """

    package: Package
    changed: dict[str, bytes | None] = field(default_factory=dict)
    unpacked: dict[str, bytes] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        """Say whether there is a part of this name now."""
        key = self._key(name)
        return self.changed[key] is not None if key in self.changed else key in self.package

    def read(self, name: str) -> bytes:
        """Return an XML part in UTF-8. Raises `CorruptWorkbook` if there is none."""
        return as_utf8(self.raw(name))

    def raw(self, name: str) -> bytes:
        """Return the bytes of a part. Raises `CorruptWorkbook` if there is none."""
        key = self._key(name)
        content = self.changed[key] if key in self.changed else self._unpacked(key)
        if content is None:
            raise CorruptWorkbook(self.package.path, _("its part {name} is missing").format(name=name))
        return content

    def _unpacked(self, key: str) -> bytes:
        if key not in self.unpacked:
            self.unpacked[key] = b"".join(self.package.part(key).chunks())
        return self.unpacked[key]

    def copy(self) -> "Draft":
        """Return a draft that goes on from here on its own."""
        return Draft(self.package, dict(self.changed), self.unpacked)

    def write(self, name: str, content: bytes) -> None:
        """Set the content of a part, new or not."""
        self.changed[self._key(name)] = content

    def drop(self, name: str) -> None:
        """Take out a part and nothing else."""
        self.changed[self._key(name)] = None

    def remove(self, name: str) -> None:
        """Take out a part, and what the package says of its type."""
        self.drop(name)
        types = self.read(CONTENT_TYPES)
        listed = (e for e in children(types, root(types)) if e.get("PartName").lstrip("/").lower() == name.lower())
        self.write(CONTENT_TYPES, spliced(types, [Splice(e.start, e.end, b"") for e in listed]))

    def _key(self, name: str) -> str:
        found = next((spelt for spelt in (name, unquote(name)) if spelt in self.package), None)
        return name if found is None else self.package.part(found).member.filename

    def add(self, pattern: str, content: bytes, content_type: str) -> str:
        """Add a part under the first free name, `{}` being its number, and say of what type it is."""
        name = next(name for n in count(1) if (name := pattern.format(n)) not in self)
        self.write(name, content)
        types = self.read(CONTENT_TYPES)
        told = root(types)
        extension = name.rpartition(".")[2]
        known = [e for e in children(types, told) if e.get("Extension").lower() == extension]
        if any(e.get("ContentType") == content_type for e in known):
            return name
        spelt = f'<Override PartName="/{name}" ContentType="{content_type}"/>'
        if not known and extension == "vml":
            spelt = f'<Default Extension="{extension}" ContentType="{content_type}"/>'
        self.write(CONTENT_TYPES, spliced(types, [append(types, told, prefixed(spelt, told.prefix))]))
        return name

    @property
    def main(self) -> str:
        """The name of the main part."""
        return next(arrow.target for arrow in relationships(self.package, "") if arrow.type == "officeDocument")

    @property
    def links(self) -> str:
        """The namespace of relationships: strict or transitional, as the main part is."""
        told = root(self.read(self.main))
        strict = any(value.startswith(_STRICT.encode()) for value in told.attributes.values())
        return _STRICT_LINKS if strict else _LINKS

    def arrows(self, source: str) -> tuple[Relationship, ...]:
        """Return where a part's relationships point now."""
        return tuple(relationship(source, told) for _, told in self._arrows(source))

    def _arrows(self, source: str) -> Iterator[tuple[Element, dict[str, str]]]:
        name = arrows_of(source)
        if name in self:
            xml = self.read(name)
            for element in children(xml, root(xml)):
                yield element, {key: element.get(key) for key in ("Id", "Type", "Target", "TargetMode")}

    def arrow(self, source: str, type_: str) -> str:
        """Return the name of the part of this type that a part points to, `""` where there is none."""
        found = (arrow.target for arrow in self.arrows(source) if arrow.type == type_ and not arrow.external)
        return next((target for target in found if target in self), "")

    def link(self, source: str, type_: str, target: str) -> str:
        """Point from a part to another and return the arrow's id; `type_` is a full URL or its last word.

        The target is told relative to the part, as Excel does: some libraries understand nothing else.
        """
        name = arrows_of(source)
        xml = self.read(name) if name in self else _ARROWS.encode()
        taken = {arrow.id for arrow in self.arrows(source)}
        id_ = next(id_ for n in count(1) if (id_ := f"{OWN_ARROW}{n}") not in taken)
        relative = posixpath.relpath(target, posixpath.dirname(source) or ".")
        url = type_ if ":" in type_ else f"{self.links}/{type_}"
        spelt = f"<Relationship Id={quoteattr(id_)} Type={quoteattr(url)} Target={quoteattr(relative)}/>"
        told = root(xml)
        self.write(name, spliced(xml, [append(xml, told, prefixed(spelt, told.prefix))]))
        return id_

    def unlink(self, source: str, target: str) -> None:
        """Take out the arrows from a part to another."""
        gone = [e for e, told in self._arrows(source) if relationship(source, told).target == target]
        if gone:
            xml = self.read(arrows_of(source))
            self.write(arrows_of(source), spliced(xml, [Splice(e.start, e.end, b"") for e in gone]))

    def sheets(self) -> dict[str, str]:
        """Return the parts of all sheets by their names, in the order of the tabs."""
        xml = self.read(self.main)
        targets = {arrow.id: arrow.target for arrow in self.arrows(self.main)}
        return {e.get("name"): targets[e.get("id")] for e in sheet_elements(xml) if e.get("id") in targets}

    def save(self, target: Path) -> None:
        """Write the package as it is now. Raises `NotWritable`."""
        repack(self.package, {name: None if now is None else [now] for name, now in self.changed.items()}, target)


def sheet_elements(workbook: bytes) -> list[Element]:
    """Return the elements of the sheets in the main part, in the order of the tabs."""
    listed = next((e for e in children(workbook, root(workbook)) if e.name == "sheets"), None)
    return children(workbook, listed) if listed is not None else []
