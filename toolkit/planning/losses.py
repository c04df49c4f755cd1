"""Losses: why a change cannot be undone although the service has the operations for that, in sentences."""

from collections.abc import Iterator

from toolkit.entities.record import Record
from toolkit.language import _
from toolkit.planning.changes import Change, Create, Delete, Replace
from toolkit.planning.dependants import dependants_words
from toolkit.planning.reversibility import unreadable_fields


def losses_of(change: Change) -> Iterator[str]:
    """Yield what a change takes along for good, and what nobody could send again."""
    if isinstance(change, Create):
        return
    entity = change.entity
    if isinstance(change, Delete | Replace):
        if entity.lost:
            yield _("Lost with it for good: {lost}.").format(lost=entity.lost)
        if change.dependants:
            yield _("Points at it: {dependants}. A service may delete that as well.").format(
                dependants=dependants_words(change)
            )
    if unreadable_fields(change.before):
        yield _("Cannot be read, and so not be sent again: {fields}.").format(fields=unreadable_words(change))


def unreadable_words(change: Change) -> str:
    """Return the titles and raw values of the fields of a change's record that cannot be read."""
    before = Record("", "", {}) if isinstance(change, Create) else change.before
    named = ((change.entity.column(name).title, before.values[name]) for name in unreadable_fields(before))
    return ", ".join(f'{title} "{value}"' for title, value in named)
