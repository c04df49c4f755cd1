"""Audit bundles as text and as JSON: what was put in, and whether it is still as it was."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from toolkit.audit.manifest import Manifest
from toolkit.audit.verify import Fault, Finding, Since, Verified
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.typed_json import array_of, object_of
from toolkit.language import _, mark, ngettext
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean, wrap

_NAMED = 5
"""So many missing documents are named; the bundle's attachments.json has all of them."""
_SENTENCES = {
    Fault.ALTERED: mark("is not as it was written"),
    Fault.OTHER_VERSION: mark("cannot be read"),
    Fault.MISSING: mark("is missing"),
    Fault.EXTRA: mark("was put in later: the manifest does not list it"),
    Fault.TWICE: mark("is in the archive twice"),
    Fault.UNSIGNED: mark("is missing: the bundle is not signed"),
    Fault.OTHER_KEY: mark("is of another key than the one it must be signed with"),
    Fault.CHAIN: mark("does not hold together: a run or request was altered, dropped or put between"),
    Fault.SUMS: mark("does not hold what the manifest counts and adds up"),
    Fault.DROPPED: mark("lacks a run or request that the older bundle has"),
    Fault.CHANGED: mark(
        "has a run or request that is not as the older bundle has it: it was altered, or went on since"
    ),
    Fault.INSERTED: mark("has a run or request among those of the older bundle that was not there"),
    Fault.MOVED: mark("has a run or request in another place than the older bundle has it"),
    Fault.OLDER: mark("is not proved itself, so nothing can be held against it; verify it first"),
    Fault.ORDER: mark("states a later time than the bundle that is to follow it: name them the other way round"),
    Fault.ELSEWHERE: mark("is of another service"),
}


def export_text(manifest: Manifest, width: int, paint: Paint) -> str:
    """List what a bundle holds: records and control totals, statements, attachments and runs."""
    sections = (
        _records(manifest.told, width, paint),
        _statements(manifest.told, width, paint),
        [line for each in _beside(manifest.told) for line in wrap(each, width)],
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def export_json(manifest: Manifest, path: str, signed_by: str) -> JsonObject:
    """Spell a bundle that was written."""
    return {
        "bundle": path,
        "sha256": manifest.sha256,
        "signedBy": signed_by,
        "files": len(manifest.files),
        **manifest.told,
    }


def verify_text(verified: Verified, width: int, paint: Paint) -> str:
    """Name every file that is not as it should be, and say whether the bundle holds."""
    lines = [line for each in verified.findings for line in wrap(_finding(each), width)]
    return "\n".join([*(paint(line, Tone.BAD) for line in lines), *_verdict(verified, width, paint)]) + "\n"


def verify_json(verified: Verified) -> JsonObject:
    """Spell what was found out about a bundle."""
    manifest = verified.manifest
    return {
        "bundle": str(verified.path),
        "holds": verified.holds,
        "sha256": manifest.sha256 if manifest else None,
        "signedBy": verified.key or None,
        "files": len(manifest.files) if manifest else 0,
        "bytes": verified.bytes,
        "since": _since(verified.since),
        "findings": [
            {"file": each.file, "fault": each.fault.value, "detail": each.detail} for each in verified.findings
        ],
        "told": manifest.told if manifest else None,
    }


def _since(since: Since | None) -> Json:
    if since is None:
        return None
    return {
        "bundle": str(since.path),
        "runs": since.runs,
        "added": since.added,
        "requests": since.requests,
        "requestsAdded": since.requests_added,
        "requestsChained": since.chained,
    }


def _finding(each: Finding) -> str:
    told = f"{clean(each.file)}: {_(_SENTENCES[each.fault])}"
    return f"{told} ({clean(each.detail)})." if each.detail else f"{told}."


def _verdict(verified: Verified, width: int, paint: Paint) -> Iterator[str]:
    manifest = verified.manifest
    if manifest is None or verified.findings:
        files = len({each.file for each in verified.findings})
        told = ngettext(
            "Not proved: {count} file is not as it should be.",
            "Not proved: {count} files are not as they should be.",
            files,
        )
        yield paint(told.format(count=files), Tone.BAD)
        return
    period = object_of(manifest.told.get("period"))
    facts = _("Proved: {files} files, {bytes} bytes, {first} to {last}, {service}, stated at {stated}.").format(
        files=f"{len(manifest.files):,}",
        bytes=f"{verified.bytes:,}",
        first=period.get("first"),
        last=period.get("last"),
        service=manifest.told.get("service"),
        stated=manifest.told.get("stated_at"),
    )
    for line in wrap(clean(facts), width):
        yield paint(line, Tone.GOOD)
    yield from wrap(_signed(verified), width)
    if verified.since is not None:
        yield from wrap(_went_on(verified.since), width)
        if verified.since.chained or verified.since.requests:
            yield from wrap(_requests(verified.since), width)


def _went_on(since: Since) -> str:
    told = ngettext(
        "It goes on from {older}: its {runs} run is here as it was there, and {added} came after it.",
        "It goes on from {older}: its {runs} runs are here as they were there, and {added} came after them.",
        since.runs,
    )
    return told.format(older=clean(str(since.path)), runs=f"{since.runs:,}", added=f"{since.added:,}")


def _requests(since: Since) -> str:
    if not since.chained:
        told = ngettext(
            "It was made before direct requests were chained: the {count} of its period is here as it was there.",
            "It was made before direct requests were chained: the {count} of its period are here as they were there.",
            since.requests,
        )
        return told.format(count=f"{since.requests:,}")
    told = ngettext(
        "So is its {count} direct request, and {added} came after it.",
        "So are its {count} direct requests, and {added} came after them.",
        since.requests,
    )
    return told.format(count=f"{since.requests:,}", added=f"{since.requests_added:,}")


def _signed(verified: Verified) -> str:
    if verified.key:
        return _("Signed with the key {key}.").format(key=verified.key)
    return _(
        "Not signed: whoever can write the bundle could have written all of it anew. Its digest is {sha256}."
    ).format(sha256=verified.manifest.sha256 if verified.manifest else "")


def _records(told: JsonObject, width: int, paint: Paint) -> list[str]:
    counts, totals = object_of(told.get("counts")), told.get("totals")
    rows: list[list[Painted]] = []
    for path, count in counts.items():
        here = [each for each in _list(totals) if each.get("entity") == path] or [{}]
        for number, each in enumerate(here):
            first = number == 0
            named = f"{each.get('field', '')} {each.get('currency', '')}".strip()
            rows.append(
                [
                    Painted(path if first else ""),
                    Painted(f"{object_of(count).get('records'):,}" if first else ""),
                    Painted(clean(named)),
                    Painted(_grouped(each.get("sum"))),
                ]
            )
    titles = (_("entity"), _("records"), _("amount"), _("sum"))
    return Table(titles, rows, right=frozenset({titles[1], titles[3]})).lines(width, paint)


def _statements(told: JsonObject, width: int, paint: Paint) -> list[str]:
    rows = [_statement(each) for each in _list(told.get("statements"))]
    titles = (_("statement of"), _("movements"), _("sum"), _("verdict"))
    return Table(titles, rows, right=frozenset(titles[1:3])).lines(width, paint) if rows else []


def _statement(each: JsonObject) -> list[Painted]:
    if not each.get("file"):
        verdict = Painted(clean(str(each.get("reason"))), Tone.BAD)
    elif not each.get("proves"):
        verdict = Painted(_("does not add up"), Tone.BAD)
    elif not each.get("reconciles"):
        verdict = Painted(_("differs from the service"), Tone.BAD)
    else:
        verdict = Painted(_("proved, {came_as}").format(came_as=clean(str(each.get("cameAs")))), Tone.GOOD)
    return [
        Painted(clean(str(each.get("account")))),
        Painted(f"{each.get('movements'):,}"),
        Painted(f"{_grouped(each.get('sum'))} {clean(str(each.get('currency')))}"),
        verdict,
    ]


def _beside(told: JsonObject) -> Iterator[str]:
    papers, runs = object_of(told.get("attachments")), object_of(told.get("runs"))
    yield _("Attachments: {listed} listed, {awaiting} awaiting a transaction.").format(
        listed=papers.get("listed"), awaiting=papers.get("awaiting")
    )
    if papers.get("present") is None:
        yield _("They were not held against files: name a folder of them with --attachments.")
    else:
        absent = [str(each) for each in array_of(papers.get("absent"))]
        differing = [str(each) for each in array_of(papers.get("differing", []))]
        yield _(
            "Of them {present} are present, {absent} missing, {differing} other than listed; {altered} files are not "
            "as they came."
        ).format(
            present=papers.get("present"),
            absent=len(absent),
            differing=len(differing),
            altered=len(array_of(papers.get("altered"))),
        )
        if absent:
            yield _("Missing: {ids}.").format(ids=_first(absent))
        if differing:
            yield _("Other than listed: {ids}.").format(ids=_first(differing))
    yield _("Runs: {period} of the period, in a chain of {all}; {direct} direct requests.").format(
        period=runs.get("ofPeriod"), all=runs.get("all"), direct=runs.get("direct")
    )


def _first(ids: Sequence[str]) -> str:
    more = f" (+{len(ids) - _NAMED:,})" if len(ids) > _NAMED else ""
    return ", ".join(map(clean, ids[:_NAMED])) + more


def _grouped(sum: Json) -> str:
    return f"{Decimal(sum):,f}" if isinstance(sum, str) else ""


def _list(json: Json) -> list[JsonObject]:
    return [each for each in json if isinstance(each, Mapping)] if isinstance(json, list) else []
