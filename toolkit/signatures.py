"""Ed25519 signatures (RFC 8032): key pairs in PEM files, and detached signatures of one line each."""

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as spelling
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from toolkit.errors import KeyExists, KeyUnusable, NotWritable
from toolkit.language import _

_SCHEME = "ed25519"
_PUBLIC = 32
_SIGNED = 64


class BadSignature(ValueError):
    """A line is no signature of this content; the message is the reason, a clause."""


def make_keys(private: Path, public: Path) -> str:
    """Write a new pair: the private key readable by its owner alone. Return the public key as one word.

    Raises `KeyExists` where either file is there, and `NotWritable`.
    """
    for path in (private, public):
        if path.exists():
            raise KeyExists(path)
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(spelling.Encoding.PEM, spelling.PrivateFormat.PKCS8, spelling.NoEncryption())
    shown = key.public_key().public_bytes(spelling.Encoding.PEM, spelling.PublicFormat.SubjectPublicKeyInfo)
    _write_new(private, secret, 0o600)
    _write_new(public, shown, 0o644)
    return _word(key.public_key())


def sign(content: bytes, private: Path) -> str:
    """Return one line: the scheme, the public key and the signature. Raises `KeyUnusable`."""
    key = _private(private)
    signed = base64.b64encode(key.sign(content)).decode()
    return f"{_SCHEME} {_word(key.public_key())} {signed}\n"


def verify(content: bytes, line: str) -> str:
    """Return the public key that signed the content, as one word. Raises `BadSignature`.

    A line that is spelt in any other way than `sign` spells it is refused.
    """
    scheme, _space, rest = line.removesuffix("\n").partition(" ")
    word, _space, signed = rest.partition(" ")
    try:
        public, signature = _exact(word, _PUBLIC), _exact(signed, _SIGNED)
    except ValueError:
        raise BadSignature(_("it is not spelt as a signature is")) from None
    if scheme != _SCHEME or not line.endswith("\n"):
        raise BadSignature(_("it is not spelt as a signature is"))
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        raise BadSignature(_("it does not fit what was signed")) from None
    return word


def public_key(path: Path) -> str:
    """Return the public key of a PEM file, of either kind, as one word. Raises `KeyUnusable`."""
    content = _read(path)
    if b"PRIVATE KEY" in content:
        return _word(_private(path).public_key())
    try:
        key = spelling.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyUnusable(path, _("it holds no public key in PEM")) from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyUnusable(path, _("its key is of another kind"))
    return _word(key)


def _private(path: Path) -> Ed25519PrivateKey:
    try:
        key = spelling.load_pem_private_key(_read(path), None)
    except TypeError:
        raise KeyUnusable(path, _("it is locked with a password")) from None
    except (ValueError, UnsupportedAlgorithm):
        raise KeyUnusable(path, _("it holds no private key in PEM")) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(path, _("its key is of another kind"))
    return key


def _word(key: Ed25519PublicKey) -> str:
    return base64.b64encode(key.public_bytes_raw()).decode()


def _exact(word: str, length: int) -> bytes:
    """Read base64 that is spelt in the one way there is: spare bits and line feeds are none of ours."""
    content = base64.b64decode(word, validate=True)
    if len(content) != length or base64.b64encode(content).decode() != word:
        raise ValueError(word)
    return content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyUnusable(path, error.strerror or str(error)) from error


def _write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file that must not be there yet, with its rights from the first byte on."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise NotWritable(path, error.strerror or str(error)) from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
