"""Requests pass one by one, all workers together."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from tests.api.support import Clock, gate_of
from toolkit.api.limits import Gate


def test_without_a_limit_nobody_waits() -> None:
    clock = Clock()
    gate = gate_of(clock)
    for _ in range(100):
        gate.enter()
    assert clock.slept == []


@given(st.floats(0.1, 1000), st.integers(1, 30))
def test_requests_follow_each_other_at_the_rate(rate: float, requests: int) -> None:
    clock = Clock(0.0)
    gate = gate_of(clock, rate)
    for _ in range(requests):
        gate.enter()
    assert abs(clock.now - (requests - 1) / rate) < 1e-6 * requests


def test_time_that_passed_by_itself_is_not_saved_up() -> None:
    clock = Clock()
    gate = gate_of(clock, rate=1.0)
    gate.enter()
    clock.now += 60
    gate.enter()
    gate.enter()
    assert clock.slept == [1.0]


def test_a_pause_holds_everybody_back() -> None:
    clock = Clock()
    gate = gate_of(clock)
    gate.pause(5.0)
    gate.enter()
    gate.enter()
    assert clock.slept == [5.0]


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    clock = Clock()
    gate = gate_of(clock)
    gate.pause(5.0)
    gate.pause(1.0)
    gate.enter()
    assert clock.now == 105.0


def test_a_pause_that_begins_while_one_waits_is_kept_too() -> None:
    clock = Clock()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if len(clock.slept) == 1:
            gate.pause(3.0)

    gate = Gate(2.0, clock.time, sleep)
    gate.enter()
    gate.enter()
    assert clock.slept == [0.5, 3.0]


def test_threads_take_turns() -> None:
    own = threading.local()
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        own.now = seconds
        waited.append(round(seconds, 6))

    gate = Gate(10.0, lambda: getattr(own, "now", 0.0), sleep)
    threads = [threading.Thread(target=gate.enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waited) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
