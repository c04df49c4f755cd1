"""The root of everything that stops a run."""

from typing import ClassVar


class ToolkitError(Exception):
    """The root of everything that stops a run; `exit_code` is what the command ends with."""

    exit_code: ClassVar[int] = 1


class Interrupted(ToolkitError):
    """The user stopped before the first write."""

    exit_code = 130
