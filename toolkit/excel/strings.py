"""Texts of a workbook: the shared strings, and the escapes that any text may hold."""

import re
from xml.parsers import expat

from toolkit.excel.markup import feed, local, parser_for
from toolkit.excel.package import Part
from toolkit.excel.shortcut import CHARACTERS, chunks_around
from toolkit.language import _

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_PLAIN = re.compile(rf'<si><t(?: xml:space="preserve")?>({CHARACTERS})</t>')
_LONE = re.compile("[\ud800-\udfff]")


def unescape(text: str) -> str:
    """Decode `_xHHHH_`, a UTF-16 code unit (ECMA-376 part 1, ST_Xstring); `_x005F_x000D_` is the text `_x000D_`.

    A lone surrogate, which no text may hold, becomes U+FFFD.
    """
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    paired = _SURROGATES.sub(lambda match: match[0].encode("utf-16", "surrogatepass").decode("utf-16"), decoded)
    return _LONE.sub("\ufffd", paired)


def read_strings(part: Part) -> list[str]:
    """Read the shared strings in order: rich runs joined, phonetic guides left out."""
    parser = parser_for(part)
    reader = _Strings(part, parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    for _chunk in feed(parser, part, chunks_around(part, reader)):
        pass
    return reader.texts


class _Strings:
    """Gathers `<si><t>` and `<si><r><t>`; everything else, `<rPh><t>` among it, is skipped."""

    end_tag = b"</si>"

    def __init__(self, part: Part, parser: expat.XMLParserType) -> None:
        self.texts: list[str] = []
        self.left_at = -1
        self._parser = parser
        self._part = part
        self._limits = part.limits
        self._path: list[str] = []
        self._pieces: list[str] = []
        self._length = 0
        self._taking = False

    def take(self, piece: bytes) -> bool:
        """Read a text that is spelt plainly; `False` where it is not."""
        try:
            plain = _PLAIN.fullmatch(piece.decode())
        except UnicodeDecodeError:
            return False
        if plain is None or len(plain[1]) > self._limits.text:
            return False
        self._add(plain[1])
        return True

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._path) >= self._limits.depth:
            what = _("levels of elements in its part {part}").format(part=self._part.name)
            raise self._part.too_large(what, len(self._path) + 1, self._limits.depth)
        self._path.append(local(name))
        self._taking = self._path[1:] in (["si", "t"], ["si", "r", "t"])

    def characters(self, text: str) -> None:
        if self._taking:
            self._pieces.append(text)
            self._length += len(text)
            if self._length > self._limits.text:
                raise self._part.too_large(_("characters in one cell"), self._length, self._limits.text)

    def end(self, _name: str) -> None:
        self._taking = False
        if self._path[1:] == ["si"]:
            self.left_at = self._parser.CurrentByteIndex
            self._add("".join(self._pieces))
            self._pieces.clear()
            self._length = 0
        self._path.pop()

    def _add(self, text: str) -> None:
        if len(self.texts) >= self._limits.cells:
            raise self._part.too_large(_("shared texts"), len(self.texts) + 1, self._limits.cells)
        self.texts.append(unescape(text))
