"""Completeness: whether a list holds all that the service has. What is not in a list proves nothing before that."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.typed_json import as_object, as_text, as_whole
from toolkit.language import _


class Ending(enum.StrEnum):
    """How the pages of a list came to an end.

    `LAST` is a page without a next one, of a plain array an empty page. `CIRCLE` is a next page that has been read
    already. `NOTHING_NEW` is given up on after many pages that hold nothing new and link on. `GAP` is a last page
    after an empty one that linked on: what belonged on that is not known.
    """

    LAST = "last"
    CIRCLE = "circle"
    NOTHING_NEW = "nothing new"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Completeness:
    """Whether a list is complete: the records `found`, and how many the service counts, `None` where it tells none.

    `counted` is the most that any page told: rows that are removed while a list is read move others past the reader.
    """

    found: int
    counted: int | None = None
    ending: Ending = Ending.LAST

    @property
    def proved(self) -> bool:
        """Whether nothing is missing: as many as the service counts, or, where it does not, an end that is one."""
        return self.ending is Ending.LAST if self.counted is None else self.found >= self.counted

    def __str__(self) -> str:
        """Say what is wrong with the list, as a part of a sentence."""
        if self.counted is not None:
            return _("the service counts {counted:,} records and gave {found:,}").format(
                counted=self.counted, found=self.found
            )
        match self.ending:
            case Ending.CIRCLE:
                return _("its pages lead in a circle, and gave {found:,} records").format(found=self.found)
            case Ending.NOTHING_NEW:
                return _("page after page holds nothing new and names a next one, after {found:,} records").format(
                    found=self.found
                )
            case _:
                return _("a page was empty and named a next one, and all gave {found:,} records").format(
                    found=self.found
                )

    def to_json(self) -> JsonObject:
        """Spell it for machines, and for the base of a workbook."""
        return {"found": self.found, "counted": self.counted, "ending": self.ending.value}

    @classmethod
    def from_json(cls, json: Json) -> "Completeness":
        """Read what `to_json` spelt. Raises `TypeError`, `KeyError` or `ValueError` for anything else."""
        known = as_object(json)
        counted = known["counted"]
        told = None if counted is None else as_whole(counted)
        return cls(as_whole(known["found"]), told, Ending(as_text(known["ending"])))


Shortfalls = Mapping[str, Completeness]
"""The lists that are not proved to be complete, by the path of their entity."""
