"""Reading the rows of a sheet: us, and an expat pass over the same part that only counts its cells."""

import zipfile
from pathlib import Path
from xml.parsers import expat

from measure import run_case, timed


def ours(arguments: list[str]) -> float:
    """Open the workbook and read each row of its first sheet: address, type, exact text, number format, flags."""
    from toolkit.excel.workbook import open_workbook

    def work() -> None:
        cells = sum(len(row.cells) for row in open_workbook(Path(arguments[0])).sheets[0].rows())
        assert cells > 0

    return timed(work)


def counted(arguments: list[str]) -> float:
    """Unpack the same sheet and its texts, and count the cells: no value is looked at."""
    counts = {"c": 0, "si": 0}

    def started(name: str, _attributes: dict[str, str]) -> None:
        if name in counts:
            counts[name] += 1

    def work() -> None:
        with zipfile.ZipFile(arguments[0]) as archive:
            for part in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
                parser = expat.ParserCreate()
                parser.StartElementHandler = started
                with archive.open(part) as stream:
                    parser.ParseFile(stream)
        assert counts["c"] > 0

    return timed(work)


if __name__ == "__main__":
    run_case({"ours": ours, "counted": counted})
