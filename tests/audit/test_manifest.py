"""A manifest proves itself: nothing but the bytes that were written is read back."""

import json

import pytest

from toolkit.audit.manifest import BadManifest, File, Manifest, dump, load

MANIFEST = Manifest({"service": "sandbox", "sum": "1.10"}, (File("a/b.jsonl", 3, "0" * 64),))


def test_a_manifest_is_read_back_as_it_was() -> None:
    assert load(dump(MANIFEST)) == MANIFEST


def test_every_other_byte_is_refused() -> None:
    content = dump(MANIFEST)

    for at in range(len(content)):
        for bit in (1, 32):
            with pytest.raises(BadManifest):
                load(content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 2}, "reads version 1"),
        ({"files": "none"}, "lists no files"),
        ({"files": [{"name": "a"}]}, "not described"),
        ({"files": [{"name": "a", "size": 1, "sha256": "zz"}]}, "not described"),
        ({"files": [{"name": "a", "size": 1, "sha256": "0" * 64, "x": 1}]}, "not described"),
        ({"service": "other"}, "changed after"),
    ],
)
def test_a_manifest_that_says_otherwise_is_refused_with_the_reason(change: dict[str, object], reason: str) -> None:
    altered = json.dumps({**json.loads(dump(MANIFEST)), **change}, indent=2) + "\n"

    with pytest.raises(BadManifest, match=reason):
        load(altered.encode())


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff"])
def test_what_is_no_json_object_is_refused(content: bytes) -> None:
    with pytest.raises(BadManifest, match="no JSON"):
        load(content)
