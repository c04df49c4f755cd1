"""Looks: one set of fonts, fills and protections for every sheet we write."""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.page import PageMargins

FONT_NAME = "Calibri"

PLAIN = Font(name=FONT_NAME, size=11)
BOLD = Font(name=FONT_NAME, size=11, bold=True)
WHITE_BOLD = Font(name=FONT_NAME, size=11, bold=True, color="FFFFFFFF")
GREY = Font(name=FONT_NAME, size=11, color="FF6B7280")
GREY_BOLD = Font(name=FONT_NAME, size=11, bold=True, italic=True, color="FF374151")
TITLE = Font(name=FONT_NAME, size=18, bold=True, color="FF1F3A5F")
SECTION = Font(name=FONT_NAME, size=12, bold=True, color="FF1F3A5F")
LINK = Font(name=FONT_NAME, size=11, color="FF1F5FBF", underline="single")
STRUCK = Font(strike=True, color="FFB42318")
SAID = Font(color="FF111827")
SAID_LOUDLY = Font(bold=True, color="FF111827")
PALE = Font(color="FF9CA3AF")

OPEN = Protection(locked=False)

WRAPPED = Alignment(vertical="top", wrap_text=True)
HEADER = Alignment(vertical="center", wrap_text=True)
TOP = Alignment(vertical="top")
MIDDLE = Alignment(vertical="top", horizontal="center")

_LINE = Side(style="thin", color="FFB8C1CC")
FRAMED = Border(left=_LINE, right=_LINE, bottom=_LINE)

MARGINS = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=f"FF{colour}", end_color=f"FF{colour}")


REQUIRED_FILL = _fill("1F3A5F")
"""The header of a column that a new record must have."""
OPTIONAL_FILL = _fill("D6E4F2")
"""The header of a column that may stay empty."""
SHOWN_FILL = _fill("C5CAD3")
"""The header of a column that is only shown, or written for the user: darker than the others in greyscale, too."""
QUIET_FILL = _fill("F3F4F6")
"""The cells of such a column."""
GOOD_FILL = _fill("D9F2E0")
WARNING_FILL = _fill("FFF1CC")
BAD_FILL = _fill("FBD9D7")
