"""Refused rows as text, each with its reason."""

from collections.abc import Sequence

from toolkit.language import ngettext
from toolkit.planning.changes import Refusal
from toolkit.reports.terminal import GAP, Paint, Tone, clean, hanging


def refusal_lines(refusals: Sequence[Refusal], width: int, paint: Paint) -> list[str]:
    """Return the rows that are refused, with their reasons, under a title; nothing where there are none."""
    lines: list[str] = []
    for refusal in refusals:
        first = f"{GAP}{clean(refusal.sheet)}!{refusal.row}{GAP}"
        lines += hanging(first, clean(refusal.reason), width)
    title = ngettext("{count:,} row is refused:", "{count:,} rows are refused:", len(refusals)).format(
        count=len(refusals)
    )
    return [paint(title, Tone.BAD), *lines] if lines else []
