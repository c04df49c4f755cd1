"""What is written into cells beside the marks: columns that were missing, words on rows, and the base."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.excel import base as base_sheet
from toolkit.excel.annotate import spell_base
from toolkit.excel.base import Base
from toolkit.excel.columns import NewColumn, with_columns
from toolkit.excel.draft import Draft
from toolkit.excel.patch import by_place, patch_sheet

Texts = Mapping[str, Mapping[str, str]]
"""Texts by sheet, then by A1 address."""

_CALC_CHAIN = "calcChain"


@dataclass(frozen=True, slots=True)
class Writing:
    """Columns to add, texts to set, and the base to keep; without one, the base stays as it is.

    `stale` are the texts that take away what an earlier annotation wrote, where somebody saved the workbook since.
    """

    columns: Sequence[NewColumn] = ()
    texts: Texts = field(default_factory=dict)
    stale: Texts = field(default_factory=dict)
    base: Base | None = None


def set_texts(draft: Draft, texts: Texts, columns: Sequence[NewColumn] = ()) -> None:
    """Set texts in cells of a draft, in columns that are added first."""
    for name, part in draft.sheets().items():
        fresh = [column for column in columns if column.sheet == name]
        if not fresh and not texts.get(name):
            continue
        patched = patch_sheet(with_columns(draft.read(part), fresh), by_place(texts.get(name, {})))
        draft.write(part, b"".join(patched.pieces))
        if patched.formula_lost and (chain := draft.arrow(draft.main, _CALC_CHAIN)):
            draft.unlink(draft.main, chain)
            draft.remove(chain)


def set_base(draft: Draft, base: Base) -> None:
    """Replace the base that a workbook carries; one that carries none gets none."""
    part = draft.sheets().get(base_sheet.SHEET)
    if part is not None:
        draft.write(part, b"".join(spell_base(draft.read(part), base)))
