"""Is it still what came? A folder of documents, held against its manifest, byte by byte, without any service."""

import enum
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from toolkit.attachments.archive import CHUNK
from toolkit.attachments.manifest import INDEX, MANIFEST, Manifest, read_manifest
from toolkit.language import _, mark


class Trouble(enum.StrEnum):
    """What is wrong with a file."""

    MISSING = mark("missing")
    EXTRA = mark("extra")
    ALTERED = mark("altered")
    NO_FILE = mark("no file")


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that is not as the manifest says: its path below the folder, and in words what is wrong."""

    path: str
    trouble: Trouble
    message: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a folder is: its manifest, and every file that is not as it was."""

    folder: Path
    manifest: Manifest
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether every byte is as it was, and nothing is there beside it."""
        return not self.findings


def verify_folder(folder: Path) -> Verified:
    """Hold every file of a folder against its manifest. Raises `NoManifest` and `ManifestBroken`."""
    manifest = read_manifest(folder)
    wanted = {each.path: (each.size, each.sha256) for each in manifest.documents}
    wanted[INDEX] = manifest.index
    there = dict(_files(folder))
    findings = [each for path in sorted(wanted) for each in _judged(path, wanted[path], there.get(path))]
    extra = sorted(there.keys() - wanted.keys() - {MANIFEST})
    findings += [Finding(path, Trouble.EXTRA, _("It is not in the manifest.")) for path in extra]
    return Verified(folder, manifest, tuple(findings))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield everything below a folder that is no folder itself; links are not followed."""
    for top, folders, files in os.walk(folder):
        place = Path(top)
        for name in [*files, *(each for each in folders if (place / each).is_symlink())]:
            yield (place / name).relative_to(folder).as_posix(), place / name


def _judged(path: str, wanted: tuple[int, str], there: Path | None) -> Iterator[Finding]:
    size, digest = wanted
    if there is None:
        yield Finding(path, Trouble.MISSING, _("It is in the manifest and not in the folder."))
    elif there.is_symlink() or not there.is_file():
        yield Finding(path, Trouble.NO_FILE, _("It is a link or a device, and was a file."))
    elif (found := there.stat().st_size) != size:
        message = _("It has {found:,} bytes, and the manifest says {size:,}.").format(found=found, size=size)
        yield Finding(path, Trouble.ALTERED, message)
    elif (now := sha256_of(there)) != digest:
        message = _("Its SHA-256 is {now}…, and the manifest says {then}….").format(now=now[:12], then=digest[:12])
        yield Finding(path, Trouble.ALTERED, message)
