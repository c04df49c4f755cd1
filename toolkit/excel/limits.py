"""How large a workbook may be before it is refused."""

from dataclasses import dataclass

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one workbook; a breach raises `WorkbookTooLarge` and names the bound.

    Sizes are bytes. Real workbooks unpack to about eight times their size, the widest known to seventy times;
    `ratio` counts only for parts that unpack to more than `ratio_from`. `rows`, `cells` (those that hold
    something) and `text` (characters of one cell, Excel's own bound) count in each sheet.
    """

    packed: int = 50 * _MEGABYTE
    unpacked: int = 500 * _MEGABYTE
    part: int = 200 * _MEGABYTE
    ratio: int = 200
    ratio_from: int = 10 * _MEGABYTE
    parts: int = 2_000
    sheets: int = 100
    rows: int = 500_000
    cells: int = 5_000_000
    text: int = 32_767
    depth: int = 64
