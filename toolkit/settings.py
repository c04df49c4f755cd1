"""Profiles: which service, as whom, within which limits."""

import enum
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from platformdirs import user_data_path

from toolkit.errors import BadSettings, InsecureUrl, ToolkitError, UnknownProfile
from toolkit.language import SHIPPED, _, mark, wanted
from toolkit.people import Person, read_people
from toolkit.service_names import ASSUMED, ImportFormat, ImportWay, SendWay, ServiceNames
from toolkit.thresholds import DEFAULT, DOWNLOAD, LOOK_AGAIN, DownloadLimits, LookAgain, Thresholds
from toolkit.toml import Table, read_toml

SANDBOX = "sandbox"
"""The profile that is used when no other is set: the embedded service (decision 17)."""
ENVIRONMENT = "environment"
"""The profile that `FLOWTLY_URL` alone makes."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SECRETS = frozenset({"token", "password"})
_BASE = mark("the base address of the API, for example https://api.flowtly.eu")
_PATH = mark("a path that starts with a slash, for example /login")
_KEYS = frozenset(
    {
        "url",
        "username",
        "login_path",
        "workers",
        "timeout",
        "rate",
        "page_size",
        "headers",
        "ca_file",
        "attempts",
        "backoff",
        "deadline",
        "margin",
        "lease",
        "production",
        "approvals",
        "language",
        "learnt",
        "guards",
        "look_again",
        "download",
        "service",
    }
)
_NAMES = frozenset(each.name for each in fields(ServiceNames))
_LOOK_AGAIN = frozenset({"seconds", "creations"})
_DOWNLOAD = frozenset({"seconds", "megabytes"})
_GUARDS = frozenset({"deletes_share", "deletes_floor", "clears", "amount", "factors", "shuffled"})
_MANY = 1_000_000
_LARGEST = Decimal(10) ** 15
_Words = TypeVar("_Words", bound=enum.StrEnum)


@dataclass(frozen=True, slots=True)
class Profile:
    """Where requests go and how politely.

    `url` is the base URL, `None` for the embedded service. `service` names it in plans, journals and workbooks.
    `rate` is the most requests per second, `None` for no limit of ours. `timeout` and `backoff` are seconds: how long
    an answer may take, and the wait before the first repetition, which doubles with each further one. `deadline` is how
    many seconds a write has for all its attempts and waits, `margin` for how many more the service may still be at work
    on it, and `lease` for how many nobody else may write after a run's last sign of life. `page_size` is
    asked for, and the service may give less; `None` asks for what the service was seen to grant. `ca_file` holds
    certificates to trust in place of the system's. `production` marks a service where mistakes are expensive, for the
    guard of that name (decision 10). `look_again` says how long creations go by one list, `download` how long and how
    large one file may be. `names` is what the service calls what no document tells. `language` is the one that is
    spoken where this profile is used, `None` for the environment's.
    """

    name: str
    url: str | None
    token: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    login_path: str = "/login"
    workers: int = 4
    timeout: float = 60.0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    rate: float | None = None
    page_size: int | None = None
    ca_file: Path | None = None
    attempts: int = 5
    backoff: float = 0.5
    deadline: float = 120.0
    margin: float = 30.0
    lease: float = 60.0
    production: bool | None = None
    guards: Thresholds = DEFAULT
    look_again: LookAgain = LOOK_AGAIN
    download: DownloadLimits = DOWNLOAD
    names: ServiceNames = ASSUMED
    approvals: int = 0
    people: tuple[Person, ...] = ()
    language: str | None = None

    @property
    def service(self) -> str:
        """What identifies the service, the same at every start of the embedded one."""
        return self.url or SANDBOX

    @property
    def user(self) -> str:
        """Who the service knows us as."""
        return self.username or "anonymous"

    @property
    def thresholds(self) -> Thresholds:
        """How much a plan for this profile may do before a guard stands, and whether mistakes are expensive there."""
        return replace(self.guards, production=self.production)

    def __getstate__(self) -> object:
        """Refuse to be pickled: the secrets would be in the pickle (decision 19)."""
        raise TypeError("a Profile holds secrets and is not pickled; load it again where it is needed")


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of settings, journal and sandbox files: `FLOWTLY_HOME`, else the platform's own."""
    told = environ.get("FLOWTLY_HOME")
    return Path(told) if told else user_data_path("flowtly", appauthor=False)


def settings_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the file that profiles are read from; it need not exist."""
    return home(environ) / "config.toml"


def journal_url(environ: Mapping[str, str] = os.environ) -> str:
    """Return the database URL of the journal: `FLOWTLY_JOURNAL`, else a SQLite file at home (decision 8)."""
    return environ.get("FLOWTLY_JOURNAL") or f"sqlite:///{(home(environ) / 'journal.sqlite3').as_posix()}"


def load_profile(name: str | None, environ: Mapping[str, str] = os.environ) -> Profile:
    """Return the profile to use.

    Its name is the one given, else `FLOWTLY_PROFILE`; without either, `FLOWTLY_URL` is a complete profile, then comes
    the `default` of `config.toml`, then the embedded service. `FLOWTLY_TOKEN`, `FLOWTLY_USERNAME`, `FLOWTLY_PASSWORD`
    and `FLOWTLY_LOGIN_PATH` override what a profile says, except for the embedded service, which knows nobody
    but its own user. Raises `UnknownProfile`, `BadSettings` and `InsecureUrl`.
    """
    settings = read_toml(settings_file(environ))
    settings.only({"default", "profiles", "people", "approvers"})
    profiles = _profiles(settings.table("profiles"), environ)
    default = settings.text("default", SANDBOX) or SANDBOX
    chosen = name or environ.get("FLOWTLY_PROFILE") or (ENVIRONMENT if environ.get("FLOWTLY_URL") else default)
    if chosen not in profiles:
        raise UnknownProfile(chosen, tuple(profiles), settings.path)
    profile = replace(profiles[chosen], people=read_people(settings))
    return profile if profile.url is None else _as_whom(profile, environ)


def preferred_language(name: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """Return the language of the profile to use, else the environment's.

    Settings with a mistake are passed over: whoever reads them next says what is wrong, in the environment's language.
    """
    try:
        told = load_profile(name, environ).language if settings_file(environ).exists() else None
    except ToolkitError:
        told = None
    return told or wanted(environ)


def profile_names(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the names of all profiles, the embedded service's first. Raises `BadSettings` and `InsecureUrl`."""
    return tuple(_profiles(read_toml(settings_file(environ)).table("profiles"), environ))


def is_loopback(url: str) -> bool:
    """Tell whether a URL leads to this machine itself."""
    return urlsplit(url).hostname in _LOOPBACK


def safe_url(url: str) -> str:
    """Return a base URL without its trailing slash.

    Raises `InsecureUrl` for plain HTTP to any machine but this one and for a password in the URL, and `ValueError`
    for what is no base URL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(url)
    if parts.username is not None or parts.password is not None:
        raise InsecureUrl(
            parts.hostname,
            _("its URL holds a user or password; take them out and set FLOWTLY_USERNAME, FLOWTLY_PASSWORD"),
        )
    if parts.scheme == "http" and not is_loopback(url):
        raise InsecureUrl(parts.hostname, _("plain http shows the token to everyone on the way; write https"))
    return url.rstrip("/")


def _profiles(tables: Table, environ: Mapping[str, str]) -> dict[str, Profile]:
    """Read every profile, so that a mistake shows before the day its profile is needed."""
    profiles = {SANDBOX: Profile(SANDBOX, None)}
    for name, table in tables.tables():
        if name == SANDBOX:
            raise tables.bad(name, _("named otherwise: that name is the embedded service's"))
        profiles[name] = _profile(name, table)
    if url := environ.get("FLOWTLY_URL"):
        profiles[ENVIRONMENT] = Profile(
            ENVIRONMENT, _url(BadSettings(_("The environment"), "FLOWTLY_URL", _(_BASE)), url)
        )
    return profiles


def _profile(name: str, table: Table) -> Profile:
    for secret in _SECRETS & table.values.keys():
        raise table.bad(
            secret, _("left out: secrets do not belong in this file; set FLOWTLY_TOKEN or FLOWTLY_PASSWORD")
        )
    table.only(_KEYS)
    ca_file = table.text("ca_file", None)
    timeout = table.positive("timeout", 60.0) or 60.0
    return Profile(
        name=name,
        url=_url(table.bad("url", _(_BASE)), table.text("url", None) or ""),
        username=table.text("username", None),
        login_path=_path(table.bad("login_path", _(_PATH)), table.text("login_path", "/login") or ""),
        workers=table.whole("workers", 4, range(1, 33)),
        timeout=timeout,
        headers=_headers(table.table("headers")),
        rate=table.positive("rate", None),
        page_size=table.whole("page_size", 100, range(1, 10_001)) if "page_size" in table.values else None,
        ca_file=table.path.parent / ca_file if ca_file else None,
        attempts=table.whole("attempts", 5, range(1, 21)),
        backoff=table.positive("backoff", 0.5) or 0.5,
        deadline=table.positive("deadline", None) or max(120.0, 2 * timeout),
        margin=table.positive("margin", 30.0) or 30.0,
        lease=table.positive("lease", 60.0) or 60.0,
        approvals=table.whole("approvals", 0, range(10)),
        production=table.yes_no("production") if "production" in table.values else None,
        guards=_guards(table.table("guards")),
        look_again=_look_again(table.table("look_again")),
        download=_download(table.table("download")),
        names=_names(table.table("service")),
        language=_language(table),
    )


def _guards(table: Table) -> Thresholds:
    """Read how much a plan may do before a guard stands; what is not said stays as it is for everybody."""
    table.only(_GUARDS)
    return Thresholds(
        deletes_share=table.exact("deletes_share", DEFAULT.deletes_share, Decimal(1)),
        deletes_floor=table.whole("deletes_floor", DEFAULT.deletes_floor, range(_MANY + 1)),
        clears=table.whole("clears", DEFAULT.clears, range(_MANY + 1)),
        amount=table.exact("amount", DEFAULT.amount, _LARGEST),
        factors=table.wholes("factors", DEFAULT.factors, 2),
        shuffled=table.whole("shuffled", DEFAULT.shuffled, range(2, _MANY + 1)),
    )


def _look_again(table: Table) -> LookAgain:
    """Read how long creations go by one list, where the service has no filter for what they are known by."""
    table.only(_LOOK_AGAIN)
    return LookAgain(
        seconds=table.positive("seconds", LOOK_AGAIN.seconds) or LOOK_AGAIN.seconds,
        creations=table.whole("creations", LOOK_AGAIN.creations, range(1, _MANY + 1)),
    )


def _download(table: Table) -> DownloadLimits:
    """Read how long and how large a file of the service may be."""
    table.only(_DOWNLOAD)
    return DownloadLimits(
        seconds=table.positive("seconds", DOWNLOAD.seconds) or DOWNLOAD.seconds,
        megabytes=table.whole("megabytes", DOWNLOAD.megabytes, range(1, _MANY + 1)),
    )


def _names(table: Table) -> ServiceNames:
    """Read what a service calls the parameters, fields and parts of the operations that no document describes."""
    table.only(_NAMES)
    texts = table.texts()
    return ServiceNames(
        import_way=_word(table, "import_way", texts.pop("import_way", ASSUMED.import_way), ImportWay),
        import_format=_word(table, "import_format", texts.pop("import_format", ASSUMED.import_format), ImportFormat),
        send_way=_word(table, "send_way", texts.pop("send_way", ASSUMED.send_way), SendWay),
        **texts,
    )


def _word(table: Table, key: str, told: str, words: type[_Words]) -> _Words:
    """Read one of a few words. Raises `BadSettings` for any other."""
    try:
        return words(told)
    except ValueError:
        raise table.bad(key, _("one of {words}").format(words=", ".join(words))) from None


def _language(table: Table) -> str | None:
    told = table.text("language", None)
    if told not in {None, *SHIPPED}:
        raise table.bad("language", _("one of {words}").format(words=", ".join(SHIPPED)))
    return told


def _headers(table: Table) -> dict[str, str]:
    """Return further headers. The one that carries the token is not among them."""
    for name in table.values:
        if name.lower() == "authorization":
            raise table.bad(name, _("left out: set FLOWTLY_TOKEN"))
    return table.texts()


def _url(bad: BadSettings, url: str) -> str:
    try:
        return safe_url(url)
    except ValueError:
        raise bad from None


def _path(bad: BadSettings, path: str) -> str:
    if not path.startswith("/"):
        raise bad
    return path


def _as_whom(profile: Profile, environ: Mapping[str, str]) -> Profile:
    """Let the environment say who we are."""
    login_path = environ.get("FLOWTLY_LOGIN_PATH") or profile.login_path
    return replace(
        profile,
        token=environ.get("FLOWTLY_TOKEN", "").strip() or profile.token,
        username=environ.get("FLOWTLY_USERNAME") or profile.username,
        password=environ.get("FLOWTLY_PASSWORD") or profile.password,
        login_path=_path(BadSettings(_("The environment"), "FLOWTLY_LOGIN_PATH", _(_PATH)), login_path),
    )
