"""JSON Web Tokens as Lexik makes them: HS256, with `iat`, `exp`, `roles` and `username`."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping

from toolkit.sandbox.problems import Unauthorized

_HEADER = {"typ": "JWT", "alg": "HS256"}
_ROLES = ["ROLE_USER", "ROLE_ADMIN"]


def issue(username: str, key: bytes, now: int, lifetime: int) -> str:
    """Return a token that is good until `lifetime` seconds after `now`."""
    claims = {"iat": now, "exp": now + lifetime, "roles": _ROLES, "username": username}
    signed = f"{_encode(_json(_HEADER))}.{_encode(_json(claims))}"
    return f"{signed}.{_encode(_sign(signed, key))}"


def check(authorization: str | None, key: bytes, now: int) -> None:
    """Check an Authorization header. Raises `Unauthorized` in the words of Lexik; another scheme counts as no token."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme != "Bearer" or not token:
        raise Unauthorized("JWT Token not found")
    signed, _, signature = token.strip().rpartition(".")
    try:
        genuine = hmac.compare_digest(_decode(signature), _sign(signed, key))
        expires = int(json.loads(_decode(signed.partition(".")[2]))["exp"]) if genuine else 0
    except (binascii.Error, ValueError, KeyError, TypeError):
        genuine, expires = False, 0
    if not genuine:
        raise Unauthorized("Invalid JWT Token")
    if expires <= now:
        raise Unauthorized("Expired JWT Token")


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _sign(text: str, key: bytes) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
