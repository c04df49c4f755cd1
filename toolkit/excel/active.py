"""What of a workbook can do something by itself: macros, and links that start other programs (DDE, OLE).

Nothing of it is ever run or followed here. It is looked for so that a person hears of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from toolkit.errors import CorruptWorkbook
from toolkit.excel.grammar import as_utf8
from toolkit.excel.markup import Relationship, relationships, starts
from toolkit.excel.package import Package, Part
from toolkit.excel.workbook import Workbook, Worksheet

MACRO_SUFFIXES = (".xlsm", ".xltm", ".xlam")
"""What the names of workbooks end with that are known to have macros."""

_CONTENT_TYPES = "[Content_Types].xml"
_MACRO_TYPES = (
    "application/vnd.ms-office.vbaproject",
    "application/vnd.ms-excel.macrosheet+xml",
    "application/vnd.ms-excel.intlmacrosheet+xml",
)
_MACRO_ARROWS = ("vbaProject", "xlMacrosheet", "xlIntlMacrosheet")
_MACRO_NAMES = re.compile(r"(?:^|/)vbaproject\.bin$|(?:^|/)macrosheets/[^/]+$", re.IGNORECASE)
_DDE = re.compile(rb"(?:^|[=(,+*/&;-])\s*([A-Za-z]\w*\|(?:'[^'<]*'|[^'!<]*)![^<]*|DDE\([^<]*)")
_TEXTS = re.compile(rb"<(?:\w+:)?(?:f|definedName)(?:\s[^<>]*)?>([^<]*)<")
_LONGEST = 80
_FORMULA = 9_000
"""More than the 8,192 characters that Excel allows."""


@dataclass(frozen=True, slots=True)
class Active:
    """The parts that hold macros, by name, and what each link would start or ask, such as `cmd /C calc`."""

    macros: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def active_content(workbook: Workbook, sheets: Iterable[Worksheet]) -> Active:
    """Find macros (VBA, and sheets of Excel 4) and links of DDE and OLE.

    `sheets` are those whose formulas are looked through for links as well. Raises what reading rows raises.
    """
    if not workbook.sheets:
        return Active()
    package = workbook.sheets[0].part.package
    parts = (package.part(_main(package)), *(sheet.part for sheet in sheets))
    found = chain(_linked(package), *map(_of_formulas, parts))
    return Active(macros_of(package), tuple(dict.fromkeys(found)))


def hides_macros(workbook: Workbook) -> bool:
    """Tell whether a workbook has macros although its name does not say so."""
    listed = macros_of(workbook.sheets[0].part.package) if workbook.sheets else ()
    return bool(listed) and workbook.path.suffix.lower() not in MACRO_SUFFIXES


def macros_of(package: Package) -> tuple[str, ...]:
    """Return the names of the parts that hold macros, however they are named and wherever they are said to be."""
    types = _types(package)
    pointed = {arrow.target.lower() for arrow in _main_arrows(package) if arrow.type in _MACRO_ARROWS}
    return tuple(
        info.filename
        for name, info in sorted(package.members.items())
        if name in pointed or _MACRO_NAMES.search(name) or types(name) in _MACRO_TYPES
    )


class _Types:
    """The content types of parts, by name, else by extension."""

    def __init__(self, named: Mapping[str, str], extensions: Mapping[str, str]) -> None:
        self._named = named
        self._extensions = extensions

    def __call__(self, name: str) -> str:
        return self._named.get(name) or self._extensions.get(name.rpartition(".")[2], "")


def _types(package: Package) -> _Types:
    named: dict[str, str] = {}
    extensions: dict[str, str] = {}
    if _CONTENT_TYPES in package:
        for _parent, element, at in starts(package.part(_CONTENT_TYPES)):
            kind = at.get("ContentType", "").lower()
            if element == "Override":
                named[at.get("PartName", "").lstrip("/").lower()] = kind
            elif element == "Default":
                extensions[at.get("Extension", "").lower()] = kind
    return _Types(named, extensions)


def _main(package: Package) -> str:
    return next((arrow.target for arrow in relationships(package, "") if arrow.type == "officeDocument"), "")


def _main_arrows(package: Package) -> tuple[Relationship, ...]:
    return relationships(package, _main(package))


def _linked(package: Package) -> Iterator[str]:
    for arrow in _main_arrows(package):
        if arrow.type == "externalLink" and not arrow.external and arrow.target in package:
            # A part that is damaged does not keep a workbook from being read: nothing of it is used.
            with suppress(CorruptWorkbook):
                yield from _of_link(package, arrow.target)


def _of_link(package: Package, name: str) -> Iterator[str]:
    targets = {arrow.id: arrow.target for arrow in relationships(package, name)}
    for _parent, element, at in starts(package.part(name)):
        if element == "ddeLink":
            yield _shown(f"{at.get('ddeService', '')} {at.get('ddeTopic', '')}")
        elif element == "oleLink":
            yield _shown(f"{at.get('progId', '')} {targets.get(at.get('id', ''), '')}")


def _of_formulas(part: Part) -> Iterator[str]:
    """Yield the links in formulas and in defined names: a program, a bar, a topic, as in `cmd|'/C calc'!A0`."""
    for xml in _pieces(part):
        if b"|" in xml or b"DDE(" in xml:
            for text in _TEXTS.finditer(xml):
                if (found := _DDE.search(text[1].replace(b"&apos;", b"'"))) is not None:
                    yield _shown(found[1].decode(errors="replace"))


def _pieces(part: Part) -> Iterator[bytes]:
    """Yield a part in pieces that overlap by more than a formula is long; one in UTF-16 at once."""
    chunks = part.chunks()
    last = next(chunks, b"")
    if b"\0" in last[:4]:
        yield as_utf8(last + b"".join(chunks))
        return
    for chunk in chunks:
        yield last
        last = last[-_FORMULA:] + chunk
    yield last


def _shown(text: str) -> str:
    clean = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}…"
