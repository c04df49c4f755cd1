"""The token: whence it comes, how long it lasts, who renews it."""

import json
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.support import ANONYMOUS, TOKEN, USER, Clock, recorded, web_token
from toolkit.api.answers import Answer
from toolkit.api.auth import Keeper, Span, span, user_of
from toolkit.errors import NotAuthenticated

NOW = 1_800_000_000.0


def granting(token: str) -> Answer:
    return Answer(200, {"content-type": "application/json"}, json.dumps({"token": token}).encode())


class Desk:
    """A login that gives its answers one after the other, the last for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.bodies: list[bytes] = []

    def __call__(self, body: bytes) -> Answer:
        """Answer a login."""
        self.bodies.append(body)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def test_without_a_user_nobody_logs_in() -> None:
    desk = Desk(granting("a"))
    assert Keeper(ANONYMOUS, desk).token() is None
    assert Keeper(TOKEN, desk).token() == TOKEN.token
    assert desk.bodies == []


def test_a_user_logs_in_once_and_with_json() -> None:
    desk = Desk(granting("a"))
    keeper = Keeper(USER, desk)
    assert [keeper.token(), keeper.token()] == ["a", "a"]
    assert desk.bodies == [b'{"password":"secret","username":"ann"}']


def test_a_token_comes_before_a_login() -> None:
    desk = Desk(granting("a"))
    assert Keeper(replace(USER, token="given"), desk).token() == "given"
    assert desk.bodies == []


def test_a_token_of_the_profile_is_renewed_half_a_minute_before_its_end() -> None:
    clock, desk = Clock(NOW), Desk(granting("fresh"))
    given_token = web_token(exp=NOW + 100)
    keeper = Keeper(replace(USER, token=given_token), desk, clock.time)
    assert keeper.token() == given_token
    clock.now += 69.0
    assert keeper.token() == given_token
    clock.now += 1.0
    assert keeper.token() == "fresh"


def test_a_token_that_cannot_be_renewed_is_used_to_its_end_and_beyond() -> None:
    old = web_token(exp=NOW - 1)
    assert Keeper(replace(TOKEN, token=old), Desk(granting("a")), Clock(NOW).time).token() == old


@pytest.mark.parametrize("skew", [-86_400, 0, 86_400])
def test_a_login_lasts_as_long_as_it_says_whatever_the_services_clock(skew: int) -> None:
    clock = Clock(NOW)
    first = web_token(iat=NOW + skew, exp=NOW + skew + 3600)
    desk = Desk(granting(first), granting("second"))
    keeper = Keeper(USER, desk, clock.time)
    assert keeper.token() == first
    clock.now += 3569.0
    assert keeper.token() == first
    clock.now += 1.0
    assert keeper.token() == "second"


def test_a_short_lived_token_is_used_for_half_its_life() -> None:
    clock = Clock(NOW)
    first = web_token(exp=NOW + 10)
    keeper = Keeper(USER, Desk(granting(first), granting("second")), clock.time)
    assert keeper.token() == first
    clock.now += 4.0
    assert keeper.token() == first
    clock.now += 1.0
    assert keeper.token() == "second"


def test_eight_workers_with_a_stale_token_log_in_once() -> None:
    desk = Desk(granting("fresh"))
    keeper = Keeper(replace(USER, token="stale"), desk)
    together = threading.Barrier(8)
    renewed: list[str | None] = []

    def renew() -> None:
        together.wait()
        renewed.append(keeper.renew("stale"))

    threads = [threading.Thread(target=renew) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert renewed == ["fresh"] * 8
    assert len(desk.bodies) == 1


def test_a_refused_login_is_not_tried_again() -> None:
    desk = Desk(recorded("login-refused"), granting("never"))
    keeper = Keeper(USER, desk)
    for _ in range(3):
        with pytest.raises(NotAuthenticated, match="Invalid credentials"):
            keeper.token()
    assert len(desk.bodies) == 1


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(404, {}, b""), "no login at /login .FLOWTLY_LOGIN_PATH tells another."),
        (Answer(200, {"content-type": "text/html"}, b"<html>"), "gave no token"),
        (Answer(200, {"content-type": "application/json"}, b"[]"), "gave no token"),
        (Answer(200, {"content-type": "application/json"}, b'{"token":""}'), "gave no token"),
        (Answer(401, {"content-type": "application/json"}, b'{"code":401,"message":"Too many"}'), "Too many"),
    ],
)
def test_a_login_without_token_says_why(answer: Answer, sentence: str) -> None:
    with pytest.raises(NotAuthenticated, match=sentence):
        Keeper(USER, Desk(answer)).token()


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "tokén", "tab\there"])
def test_a_token_that_cannot_travel_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(NotAuthenticated, match="characters that no token has") as refused:
        Keeper(replace(TOKEN, token=token), Desk(granting("a"))).token()
    assert token not in str(refused.value)


def test_nothing_that_is_printed_holds_a_secret() -> None:
    keeper = Keeper(replace(USER, token="hidden-token"), Desk(granting("a")))
    shown = repr(keeper) + repr(keeper.profile)
    assert "hidden-token" not in shown
    assert "secret" not in shown


def test_the_times_of_a_token_are_read() -> None:
    assert span(web_token(iat=1, exp=2.5)) == Span(1.0, 2.5)
    assert span(web_token()) == Span(None, None)
    assert span(web_token(iat=True, exp="soon")) == Span(None, None)
    assert span("head.WzFd.sign") == Span(None, None)


@given(st.text())
def test_any_text_can_be_a_token(text: str) -> None:
    assert span(text) == Span(None, None)


@pytest.mark.parametrize(
    ("claims", "user"),
    [
        ({"username": "ann", "sub": "7"}, "ann"),
        ({"sub": "7"}, "7"),
        ({"username": " ", "email": "ann@acme.example"}, "ann@acme.example"),
        ({"username": 7}, None),
        ({"username": "ann\x1b[31m"}, "ann[31m"),
        ({}, None),
    ],
)
def test_a_token_may_say_whose_it_is(claims: dict[str, object], user: str | None) -> None:
    assert user_of(web_token(**claims)) == user


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "a.W10.c", "..", ""])
def test_another_kind_of_token_says_nothing(token: str) -> None:
    assert user_of(token) is None
