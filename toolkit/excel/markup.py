"""The XML of a part: streamed, without DTD, in UTF-8 or UTF-16, of bounded depth, by local names.

Local names make the strict and the transitional namespaces of ECMA-376, and any prefix, read alike.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from toolkit.errors import CorruptWorkbook
from toolkit.excel.package import Package, Part, resolve
from toolkit.language import _

# Expat before 2.6 scans an unfinished tag again with every chunk (CVE-2023-52425); no tag of a workbook is this long.
_LONGEST_TAG = 1 << 20
_ENCODINGS = ("UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII")


class Start(NamedTuple):
    """The start of an element: its parent's local name ("" for the root), its own, and its attributes by local name."""

    parent: str
    name: str
    attributes: Mapping[str, str]


class Relationship(NamedTuple):
    """An arrow from one part to another: its id, the last word of its type, and the name of the part it points to.

    An external one points out of the package, as hyperlinks and linked workbooks do.
    """

    id: str
    type: str
    target: str
    external: bool


def local(name: str) -> str:
    """Return a qualified name without its prefix."""
    return name.rpartition(":")[2]


def parser_for(part: Part) -> expat.XMLParserType:
    """Make a parser that refuses a DTD (rule M1.18) and encodings other than UTF-8 and UTF-16 (rule M1.17)."""

    def refuse_dtd(*_told: object) -> None:
        raise part.damaged(_("there is a document type declaration, which workbooks never have"))

    def check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() not in _ENCODINGS:
            raise part.damaged(
                _("the encoding is {encoding}, and only UTF-8 and UTF-16 are allowed").format(encoding=encoding)
            )

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartDoctypeDeclHandler = refuse_dtd
    parser.XmlDeclHandler = check_encoding
    return parser


def feed(parser: expat.XMLParserType, part: Part, chunks: Iterable[bytes]) -> Iterator[None]:
    """Feed a part to its parser, pausing after every chunk. Raises `CorruptWorkbook` for malformed XML."""
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - the parser takes it by position only
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise part.damaged(_("a tag never ends"))
            yield
        parser.Parse(b"", True)  # noqa: FBT003 - as above
        yield
    except expat.ExpatError as error:
        # Without its line and column: the parser may not have seen all that stands before.
        raise part.damaged(
            _("the XML breaks off or is malformed ({error})").format(error=expat.ErrorString(error.code))
        ) from error
    except UnicodeError as error:
        raise part.damaged(_("the XML breaks off or is malformed ({error})").format(error=error)) from error


def starts(part: Part) -> Iterator[Start]:
    """Yield the start of every element of a part in order."""
    return starts_in(part, part.chunks())


def starts_in(part: Part, chunks: Iterable[bytes]) -> Iterator[Start]:
    """Yield the start of every element of some XML that was taken from a part."""
    found: list[Start] = []
    open_names = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_names) > part.limits.depth:
            raise part.too_large(
                _("levels of elements in its part {part}").format(part=part.name), len(open_names), part.limits.depth
            )
        found.append(Start(open_names[-1], local(name), {local(key): value for key, value in attributes.items()}))
        open_names.append(local(name))

    def end(_name: str) -> None:
        open_names.pop()

    parser = parser_for(part)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    for _chunk in feed(parser, part, chunks):
        yield from found
        found.clear()


def arrows_of(source: str) -> str:
    """Return the name of the part that holds a part's relationships."""
    folder, _slash, file = source.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def relationships(package: Package, source: str) -> tuple[Relationship, ...]:
    """Read where a part's relationships point, `""` being the package itself; without a relationships part, nowhere.

    Raises `WorkbookTooLarge` if there are more than parts are allowed.
    """
    name = arrows_of(source)
    if name not in package:
        return ()
    part = package.part(name)
    arrows = []
    for _parent, element, at in starts(part):
        if element == "Relationship":
            arrows.append(relationship(source, at))
        if len(arrows) > part.limits.parts:
            raise part.too_large(
                _("relationships in its part {part}").format(part=part.name), len(arrows), part.limits.parts
            )
    return tuple(arrows)


def relationship(source: str, attributes: Mapping[str, str]) -> Relationship:
    """Return what one element of a relationships part says."""
    return Relationship(
        attributes.get("Id", ""),
        attributes.get("Type", "").rpartition("/")[2],
        resolve(source, attributes.get("Target", "")),
        attributes.get("TargetMode") == "External",
    )


def follow(package: Package, arrow: Relationship) -> Part:
    """Return the part that a relationship points to. Raises `CorruptWorkbook` if it points out of the file."""
    if arrow.external:
        raise CorruptWorkbook(package.path, _("its {type} lies outside the file").format(type=arrow.type))
    return package.part(arrow.target)
