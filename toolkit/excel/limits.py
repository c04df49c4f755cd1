"""How large a workbook may be before it is refused."""

from dataclasses import dataclass

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one workbook; a breach raises `WorkbookTooLarge` and names the bound.

    Sizes are bytes; a sheet of 1,048,575 rows and twelve columns, all that Excel can hold, is within them. Real
    workbooks unpack to about eight times their size, the widest known to seventy times: `ratio` counts for parts that
    unpack to more than `ratio_from`, and `large_ratio` for those of more than `large`, so that only a file that is
    large itself can unpack to something large. `rows`, `cells` (those that hold something) and `text` (characters of
    one cell, Excel's own bound) count in each sheet.
    """

    packed: int = 150 * _MEGABYTE
    unpacked: int = 1_500 * _MEGABYTE
    part: int = 1_000 * _MEGABYTE
    ratio: int = 200
    ratio_from: int = 10 * _MEGABYTE
    large: int = 100 * _MEGABYTE
    large_ratio: int = 40
    parts: int = 2_000
    sheets: int = 100
    rows: int = 1_048_576
    cells: int = 20_000_000
    text: int = 32_767
    depth: int = 64
