"""The outline of a part: where its elements begin and end, so that one can be set and all else keeps its bytes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from toolkit.excel.grammar import ATTRIBUTES, MAIN_NAMESPACE, SKIPPED, attributes
from toolkit.language import _

_NAME = rb"(?P<prefix>(?:[^\s<>/:\"'=!?]+:)?)(?P<name>[^\s<>/:\"'=!?]+)"
_TAG = re.compile(
    rb"%b|<\?.*?\?>|<(?P<close>/?)%b(?P<attributes>%b)\s*(?P<empty>/?)>" % (SKIPPED, _NAME, ATTRIBUTES), re.DOTALL
)
_OPENING = re.compile(rb"<(/?)(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its local name, its prefix with the colon, its attributes as spelt, and where it stands.

    Its content reaches from `opened` to `closed`; an empty tag has none, and all three ends are one.
    """

    name: str
    prefix: bytes
    attributes: Mapping[bytes, bytes]
    start: int
    opened: int
    closed: int
    end: int

    def get(self, name: str) -> str:
        """Return the attribute of this local name, `""` where there is none."""
        at = self.attributes.items()
        spelt = next((value for key, value in at if key.rpartition(b":")[2] == name.encode()), b"")
        return unescape(spelt.decode())


class Splice(NamedTuple):
    """New bytes in place of those from `start` to `end`."""

    start: int
    end: int
    new: bytes


def root(xml: bytes) -> Element:
    """Return the one element that holds all others. Raises `ValueError` where there is none."""
    tag = next((tag for tag in _TAG.finditer(xml) if tag["name"] is not None), None)
    if tag is None or tag["close"]:
        raise ValueError(_("there is no element"))
    if tag["empty"]:
        return _element(tag, tag.end(), tag.end())
    closed = xml.rfind(b"</" + tag["prefix"] + tag["name"])
    if closed < tag.end():
        raise ValueError(_("the element {name} never ends").format(name=tag["name"].decode()))
    return _element(tag, closed, xml.index(b">", closed) + 1)


def children(xml: bytes, parent: Element) -> list[Element]:
    """Return the elements right below an element, in order. Raises `ValueError` where tags do not match."""
    return list(_children(xml, parent))


def _children(xml: bytes, parent: Element) -> Iterator[Element]:
    depth, position, opening = 0, parent.opened, None
    while (tag := _TAG.search(xml, position, parent.closed)) is not None:
        position = tag.end()
        if tag["name"] is None:
            continue
        if tag["close"]:
            depth -= 1
            if opening is None or depth < 0:
                raise ValueError(_("the element {name} ends and never began").format(name=tag["name"].decode()))
            if depth == 0:
                yield _element(opening, tag.start(), tag.end())
        elif tag["empty"]:
            if depth == 0:
                yield _element(tag, tag.end(), tag.end())
        else:
            if depth == 0:
                opening = tag
                position = _end_of_rows(xml, tag) if tag["name"] == b"sheetData" else position
            depth += 1


def _end_of_rows(xml: bytes, tag: re.Match[bytes]) -> int:
    """Jump over the rows of a sheet: millions of tags that nobody asks for.

    Their end tag is looked for from behind, and from the front only where it might stand in a comment.
    """
    name = b"</" + tag["prefix"] + tag["name"]
    end = xml.rfind(name, tag.end())
    if end >= 0 and xml.find(b"-->", end) < 0 and xml.find(b"]]>", end) < 0:
        return end
    told = re.compile(rb"%b|(?P<end>%b)" % (SKIPPED, re.escape(name)), re.DOTALL)
    return next((match.start() for match in told.finditer(xml, tag.end()) if match["end"]), tag.end())


def _element(opening: re.Match[bytes], closed: int, end: int) -> Element:
    at = attributes(opening["attributes"])
    return Element(opening["name"].decode(), opening["prefix"], at, opening.start(), opening.end(), closed, end)


def child(xml: bytes, parent: Element, name: str) -> Element | None:
    """Return the first element of this local name right below another."""
    return next((element for element in children(xml, parent) if element.name == name), None)


def text(xml: bytes, element: Element) -> str:
    """Return the text of an element that holds nothing else."""
    return unescape(xml[element.opened : element.closed].decode())


def prefixed(xml: str, prefix: bytes) -> bytes:
    """Return XML of ours, which has no prefixes, with one in front of every element's name; ASCII alone."""
    return _OPENING.sub(rb"<\1" + prefix, xml.encode("ascii", "xmlcharrefreplace"))


def append(xml: bytes, parent: Element, new: bytes) -> Splice:
    """Put bytes at the end of an element's content."""
    if parent.opened < parent.end:
        return Splice(parent.closed, parent.closed, new)
    tag = xml[parent.start : parent.end].removesuffix(b"/>").rstrip()
    return Splice(parent.start, parent.end, b"%b>%b</%b%b>" % (tag, new, parent.prefix, parent.name.encode()))


def spliced(xml: bytes, splices: Iterable[Splice]) -> bytes:
    """Carry out splices, which must not overlap; of several at one place, the first comes first."""
    pieces, position = [], 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        pieces += [xml[position:start], new]
        position = end
    return b"".join([*pieces, xml[position:]])


def place(xml: bytes, parent: Element, order: tuple[str, ...], new: bytes) -> Splice:
    """Put an element where it belongs among its siblings: right behind those that the schema puts first.

    `order` names these in the order of the schema, the element itself last. Elements that it does not name, such as
    `mc:AlternateContent`, are let stand where they are.
    """
    before = [element.end for element in children(xml, parent) if element.name in order]
    if parent.opened == parent.end:
        return append(xml, parent, new)
    at = max(before, default=parent.opened)
    return Splice(at, at, new)


def namespace(xml: bytes) -> bytes:
    """Return the namespace of the root element, the transitional one where it tells none."""
    told = root(xml)
    name = b"xmlns:" + told.prefix[:-1] if told.prefix else b"xmlns"
    return told.attributes.get(name, MAIN_NAMESPACE)
