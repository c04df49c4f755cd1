"""The doctor's findings as text and as JSON."""

from collections.abc import Iterator

from toolkit.entities.canonical import JsonObject
from toolkit.language import _, mark
from toolkit.loop.diagnosis import Diagnosis, Documented, Examined, Fit
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean, hanging

_FITS = {
    Fit.DECLARED: (mark("as declared"), Tone.GOOD),
    Fit.PARTLY: (mark("partly seen"), Tone.CHANGED),
    Fit.UNSEEN: (mark("not seen"), Tone.QUIET),
    Fit.DIFFERS: (mark("differs"), Tone.BAD),
    Fit.MISSING: (mark("not there"), Tone.BAD),
}


def text(diagnosis: Diagnosis, width: int, paint: Paint) -> str:
    """Tell what was found: a line for each entity, below it what is not as declared."""
    documented = [path for path, status in diagnosis.documentation.items() if status == 200]
    head = [
        clean(
            _("Service: {service}, as {user}; its IRIs start with {prefix}.").format(
                service=diagnosis.service, user=diagnosis.user, prefix=diagnosis.prefix or _("nothing")
            )
        ),
        _("It describes itself at {documented}.").format(documented=", ".join(documented))
        if documented
        else _("It does not describe itself."),
        "",
    ]
    table = Table(
        (mark("entity"), mark("state"), mark("read"), mark("of"), mark("page"), mark("filters"), mark("references")),
        [_row(each) for each in diagnosis.entities],
        right=frozenset({"read", "of", "page", "filters"}),
    )
    notes = [line for each in diagnosis.entities for note in _notes(each) for line in _noted(each, note, width)]
    return "\n".join([*head, *table.lines(width, paint), "", *notes, *([""] if notes else []), _verdict(diagnosis), ""])


def _verdict(diagnosis: Diagnosis) -> str:
    if not diagnosis.healthy:
        return _("Not everything is as declared; see above.")
    if not diagnosis.wholly_seen:
        return _(
            "Nothing that was seen contradicts what is declared; what was not seen, or is kept otherwise, is above."
        )
    return _("Everything is as declared.")


def _row(each: Examined) -> list[Painted]:
    word, tone = _FITS[each.fit]
    state = Painted(_(word), Tone.QUIET if each.trouble and each.healthy else tone)
    followed = sum(found.resolved + len(found.broken) for found in each.references)
    resolved = sum(found.resolved for found in each.references)
    return [
        Painted(each.entity.path),
        state,
        Painted(f"{each.seen:,}"),
        Painted("?" if each.total is None else f"{each.total:,}"),
        Painted(_("all") if each.page_size is None else f"{each.page_size:,}"),
        Painted("?" if each.filters is None else str(len(each.filters))),
        Painted(_("{resolved} of {followed} resolve").format(resolved=resolved, followed=followed) if followed else ""),
    ]


def _notes(each: Examined) -> Iterator[str]:
    if each.trouble:
        yield each.trouble
    for misfit in each.misfits:
        yield _("{field} is {found}; declared is {expected}").format(
            field=misfit.field, found=misfit.found, expected=misfit.expected
        )
    for followed in each.references:
        if followed.broken:
            yield _("{field} leads nowhere: {broken}").format(field=followed.field, broken=", ".join(followed.broken))
    if each.new:
        yield _("sent and not declared: {new}").format(new=", ".join(each.new))
    if each.otherwise:
        yield _("kept in another type, and written in that type: {otherwise}").format(
            otherwise=", ".join(each.otherwise)
        )
    if each.documented is not None:
        yield from _of_document(each.documented)
    yield from _of_unseen(each)


def _of_unseen(each: Examined) -> Iterator[str]:
    if each.words:
        yield _("references kept as bare words, and written so: {words}").format(words=", ".join(each.words))
    if each.fit is Fit.UNSEEN:
        yield _("there is no record, so nothing of what is declared was seen")
    if each.absent:
        yield _("assumed references that no record of this page has: {absent}").format(absent=", ".join(each.absent))
    if others := [name for name in each.unseen if name not in each.absent]:
        yield _("declared and not seen on this page: {unseen}").format(unseen=", ".join(others))


def _of_document(found: Documented) -> Iterator[str]:
    if found.more:
        yield _("documented and not declared: {more}").format(more=", ".join(found.more))
    if found.less:
        yield _("declared and not documented: {less}").format(less=", ".join(found.less))
    for each in found.types:
        yield _("{field} is documented as {found}; declared is {expected}").format(
            field=each.field, found=each.found, expected=each.expected
        )


def _noted(each: Examined, note: str, width: int) -> list[str]:
    return hanging(f"{each.entity.path}: ", clean(note), width)


def json(diagnosis: Diagnosis) -> JsonObject:
    """Spell what `doctor --json` prints."""
    return {
        "service": diagnosis.service,
        "profile": diagnosis.profile,
        "user": diagnosis.user,
        "prefix": diagnosis.prefix,
        "healthy": diagnosis.healthy,
        "documentation": dict(diagnosis.documentation),
        "entities": [_entity_json(each) for each in diagnosis.entities],
    }


def _entity_json(each: Examined) -> JsonObject:
    return {
        "entity": each.entity.path,
        "healthy": each.healthy,
        "fit": each.fit.value,
        "absent": each.absent,
        "words": each.words,
        "trouble": each.trouble,
        "seen": each.seen,
        "total": each.total,
        "pageSize": each.page_size,
        "filters": each.filters,
        "unseen": each.unseen,
        "undeclared": each.undeclared,
        "new": each.new,
        "misfits": [{"field": m.field, "expected": m.expected, "found": m.found} for m in each.misfits],
        "otherwise": each.otherwise,
        "documented": None if each.documented is None else _document_json(each.documented),
        "references": [{"field": f.field, "resolved": f.resolved, "broken": f.broken} for f in each.references],
    }


def _document_json(found: Documented) -> JsonObject:
    return {
        "more": found.more,
        "less": found.less,
        "types": [{"field": m.field, "expected": m.expected, "found": m.found} for m in found.types],
    }
