"""Control totals as text and JSON: what a plan predicts, and whether live records hold it after the run."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.entities.billing import NET
from toolkit.entities.canonical import JsonObject, plain
from toolkit.entities.kinds import Rows
from toolkit.language import _, mark
from toolkit.planning.reconcile import Verdict, Verification
from toolkit.planning.totals import Total
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean, hanging
from toolkit.reports.words import Known, phrase

_NOBODY = Known()


def predicted(totals: Sequence[Total], width: int, paint: Paint) -> list[str]:
    """Show what the columns that a plan touches add up to before it, and what they will after it."""
    if not totals:
        return []
    titles = (mark("control total"), mark("currency"), mark("before"), mark("change"), mark("after"))
    rows = [
        [Painted(text) for text in (of(total), clean(total.currency), before(total), change(total), after(total))]
        for total in totals
    ]
    return Table(titles, rows, right=frozenset(titles[2:])).lines(width, paint)


def of(total: Total) -> str:
    """Name the column of a total with its entity; of rows, what they come to."""
    column = total.entity.column(total.field)
    if isinstance(column.kind, Rows):
        return _("Net of the {rows} of {entity}").format(rows=column.title.lower(), entity=total.entity.title.lower())
    return _("{title} of {entity}").format(
        title=total.entity.column(total.field).title, entity=total.entity.title.lower()
    )


def before(total: Total) -> str:
    """Spell the sum of the live records."""
    return _money(total, total.before)


def change(total: Total) -> str:
    """Spell what the plan adds, with its sign."""
    return _signed(total, total.effect)


def after(total: Total) -> str:
    """Spell the predicted sum."""
    return _money(total, total.after)


def verified(verification: Verification, width: int, paint: Paint) -> list[str]:
    """Show whether live records hold what the plan predicted, total by total."""
    if verification.reason:
        tone = Tone.BAD if verification.unread else Tone.CHANGED
        sentence = _("not verified: {reason}.").format(reason=clean(verification.reason.rstrip(".")))
        return [paint(line, tone) for line in hanging(_("Control totals") + " ", sentence, width)]
    rows = [_row(verdict) for verdict in verification.verdicts]
    table = Table(
        (mark("control total"), mark("currency"), mark("expected"), mark("found"), mark("verdict")),
        rows,
        right=frozenset({"expected", "found"}),
    )
    doubled = [line for each in perhaps_ours(verification) for line in hanging("  ", each, width)]
    return [*(table.lines(width, paint) if rows else []), *(paint(line, Tone.BAD) for line in doubled)]


def perhaps_ours(verification: Verification) -> list[str]:
    """Say of each record that may have been made twice which it is, and what to do."""
    told = _(
        "Perhaps ours: the {entity} {id} appeared since the run began, is just what change {n} sent, and belongs to "
        "no receipt. Look at both; if it is one too many, delete it."
    )
    return [told.format(entity=each.entity.singular, id=clean(each.id), n=each.n) for each in verification.perhaps_ours]


def rows(verification: Verification) -> list[list[str]]:
    """Spell each verdict cell by cell: the total, its currency, expected, found, and what that means."""
    return [[cell.text for cell in _row(verdict)] for verdict in verification.verdicts]


def json(verification: Verification | None) -> JsonObject | None:
    """Spell the verdicts, or nothing where no amount was touched."""
    if verification is None:
        return None
    return {
        "verified": not verification.reason and not verification.failed,
        "reason": verification.reason or None,
        "columns": [_column(verdict) for verdict in verification.verdicts],
        "perhaps_ours": [
            {"entity": each.entity.path, "id": each.id, "n": each.n} for each in verification.perhaps_ours
        ],
    }


def _column(verdict: Verdict) -> JsonObject:
    total = verdict.total
    return {
        "entity": total.entity.path,
        "field": total.field,
        "currency": total.currency,
        "expected": verdict.expected,
        "found": verdict.found,
        "difference": plain(verdict.difference),
        "by_others": verdict.foreign,
        "filled_in": verdict.filled,
        "perhaps_ours": verdict.doubled,
        "unexplained": plain(verdict.unexplained),
        "others_wrote": verdict.others_wrote,
    }


def _row(verdict: Verdict) -> list[Painted]:
    total = verdict.total
    numbers = (_money(total, verdict.expected), _money(total, verdict.found))
    return [Painted(text) for text in (of(total), clean(total.currency), *numbers)] + [_verdict(verdict)]


def _verdict(verdict: Verdict) -> Painted:
    if not verdict.difference and not verdict.unexplained and not verdict.doubled:
        return Painted(_("equal, though others wrote meanwhile") if verdict.others_wrote else _("equal"), Tone.GOOD)
    sentence = f"{_signed(verdict.total, verdict.difference)}: {', '.join(_reasons(verdict))}"
    return Painted(sentence, Tone.BAD if verdict.unexplained or verdict.doubled else Tone.CHANGED)


def _reasons(verdict: Verdict) -> Iterator[str]:
    total = verdict.total
    if verdict.others_wrote:
        yield _("others wrote {signed} meanwhile").format(signed=_signed(total, verdict.foreign))
    if verdict.filled:
        yield _("the service put {signed} into cells that were left empty").format(
            signed=_signed(total, verdict.filled)
        )
    if verdict.doubled:
        yield _("records that are perhaps ours add {signed}").format(signed=_signed(total, verdict.doubled))
    if verdict.unexplained:
        yield _("the service holds {signed} that nobody sent").format(signed=_signed(total, verdict.unexplained))


def _signed(total: Total, amount: Decimal) -> str:
    return f"+{_money(total, amount)}" if amount > 0 else _money(total, amount)


def _money(total: Total, amount: Decimal) -> str:
    if isinstance(total.entity.column(total.field).kind, Rows):
        return phrase(total.entity, NET, plain(amount), _NOBODY)
    return phrase(total.entity, total.field, plain(amount), _NOBODY)
