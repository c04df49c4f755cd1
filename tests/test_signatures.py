"""Signatures: one line, one spelling, one key; and private keys for their owner alone."""

import base64
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from toolkit.errors import KeyExists, KeyUnusable, NotWritable
from toolkit.signatures import BadSignature, make_keys, public_key, sign, verify


@pytest.fixture
def private(tmp_path: Path) -> Path:
    make_keys(tmp_path / "me.pem", tmp_path / "me.pub.pem")
    return tmp_path / "me.pem"


def test_what_was_signed_verifies_and_tells_the_key(private: Path) -> None:
    line = sign(b"manifest", private)

    assert verify(b"manifest", line) == public_key(private) == public_key(private.with_name("me.pub.pem"))


def test_the_same_content_and_key_give_the_same_line(private: Path) -> None:
    assert sign(b"manifest", private) == sign(b"manifest", private)


def test_every_other_line_and_every_other_content_is_refused(private: Path) -> None:
    line = sign(b"manifest", private).encode()

    for at in range(len(line)):
        with pytest.raises((BadSignature, UnicodeDecodeError)):
            verify(b"manifest", (line[:at] + bytes([line[at] ^ 1]) + line[at + 1 :]).decode("ascii"))
    with pytest.raises(BadSignature, match="does not fit"):
        verify(b"Manifest", line.decode())


@pytest.mark.parametrize("line", ["", "ed25519\n", "ed25519 AAAA AAAA\n", "no line feed"])
def test_what_is_no_signature_is_refused(line: str) -> None:
    with pytest.raises(BadSignature, match="not spelt"):
        verify(b"manifest", line)


def test_a_private_key_is_for_its_owner_alone_and_never_overwritten(private: Path) -> None:
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    with pytest.raises(KeyExists, match=r"me\.pem"):
        make_keys(private, private.with_name("other.pub.pem"))
    with pytest.raises(NotWritable):
        make_keys(private.parent / "nowhere/me.pem", private.parent / "nowhere/me.pub.pem")


def test_keys_of_another_kind_or_none_get_a_sentence(tmp_path: Path, private: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    pem = serialization.Encoding.PEM
    (tmp_path / "ec.pem").write_bytes(
        other.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (tmp_path / "ec.pub.pem").write_bytes(
        other.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    (tmp_path / "text.pem").write_text("hello")
    key = serialization.load_pem_private_key(private.read_bytes(), None)
    (tmp_path / "locked.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret"))
    )

    for name, reason in {"ec.pem": "another kind", "text.pem": "no private key", "locked.pem": "locked"}.items():
        with pytest.raises(KeyUnusable, match=reason):
            sign(b"", tmp_path / name)
    for name, reason in {"ec.pub.pem": "another kind", "text.pem": "no public key", "none.pem": "No such"}.items():
        with pytest.raises(KeyUnusable, match=reason):
            public_key(tmp_path / name)


def test_a_signature_under_another_key_verifies_as_that_key(private: Path, tmp_path: Path) -> None:
    make_keys(tmp_path / "you.pem", tmp_path / "you.pub.pem")

    assert verify(b"x", sign(b"x", tmp_path / "you.pem")) != public_key(private)
    assert len(base64.b64decode(public_key(private))) == 32
