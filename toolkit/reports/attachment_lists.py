"""Lists of documents as text and as JSON: what was found, what is sent where, and what became of it."""

from collections.abc import Sequence

from toolkit.attachments.listed import Listed, Target
from toolkit.attachments.uploads import Fate, Item, Left, Outcome, UploadPlan
from toolkit.entities.canonical import JsonObject
from toolkit.language import _, mark, ngettext
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean

_TONES = {Fate.DONE: Tone.GOOD, Fate.FAILED: Tone.BAD, Fate.DIFFERENT: Tone.BAD, Fate.UNKNOWN: Tone.CHANGED}
_WORDS = {
    Fate.DONE: mark("done"),
    Fate.FAILED: mark("failed"),
    Fate.DIFFERENT: mark("different"),
    Fate.UNKNOWN: mark("unknown"),
}


def found(documents: Sequence[Listed], width: int, paint: Paint) -> str:
    """List documents, each with its transaction."""
    if not documents:
        return _("No documents.") + "\n"
    table = Table(
        (_("id"), _("name"), _("bytes"), _("transaction"), _("date"), _("amount")),
        [_row(each) for each in documents],
        right=frozenset({_("bytes"), _("amount")}),
    )
    count = ngettext("{count} document", "{count:,} documents", len(documents)).format(count=len(documents))
    return "\n".join([*table.lines(width, paint), "", count, ""])


def found_json(documents: Sequence[Listed]) -> JsonObject:
    """Spell what `attachments search --json` prints."""
    return {"documents": [_document_json(each) for each in documents]}


def upload_plan(plan: UploadPlan, width: int, paint: Paint) -> str:
    """Show what is sent where, what is not, and why."""
    rows = [_upload_row(each) for each in plan.items]
    notes = ["" for _each in plan.items]
    for word, tone, left in ((_("there"), Tone.QUIET, plan.present), (_("refused"), Tone.BAD, plan.refused)):
        rows += [_left_row(word, tone, each) for each in left]
        notes += [each.reason for each in left]
    lines = Table(("", _("file"), _("transaction"), _("bytes")), rows, frozenset({_("bytes")}), notes).lines(
        width, paint
    )
    summary = _("Upload: {send:,} to send, {there:,} there already, {refused:,} refused. Undone by deleting.").format(
        send=len(plan.items), there=len(plan.present), refused=len(plan.refused)
    )
    return "\n".join([*lines, "", summary, ""])


def upload_json(plan: UploadPlan) -> JsonObject:
    """Spell the plan of an upload."""
    return {
        "send": [
            {
                "file": each.candidate.shown,
                "size": each.candidate.size,
                "sha256": each.candidate.sha256,
                "type": each.media_type,
                "transaction": None if each.target is None else each.target.id,
            }
            for each in plan.items
        ],
        "there": [{"file": each.shown, "reason": each.reason} for each in plan.present],
        "refused": [{"file": each.shown, "reason": each.reason} for each in plan.refused],
    }


def detach_plan(documents: Sequence[Listed], width: int, paint: Paint) -> str:
    """Show which documents are taken off which transactions."""
    titles = ("", _("document"), _("name"), _("off transaction"))
    rows = [
        (Painted("−", Tone.BAD), Painted(each.id), Painted(clean(each.name)), Painted(_told(each.target)))
        for each in documents
    ]
    last = ngettext(
        "Detach: {count} document. The service offers no way back but tying it again by hand.",
        "Detach: {count:,} documents. The service offers no way back but tying them again by hand.",
        len(documents),
    )
    return "\n".join([*Table(titles, rows).lines(width, paint), "", last.format(count=len(documents)), ""])


def outcomes(done: Sequence[Outcome], width: int, paint: Paint) -> str:
    """Tell what became of each write."""
    rows = [
        (Painted(_(_WORDS[each.fate]), _TONES[each.fate]), Painted(clean(each.shown)), Painted(_last(each.iri)))
        for each in done
    ]
    table = Table(("", _("document"), _("id")), rows, below=[clean(each.detail) for each in done])
    right = sum(each.fate is Fate.DONE for each in done)
    last = _("{right:,} of {count:,} done and read back.").format(right=right, count=len(done))
    return "\n".join([*table.lines(width, paint), "", last, ""])


def outcomes_json(done: Sequence[Outcome]) -> JsonObject:
    """Spell what became of each write."""
    return {
        "outcomes": [
            {"document": each.shown, "outcome": each.fate.value, "iri": each.iri or None, "detail": each.detail}
            for each in done
        ]
    }


def _row(each: Listed) -> tuple[Painted, ...]:
    target = each.target
    return (
        Painted(each.id),
        Painted(clean(each.name)),
        Painted("" if each.size is None else f"{each.size:,}"),
        Painted(target.id) if target else Painted(_("awaits one"), Tone.CHANGED),
        Painted(str(target.day or "")[:10] if target else ""),
        Painted("" if target is None or target.amount is None else f"{target.amount:,.2f}"),
    )


def _upload_row(item: Item) -> tuple[Painted, ...]:
    target = Painted(_told(item.target)) if item.target else Painted(_("awaits one"), Tone.CHANGED)
    return Painted("+", Tone.GOOD), Painted(clean(item.candidate.shown)), target, Painted(f"{item.candidate.size:,}")


def _left_row(word: str, tone: Tone, left: Left) -> tuple[Painted, ...]:
    return Painted(word, tone), Painted(clean(left.shown)), Painted(""), Painted("")


def _told(target: Target | None) -> str:
    if target is None:
        return _("none")
    amount = "" if target.amount is None else f"{target.amount:,.2f}"
    return " ".join(filter(None, (target.id, str(target.day or "")[:10], amount, clean(target.text)[:30])))


def _document_json(each: Listed) -> JsonObject:
    target = each.target
    return {
        "id": each.id,
        "iri": each.iri,
        "name": each.name,
        "type": each.media_type,
        "size": each.size,
        "transaction": None
        if target is None
        else {
            "id": target.id,
            "iri": target.iri,
            "day": None if target.day is None else str(target.day)[:10],
            "amount": target.amount,
            "description": target.text,
        },
    }


def _last(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]
