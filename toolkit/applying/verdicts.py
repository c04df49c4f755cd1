"""Verdicts: what the control totals of a run came to, kept with the run, so that it can be told again."""

from decimal import Decimal

from sqlalchemy import select, update

from toolkit.applying.journal import Journal
from toolkit.applying.schema import RUNS
from toolkit.entities import find
from toolkit.entities.canonical import Json, JsonObject, canonical, parse
from toolkit.entities.typed_json import array_of, object_of
from toolkit.planning.reconcile import ZERO, PerhapsOurs, Verdict, Verification
from toolkit.planning.totals import Total


def keep(journal: Journal, run: str, verification: Verification) -> None:
    """Commit the verdict on a run, in place of an earlier one. Raises `JournalUnusable`."""
    with journal.transaction() as connection:
        connection.execute(update(RUNS).where(RUNS.c.id == run).values(verification=canonical(_spelt(verification))))


def verification_of(journal: Journal, run: str) -> Verification | None:
    """Return the verdict on a run, `None` where nothing was verified. Raises `JournalUnusable`."""
    with journal.reading() as connection:
        text: str | None = connection.execute(select(RUNS.c.verification).where(RUNS.c.id == run)).scalar()
    return None if text is None else _read(parse(text))


def _spelt(verification: Verification) -> JsonObject:
    return {
        "reason": verification.reason,
        "unread": verification.unread,
        "verdicts": [_spelt_verdict(verdict) for verdict in verification.verdicts],
        "perhaps_ours": [
            {"entity": each.entity.path, "id": each.id, "n": each.n} for each in verification.perhaps_ours
        ],
    }


def _spelt_verdict(verdict: Verdict) -> JsonObject:
    total = verdict.total
    return {
        "entity": total.entity.path,
        "field": total.field,
        "currency": total.currency,
        "before": total.before,
        "effect": total.effect,
        "others": total.others,
        "expected": verdict.expected,
        "found": verdict.found,
        "foreign": verdict.foreign,
        "filled": verdict.filled,
        "doubled": verdict.doubled,
        "others_wrote": verdict.others_wrote,
    }


def _read(json: Json) -> Verification:
    known = object_of(json)
    listed = known.get("verdicts")
    verdicts = tuple(_verdict(object_of(each)) for each in listed) if isinstance(listed, list) else ()
    # What runs of earlier versions left behind knows of no records that are perhaps ours.
    perhaps = tuple(_perhaps(object_of(each)) for each in array_of(known.get("perhaps_ours", [])))
    reason = str(known.get("reason") or "")
    return Verification(verdicts, reason, unread=known.get("unread") is True, perhaps_ours=perhaps)


def _perhaps(json: JsonObject) -> PerhapsOurs:
    return PerhapsOurs(find(str(json["entity"])), str(json["id"]), int(str(json["n"])))


def _verdict(json: JsonObject) -> Verdict:
    total = Total(
        entity=find(str(json["entity"])),
        field=str(json["field"]),
        currency=str(json["currency"]),
        before=_number(json, "before"),
        effect=_number(json, "effect"),
        others=str(json["others"]),
    )
    return Verdict(
        total=total,
        expected=_number(json, "expected"),
        found=_number(json, "found"),
        foreign=_number(json, "foreign"),
        filled=_number(json, "filled"),
        doubled=_number(json, "doubled") if "doubled" in json else ZERO,
        others_wrote=json["others_wrote"] is True,
    )


def _number(json: JsonObject, name: str) -> Decimal:
    return Decimal(str(json[name]))
