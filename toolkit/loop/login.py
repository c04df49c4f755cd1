"""Logging in and out: credentials are tried on the service before they are kept."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

from toolkit.api.auth import span, user_of
from toolkit.api.client import connect
from toolkit.api.outcomes import Call
from toolkit.api.waits import OnNotice, ignore_notice
from toolkit.credentials import lookup
from toolkit.credentials.secret import Credentials, Store
from toolkit.errors import NoLogin, Refused
from toolkit.language import _
from toolkit.loop.reach import named
from toolkit.settings import Profile

_FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Known:
    """Who a service takes us for: `user` as far as it tells, `store` where that is kept, `None` for nobody.

    `ends` is when the token ends, in seconds since 1970 by the service's clock, where it tells. `renews` says whether
    a new one is had by itself. `trouble` says why a store could not be asked.
    """

    service: str
    profile: str
    user: str | None
    store: Store | None
    ends: float | None
    renews: bool
    trouble: str = ""


def log_in(
    profile: Profile,
    credentials: Credentials,
    store: Store,
    environ: Mapping[str, str] = os.environ,
    on_notice: OnNotice = ignore_notice,
) -> Known:
    """Try credentials on the service, then keep them; `on_notice` hears of waits and repeated attempts.

    Raises what the service answers, and what keeping raises.

    Raises `NoLogin` for the embedded service, and for another user than the one that the profile is of.
    """
    if profile.url is None:
        raise NoLogin(_("the embedded service knows its only user by itself. Choose another service with --profile"))
    token = credentials.token
    who = replace(credentials, username=credentials.username or (user_of(token) if token else None))
    if profile.username not in {None, who.username}:
        raise NoLogin(
            _("the profile {profile} is of user {username}, and these are of {other}").format(
                profile=profile.name, username=profile.username, other=who.username
            )
        )
    known = _tried(replace(profile, token=token, username=who.username, password=who.password), on_notice)
    lookup.keep(profile, replace(who, username=known.user), store, environ)
    return replace(known, store=store)


def who(profile: Profile, environ: Mapping[str, str] = os.environ) -> Known:
    """Return who a profile is, without asking the service; the embedded one has one user, and logs them in itself."""
    if profile.url is None:
        from toolkit.sandbox.entry import USERNAME

        return Known(profile.service, profile.name, USERNAME, store=None, ends=None, renews=True)
    found = lookup.find(profile, environ)
    return replace(_known(named(lookup.with_credentials(profile, environ))), store=found.store, trouble=found.trouble)


def asked(profile: Profile, environ: Mapping[str, str] = os.environ, on_notice: OnNotice = ignore_notice) -> Known:
    """Return who the service takes a profile for; `on_notice` hears of waits and repeated attempts.

    Raises what it answers, `NotAuthenticated` for nobody it knows.
    """
    known = who(profile, environ)
    if profile.url is None:
        return known
    taken = _tried(named(lookup.with_credentials(profile, environ)), on_notice)
    return replace(known, ends=taken.ends, user=taken.user)


def _tried(profile: Profile, on_notice: OnNotice) -> Known:
    """Ask the service for something small; whom it forbids to see it, it knows."""
    with connect(profile, on_notice=on_notice) as client:
        try:
            client.session.insist(Call("GET", "/budgets", "itemsPerPage=1"))
        except Refused as refused:
            if refused.status != _FORBIDDEN:
                raise
        token = client.session.token()
    return _known(replace(profile, token=token))


def _known(profile: Profile) -> Known:
    token = profile.token
    return Known(
        service=profile.service,
        profile=profile.name,
        user=profile.username or (user_of(token) if token else None),
        store=None,
        ends=span(token).end if token else None,
        renews=profile.username is not None and profile.password is not None,
    )
