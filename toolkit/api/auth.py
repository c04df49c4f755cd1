"""Auth: the token, where it comes from, and one renewal for all workers."""

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from toolkit.api.answers import Answer, detail, one_line
from toolkit.entities.canonical import canonical
from toolkit.errors import NotAuthenticated
from toolkit.language import _
from toolkit.settings import Profile

MARGIN = 30.0
"""Seconds before its end at which a token is renewed: clocks differ, and requests take a while."""


@dataclass(slots=True)
class Keeper:
    """Keeps the token of a profile, in memory alone, and renews it where user and password are known.

    `login` sends the JSON of a login and returns the answer, which is no 5xx. `clock` is the time of day in seconds
    since 1970, as the token's own end is told in it.
    """

    profile: Profile
    login: Callable[[bytes], Answer] = field(repr=False)
    clock: Callable[[], float] = time.time
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _token: str | None = field(default=None, repr=False)
    _due: float = float("inf")
    _why_not: str | None = None

    def __post_init__(self) -> None:
        """Begin with the profile's own token."""
        if self.profile.token is not None:
            self._token = self.profile.token
            self._due = (span(self.profile.token).end or float("inf")) - MARGIN

    def token(self) -> str | None:
        """Return a token that is good for now, or `None` for a profile without user. Raises `NotAuthenticated`."""
        token = self._token
        if self.can_renew and (token is None or self.clock() >= self._due):
            token = self.renew(token)
        if token is not None and not _is_plausible(token):
            raise NotAuthenticated(self.profile.service, _("the token has characters that no token has"))
        return token

    @property
    def can_renew(self) -> bool:
        """Whether a new token can be had."""
        return self.profile.username is not None and self.profile.password is not None

    def renew(self, stale: str | None) -> str | None:
        """Return another token than the stale one; of many workers that ask, one logs in. Raises `NotAuthenticated`.

        A login that was refused is not tried again: services lock a user out after a few.
        """
        with self._lock:
            if self._token == stale:
                if self._why_not is None:
                    self._log_in()
                if self._why_not is not None:
                    raise NotAuthenticated(self.profile.service, self._why_not)
            return self._token

    def _log_in(self) -> None:
        known = {"username": self.profile.username, "password": self.profile.password}
        answer = self.login(canonical(known).encode())
        token = _token_of(answer)
        if token is not None:
            self._due = self.clock() + _lasts(token, self.clock())
            self._token = token
        elif answer.status == 404:
            self._why_not = _("there is no login at {login_path} (FLOWTLY_LOGIN_PATH tells another)").format(
                login_path=self.profile.login_path
            )
        elif answer.ok:
            self._why_not = _("its login gave no token")
        else:
            self._why_not = detail(answer)


@dataclass(frozen=True, slots=True)
class Span:
    """When a token begins and ends, in seconds since 1970 by the service's clock, where it tells."""

    begin: float | None
    end: float | None


def span(token: str) -> Span:
    """Read `iat` and `exp` of a JSON Web Token (RFC 7519, 4.1); another kind of token tells nothing."""
    claims = _claims(token)
    return Span(_seconds(claims.get("iat")), _seconds(claims.get("exp")))


def user_of(token: str) -> str | None:
    """Read whose a JSON Web Token is; `username` is where Lexik's bundle says it, `sub` where the RFC does."""
    claims = _claims(token)
    told = (claims.get(name) for name in ("username", "sub", "email"))
    return next((one_line(user) for user in told if isinstance(user, str) and user.strip()), None)


def _claims(token: str) -> dict[str, object]:
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _seconds(claim: object) -> float | None:
    return float(claim) if isinstance(claim, int | float) and not isinstance(claim, bool) else None


def _lasts(token: str, now: float) -> float:
    """Return the seconds for which a token just received is used.

    Its length is the difference of its own two times, as the service's clock may be far from ours. Of a short
    life half is used.
    """
    told = span(token)
    if told.end is None:
        return float("inf")
    length = told.end - (told.begin if told.begin is not None else now)
    return length - min(MARGIN, length / 2)


def _token_of(answer: Answer) -> str | None:
    try:
        body = answer.json()
    except ValueError:
        return None
    token = body.get("token") if answer.ok and isinstance(body, dict) else None
    return token if isinstance(token, str) and token else None


def _is_plausible(token: str) -> bool:
    return token.isascii() and token.isprintable() and " " not in token
