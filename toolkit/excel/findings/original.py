"""What a workbook was before it was annotated: kept inside it, so that clearing gives back every byte.

The part tells, for each part that was changed, where its bytes differ and what stood there, with the digests of both;
and which parts were added. Most rows of a sheet do not differ, so this is small. Beside that it has the bytes of the
file itself that are not those of parts which stay as they are packed, unless these are many.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence

from toolkit.entities.canonical import Json, canonical, parse
from toolkit.excel.draft import Draft
from toolkit.excel.findings.skeleton import file_from, members_of, skeleton
from toolkit.excel.outline import Splice, spliced
from toolkit.language import _

PART = "xl/flowtly/original.json"
VERSION = 2
"""The layout of the part. What another version left is taken out by its marks."""

_ROW_END = b"row>"
"""What the end tag of a row ends with, whatever its prefix."""

_TYPE = "application/json"
_ARROW = "https://flowtly.eu/relationships/original"


def keep(draft: Draft, before: Draft) -> None:
    """Add the part to a draft that was annotated; `before` is the same package without the annotation."""
    draft.add(PART, b"", _TYPE)
    draft.link(draft.main, _ARROW, PART)
    now = [name for name, content in draft.changed.items() if content is not None]
    both = [(name, before.raw(name), draft.raw(name)) for name in now if name in before]
    changed = [_difference(name, old, new) for name, old, new in both if old != new]
    added = [name for name in now if name not in before]
    told: dict[str, Json] = {"version": VERSION, "changed": changed, "added": added}
    if (file := skeleton(draft.package, draft.changed.keys())) is not None:
        told["file"] = file
    draft.write(PART, canonical(told).encode())


def file_of(draft: Draft) -> bytes | None:
    """Return the file that was annotated, byte for byte; `None` where it is not known, or a part changed since."""
    before = draft.copy()
    if not restore(before):
        return None
    try:
        match parse(draft.raw(PART)):
            case {"file": {"sha256": str(sha256), "pieces": [*pieces]}}:
                known = {*before.changed, *members_of(draft.package, pieces)}
                others = [info for info in draft.package.members.values() if info.filename not in known]
                return None if others else file_from(draft.package, sha256, pieces)
            case _:
                return None
    except (KeyError, TypeError, ValueError):
        return None


def _difference(name: str, old: bytes, new: bytes) -> Json:
    """Say where a part differs: from which byte to which one now, and what stood there."""
    spans: list[Json] = [[begin, end, base64.b64encode(before).decode()] for begin, end, before in _spans(old, new)]
    return {"name": name, "original": _sha256(old), "annotated": _sha256(new), "spans": spans}


def _spans(old: bytes, new: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Compare row by row; where rows were added or taken out, as one piece."""
    before, after = old.split(_ROW_END), new.split(_ROW_END)
    if len(before) != len(after):
        before, after = [old], [new]
    position = 0
    for one, two in zip(before, after, strict=True):
        if one != two:
            begin = _common(one, two)
            end = _common(one[begin:][::-1], two[begin:][::-1])
            yield position + begin, position + len(two) - end, one[begin : len(one) - end]
        position += len(two) + len(_ROW_END)


def _common(one: bytes, two: bytes) -> int:
    """Return how many bytes two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def restore(draft: Draft) -> bool:
    """Bring back every byte where the parts are as they were left; else change nothing and return `False`."""
    if PART not in draft:
        return False
    try:
        told = parse(draft.raw(PART))
        originals, added = _originals(draft, told), _added(told)
    except (KeyError, TypeError, ValueError):
        return False
    if originals is None:
        return False
    for name in added:
        draft.drop(name)
    for name, content in originals.items():
        draft.write(name, content)
    return True


def forget(draft: Draft) -> None:
    """Take out the part alone."""
    if PART in draft:
        draft.unlink(draft.main, PART)
        draft.remove(PART)


def _originals(draft: Draft, told: Json) -> Mapping[str, bytes] | None:
    """Return what the changed parts were, `None` where one is not what the annotation made of it."""
    match told:
        case {"version": 2, "changed": [*entries], "added": [*_]} if entries:
            found = dict(_original(draft, entry) for entry in entries)
            return None if None in found.values() else {n: old for n, old in found.items() if old is not None}
        case _:
            return None


def _original(draft: Draft, entry: Json) -> tuple[str, bytes | None]:
    match entry:
        case {"name": str(name), "spans": [*spans], **digests} if name in draft:
            new = draft.raw(name)
            old = spliced(new, [_splice(span) for span in spans])
            same = digests == {"original": _sha256(old), "annotated": _sha256(new)}
            return name, old if same else None
        case _:
            return "", None


def _splice(span: Json) -> Splice:
    match span:
        case [int(begin), int(end), str(before)]:
            return Splice(begin, end, base64.b64decode(before))
        case _:
            raise ValueError(_("a span is not as it was written"))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _added(told: Json) -> Sequence[str]:
    match told:
        case {"added": [*names]}:
            return [name for name in names if isinstance(name, str)]
        case _:
            return ()
