"""Requests pass one by one, all workers together."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.support import Clock, gate_of
from toolkit.api.limits import SLOWEST, Gate


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


def test_refusals_make_it_slower_and_successes_faster_again() -> None:
    clock = Clock(0.0)
    gate = gate_of(clock)
    gate.slow_down()
    gate.slow_down()
    gate.enter()
    gate.enter()
    assert clock.slept == [0.1]
    for _ in range(40):
        gate.speed_up()
    gate.enter()
    gate.enter()
    assert sum(clock.slept) == pytest.approx(0.2)


def test_no_refusal_makes_it_slower_than_the_slowest_pace_and_no_success_faster_than_the_profile() -> None:
    clock = Clock(0.0)
    gate = gate_of(clock, rate=4.0)
    for _ in range(20):
        gate.slow_down()
    gate.enter()
    gate.enter()
    assert clock.now == SLOWEST
    for _ in range(100):
        gate.speed_up()
    gate.enter()
    gate.enter()
    assert clock.now == pytest.approx(2 * SLOWEST + 0.25)


def test_only_as_many_pass_at_a_time_as_there_is_room_for() -> None:
    gate = Gate(room=2)
    inside, most, lock = [0], [0], threading.Lock()
    pair = threading.Barrier(2)

    def pass_through() -> None:
        with gate.passage():
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            pair.wait(10)
            with lock:
                inside[0] -= 1

    threads = [threading.Thread(target=pass_through) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 2
