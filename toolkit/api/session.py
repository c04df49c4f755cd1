"""Session: one service, with its root, our token, its pace and our patience, around every single request."""

import threading
from collections.abc import Callable, Mapping

from toolkit.api.answers import Answer, detail, redirect_target, requested_wait, spent
from toolkit.api.auth import Keeper
from toolkit.api.effects import TOO_MANY
from toolkit.api.forms import Form
from toolkit.api.limits import Gate, GateClosed
from toolkit.api.outcomes import Call, of_answer, of_failure, reason_of
from toolkit.api.permits import OPEN, Permit
from toolkit.api.redirects import follow
from toolkit.api.retry import PASSING, MayRepeat, Turned, persist, read_again, write_again
from toolkit.api.transport import NeverSent, NoAnswer, TooLong, Transport, Wire
from toolkit.api.waits import LONGEST, OnNotice, Retrying, Waiting, WaitSource, ignore_notice
from toolkit.entities.canonical import canonical
from toolkit.errors import NotAuthenticated, ServiceError, ToolkitError
from toolkit.language import _
from toolkit.settings import Profile, safe_url
from toolkit.thresholds import DownloadLimits

LINKED = "application/ld+json"
PLAIN = "application/json"
ACCEPTED = f"{LINKED}, {PLAIN};q=0.9"
"""What we read: plain JSON as well, as a service may speak nothing else."""
_MERGED = "application/merge-patch+json"
"""API Platform takes nothing else for PATCH, and not this for POST."""
_BUSY = frozenset({TOO_MANY, 503})
"""Answers of a service that wants to be asked later, also in other matters."""
_NO_TYPES: Mapping[str, str] = {}
REQUEST_ID = "X-Request-Id"
"""What proxies and frameworks write into their logs, and often pass on and answer with."""
_PROBE = Call("GET", "/budgets", "itemsPerPage=1")
"""What every service of this kind has; asked to learn where the API begins."""


class Session:
    """Sends calls to the service of a profile until they are answered or given up."""

    def __init__(
        self,
        profile: Profile,
        transport: Transport,
        gate: Gate,
        likely: str | None = None,
        on_notice: OnNotice = ignore_notice,
    ) -> None:
        """Begin; `likely` is where the API began the last time, and is asked first; `on_notice` hears of every wait."""
        self._likely = likely
        self._profile = profile
        self._transport = transport
        self._on_notice = on_notice
        self._gate = gate
        gate.announce = self._announce
        self._keeper = Keeper(profile, self._log_in)
        self._root: str | None = None
        self._types = {"POST": LINKED, "PATCH": _MERGED}
        self._rooting = threading.Lock()
        self._unrooted: list[ToolkitError] = []

    @property
    def root(self) -> str | None:
        """Where paths are appended, `None` before the first call."""
        return self._root

    @property
    def on_notice(self) -> OnNotice:
        """Whom waits and repeated attempts are told."""
        return self._on_notice

    @property
    def download_limits(self) -> DownloadLimits:
        """How long and how large a file may be."""
        return self._profile.download

    def ask(self, call: Call, attempts: int | None = None) -> Answer:
        """Send a call and return its answer, whatever its status but those that a repetition can mend.

        `attempts` is how often it is tried at most, where not as often as the profile says.

        Raises `Unreachable`, `Refused`, `NotTheApi` and `OutcomeUnknown` when it is given up, `NotAuthenticated`, and
        whatever the call's permit raises.
        """

        def may_repeat(failure: Exception) -> bool:
            again = read_again(failure) if call.is_repeatable else write_again(failure)
            return again and call.permit.left > 0

        try:
            return self._persist(lambda: self._authorised(call), may_repeat, attempts, call.permit)
        except (NeverSent, NoAnswer, TooLong, Turned, GateClosed, ServiceError) as error:
            failure = error
        raise of_failure(self._profile.service, call, failure)

    def insist(self, call: Call, attempts: int | None = None) -> Answer:
        """Send a call and return its success. Raises what the answer means otherwise."""
        answer = self.ask(call, attempts)
        if error := of_answer(self._profile.service, call, answer):
            raise error
        return answer

    def stop(self) -> None:
        """Let every request end at once; nothing can be asked after that."""
        self._transport.patience.stop()

    def rest(self, seconds: float) -> None:
        """Let the next request wait for so long, as the service is still making an answer; Ctrl-C ends the wait."""
        self._gate.pause(seconds, WaitSource.MAKING)

    def token(self) -> str | None:
        """Return the token that requests carry, for those who want to know whose it is and how long it lasts."""
        return self._keeper.token()

    def _authorised(self, call: Call) -> Answer:
        """Send a call once; once more with a new token, or as plain JSON, if it was refused for want of that alone."""
        root = self._find_root()
        token = self._keeper.token()
        answer = self._of(call, _wire(call, root, token, self._types))
        if answer.status == 401 and self._keeper.can_renew and call.did_nothing(answer):
            answer = self._of(call, _wire(call, root, self._keeper.renew(token), self._types))
        if not call.did_nothing(answer):
            return answer
        if answer.status == 415 and self._may_be_plain(call, answer):
            self._types[call.method] = PLAIN
            return self._authorised(call)
        if answer.status == 401:
            raise NotAuthenticated(self._profile.service, detail(answer))
        return answer

    def _of(self, call: Call, wire: Wire) -> Answer:
        """Send a request of a call; a read goes on within its origin, and fails where its answer was torn."""
        if not call.is_repeatable:
            return self._once(wire)
        answer = follow(self._once, wire)
        if _is_torn(answer):
            raise NoAnswer(_("the answer ended before its JSON did"))
        return answer

    def _may_be_plain(self, call: Call, answer: Answer) -> bool:
        """Tell whether a type that was refused may be taken as plain JSON, which has not been tried for the method."""
        tried = self._types.get(call.method, PLAIN)
        return tried != PLAIN and not isinstance(call.body, Form) and not (tried == _MERGED and tried in detail(answer))

    def _once(self, wire: Wire) -> Answer:
        """Send one request in its turn. Raises `Turned` for a status that passes, `GateClosed` where none is near."""
        with self._gate.passage():
            if wire.permit.left <= 0:
                raise NeverSent(_("its time was over before it could be sent"))
            wire.permit.renew()
            answer = self._transport.exchange(wire)
        self._heed(answer)
        if answer.status in PASSING:
            raise Turned(answer)
        return answer

    def _heed(self, answer: Answer) -> None:
        """Keep to the pace that the service asks for, in so many words or by refusing."""
        busy = answer.status in _BUSY
        wish = requested_wait(answer) if busy else spent(answer)
        if wish is None and busy:
            wish = self._profile.backoff
        # That a success was the last for long is a hint; whether the next is turned away, its answer tells.
        if wish and (busy or wish <= LONGEST):
            self._gate.pause(wish)
        if answer.status == TOO_MANY:
            self._gate.slow_down()
        elif answer.ok:
            self._gate.speed_up()

    def _find_root(self) -> str:
        """Return the URL that paths are appended to: the profile's, or that with or without `/api`, once learnt."""
        known = len(self._unrooted)
        with self._rooting:
            if len(self._unrooted) > known:
                # Who waited meanwhile has waited for the same service.
                raise self._unrooted[-1]
            if self._root is None:
                roots = sorted(_roots(safe_url(self._profile.service)), key=lambda root: root != self._likely)
                found = (root for root in roots if _is_route(self._repeatable(_PROBE, _wire(_PROBE, root, None))))
                try:
                    self._root = next(found, roots[0])
                except ToolkitError as error:
                    self._unrooted.append(error)
                    raise
            return self._root

    def _log_in(self, body: bytes) -> Answer:
        """Send a login, which may be repeated like a read, below the root or beside it."""
        call = Call("GET", self._profile.login_path)
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        answers = []
        for root in _roots(self._find_root()):
            answers.append(self._repeatable(call, Wire("POST", root + call.path, headers, body)))
            if answers[-1].status != 404 and redirect_target(answers[-1]) is None:
                return self._of_login(call, answers[-1])
        # A page that asks for a login may stand at the one place, and nothing at the other: the first tells more.
        return self._of_login(call, min(answers, key=lambda answer: answer.status))

    def _of_login(self, call: Call, answer: Answer) -> Answer:
        """Return the answer to a login. Raises what it means where it says nothing about user and password."""
        sent_on = redirect_target(answer) is not None
        if (sent_on or answer.status >= 500) and (error := of_answer(self._profile.service, call, answer)):
            raise error
        return answer

    def _repeatable(self, call: Call, wire: Wire) -> Answer:
        """Send a request that changes nothing, whatever its method."""
        try:
            return self._persist(lambda: self._once(wire), read_again)
        except (NeverSent, NoAnswer, TooLong, Turned, GateClosed) as error:
            failure = error
        raise of_failure(self._profile.service, call, failure)

    def _persist(
        self,
        send: Callable[[], Answer],
        may_repeat: MayRepeat,
        attempts: int | None = None,
        permit: Permit = OPEN,
    ) -> Answer:
        """Repeat as the profile says, with waits that end with the permit, and at once when everything is to stop."""
        most = attempts or self._profile.attempts

        def pause(seconds: float) -> None:
            self._transport.patience.pause(max(min(seconds, permit.left), 0.0))

        def hear(failure: Exception, seconds: float, attempt: int) -> None:
            wait = max(seconds, failure.wish) if isinstance(failure, Turned) else seconds
            self._on_notice(Retrying(self._profile.service, reason_of(failure), wait, attempt, most))

        return persist(send, may_repeat, most, self._profile.backoff, pause, hear)

    def _announce(self, asker: WaitSource, seconds: float) -> None:
        self._on_notice(Waiting(self._profile.service, asker, seconds))


def _wire(call: Call, root: str, token: str | None, types: Mapping[str, str] = _NO_TYPES) -> Wire:
    headers = {"Accept": ACCEPTED if call.receiver is None else f"{ACCEPTED}, */*;q=0.5"}
    body = None
    if isinstance(call.body, Form):
        headers["Content-Type"], body = call.body.encode()
    elif call.body is not None:
        body = canonical(call.body).encode()
        headers["Content-Type"] = types.get(call.method, LINKED)
    if call.id:
        headers[REQUEST_ID] = call.id
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    url = root + call.path + (f"?{call.query}" if call.query else "")
    return Wire(call.method, url, headers, body, call.receiver, call.permit)


def _roots(base: str) -> tuple[str, str]:
    """Return where the API may begin, the likeliest first."""
    return base, base.removesuffix("/api") if base.endswith("/api") else f"{base}/api"


def _is_route(answer: Answer) -> bool:
    """Tell whether the API answered: unknown paths are 404 before anybody asks for a token."""
    return (
        answer.status != 404
        and not 300 <= answer.status < 400
        and (not answer.ok or answer.media_type.endswith("json"))
    )


def _is_torn(answer: Answer) -> bool:
    """Tell whether JSON ended before its time, where nothing told how long it would be and the end proves nothing."""
    measured = {"content-length", "transfer-encoding", "content-encoding"} & answer.headers.keys()
    if measured or not answer.ok or not answer.body or not answer.media_type.endswith("json"):
        return False
    try:
        answer.json()
    except ValueError:
        return True
    return False
