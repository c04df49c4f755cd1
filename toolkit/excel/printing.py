"""On paper: a sheet in landscape, one page wide, its header on every page."""

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.excel import looks
from toolkit.excel.layout import HEADER_ROW


def print_wide(sheet: Worksheet, title: str) -> None:
    """Print a table in landscape on A4, one page wide, with its title and the number of the page at the foot."""
    sheet.page_margins = looks.MARGINS
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    footer = HeaderFooterItem()
    footer.left.text = title
    footer.right.text = "&P / &N"
    sheet.HeaderFooter.oddFooter = footer
