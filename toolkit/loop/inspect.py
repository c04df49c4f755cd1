"""Read a workbook and find everything that is wrong with it."""

import gc
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from toolkit.checking.check import Checked, check, with_issues
from toolkit.checking.conversions import as_typed
from toolkit.checking.headers import Recognised, entity_named, recognise
from toolkit.checking.places import Places
from toolkit.checking.text_issues import text_issues
from toolkit.checking.unescaped import NOT_PULLED, PulledText
from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.labels import Labels, Live
from toolkit.entities.worklists import stands_for
from toolkit.errors import BaseForeign, NoEntitySheet
from toolkit.excel import base as base_sheet
from toolkit.excel.active import Active, active_content
from toolkit.excel.base import Base, other_bases, read_base
from toolkit.excel.offered import OfferedNames
from toolkit.excel.sheet import SheetState
from toolkit.excel.workbook import Workbook
from toolkit.forms.table import TextFile
from toolkit.loop.billing import with_totals
from toolkit.loop.currencies import with_currencies
from toolkit.loop.dependants import look_for_dependants, may_leave
from toolkit.loop.names import NO_NAMES, Names, keep_names
from toolkit.loop.offers import accepted_offers
from toolkit.loop.reach import Reached, with_targets
from toolkit.loop.seen import with_seen
from toolkit.loop.source import Opened, Source, open_source, places_of, taken_sheets
from toolkit.planning.answers import Offers
from toolkit.planning.decide import Sides
from toolkit.planning.dependants import NOTHING_READ, Pointing
from toolkit.planning.parts import live_parts


@dataclass(frozen=True, slots=True)
class Inspection:
    """A workbook or text file as read, its base, the live records it was held against, and every issue.

    `source` is where it came from, and `workbook` what was read there. `live` is empty and `labels` knows only the base
    where the check was offline. `offers` has what the service suggests by now for the records of which a row accepts a
    suggestion. `names_from` is when the oldest of the names were told that references were looked up among, `None`
    where none were kept. `asked` holds the paths of entities whose records the service can be asked for by what they
    are known by, `pointing` what was read to find what points at records that a row may delete or replace.
    """

    source: Source
    workbook: Opened
    base: Base | None
    recognised: Recognised
    live: Live
    labels: Labels
    checked: Checked
    offers: Offers = field(default_factory=dict)
    names_from: datetime | None = None
    asked: frozenset[str] = frozenset()
    pointing: Pointing = NOTHING_READ

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities that the workbook has sheets for."""
        return tuple(dict.fromkeys(header.entity for _, header in self.recognised.headers))

    @property
    def places(self) -> Places:
        """What its cells go by."""
        return places_of(self.workbook)

    @property
    def hidden_sheets(self) -> tuple[str, ...]:
        """The sheets with rows that Excel does not show."""
        if not isinstance(self.workbook, Workbook):
            return ()
        filled = {row.header.sheet for row in self.checked.rows}
        shown = SheetState.VISIBLE
        return tuple(sheet.name for sheet in self.workbook.sheets if sheet.name in filled and sheet.state is not shown)

    @property
    def other_bases(self) -> tuple[str, ...]:
        """Further sheets that hold what was pulled, of some other workbook; they are not used."""
        return other_bases(self.workbook) if isinstance(self.workbook, Workbook) and self.base is not None else ()

    @property
    def active(self) -> Active:
        """What of the workbook can do something by itself; formulas are looked through where there may be any."""
        if not isinstance(self.workbook, Workbook):
            return Active()
        own = {header.sheet for _sheet, header in self.recognised.headers} if not self.checked.formulas else set()
        return active_content(
            self.workbook, [sheet for sheet in self.workbook.sheets if sheet.name not in {*own, base_sheet.SHEET}]
        )

    @property
    def without_base(self) -> Mapping[str, int]:
        """The sheets with rows that have an Id which the base does not know, and how many there are."""
        known = self.base_records
        missing = (
            row
            for row in self.checked.rows
            if row.id is not None and row.id not in known.get(stands_for(row.entity)[0].path, {})
        )
        return Counter(row.header.sheet for row in missing)

    @property
    def base_records(self) -> Live:
        """The base by entity and id; an entity without a base has no entry."""
        return self.base.records if self.base else {}


def inspect(file: Path | Source, reached: Reached | None, kept: Names = NO_NAMES) -> Inspection:
    """Read and check a file, against live records where a service is given, else by names kept from earlier.

    What references of it may point at is kept for such a check. Without kept names their form alone is looked at.

    Raises `WorkbookError` where the file cannot be read at all, `BaseForeign` where it was pulled from another service.
    """
    source = Source(file) if isinstance(file, Path) else file
    with _without_collecting():
        return _inspect(source, reached, kept)


_MANY = 200_000
"""New objects from which a collection would be felt. Fewer stay young, or small checks in a row would leak."""


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep Python from looking for garbage: of a million values, none is, and looking takes a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > _MANY:
            # Both together age what is there, unseen: else the very next collection would go through all of it as new.
            gc.freeze()
            gc.unfreeze()
        if was_enabled:
            gc.enable()


def _inspect(source: Source, reached: Reached | None, kept: Names) -> Inspection:
    path, workbook = source.path, open_source(source)
    base = read_base(workbook) if isinstance(workbook, Workbook) else None
    if reached is not None and base is not None and base.service not in {"", reached.profile.service}:
        raise BaseForeign(path, base.service, reached.profile.service)
    recognised = recognise(workbook.sheets, _pulled(workbook, base), taken_sheets(source, workbook))
    if not recognised.headers and not recognised.issues:
        raise NoEntitySheet(path, [sheet.name for sheet in workbook.sheets], [entity.title for entity in ENTITIES])
    records = base.records if base else {}
    live = _live(reached, recognised, records)
    names = kept.of(header.entity for _, header in recognised.headers)
    pulled = _pulled_text(workbook, base)
    checked = check(recognised, records, live, pulled, workbook.languages, names.records)
    # What a row comes to is asked of what would be live, and that depends on its Resolution.
    rows, sides = with_seen(checked.rows, base), Sides(records, records if live is None else live)
    checked = with_totals(checked, rows, recognised, sides)
    checked = with_currencies(checked, rows, recognised, Sides(records, live or {}))
    if isinstance(workbook, TextFile):
        # All is text there, so a plain number in it is taken just as it was typed.
        checked = replace(checked, conversions=tuple(each for each in checked.conversions if not as_typed(each)))
        found = (
            issue
            for sheet, header in recognised.headers
            for issue in text_issues(sheet, header, (live or {}).get(header.entity.path, {}))
        )
        checked = with_issues(checked, found, recognised.sheets)
    labels = Labels(live if live is not None else records)
    offers = accepted_offers(reached, checked.rows) if reached is not None else {}
    asked = frozenset() if reached is None else reached.client.asked(map(find, live or ()))
    there = live or {}
    pointing = NOTHING_READ
    if reached is not None:
        pointing = look_for_dependants(reached.client, may_leave(checked.rows, there), there)
    return Inspection(source, workbook, base, recognised, there, labels, checked, offers, names.oldest, asked, pointing)


def _pulled_text(workbook: Opened, base: Base | None) -> PulledText:
    """Return what the cells of a workbook showed, and its lists offered, when it was written."""
    if base is None or not isinstance(workbook, Workbook):
        return NOT_PULLED
    return PulledText(base.names, OfferedNames(workbook).ids, {} if base.escaped else base.records)


def _pulled(workbook: Opened, base: Base | None) -> Collection[str]:
    """Return the entities that the sheets of a file certainly hold: those pulled into it, or that of a text file."""
    if isinstance(workbook, TextFile):
        named = entity_named(workbook.sheet.name)
        return () if named is None else (named.path,)
    return base.entities if base is not None else ()


def _live(reached: Reached | None, recognised: Recognised, base: Live) -> Live | None:
    if reached is None:
        return None
    entities = tuple(dict.fromkeys(header.entity for _, header in recognised.headers))
    live = reached.client.snapshot(with_targets(entities))
    keep_names(reached.profile, entities, live)
    return {**live, **live_parts(base, live)}
