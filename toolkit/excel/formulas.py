"""Shared formulas: the first cell spells one for all, so when it is overwritten the others need their own."""

import re
from dataclasses import dataclass
from html import escape, unescape

from openpyxl.formula.translate import Translator

from toolkit.excel.grammar import attributes


@dataclass(frozen=True, slots=True)
class Shared:
    """A formula as its first cell spells it, and that cell's address."""

    formula: str
    origin: str


def shared_by(found: re.Match[bytes], address: str) -> dict[bytes, Shared]:
    """Return the formula by its shared index where a formula element spells it for others, else nothing."""
    at = attributes(found["attributes"])
    if at.get(b"t") != b"shared" or not found["inner"]:
        return {}
    return {at[b"si"]: Shared(unescape(found["inner"].decode()), address)}


def moved(shared: Shared, address: str, prefix: bytes) -> bytes:
    """Spell the formula as an element of its own for another cell, its relative references moved along."""
    formula = Translator(f"={shared.formula}", origin=shared.origin).translate_formula(address)
    return b"<%bf>%b</%bf>" % (prefix, escape(formula[1:], quote=False).encode("ascii", "xmlcharrefreplace"), prefix)
