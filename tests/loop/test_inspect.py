"""A check leaves nothing behind, however many are made in one process."""

import gc
from pathlib import Path

from toolkit.loop.inspect import inspect

FILE = Path(__file__).parents[2] / "samples/mistakes/workbook.xlsx"
TIMES = 20


def test_checks_in_a_row_leave_no_garbage_that_is_never_looked_at() -> None:
    """What is aged unseen is collected only when Python looks at everything, which is next to never."""
    inspect(FILE, None)
    gc.collect()
    before = len(gc.get_objects(generation=2))

    for _time in range(TIMES):
        inspect(FILE, None)

    assert len(gc.get_objects(generation=2)) - before < TIMES * 150
