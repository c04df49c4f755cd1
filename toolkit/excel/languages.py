"""The languages that a workbook says it is in: there is no one place for that, only traces."""

import re
from collections.abc import Iterable

from toolkit.entities.cell import NumberFormat
from toolkit.excel.markup import feed, local, parser_for
from toolkit.excel.package import Part
from toolkit.language import _

_LOCALE = re.compile(r"\[\$-([0-9A-Fa-f]{1,8})\]")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?P<country>[A-Za-z]{2}))?")
_LONGEST = 64

# Windows language identifiers (MS-LCID) as number formats spell them. American English is not among them: Excel writes
# it into formats of workbooks in every language.
_IDENTIFIERS = {
    0x0405: "cs-CZ",
    0x0406: "da-DK",
    0x0407: "de-DE",
    0x0807: "de-CH",
    0x0C07: "de-AT",
    0x0809: "en-GB",
    0x040A: "es-ES",
    0x0C0A: "es-ES",
    0x0425: "et-EE",
    0x040B: "fi-FI",
    0x080C: "fr-BE",
    0x040C: "fr-FR",
    0x0410: "it-IT",
    0x0427: "lt-LT",
    0x0426: "lv-LV",
    0x0414: "nb-NO",
    0x0413: "nl-NL",
    0x0415: "pl-PL",
    0x0816: "pt-PT",
    0x041D: "sv-SE",
    0x081D: "sv-FI",
}


def languages_of_formats(formats: Iterable[NumberFormat]) -> frozenset[str]:
    """Return the languages that number formats name, such as `[$-41D]`; a currency in a format names none."""
    spelt = (match[1] for each in formats for match in _LOCALE.finditer(each.code))
    return frozenset(
        language for identifier in spelt if (language := _IDENTIFIERS.get(int(identifier, 16) & 0xFFFF)) is not None
    )


def language_of_properties(part: Part) -> frozenset[str]:
    """Return the language of the document's properties (Dublin Core `language`), as LibreOffice writes it."""
    pieces: list[str] = []
    depth: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if len(depth) > part.limits.depth:
            raise part.too_large(
                _("levels of elements in its part {part}").format(part=part.name), len(depth), part.limits.depth
            )
        depth.append(local(name))

    def end(_name: str) -> None:
        depth.pop()

    def characters(text: str) -> None:
        if depth[1:] == ["language"] and len(pieces) < _LONGEST:
            pieces.append(text[:_LONGEST])

    parser = parser_for(part)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    for _chunk in feed(parser, part, part.chunks()):
        pass
    match = _TAG.fullmatch("".join(pieces).strip())
    if match is None:
        return frozenset()
    language = match[0].split("-")[0].lower()
    return frozenset({f"{language}-{match['country'].upper()}" if match["country"] else language})
