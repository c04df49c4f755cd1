"""On paper: a sheet in landscape, as many pages wide as stay readable, its header on every page."""

from math import ceil

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.excel import looks

_READABLE = 280
"""Characters on a line of A4 in landscape when they are printed as small as can still be read."""


def print_wide(sheet: Worksheet, title: str, width: float, above: str, kept: str = "") -> None:
    """Print a table of a width in characters in landscape on A4, its title and the number of the page at the foot.

    The rows `above`, such as 1:1, come again on every page. What does not fit one page goes on beside it; `kept` are
    columns, such as A:B, that each of the pages repeats.
    """
    pages = ceil(width / _READABLE)
    sheet.page_margins = looks.MARGINS
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = pages
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = above
    if kept and pages > 1:
        sheet.print_title_cols = kept
        sheet.page_setup.pageOrder = "overThenDown"
    footer = HeaderFooterItem()
    footer.left.text = title
    footer.right.text = "&P / &N"
    sheet.HeaderFooter.oddFooter = footer
