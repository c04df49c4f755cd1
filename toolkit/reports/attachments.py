"""Documents as text and as JSON: what came, what is listed, and whether a folder is still what it was."""

from collections.abc import Iterator, Sequence

from toolkit.attachments.manifest import Holding, Manifest
from toolkit.attachments.verify import Finding, Verified
from toolkit.entities.canonical import JsonObject
from toolkit.language import _, ngettext
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean


def came(manifest: Manifest, width: int, paint: Paint) -> str:
    """Tell how many documents came, and each that did not, or that is odd."""
    files, size = manifest.sizes
    if not manifest.holdings:
        return _("None of these transactions has a document.") + "\n"
    lines = [
        ngettext("{files} document", "{files:,} documents", files).format(files=files)
        + ngettext(" of {count} transaction", " of {count:,} transactions", len(manifest.holdings)).format(
            count=len(manifest.holdings)
        )
        + _(", {size:,} bytes, every checksum right.").format(size=size)
    ]
    rows = [*_absent(manifest.holdings), *_odd(manifest.holdings)]
    if rows:
        titles = (_("transaction"), _("document"), "")
        lines += [
            "",
            *Table(titles, [row for row, _note in rows], below=[note for _row, note in rows]).lines(width, paint),
        ]
    return "\n".join(lines) + "\n"


def verified(found: Verified, width: int, paint: Paint) -> str:
    """Tell whether a folder is as it was, and every file that is not."""
    files, size = found.manifest.sizes
    if found.holds:
        text = ngettext(
            "{files} document, {size:,} bytes: as it came on {day}.",
            "{files:,} documents, {size:,} bytes: all as they came on {day}.",
            files,
        ).format(files=files, size=size, day=found.manifest.told.made[:10])
        absent = sum(len(each.absent) for each in found.manifest.holdings)
        if absent:
            text += "\n" + _("{count:,} never came, or not whole; the index names them.").format(count=absent)
        return f"{text}\n"
    table = Table(
        ("", _("file")), [_finding(each) for each in found.findings], below=[e.message for e in found.findings]
    )
    count = len(found.findings)
    last = ngettext("{count} file is not as it came.", "{count:,} files are not as they came.", count)
    return "\n".join([*table.lines(width, paint), "", last.format(count=count), ""])


def came_json(manifest: Manifest) -> JsonObject:
    """Spell what `attachments download --json` prints beside the folder."""
    return {"manifest": manifest.to_json()}


def verified_json(found: Verified) -> JsonObject:
    """Spell what `attachments verify --json` prints."""
    files, size = found.manifest.sizes
    return {
        "folder": str(found.folder),
        "holds": found.holds,
        "complete": found.manifest.complete,
        "files": files,
        "bytes": size,
        "findings": [
            {"path": each.path, "trouble": each.trouble.value, "message": each.message} for each in found.findings
        ],
    }


def _finding(each: Finding) -> tuple[Painted, Painted]:
    return Painted(_(each.trouble.value), Tone.BAD), Painted(clean(each.path))


_Noted = tuple[tuple[Painted, Painted, Painted], str]


def _absent(holdings: Sequence[Holding]) -> Iterator[_Noted]:
    for each in holdings:
        for absent in each.absent:
            name = clean(absent.name or absent.attachment)
            came = next((one for one in each.documents if one.attachment == absent.attachment), None)
            word, note = _("missing"), _("The service lists it and did not give it.")
            if came is not None:
                word, note = _("not whole"), _("It came with other bytes than the service lists, or without any.")
            yield (Painted(each.id), Painted(name), Painted(word, Tone.BAD)), note


def _odd(holdings: Sequence[Holding]) -> Iterator[_Noted]:
    for each in holdings:
        for document in each.documents:
            if document.odd:
                row = (Painted(each.id), Painted(clean(document.path)), Painted(_("odd"), Tone.CHANGED))
                yield row, document.odd
