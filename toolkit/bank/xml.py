"""XML that nobody can be hurt by: streamed through expat, without DTDs, entities or depth without end."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from toolkit.bank.text import decode
from toolkit.errors import NotAStatement
from toolkit.language import _

_DEEPEST = 64
_CHUNK = 1 << 16
_MOST_DOCUMENTS = 1_000
_BLANK = b"\xef\xbb\xbf \t\r\n"


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
        return next(self.texts(*paths), "")

    def texts(self, *paths: str) -> Iterator[str]:
        """Yield every text at the paths, in their order."""
        texts = (node.text.strip() for path in paths for node in self.all(path))
        return (text for text in texts if text)


class _Builder:
    """Elements on their way; those that are taken leave the tree when they end, so that it stays small."""

    def __init__(self, taken: frozenset[str], encoding: str | None, lines: int) -> None:
        self._taken = taken
        self._lines = lines
        self._open: list[Node] = []
        self._closed = False
        self._parser = expat.ParserCreate(encoding, " ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self.ended: list[Node] = []

    def feed(self, chunk: bytes, *, last: bool) -> int | None:
        """Parse a piece, and return where the next document begins, if one does. Raises `NotAStatement`."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            if self._closed:
                return self._parser.ErrorByteIndex
            raise NotAStatement(
                _("its XML breaks off in line {line} ({error})").format(line=self._lines + error.lineno, error=error)
            ) from None
        except (LookupError, ValueError):
            # What expat does not know, Python is asked for, and that takes sets of one byte a character alone.
            raise NotAStatement(
                _(
                    "its XML is in an encoding that cannot be read as it is; --encoding tells one that can, or save it "
                    "as UTF-8"
                )
            ) from None
        return None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise NotAStatement(_("its XML is nested more than {deepest} deep").format(deepest=_DEEPEST))
        node = Node(name.rpartition(" ")[2], attributes, self._lines + self._parser.CurrentLineNumber)
        if self._open and node.name not in self._taken:
            self._open[-1].children.append(node)
        self._open.append(node)

    def _end(self, name: str) -> None:
        del name
        node = self._open.pop()
        self._closed = not self._open
        if node.name in self._taken:
            self.ended.append(node)

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text

    def _doctype(self, name: str, system: str | None, public: str | None, subset: int) -> None:  # noqa: ARG002 - expat's
        raise NotAStatement(_("its XML has a document type (DTD), which no statement needs"))


def elements(content: bytes, taken: frozenset[str], encoding: str | None = None) -> Iterator[Node]:
    """Yield every element of the names in `taken` as it ends, without those that it held itself.

    `encoding` is obeyed whatever the XML itself declares. Documents that follow each other are read one after the
    other. Raises `NotAStatement` for XML that is broken, too deep, in an encoding that cannot be read, or has a
    document type, and for what stands behind a document and is none; `UnknownEncoding`.
    """
    if encoding is not None:
        content, encoding = decode(content, encoding).text.lstrip("\ufeff").encode("utf-8", "replace"), "utf-8"
    start = len(content) - len(content.lstrip(_BLANK))
    for _number in range(_MOST_DOCUMENTS):
        following = yield from _document_of(content, start, taken, encoding)
        if following is None:
            return
        start = following
    raise NotAStatement(_("it has more than {most:,} XML documents").format(most=_MOST_DOCUMENTS))


def _document_of(
    content: bytes, start: int, taken: frozenset[str], encoding: str | None
) -> Generator[Node, None, int | None]:
    """Yield the elements of one document, and return where the next one begins."""
    lines = content.count(b"\n", 0, start)
    builder = _Builder(taken, encoding, lines)
    for at in range(start, len(content) + _CHUNK, _CHUNK):
        following = builder.feed(content[at : at + _CHUNK], last=at >= len(content))
        yield from builder.ended
        builder.ended.clear()
        if following is not None:
            return _next_document(content, start + following)
    return None


def _next_document(content: bytes, at: int) -> int:
    """Return where the next document begins, behind blanks and marks. Raises `NotAStatement` if it is no XML."""
    rest = content[at : at + _CHUNK].lstrip(_BLANK)
    if not rest.startswith(b"<"):
        line = content.count(b"\n", 0, at) + 1
        raise NotAStatement(_("behind its XML, in line {line}, stands what is none").format(line=line))
    return content.index(b"<", at)
