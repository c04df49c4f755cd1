"""What is sent again after which failure."""

from collections.abc import Callable

import pytest

from toolkit.api.answers import Answer
from toolkit.api.retry import Failure, MayRepeat, Turned, may_have_happened, persist, read_again, write_again
from toolkit.api.transport import NeverSent, NoAnswer, TooLong

DONE = Answer(200, {}, b"")


def turned(status: int) -> Turned:
    return Turned(Answer(status, {}, b""))


NEVER_SENT = NeverSent("no route to host")
NO_ANSWER = NoAnswer("cut off")
TOO_LONG = TooLong("too long")
TOO_MANY, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT = (turned(status) for status in (429, 502, 503, 504))


def failing(failure: Exception, times: int) -> tuple[Callable[[], Answer], list[int]]:
    """Return something to send that fails so often, and the list of its attempts."""
    attempts: list[int] = []

    def send() -> Answer:
        attempts.append(len(attempts))
        if len(attempts) <= times:
            raise failure
        return DONE

    return send, attempts


@pytest.mark.parametrize(
    "failure", [NEVER_SENT, NO_ANSWER, TOO_MANY, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT], ids=repr
)
def test_a_read_is_repeated_after_every_passing_failure(failure: Failure) -> None:
    send, attempts = failing(failure, 2)
    assert persist(send, read_again, 3, 0.0) is DONE
    assert len(attempts) == 3


@pytest.mark.parametrize("failure", [NEVER_SENT, TOO_MANY], ids=repr)
def test_a_write_is_repeated_where_it_certainly_did_nothing(failure: Failure) -> None:
    assert not may_have_happened(failure)
    send, attempts = failing(failure, 2)
    assert persist(send, write_again, 3, 0.0) is DONE
    assert len(attempts) == 3


@pytest.mark.parametrize("failure", [NO_ANSWER, TOO_LONG, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT], ids=repr)
def test_a_write_that_may_have_happened_is_never_repeated(failure: Failure) -> None:
    assert may_have_happened(failure)
    send, attempts = failing(failure, 1)
    with pytest.raises(type(failure)):
        persist(send, write_again, 5, 0.0)
    assert len(attempts) == 1


@pytest.mark.parametrize("may_repeat", [read_again, write_again])
@pytest.mark.parametrize("failure", [TOO_LONG, ValueError("ours")], ids=repr)
def test_what_would_fail_again_is_not_repeated(may_repeat: MayRepeat, failure: Exception) -> None:
    send, attempts = failing(failure, 1)
    with pytest.raises(type(failure)):
        persist(send, may_repeat, 5, 0.0)
    assert len(attempts) == 1


def test_the_last_failure_is_raised_when_the_attempts_are_used_up() -> None:
    send, attempts = failing(NO_ANSWER, 9)
    with pytest.raises(NoAnswer, match="cut off"):
        persist(send, read_again, 3, 0.0)
    assert len(attempts) == 3


def test_repetitions_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    send, _ = failing(NO_ANSWER, 2)
    persist(send, read_again, 3, 0.0)
    assert caplog.records == []


def test_each_wait_is_twice_the_one_before_with_some_chance() -> None:
    send, _ = failing(NO_ANSWER, 4)
    waits: list[float] = []

    persist(send, read_again, 5, 1.0, waits.append)

    assert [floor <= wait <= floor + 1.0 for floor, wait in zip((1, 2, 4, 8), waits, strict=True)] == [True] * 4
