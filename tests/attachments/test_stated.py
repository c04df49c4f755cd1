"""What the service states of a document's bytes, under whichever name it does, and what that proves."""

from hashlib import md5, sha1, sha256, sha512
from pathlib import Path

import pytest

from toolkit.attachments.stated import Stated, stated_of
from toolkit.entities.canonical import Json
from toolkit.entities.record import Record

CONTENT = b"%PDF-1.4\n%%EOF"
SHA256 = f"sha256:{sha256(CONTENT).hexdigest()}"


def record(**extra: Json) -> Record:
    return Record("tat_1", "/api/transaction-attachments/tat_1", {"name": "a.pdf"}, extra)


@pytest.mark.parametrize(
    ("given", "stated"),
    [
        (record(), Stated()),
        (record(sha256=SHA256[7:]), Stated(digest=SHA256)),
        (record(SHA_256=SHA256[7:].upper()), Stated(digest=SHA256)),
        (record(checksum=SHA256), Stated(digest=SHA256)),
        (record(checksum="sha256-Yv/q"), Stated()),
        (
            record(hash=md5(CONTENT, usedforsecurity=False).hexdigest()),
            Stated(digest=f"md5:{md5(CONTENT, usedforsecurity=False).hexdigest()}"),
        ),
        (record(contentMd5="1B2M2Y8AsgTpgAmY7PhCfg=="), Stated(digest="md5:d41d8cd98f00b204e9800998ecf8427e")),
        (record(fileSize=12), Stated(12)),
        (record(fileSize="12"), Stated(12)),
        (record(fileSize=True), Stated()),
        (record(file={"size": 14, "sha256": SHA256[7:]}), Stated(14, SHA256)),
        (record(owner={"size": 14, "sha256": SHA256[7:]}), Stated()),
        (record(hash="not a digest"), Stated()),
        (record(hash=7), Stated()),
        (Record("1", "/1", {"size": 3}, {"fileSize": 4}), Stated(3)),
    ],
)
def test_sizes_and_digests_are_found(given: Record, stated: Stated) -> None:
    assert stated_of(given) == stated


@pytest.mark.parametrize("algorithm", [md5, sha1, sha256, sha512])
def test_a_file_is_held_against_what_is_stated(algorithm: object, tmp_path: Path) -> None:
    assert callable(algorithm)
    path = tmp_path / "a.pdf"
    path.write_bytes(CONTENT)
    told = algorithm(CONTENT)
    stated = Stated(len(CONTENT), f"{told.name}:{told.hexdigest()}")

    assert not stated.differs(len(CONTENT), path)
    assert stated.differs(len(CONTENT) - 1, path)
    path.write_bytes(CONTENT.replace(b"1.4", b"1.5"))
    assert stated.differs(len(CONTENT), path)
    assert not Stated().differs(0, path)
