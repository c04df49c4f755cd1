"""Links to files beside a workbook, as formulas: every program follows them from the workbook's own folder."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from toolkit.excel.spelling import cell

_LONGEST_LITERAL = 255
"""Characters of a text within a formula (ECMA-376 part 1, 18.17.2.2, as Excel has it)."""


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a file: its path from the workbook's own folder, with `/` between the steps."""

    target: str
    text: str


def spell_link(style: int, link: Link) -> str:
    """Spell what follows `<c r="B7`; what is too long for a formula stays text."""
    if max(len(link.target), len(link.text)) > _LONGEST_LITERAL:
        return cell(style, link.text)
    target, text = (each.replace('"', '""') for each in (link.target, link.text))
    formula = escape(f'HYPERLINK("{target}","{text}")')
    return f'" s="{style}" t="str"><f>{formula}</f><v>{escape(link.text)}</v></c>'
