"""Excel to Flowtly and back, as a library: connect, pull, edit, check, plan, apply, undo (docs/library.md).

The names in `__all__` are the public ones and stay as they are. Each is imported when it is first asked for, so that
`import toolkit` costs nothing. Errors are in `toolkit.errors`, entities in `toolkit.entities`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.api.operations import Reply, Sent
    from toolkit.applying.receipts import Receipt, Run, Status
    from toolkit.applying.settle import Adopt, Send
    from toolkit.checking.issues import Issue, Severity
    from toolkit.entities.record import Record
    from toolkit.library.connection import Flowtly
    from toolkit.library.steps import (
        Applied,
        apply,
        approve,
        plan,
        read_approvals,
        read_plan,
        resume,
        save_plan,
        show,
        undo,
    )
    from toolkit.library.workbook import Workbook
    from toolkit.planning.plan import Plan

__version__ = "0.1.0"

__all__ = [
    "Adopt",
    "Applied",
    "Flowtly",
    "Issue",
    "Plan",
    "Receipt",
    "Record",
    "Reply",
    "Run",
    "Send",
    "Sent",
    "Severity",
    "Status",
    "Workbook",
    "__version__",
    "apply",
    "approve",
    "plan",
    "read_approvals",
    "read_plan",
    "resume",
    "save_plan",
    "show",
    "undo",
]

_HOMES = {
    "toolkit.api.operations": ("Reply", "Sent"),
    "toolkit.applying.receipts": ("Receipt", "Run", "Status"),
    "toolkit.applying.settle": ("Adopt", "Send"),
    "toolkit.checking.issues": ("Issue", "Severity"),
    "toolkit.entities.record": ("Record",),
    "toolkit.library.connection": ("Flowtly",),
    "toolkit.library.steps": (
        "Applied",
        "apply",
        "approve",
        "plan",
        "read_approvals",
        "read_plan",
        "resume",
        "save_plan",
        "show",
        "undo",
    ),
    "toolkit.library.workbook": ("Workbook",),
    "toolkit.planning.plan": ("Plan",),
}
"""Where the public names are at home; the same as above, which type checkers read."""

if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for."""
        for home, names in _HOMES.items():
            if name in names:
                found = getattr(import_module(home), name)
                globals()[name] = found
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names, also those that nobody has asked for yet."""
    return sorted({*globals(), *__all__})
