"""Masking: what is a secret by its name or its looks, and the same texts and JSON without it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from urllib.parse import unquote

from toolkit.entities.canonical import Json, JsonObject

MASK = "***"

_SHORTEST = 4
"""A shorter secret is not looked for in sentences: it is part of too many words."""
_NAMED = re.compile(
    r"passw|passphrase|passcode|pwd|secret|token|credential|authori[sz]ation|jwt|bearer|cookie|session_?id"
    r"|(?:api|access|private|signing|encryption|master|license|ssh|shared|auth|account)key"
    r"|lösenord|losenord|hemlig|haslo|hasło|passwort|kennwort|motdepasse|contraseña|parola"
)
"""What the name of a secret has in it, in small letters and without marks between its words."""
_WORDS = frozenset({"key", "keys", "pass", "pin", "otp", "totp", "cvc", "cvv", "puk", "hmac", "pem"})
"""Names of secrets that are part of harmless words too: one of them must be the last word of the name."""
_WORD = re.compile(r"[A-ZÀ-Þ]+(?![a-zß-ÿ])|[A-ZÀ-Þ]?[a-zß-ÿłńśźż]+")
_MARKS = re.compile(r"[\W_]+|\d+")
_LOOKS = re.compile(
    r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"  # a JSON Web Token
    r"|(?<=\bBearer )\S+|(?<=\bBasic )[A-Za-z0-9+/=_-]{8,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|(?<=://)[^\s/@]*:[^\s@]*(?=@)",
    re.DOTALL,
)
_PARAMETER = re.compile(r"(?P<name>[\w.\[\]-]+)=(?P<value>[^&\s]+)")


def is_secret(name: str) -> bool:
    """Tell whether a field of this name holds a secret: `apiKey`, `user[password]`, `refresh_token`."""
    if _NAMED.search(_MARKS.sub("", name).casefold()):
        return True
    words = _WORD.findall(name)
    return bool(words) and words[-1].casefold() in _WORDS


def masked(json: Json) -> Json:
    """Return JSON with each secret in it replaced, at any depth: what a secret name holds, and what looks like one.

    Nulls, yes and no, and empty texts stay: they tell no secret.
    """
    if isinstance(json, Mapping):
        return masked_object(json)
    if isinstance(json, list | tuple):
        return [masked(each) for each in json]
    return masked_text(json) if isinstance(json, str) else json


def masked_object(json: JsonObject) -> JsonObject:
    """Return an object as `masked` does."""
    return {name: _covered(value) if is_secret(name) else masked(value) for name, value in json.items()}


def masked_text(text: str) -> str:
    """Return a text without tokens, private keys, the passwords of addresses, and parameters with secret names."""
    return _PARAMETER.sub(_parameter, _LOOKS.sub(MASK, text))


def secrets_in(json: Json) -> frozenset[str]:
    """Return the texts that `masked` hides whole, to look for them where they are repeated."""
    return frozenset(_secrets(json, hidden=False))


def without(text: str, secrets: Iterable[str]) -> str:
    """Return a text in which none of the secrets is left, the longest first, each spelt as it is or in JSON."""
    for secret in sorted((each for each in secrets if len(each) >= _SHORTEST), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text


def masked_url(url: str) -> str:
    """Return the URL of a database without its password, also one that cannot be read as a URL.

    The path of a SQLite file is no password.
    """
    for secret in sorted(url_secrets(url), key=len, reverse=True):
        url = url.replace(f":{secret}", f":{MASK}").replace(f"={secret}", f"={MASK}")
    return url


def url_secrets(url: str) -> frozenset[str]:
    """Return the passwords in the URL of a database, each as it is spelt there and as it is meant."""
    found = {each["value"] for each in _PARAMETER.finditer(url) if is_secret(each["name"])}
    if not url.casefold().startswith("sqlite"):
        found |= set(_userinfo(url))
    return frozenset(filter(None, found | {unquote(each) for each in found}))


def _userinfo(url: str) -> Iterator[str]:
    """Yield the password before the last @; without one, what stands where a port does and is none."""
    scheme, slashes, rest = url.partition("//")
    login, at, _host = (rest if slashes else scheme).rpartition("@")
    if at:
        _user, _colon, password = login.partition(":")
        yield password
        if not slashes:  # the first colon may be that of the scheme
            yield password.partition(":")[2]
        return
    _name, _colon, port = rest.partition(":")
    if port and not re.match(r"\d+(?:[/?]|$)", port):
        yield port


def _covered(value: Json) -> Json:
    """Return the value of a secret name: every text and number in it is hidden."""
    if isinstance(value, Mapping):
        return {name: _covered(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_covered(each) for each in value]
    if value is None or isinstance(value, bool) or value == "":
        return value
    return MASK


def _secrets(json: Json, *, hidden: bool) -> Iterator[str]:
    if isinstance(json, Mapping):
        for name, value in json.items():
            yield from _secrets(value, hidden=hidden or is_secret(name))
    elif isinstance(json, list | tuple):
        for each in json:
            yield from _secrets(each, hidden=hidden)
    elif isinstance(json, str):
        if hidden:
            yield json
        else:
            yield from (each.group() for each in _LOOKS.finditer(json))
    elif hidden and isinstance(json, int | Decimal) and not isinstance(json, bool):
        yield str(json)


def _parameter(found: re.Match[str]) -> str:
    return f"{found['name']}={MASK}" if is_secret(found["name"]) else found.group()
