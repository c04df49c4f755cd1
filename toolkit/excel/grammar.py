"""The XML of a sheet part as bytes: where its rows and cells begin and end, so that all else can stay as it is.

Patterns over bytes, not a parser: what is not touched must keep its exact spelling. Comments and CDATA sections are
stepped over as a whole, and quoted attribute values may hold any `>`. The parts of a workbook are UTF-8 or
UTF-16 (ECMA-376 part 2, M1.17) and have no DTD (M1.18), so nothing else can hide a tag.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_PREFIX = rb"(?:[^\s<>/:\"'=]+:)?"
ATTRIBUTES = rb"(?:\s(?:[^>\"'/]|\"[^\"]*\"|'[^']*'|/(?!>))*+)?"
SKIPPED = rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>"

_ATTRIBUTE = re.compile(rb"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_START = re.compile(rb"%b|<(?P<prefix>%b)sheetData%b/?>" % (SKIPPED, _PREFIX, ATTRIBUTES), re.DOTALL)
_DECLARATION = re.compile(r"^\ufeff?(?:<\?xml.*?\?>)?", re.DOTALL)
_UTF16 = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))


MAIN_NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of a part whose elements carry `prefix`, colon included, or none.

    A match has the groups `attributes` and `inner`, the latter `None` for an element without content. A match without
    `attributes` is a comment or a CDATA section, or, of `row`, the end tag of all rows in the group `end`.
    """

    prefix: bytes
    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    column: re.Pattern[bytes]
    dimension: re.Pattern[bytes]


@lru_cache
def grammar(prefix: bytes) -> Grammar:
    """Return the patterns for a prefix."""
    end = rb"(?P<end></%bsheetData\s*>)" % re.escape(prefix)
    return Grammar(
        prefix,
        row=_pattern(_element(prefix, b"row"), end),
        cell=_pattern(_element(prefix, b"c")),
        formula=_pattern(_element(prefix, b"f")),
        column=_pattern(_element(prefix, b"col")),
        dimension=_pattern(_element(prefix, b"dimension")),
    )


def _pattern(*wanted: bytes) -> re.Pattern[bytes]:
    return re.compile(b"|".join((SKIPPED, *wanted)), re.DOTALL)


def _element(prefix: bytes, name: bytes) -> bytes:
    """Return the pattern of a whole element that holds no other of its own name."""
    tag = re.escape(prefix + name)
    inner = rb"(?P<inner>[^<]*+(?:(?:%b|<(?!/%b\s*>))[^<]*+)*+)" % (SKIPPED, tag)
    return rb"<%b(?P<attributes>%b)(?:/>|>%b</%b\s*>)" % (tag, ATTRIBUTES, inner, tag)


def find_rows(part: bytes) -> re.Match[bytes] | None:
    """Return the start tag of `sheetData`, its prefix in the group `prefix`; `None` in a part without rows."""
    return next((found for found in _START.finditer(part) if found["prefix"] is not None), None)


def attributes(text: bytes) -> dict[bytes, bytes]:
    """Return the attributes of a tag, as spelt."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(text)}


def as_utf8(part: bytes) -> bytes:
    """Return a part in UTF-8; one that is in UTF-16 is spelt anew, any other is returned as it is."""
    for mark, encoding in _UTF16:
        if part.startswith(mark):
            text = _DECLARATION.sub("", part.decode(encoding), count=1)
            return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}'.encode()
    return part
