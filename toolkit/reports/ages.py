"""Ages: how long ago something was, in the one unit that says enough."""

from datetime import timedelta

from toolkit.language import ngettext

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def age(passed: timedelta) -> str:
    """Return a time that has passed as people say it: `3 hours`. Whole units only; less than a minute is one."""
    seconds = max(int(passed.total_seconds()), 0)
    if seconds >= 2 * _DAY:
        return ngettext("{count} day", "{count} days", seconds // _DAY).format(count=seconds // _DAY)
    if seconds >= 2 * _HOUR:
        return ngettext("{count} hour", "{count} hours", seconds // _HOUR).format(count=seconds // _HOUR)
    minutes = max(seconds // _MINUTE, 1)
    return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
