"""What the service suggests for records, asked one record at a time, several at once."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from toolkit.api.operations import Operations
from toolkit.entities.answers import said
from toolkit.entities.entity import Entity
from toolkit.entities.offers import Offer, read_offer, suggestions_of
from toolkit.entities.record import Command, Mine
from toolkit.entities.worklists import WORKLISTS, stands_for
from toolkit.errors import Refused
from toolkit.loop.reach import Reached
from toolkit.planning.answers import Offers

_NOT_OFFERED = frozenset({403, 404, 405})


def offers_of(reached: Reached, entity: Entity, ids: Iterable[str]) -> Offers:
    """Ask what is suggested for each record; a service that suggests nothing, or not to this user, has no entry."""
    end = suggestions_of(entity)
    chosen = tuple(dict.fromkeys(ids))
    if end is None or not chosen:
        return {}
    operations = Operations(reached.client.session, reached.profile.service)

    def ask(id: str) -> Sequence[Offer]:
        try:
            members = list(operations.members(end.fill({"id": id}), {}, reached.client.warnings))
        except Refused as refused:
            if refused.status in _NOT_OFFERED:
                return ()
            raise
        return tuple(offer for member in members if (offer := read_offer(entity, member)) is not None)

    with ThreadPoolExecutor(reached.profile.workers, thread_name_prefix="flowtly-offers") as pool:
        found = list(pool.map(ask, chosen))
    return {(entity.path, asked): offers for asked, offers in zip(chosen, found, strict=True) if offers}


def accepted_offers(reached: Reached, rows: Sequence[Mine]) -> Offers:
    """Ask again what is suggested for the records of which rows of work lists accept a suggestion."""
    offers: Offers = {}
    for worklist in WORKLISTS:
        accepting = [
            mine.id
            for mine in rows
            if mine.entity is worklist and mine.id and mine.command is not Command.IGNORE and said(mine, "accept")
        ]
        offers = {**offers, **offers_of(reached, stands_for(worklist)[0], accepting)}
    return offers
