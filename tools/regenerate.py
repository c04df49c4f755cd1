"""Write what is generated anew: `python tools/regenerate.py catalogues templates docs expected`.

`samples` makes the workbooks of samples/ anew too, which changes their bytes each time; the others change only what
is no longer current. Tests hold what is committed against what these functions give, so that nothing goes stale.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from catalogues import write_catalogues
from commands_page import command_table, commands_page
from operations_page import operations_page
from sample_stories import write_expected, write_samples

from toolkit.entities import ENTITIES
from toolkit.excel.template import write_templates
from toolkit.reports.entities import markdown

ROOT = Path(__file__).parents[1]


def documents() -> Mapping[Path, str]:
    """Return the text of every generated page, by its path."""
    readme, page = ROOT / "README.md", markdown(ENTITIES)
    table = page.partition("\n## ")[0].removeprefix("# Entities")
    text = replace_part(readme.read_text(encoding="utf-8"), "entities", table)
    return {
        readme: replace_part(text, "commands", command_table()),
        ROOT / "docs" / "commands.md": commands_page(),
        ROOT / "docs" / "entities.md": f"{page.strip()}\n",
        ROOT / "docs" / "operations.md": operations_page(),
    }


def replace_part(text: str, name: str, part: str) -> str:
    """Put the part between the marks of its name."""
    before, opened, rest = text.partition(f"<!-- generated: {name} -->")
    _, closed, after = rest.partition("<!-- end -->")
    return f"{before}{opened}\n{part.strip()}\n{closed}{after}"


def _write_documents() -> None:
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")


PARTS: Mapping[str, Callable[[], None]] = {
    "templates": lambda: write_templates(ROOT / "templates"),
    "docs": _write_documents,
    "expected": lambda: write_expected(ROOT / "samples"),
    "catalogues": write_catalogues,
    "samples": lambda: write_samples(ROOT / "samples"),
}


if __name__ == "__main__":
    for part in sys.argv[1:] or ("catalogues", "templates", "docs", "expected"):
        PARTS[part]()
