"""Answers of work lists as rows of ordinary entities, so that planning treats them as it treats any other row.

A work list is a view: each of its rows may say something of the record it shows, book parts of it, and accept what the
service suggests. Every answer becomes a row of the entity it is about, with the addresses of the cells it came from.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from toolkit.entities.answers import Split, said, splits
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.offers import Offer, accept_path
from toolkit.entities.record import Asked, Clear, Command, Header, Mine, Record
from toolkit.entities.settlement import of_fields
from toolkit.entities.worklists import BOOKINGS, OWN_FIELDS, WORKLISTS, stands_for
from toolkit.language import _, mark, translations
from toolkit.planning import requests
from toolkit.planning.changes import Action, Refusal

Offers = Mapping[tuple[str, str], Sequence[Offer]]
"""What the service suggests now, by the path of the entity and the id of the record."""

ACCEPT = "accept"
_ACCEPTS = mark("Accepts what the service suggests: {offer}")
_NONE: Mapping[str, Record] = {}


@dataclass(slots=True)
class Translated:
    """Rows of ordinary entities, and the answers that must not become any."""

    rows: list[Mine] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def translate(rows: Sequence[Mine], base: Live, live: Live, labels: Labels, offers: Offers) -> Translated:
    """Turn rows of work lists into the rows they stand for; all others stay as they are.

    `base` has what the list was written from. A row that asks for nothing is ignored, so that it counts as unchanged.
    """
    made = Translated([mine for mine in rows if mine.entity not in WORKLISTS])
    lists = [mine for mine in rows if mine.entity in WORKLISTS]
    if lists:
        _Translation(base, live, labels, offers, made).run(rows, lists)
    return made


@dataclass(slots=True)
class _Translation:
    """Rows of work lists on their way; `spoken` are the places of those that ask for something.

    `held` are the groups one row of which was refused.
    """

    base: Live
    live: Live
    labels: Labels
    offers: Offers
    made: Translated
    spoken: set[tuple[str, int]] = field(default_factory=set)
    held: set[str] = field(default_factory=set)

    def run(self, rows: Sequence[Mine], lists: Sequence[Mine]) -> None:
        """Translate record by record: what is said of one has to fit together."""
        groups: defaultdict[tuple[Entity, str], list[Mine]] = defaultdict(list)
        for mine in lists:
            if mine.command is not Command.IGNORE and mine.id:
                groups[stands_for(mine.entity)[0], mine.id].append(mine)
        for (entity, identifier), found in groups.items():
            record = self.live.get(entity.path, _NONE).get(identifier)
            if record is None:
                self._gone(entity, found)
                continue
            said_of_it = self._own_fields(entity, record, found)
            self._accepted(entity, record, found, said_of_it)
        for split in splits(rows, self.base, self.live):
            self._bookings(split)
        self.made.rows[:] = [replace(row, held=True) if row.group in self.held else row for row in self.made.rows]
        for mine in lists:
            if (mine.header.sheet, mine.row) not in self.spoken:
                self.made.rows.append(_row(mine, stands_for(mine.entity)[0], (), Command.IGNORE, mine.id, {}))

    def _gone(self, entity: Entity, rows: Iterable[Mine]) -> None:
        told = _("The {singular} {id} is no longer there.")
        for mine in rows:
            if any(said(mine, column.field) is not None for column in mine.entity.writable):
                self._refuse(mine, entity, told.format(singular=entity.singular, id=mine.id))

    def _own_fields(self, entity: Entity, record: Record, rows: Sequence[Mine]) -> Mapping[str, Mine]:
        """Make one row of what is said of the record itself; return which row says what."""
        before = self.base.get(entity.path, _NONE).get(record.id) or record
        sayers: dict[str, Mine] = {}
        for mine in rows:
            for name in OWN_FIELDS[mine.entity]:
                wish = said(mine, name)
                if wish is not None and wish != before.values.get(name):
                    sayers.setdefault(name, mine)
        if sayers:
            first = next(iter(sayers.values()))
            values = {name: said(mine, name) for name, mine in sayers.items()}
            self._say(first, entity, tuple(sayers), record.id, values)
            self.spoken |= {(mine.header.sheet, mine.row) for mine in sayers.values()}
        return sayers

    def _accepted(self, entity: Entity, record: Record, rows: Sequence[Mine], sayers: Mapping[str, Mine]) -> None:
        """Ask for each suggestion that a row accepts, unless it is not what the row shows any more."""
        wanted = [mine for mine in rows if said(mine, ACCEPT) is True]
        taken = {name: mine.row for name, mine in sayers.items()}
        for mine in wanted:
            offer = self._offer(entity, record, mine)
            problem = offer if isinstance(offer, str) else _clash(entity, offer, taken, alone=len(wanted) == 1)
            if isinstance(offer, str) or problem:
                self._refuse(mine, entity, str(problem))
                continue
            taken |= dict.fromkeys(offer.expected, mine.row)
            says = _(_ACCEPTS).format(offer=offer.says)
            asked = Asked(requests.ACCEPT, says, accept_path(entity, record.id, offer.id), offer.expected)
            header = _accept_header(mine, entity, offer)
            settlement = of_fields(mine.settlement, ACCEPT, offer.expected or [each.field for each in entity.writable])
            row = Mine(header, mine.row, Command.UPDATE, record.id, {}, settlement, asked, group=_group(mine))
            self.made.rows.append(row)
            self.spoken.add((mine.header.sheet, mine.row))

    def _offer(self, entity: Entity, record: Record, mine: Mine) -> Offer | str:
        """Return the suggestion that a row accepts, or why it cannot be."""
        identifier, shown = said(mine, "suggestionId"), said(mine, "suggestion")
        found = next((offer for offer in self.offers.get((entity.path, record.id), ()) if offer.id == identifier), None)
        if found is None:
            return _("The service no longer suggests this: somebody accepted it, or answered otherwise.")
        if shown is not None and found.says != shown:
            return _("The service suggests something else under this id by now: {says}.").format(says=found.says)
        return found

    def _bookings(self, split: Split) -> None:
        """Book what is not booked yet; what somebody else booked since is for people to look at first."""
        for booking in split.typed:
            if booking in split.done or not booking.answers:
                continue
            if split.foreign:
                self._refuse(booking.mine, booking.entity, self._answered(split))
                continue
            fields = tuple(name for name in booking.values if name != "transaction")
            row = self._say(booking.mine, booking.entity, fields, None, booking.values)
            self.made.rows[row] = replace(self.made.rows[row], shown=split.shown)

    def _answered(self, split: Split) -> str:
        """Say what somebody else has booked since the list was written."""
        entity = split.typed[0].entity
        target = entity.column(split.field).target or ""
        where = ", ".join(
            f"{self.labels.of(target, str(record.values.get(split.field)))} ({record.id})" for record in split.foreign
        )
        return _(
            "Somebody has answered this since the list was written: the transaction is booked on {where}. "
            "Nothing is booked twice; write the list again."
        ).format(where=where)

    def _say(
        self, mine: Mine, entity: Entity, fields: tuple[str, ...], id: str | None, values: Mapping[str, Value | None]
    ) -> int:
        """Add a row, and return its index."""
        self.made.rows.append(_row(mine, entity, fields, Command.AUTO, id, values))
        self.spoken.add((mine.header.sheet, mine.row))
        return len(self.made.rows) - 1

    def _refuse(self, mine: Mine, entity: Entity, reason: str) -> None:
        self.made.refusals.append(Refusal(entity, mine.header.sheet, mine.row, reason))
        self.held.add(_group(mine))
        self.spoken.add((mine.header.sheet, mine.row))


def accepted_by(change: Action) -> Offer | None:
    """Return the suggestion that a change accepts, as its row showed it; `None` for any other operation."""
    *_path, parent, identifier, verb = change.requests[0].path.split("/")
    if (parent, verb) != ("suggestions", "apply"):
        return None
    starts = (text.partition("{offer}")[0] for text in translations(_ACCEPTS))
    says = next((change.says.removeprefix(start) for start in starts if change.says.startswith(start)), "")
    return Offer(unquote(identifier), says, expected=change.expected)


def _clash(entity: Entity, offer: Offer, taken: Mapping[str, int], *, alone: bool) -> str:
    """Say why a suggestion does not go with the other answers about its record; empty where it does."""
    if not offer.expected and (taken or not alone):
        return _("The service does not tell what this suggestion sets. Accept it in a run of its own.")
    for name in offer.expected:
        if name in taken:
            told = _("Row {row} says something of {title} already. Keep one of the two.")
            return told.format(row=taken[name], title=_(entity.column(name).title))
    return ""


def _row(
    mine: Mine,
    entity: Entity,
    fields: Iterable[str],
    command: Command,
    id: str | None,
    values: Mapping[str, Value | None],
) -> Mine:
    own = (*fields, "amount") if entity in BOOKINGS.values() else tuple(fields)
    letters = dict(_results(mine)) | {name: mine.header.letters[name] for name in own if name in mine.header.letters}
    meant: Mapping[str, Value | Clear | None] = dict(values)
    header = replace(mine.header, entity=entity, letters=letters)
    return Mine(header, mine.row, command, id, meant, mine.settlement, group=_group(mine))


def _group(mine: Mine) -> str:
    """Name the record that a row is about: what is said of one record is sent together."""
    return f"{stands_for(mine.entity)[0].path}/{mine.id}"


def _results(mine: Mine) -> Iterator[tuple[str, str]]:
    return ((name, mine.header.letters[name]) for name in ("Status", "Detail") if name in mine.header.letters)


def _accept_header(mine: Mine, entity: Entity, offer: Offer) -> Header:
    """Put everything that a suggestion sets at the cell that accepts it, which is the row's command."""
    accept = mine.header.letters.get(ACCEPT, "A")
    letters = dict(_results(mine)) | dict.fromkeys((*offer.expected, "Command"), accept)
    return replace(mine.header, entity=entity, letters=letters)
