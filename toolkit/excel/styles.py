"""Number formats of a workbook: what each cell style makes of a number (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

import re
from datetime import date

from toolkit.entities.cell import NumberFormat, Shape
from toolkit.entities.number_format import TOKEN, sections
from toolkit.excel.markup import starts
from toolkit.excel.package import Part
from toolkit.language import _

# Ids below 164 have their code by definition. The gaps are codes that depend on the language; of those, 27 to 36
# and 50 to 58 are East Asian dates, and 71 to 77 and 81 Thai dates.
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    67: "0%",
    68: "0.00%",
    78: "mm:ss",
    79: "[h]:mm:ss",
    80: "mm:ss.0",
    **dict.fromkeys((*range(27, 37), *range(50, 59), *range(71, 78), 81), "yyyy-mm-dd"),
}

_SCALING = re.compile("0(?P<commas>,+)(?![0,])")


def shape_of(code: str) -> Shape:
    """Return what a number format code makes of a number.

    Of its sections the first without a condition decides. A section with digit placeholders shows
    a plain number, whatever letters some writer forgot to quote, as in `0 USD`.
    """
    parts = [section.kinds for section in sections(code)]
    kinds = next((kinds for kinds in parts if "condition" not in kinds), parts[0])
    if "text" in kinds:
        return Shape.TEXT
    if "percent" in kinds:
        return Shape.PERCENT
    if "elapsed" in kinds:
        return Shape.DURATION
    if "digit" not in kinds and kinds & {"moment", "fraction", "noon"}:
        return Shape.DATE
    return Shape.GENERAL


def thousands_of(code: str) -> int:
    """Return how often a number format code divides by 1000: once for each comma behind its last whole digit.

    Its first section decides, as that is the one for what is above zero.
    """
    marks = ""
    for match in TOKEN.finditer(code):
        if match.lastgroup == "split":
            break
        if match.lastgroup == "digit":
            marks += "0"
        elif match.lastgroup == "other" and match[0] in ",.":
            marks += match[0]
        else:
            marks += " "
    found = _SCALING.search(marks)
    return len(found["commas"]) if found else 0


def read_formats(part: Part, epoch: date) -> tuple[NumberFormat, ...]:
    """Read the number format of each cell style, in the order that `s` of a cell counts them.

    Styles of one code share one object. Raises `CorruptWorkbook` for ids that are no numbers.
    """
    codes = dict(_BUILT_IN)
    formats: dict[str, NumberFormat] = {}
    styles = []
    for parent, name, attributes in starts(part):
        if (parent, name) == ("numFmts", "numFmt"):
            codes[_id(part, attributes.get("numFmtId", ""))] = attributes.get("formatCode", "General")
        elif (parent, name) == ("cellXfs", "xf"):
            code = codes.get(_id(part, attributes.get("numFmtId", "0")), "General")
            if code not in formats:
                formats[code] = NumberFormat(code, shape_of(code), epoch, thousands_of(code))
            styles.append(formats[code])
    return tuple(styles)


def _id(part: Part, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise part.damaged(_("the number format id {text!r} is no number").format(text=text)) from error
