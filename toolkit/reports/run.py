"""One run as the journal knows it, as text and as JSON: who, when, of what, every change and every request."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low

from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.applying.trail import Exchange
from toolkit.entities.canonical import JsonObject
from toolkit.entities.formats import JSON_VERSION
from toolkit.language import _, mark
from toolkit.planning.reconcile import Verification
from toolkit.reports.receipts import next_steps, receipt_json, row, told, totals
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Tone, clean, hanging, left, wrap
from toolkit.reports.totals import json as totals_json
from toolkit.reports.totals import verified
from toolkit.reports.words import count

NOT_OVER = mark("not over: it is under way, or was cut off")

Trails = Mapping[int, Sequence[Exchange]]
"""The requests of each change, by its number."""


@dataclass(frozen=True, slots=True)
class Span:
    """The middle and the longest of some times, in milliseconds, and of how many."""

    middle: int
    longest: int
    of: int


def text(
    run: Run, exchanges: Sequence[Exchange], width: int, paint: Paint, verification: Verification | None = None
) -> str:
    """List a run: its facts, every receipt with its requests, the verdict on its totals, the counts, and what to do."""
    trails = by_change(exchanges)
    table = Table(
        (mark("n"), mark("what"), mark("where"), mark("status")),
        [row(each) for each in run.receipts],
        right=frozenset("n"),
        below=[_below(each, trails) for each in run.receipts],
    )
    sections = (
        [paint(line, Tone.STRONG) for line in wrap(_("Run {id}").format(id=run.id), width)],
        _facts(run, width),
        table.lines(width, paint) if run.receipts else [],
        verified(verification, width, paint) if verification is not None else [],
        [totals(run), *(line for each in measured(exchanges) for line in wrap(each, width))],
        list(next_steps(run, width)),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def facts(run: Run) -> tuple[tuple[str, str], ...]:
    """Return who applied what, where and when, each with its name."""
    origin = run.origin
    return (
        (_("Service"), clean(origin.service)),
        (
            _("User"),
            _("{user}, with the profile {profile}").format(user=clean(origin.user), profile=clean(origin.profile)),
        ),
        (_("Workbook"), clean(origin.workbook)),
        (_("Its SHA-256"), clean(origin.workbook_sha256)),
        (_("Plan"), clean(run.plan_id)),
        (_("Planned"), clean(origin.planned_at)),
        (_("Started"), clean(run.started)),
        (
            _("Ended"),
            _("{ended}, after {seconds}").format(ended=clean(run.ended), seconds=_seconds(run.started, run.ended))
            if run.ended
            else _(NOT_OVER),
        ),
        (_("Result"), clean(run.result or _("no workbook was written"))),
        *(((_("Erased"), _("Values were erased from this run on request; its digest stays.")),) if run.erased else ()),
    )


def measured(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """Say how many requests there were, how long they took, and how long the race between look and write was."""
    waited, exposed = waits(exchanges), race(exchanges)
    sentences = [f"{count(len(exchanges), 'request')}."] if exchanges else []
    if waited:
        sentences = [
            _("{requests}, answered in {times}.").format(requests=count(len(exchanges), "request"), times=_of(waited))
        ]
    if exposed:
        sentences.append(
            _(
                "From the last look at a record to the answer to its write: {times}. What somebody else "
                "wrote to the same record in that time was not seen, as the service has no locks."
            ).format(times=_of(exposed))
        )
    return tuple(sentences)


def waits(exchanges: Sequence[Exchange]) -> Span | None:
    """Return how long the requests took, as far as the journal knows."""
    return _span([each.milliseconds for each in exchanges if each.milliseconds is not None])


def race(exchanges: Sequence[Exchange]) -> Span | None:
    """Return how long records went unseen before they were written."""
    return _span([each.exposed for each in exchanges if each.exposed is not None and each.method != "POST"])


def by_change(exchanges: Sequence[Exchange]) -> Trails:
    """Gather the requests of each change."""
    trails: defaultdict[int, list[Exchange]] = defaultdict(list)
    for each in exchanges:
        trails[each.n].append(each)
    return trails


def request_line(each: Exchange) -> str:
    """Say what was sent when, how long it took, and under which ids it can be found."""
    took = _("the run was cut off before an answer came") if each.milliseconds is None else f"{each.milliseconds:,} ms"
    known = _(", the service's id {service_id}").format(service_id=clean(each.service_id)) if each.service_id else ""
    seen = "" if each.exposed is None else _(", {exposed:,} ms after the last look").format(exposed=each.exposed)
    return _("{method} {path} at {sent_at}: {took}{seen}, id {id}{known}").format(
        method=each.method, path=clean(each.path), sent_at=each.sent_at, took=took, seen=seen, id=each.id, known=known
    )


def json(run: Run, exchanges: Sequence[Exchange], verification: Verification | None = None) -> JsonObject:
    """Spell what `runs show --json` prints: all that the text tells."""
    origin, trails = run.origin, by_change(exchanges)
    return {
        "version": JSON_VERSION,
        "run": run.id,
        "plan": run.plan_id,
        "workbook": origin.workbook,
        "workbook_sha256": origin.workbook_sha256,
        "service": origin.service,
        "profile": origin.profile,
        "user": origin.user,
        "planned_at": origin.planned_at,
        "started": run.started,
        "ended": run.ended,
        "result": run.result,
        "planned": len(run.receipts),
        **{status.value: run.count(status) for status in Status},
        "requests": len(exchanges),
        "milliseconds": _span_json(waits(exchanges)),
        "race": _span_json(race(exchanges)),
        "totals": totals_json(verification),
        **({"erased": True} if run.erased else {}),
        "receipts": [_receipt(each, trails.get(each.n, ())) for each in run.receipts],
    }


def _receipt(receipt: Receipt, exchanges: Sequence[Exchange]) -> JsonObject:
    return {
        **receipt_json(receipt),
        "conflict": receipt.conflict,
        "half": receipt.half,
        "mismatches": [{"field": each.field, "sent": each.sent, "got": each.got} for each in receipt.mismatches],
        "requests": [
            {
                "method": each.method,
                "path": each.path,
                "id": each.id,
                "service_id": each.service_id,
                "sent_at": each.sent_at,
                "milliseconds": each.milliseconds,
                "unseen": each.exposed,
            }
            for each in exchanges
        ],
    }


def _facts(run: Run, width: int) -> list[str]:
    named = facts(run)
    longest = max(len(name) for name, _value in named)
    return [line for name, value in named for line in hanging(f"{left(name, longest)}  ", value, width)]


def _below(receipt: Receipt, trails: Trails) -> str:
    return "\n".join(filter(None, [clean(told(receipt)), *map(request_line, trails.get(receipt.n, ()))]))


def _span(times: Sequence[int]) -> Span | None:
    return Span(median_low(times), max(times), len(times)) if times else None


def _span_json(span: Span | None) -> JsonObject | None:
    return None if span is None else {"middle": span.middle, "longest": span.longest, "of": span.of}


def _of(span: Span) -> str:
    if span.of == 1:
        return f"{span.longest:,} ms"
    return _("{middle:,} ms in the middle, {longest:,} ms at most").format(middle=span.middle, longest=span.longest)


def _seconds(started: str, ended: str) -> str:
    seconds = (datetime.fromisoformat(ended) - datetime.fromisoformat(started)).total_seconds()
    return f"{seconds:,.1f} s"
