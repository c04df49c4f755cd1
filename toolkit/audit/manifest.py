"""The manifest: the one file of a bundle that names all others, with their digests, and that proves itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.entities.canonical import Json, JsonObject, digest, parse, pretty
from toolkit.entities.formats import foreign_version
from toolkit.language import _

NAME = "manifest.json"
SIGNATURE = "manifest.sig"
VERSION = 1
_HEX = frozenset("0123456789abcdef")
_SHA256 = 64


class BadManifest(ValueError):
    """The bytes are no manifest, or were changed after it was made; the message is the reason, a clause."""


class OtherManifestVersion(BadManifest):
    """The bytes are a manifest in a version of the format that this program does not read."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a bundle: its name with slashes, its size in bytes, and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself.

    `told` is what was found out about the service and the period: everything but the list of files.
    """

    told: JsonObject
    files: tuple[File, ...]

    @property
    def sha256(self) -> str:
        """The digest of all that the manifest says."""
        return digest(_content(self))


def dump(manifest: Manifest) -> bytes:
    """Spell a manifest; the same manifest is always the same bytes."""
    return (pretty({"version": VERSION, "sha256": manifest.sha256, **_content(manifest)}) + "\n").encode()


def load(content: bytes) -> Manifest:
    """Read a manifest back.

    Raises `OtherManifestVersion`, and `BadManifest` for any other bytes but those that `dump` wrote.
    """
    found = _object(content)
    if found.get("version") != VERSION:
        raise OtherManifestVersion(foreign_version(found.get("version"), VERSION))
    listed = found.get("files")
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise BadManifest(_("it lists no files"))
    files = tuple(_file(each) for each in listed)
    told = {name: value for name, value in found.items() if name not in {"version", "sha256", "files"}}
    manifest = Manifest(told, files)
    # Spelt anew, so that a changed space is found as well as a changed figure.
    if dump(manifest) != content:
        raise BadManifest(_("it was changed after it was made"))
    return manifest


def _content(manifest: Manifest) -> JsonObject:
    listed: list[Json] = [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in manifest.files]
    return {**manifest.told, "files": listed}


def _object(content: bytes) -> Mapping[str, Json]:
    try:
        found = parse(content)
    except (ValueError, RecursionError) as error:
        raise BadManifest(_("it is no JSON")) from error
    if not isinstance(found, Mapping):
        raise BadManifest(_("it is no JSON object"))
    return found


def _file(json: Json) -> File:
    match json:
        case {"name": str(name), "size": int(size), "sha256": str(sha256), **rest} if not rest:
            if len(sha256) == _SHA256 and set(sha256) <= _HEX:
                return File(name, size, sha256)
        case _:
            pass
    raise BadManifest(_("one of its files is not described as a file is"))
