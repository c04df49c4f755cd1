"""What a command has to tell cannot be printed."""

import errno

from toolkit.errors.root import ToolkitError
from toolkit.language import _


class OutputLost(ToolkitError):
    """Standard output does not take what is printed: its reader has gone, or its disk is full."""

    def __init__(self, reason: str, number: int) -> None:
        self.closed = number == errno.EPIPE
        super().__init__(_("What there is to tell could not be printed: {reason}.").format(reason=reason))
