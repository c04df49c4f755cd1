"""A short way past the parser: of elements without number, those that are spelt plainly are read by pattern.

Most rows and most shared texts of a workbook are spelt the way that programs spell them, and a pattern reads these ten
times faster than a parser that reports each tag. What is read by pattern never reaches the parser, which sees the rest
as one well-formed document; whatever is spelt in any other way is left to it, and so is every complaint.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Protocol
from xml.parsers import expat

from toolkit.excel.package import Part

CHARACTERS = r"[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*"
"""A pattern of text that means itself: no markup, no entity, nothing that XML forbids or that its parsers change."""

# Of longer ones nothing is kept back: rows of 16,384 plain cells are shorter.
_LONGEST_ELEMENT = 1 << 20


class Shortcut(Protocol):
    """What reads plain elements, and hears from the parser about the others."""

    @property
    def end_tag(self) -> bytes:
        """The end tag of the elements that it can read."""

    @property
    def left_at(self) -> int:
        """The index, among the bytes that the parser was fed, of the tag by which it last left such an element."""

    def take(self, piece: bytes) -> bool:
        """Read one element, given without its end tag; `False`, and nothing done, where it is not spelt plainly."""


def chunks_around(part: Part, shortcut: Shortcut) -> Iterator[bytes]:
    """Give plain elements to the shortcut, and yield all other bytes of a part for the parser.

    What is yielded must be parsed before the next is asked for: the shortcut comes only where the parser has just left
    such an element. So it never reads what only looks like one, in a comment for example.
    """
    end = shortcut.end_tag
    fed = 0
    rest = b""
    between = False
    for chunk in part.chunks():
        *pieces, rest = (rest + chunk).split(end)
        for piece in pieces:
            if between and shortcut.take(piece):
                continue
            yield piece + end
            fed += len(piece) + len(end)
            between = shortcut.left_at == fed - len(end)
        if len(rest) > _LONGEST_ELEMENT:
            yield rest
            fed += len(rest)
            rest = b""
            between = False
        yield b""
    yield rest


@lru_cache(maxsize=1024)
def attributes_of(text: str) -> Mapping[str, str] | None:
    """Return the attributes of a tag as the parser itself reads them, `None` where it refuses.

    `text` is what stands in the tag behind its name and an attribute `r`, without angle brackets.
    """
    found: list[Mapping[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _, attributes: found.append(attributes)
    try:
        parser.Parse(f'<e r=""{text}/>', True)  # noqa: FBT003 - the parser takes it by position only
    except expat.ExpatError:
        return None
    return found[0]
