"""The details of an internal error, in a file for whoever mends it."""

import traceback
from contextlib import suppress
from pathlib import Path

from toolkit.masking import masked_text, url_secrets, without
from toolkit.private import keep_private
from toolkit.settings import home, journal_url


def keep_details(error: BaseException) -> Path | None:
    """Write down where an error came from, without secrets; return the file, `None` where it cannot be written."""
    log = home() / "last-error.txt"
    told = without(masked_text("".join(traceback.format_exception(error))), url_secrets(journal_url()))
    with suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(told, encoding="utf-8")
        keep_private(home())
        return log
    return None
