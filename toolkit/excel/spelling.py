"""Cells as XML text (ECMA-376 part 1, 18.3.1.4): what is poured into a sheet, exact and never a formula."""

import re
from datetime import date, datetime, time

from toolkit.entities.kinds import Content

CELL_LIMIT = 32_767
"""UTF-16 units that Excel keeps in one cell."""

_FIRST_SERIAL_DAY = date(1900, 3, 1)
"""Before it, Excel's calendar has a day that never was, so earlier days are written as text in ISO order."""

_EPOCH = date(1899, 12, 30).toordinal()
_DAY_SECONDS = 86_400

_SPECIAL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")


def escape(text: str) -> str:
    """Write text as XML characters.

    What XML 1.0 cannot hold, and the carriage return that its parsers would change, becomes `_xHHHH_`
    (ECMA-376 part 1, 22.9.2.19, ST_Xstring); text that looks like such an escape is escaped itself.
    """
    if not text.isprintable() or "_x" in text:
        text = _SPECIAL.sub(_replacement, text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _replacement(match: re.Match[str]) -> str:
    found = match.group()
    return "_x005F_x" if found == "_x" else f"_x{ord(found):04X}_"


def fitted(text: str) -> str:
    """Cut text to what one cell holds; a character beyond the basic plane counts as two."""
    if len(text) * 2 <= CELL_LIMIT:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= CELL_LIMIT * 2:
        return text
    return units[: CELL_LIMIT * 2].decode("utf-16-le", "ignore")


def serial(day: date) -> str:
    """Return the serial number of a day, or of a date and time without zone, in the calendar that starts in 1900."""
    whole = day.toordinal() - _EPOCH
    if not isinstance(day, datetime) or day.time() == time():
        return str(whole)
    seconds = day.hour * 3600 + day.minute * 60 + day.second
    return repr(whole + seconds / _DAY_SECONDS)


def text_cell(style: int, text: str) -> str:
    """Spell a text cell as an inline string: nothing in it can become a formula. No text at all is no cell."""
    if not text:
        return ""
    return f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(fitted(text))}</t></is></c>'


def _date_cell(style: int, day: date) -> str:
    if (day.date() if isinstance(day, datetime) else day) < _FIRST_SERIAL_DAY:
        return text_cell(style, day.isoformat())
    return f'" s="{style}"><v>{serial(day)}</v></c>'


def cell(style: int, content: Content) -> str:
    """Spell any content: what follows `<c r="B7` up to and with `</c>`, or nothing for an empty text."""
    match content:
        case str():
            return text_cell(style, content)
        case bool():
            return f'" s="{style}" t="b"><v>{int(content)}</v></c>'
        case date():
            return _date_cell(style, content)
        case _:
            return f'" s="{style}"><v>{content}</v></c>'
