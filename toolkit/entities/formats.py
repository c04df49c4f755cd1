"""Versions of what is written to last: plans, journals, workbooks, bundles and JSON for machines.

Each format has a version of its own, told where it is written. A program reads its own version and all earlier ones;
what a later program wrote it refuses. Within a version fields are added, and left out where they say nothing.
"""

from toolkit.entities.canonical import Json
from toolkit.language import _

JSON_VERSION = 1
"""The version of what `--json` prints."""


def foreign_version(found: Json, known: int) -> str:
    """Return why a program that reads versions up to `known` cannot read another, as a clause."""
    told = _("it has version {version}, and this program reads version {known}").format(version=found, known=known)
    if isinstance(found, int) and not isinstance(found, bool) and found > known:
        return _("{told}; a later version of this program wrote it, so update flowtly-toolkit").format(told=told)
    return told
