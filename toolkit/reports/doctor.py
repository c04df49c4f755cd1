"""The doctor's findings as text and as JSON."""

from collections.abc import Iterator

from toolkit.entities.canonical import JsonObject
from toolkit.loop.diagnosis import Diagnosis, Documented, Examined
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean, hanging


def text(diagnosis: Diagnosis, width: int, paint: Paint) -> str:
    """Tell what was found: a line for each entity, below it what is not as declared."""
    documented = [path for path, status in diagnosis.documentation.items() if status == 200]
    head = [
        clean(
            f"Service: {diagnosis.service}, as {diagnosis.user}; its IRIs start with {diagnosis.prefix or 'nothing'}."
        ),
        f"It describes itself at {', '.join(documented)}." if documented else "It does not describe itself.",
        "",
    ]
    table = Table(
        ("entity", "state", "read", "of", "page", "filters", "references"),
        [_row(each) for each in diagnosis.entities],
        right=frozenset({"read", "of", "page", "filters"}),
    )
    notes = [line for each in diagnosis.entities for note in _notes(each) for line in _noted(each, note, width)]
    verdict = "Everything is as declared." if diagnosis.healthy else "Not everything is as declared; see above."
    return "\n".join([*head, *table.lines(width, paint), "", *notes, *([""] if notes else []), verdict, ""])


def _row(each: Examined) -> list[Painted]:
    state = Painted("differs", Tone.BAD) if not each.healthy else Painted("as declared", Tone.GOOD)
    if each.trouble:
        state = Painted("not there", Tone.QUIET if each.healthy else Tone.BAD)
    followed = sum(found.resolved + len(found.broken) for found in each.references)
    resolved = sum(found.resolved for found in each.references)
    return [
        Painted(each.entity.path),
        state,
        Painted(f"{each.seen:,}"),
        Painted("?" if each.total is None else f"{each.total:,}"),
        Painted("all" if each.page_size is None else f"{each.page_size:,}"),
        Painted("?" if each.filters is None else str(len(each.filters))),
        Painted(f"{resolved} of {followed} resolve" if followed else ""),
    ]


def _notes(each: Examined) -> Iterator[str]:
    if each.trouble:
        yield each.trouble
    for misfit in each.misfits:
        yield f"{misfit.field} is {misfit.found}; declared is {misfit.expected}"
    for followed in each.references:
        if followed.broken:
            yield f"{followed.field} leads nowhere: {', '.join(followed.broken)}"
    if each.new:
        yield f"sent and not declared: {', '.join(each.new)}"
    if each.otherwise:
        yield f"kept in another type, and written in that type: {', '.join(each.otherwise)}"
    if each.documented is not None:
        yield from _of_document(each.documented)
    if each.unseen:
        yield f"declared and not seen on this page: {', '.join(each.unseen)}"


def _of_document(found: Documented) -> Iterator[str]:
    if found.more:
        yield f"documented and not declared: {', '.join(found.more)}"
    if found.less:
        yield f"declared and not documented: {', '.join(found.less)}"
    for each in found.types:
        yield f"{each.field} is documented as {each.found}; declared is {each.expected}"


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
