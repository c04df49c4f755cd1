"""Verify a bundle without any service: every byte, every digest, the chain of runs, and the sums of the records."""

import enum
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.audit import chain, records
from toolkit.audit.container import Container, Damaged, opened
from toolkit.audit.manifest import NAME, SIGNATURE, BadManifest, Manifest, OtherManifestVersion, load
from toolkit.entities.canonical import Json, digest, parse
from toolkit.language import _, mark
from toolkit.signatures import BadSignature, verify

REQUESTS = "runs/direct.json"
"""The direct requests of the period."""
MOST = 64 << 20
"""Bytes of a file that is read as a whole: the manifest, the signature, the chain and the runs."""


class Fault(enum.StrEnum):
    """What can be wrong with a file of a bundle."""

    ALTERED = "altered"
    OTHER_VERSION = mark("other version")
    MISSING = "missing"
    EXTRA = "extra"
    TWICE = "twice"
    UNSIGNED = "unsigned"
    OTHER_KEY = mark("other key")
    CHAIN = "chain"
    SUMS = "sums"
    DROPPED = "dropped"
    CHANGED = "changed"
    INSERTED = "inserted"
    MOVED = "moved"
    OLDER = mark("older bundle")
    ORDER = "order"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that is not as it should be; `detail` names what within it, or why."""

    file: str
    fault: Fault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """An older bundle that a bundle was held against: its path, its runs and direct requests, and how many came after.

    `chained` tells whether the older bundle chains its direct requests; if not, only those of its period are compared.
    """

    path: Path
    runs: int
    added: int
    requests: int = 0
    requests_added: int = 0
    chained: bool = True


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found out about a bundle.

    `key` is the public key that signed it, empty where none did; `since` an older bundle whose runs it goes on from.
    """

    path: Path
    manifest: Manifest | None
    findings: tuple[Finding, ...]
    key: str = ""
    bytes: int = 0
    since: Since | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.manifest is not None and not self.findings


def verify_bundle(path: Path, key: str = "") -> Verified:
    """Verify the bundle at a path.

    With `key`, a public key as one word, it must be signed with that one. Raises `FileMissing` and `NotABundle`.
    """
    with opened(path) as container:
        names = container.names()
        if NAME not in names:
            return Verified(path, None, (Finding(NAME, Fault.MISSING),))
        try:
            content = _whole(container, NAME)
            manifest = load(content)
        except OtherManifestVersion as error:
            return Verified(path, None, (Finding(NAME, Fault.OTHER_VERSION, str(error)),))
        except (BadManifest, Damaged) as error:
            return Verified(path, None, (Finding(NAME, Fault.ALTERED, str(error)),))
        signed_by, of_signature = _signature(container, names, content, key)
        found = [*of_signature, *_files(container, names, manifest)]
        if not found:
            found = [*_chain(container, manifest), *_sums(container, manifest)]
        if not found:
            found = [Finding(name, Fault.ALTERED, _("its entry in the archive")) for name in container.wrapping()]
    return Verified(path, manifest, tuple(found), signed_by, sum(file.size for file in manifest.files))


def json_of(container: Container, name: str) -> Json:
    """Return what a file of a bundle spells, `None` where it spells nothing."""
    try:
        return parse(_whole(container, name))
    except (Damaged, ValueError, RecursionError):
        return None


def _signature(container: Container, names: Sequence[str], content: bytes, key: str) -> tuple[str, list[Finding]]:
    if SIGNATURE not in names:
        return "", [Finding(SIGNATURE, Fault.UNSIGNED)] if key else []
    try:
        signed_by = verify(content, _whole(container, SIGNATURE).decode("ascii"))
    except (BadSignature, Damaged, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, BadSignature | Damaged) else _("it is not spelt as a signature is")
        return "", [Finding(SIGNATURE, Fault.ALTERED, reason)]
    if key and signed_by != key:
        return signed_by, [Finding(SIGNATURE, Fault.OTHER_KEY, signed_by)]
    return signed_by, []


def _files(container: Container, names: Sequence[str], manifest: Manifest) -> Iterator[Finding]:
    """Hold what is there against what is listed; nothing is opened by a name that is not there."""
    listed = {file.name: file for file in manifest.files}
    there = Counter(names)
    for name, times in sorted(there.items()):
        if times > 1:
            yield Finding(name, Fault.TWICE)
        elif name not in listed and name not in {NAME, SIGNATURE}:
            yield Finding(name, Fault.EXTRA)
    for name, file in sorted(listed.items()):
        if name not in there:
            yield Finding(name, Fault.MISSING)
            continue
        try:
            size, sha256 = _measured(container.chunks(name))
        except Damaged as error:
            yield Finding(name, Fault.ALTERED, str(error))
            continue
        if (size, sha256) != (file.size, file.sha256):
            yield Finding(name, Fault.ALTERED, f"{file.size:,} → {size:,}" if size != file.size else "")


def _chain(container: Container, manifest: Manifest) -> Iterator[Finding]:
    """Hold the runs that are there against the chain, and its head against the manifest."""
    names = {file.name for file in manifest.files}
    if chain.NAME not in names:
        yield Finding(chain.NAME, Fault.MISSING)
        return
    found = json_of(container, chain.NAME)
    runs = sorted(name for name in names if name.startswith("runs/") and name.endswith("/run.json"))
    contents = {name: digest(json_of(container, name)) for name in runs}
    for run in chain.broken(found, contents):
        yield Finding(chain.NAME, Fault.CHAIN, run)
    told = _within(manifest.told, "runs", "chain")
    if isinstance(found, Mapping) and told != found.get("head"):
        yield Finding(chain.NAME, Fault.CHAIN, "head")
    yield from _requests(container, manifest, found)


def _requests(container: Container, manifest: Manifest, found: Json) -> Iterator[Finding]:
    """Hold the direct requests that are there against their chain; bundles of earlier programs have none."""
    told, beside = _within(manifest.told, "runs", "directChain"), _within(found, chain.DIRECT)
    if told is None and beside is None:
        return
    sent = requests_in(container) if REQUESTS in {file.name for file in manifest.files} else {}
    for request in chain.broken_requests(beside, sent):
        yield Finding(chain.NAME, Fault.CHAIN, request)
    if told != _within(beside, "head"):
        yield Finding(chain.NAME, Fault.CHAIN, f"{chain.REQUESTS.prefix}head")


def requests_in(container: Container) -> dict[str, str]:
    """Return the digest of each direct request that a bundle has, by its number."""
    listed = _within(json_of(container, REQUESTS), "requests")
    found = listed if isinstance(listed, Sequence) and not isinstance(listed, str) else ()
    return {str(_within(each, "n")): digest(each) for each in found}


def _sums(container: Container, manifest: Manifest) -> Iterator[Finding]:
    """Add up the records once more, and count them."""
    counts = manifest.told.get("counts")
    totals = manifest.told.get("totals")
    if not isinstance(counts, Mapping) or not isinstance(totals, Sequence) or isinstance(totals, str):
        yield Finding(NAME, Fault.SUMS, "counts")
        return
    for path, told in counts.items():
        made = records.Sum(path)
        name = records.file_of(path)
        try:
            for line in _lines(container.chunks(name)):
                made.add(records.read(line))
        except (Damaged, ValueError) as error:
            yield Finding(name, Fault.SUMS, str(error))
            continue
        here = [each for each in totals if isinstance(each, Mapping) and each.get("entity") == path]
        if (
            not isinstance(told, Mapping)
            or told.get("records") != made.count
            or here != records.totals_json(made.totals)
        ):
            yield Finding(name, Fault.SUMS)


def _within(json: Json, *names: str) -> Json:
    for name in names:
        json = json.get(name) if isinstance(json, Mapping) else None
    return json


def _whole(container: Container, name: str) -> bytes:
    content = bytearray()
    for chunk in container.chunks(name):
        content += chunk
        if len(content) > MOST:
            raise Damaged(_("it is far too long"))
    return bytes(content)


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    if rest:
        yield rest


def _measured(chunks: Iterator[bytes]) -> tuple[int, str]:
    size, made = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        made.update(chunk)
    return size, made.hexdigest()
