"""XML that nobody can be hurt by: streamed through expat, without DTDs, entities or depth without end."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from toolkit.errors import NotAStatement
from toolkit.language import _

_DEEPEST = 64
_CHUNK = 1 << 16


@dataclass(slots=True)
class Node:
    """An element: its name without namespace, its attributes, its text and its children, and where it starts."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, path: str) -> Iterator["Node"]:
        """Yield the elements at a path such as `Refs/EndToEndId`."""
        first, _, rest = path.partition("/")
        for child in self.children:
            if child.name == first:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def find(self, *paths: str) -> str:
        """Return the first text at one of the paths, empty where there is none."""
        texts = (node.text.strip() for path in paths for node in self.all(path))
        return next((text for text in texts if text), "")


class _Builder:
    """Elements on their way; those that are taken leave the tree when they end, so that it stays small."""

    def __init__(self, taken: frozenset[str]) -> None:
        self._taken = taken
        self._open: list[Node] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self.ended: list[Node] = []

    def feed(self, chunk: bytes, *, last: bool) -> None:
        """Parse a piece. Raises `NotAStatement`."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise NotAStatement(
                _("its XML breaks off in line {line} ({error})").format(line=error.lineno, error=error)
            ) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise NotAStatement(_("its XML is nested more than {deepest} deep").format(deepest=_DEEPEST))
        node = Node(name.rpartition(" ")[2], attributes, self._parser.CurrentLineNumber)
        if self._open and node.name not in self._taken:
            self._open[-1].children.append(node)
        self._open.append(node)

    def _end(self, name: str) -> None:
        del name
        node = self._open.pop()
        if node.name in self._taken:
            self.ended.append(node)

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text

    def _doctype(self, name: str, system: str | None, public: str | None, subset: int) -> None:  # noqa: ARG002 - expat's
        raise NotAStatement(_("its XML has a document type (DTD), which no statement needs"))


def elements(content: bytes, taken: frozenset[str]) -> Iterator[Node]:
    """Yield every element of the names in `taken` as it ends, without those that it held itself.

    Raises `NotAStatement` for XML that is broken, too deep, or has a document type.
    """
    builder = _Builder(taken)
    for start in range(0, len(content), _CHUNK):
        builder.feed(content[start : start + _CHUNK], last=False)
        yield from builder.ended
        builder.ended.clear()
    builder.feed(b"", last=True)
    yield from builder.ended
