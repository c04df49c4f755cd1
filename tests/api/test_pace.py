"""The pace follows what the service says: limits spent, refusals for haste, and successes."""

import httpx
import pytest

from tests.api.support import TOKEN, Clock, client, gate_of, linked, script
from toolkit.api.answers import Answer, spent
from toolkit.entities.budgets import BUDGETS

DATE = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"ratelimit": '"default";r=0;t=30'}, 30.0),
        ({"ratelimit": '"default"; t=7; r=0'}, 7.0),
        ({"ratelimit": '"default";r=5;t=30'}, None),
        ({"ratelimit": "nonsense"}, None),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "12"}, 12.0),
        ({"ratelimit-remaining": "3", "ratelimit-reset": "12"}, None),
        ({"ratelimit-remaining": "0"}, None),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "soon"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-retry-after": "1795348809", "date": DATE}, 9.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-retry-after": "1795348700", "date": DATE}, 0.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-retry-after": "1795348809"}, None),
        ({}, None),
    ],
)
def test_a_limit_that_is_spent_tells_how_long(headers: dict[str, str], seconds: float | None) -> None:
    assert spent(Answer(200, headers, b"")) == seconds


def test_after_the_last_request_of_a_span_the_next_one_waits_for_its_end() -> None:
    last = linked('{"member":[]}')
    last.headers["RateLimit"] = '"default";r=0;t=20'
    clock = Clock()
    with client(script(last, linked('{"member":[]}')), TOKEN, gate_of(clock)) as opened:
        opened.list(BUDGETS)
        opened.list(BUDGETS)
    assert clock.slept == [20.0]


def test_after_a_429_requests_keep_a_distance() -> None:
    clock = Clock()
    empty = '{"member":[]}'
    refused = httpx.Response(429, headers={"Retry-After": "3"})
    with client(script(refused, linked(empty), linked(empty), linked(empty)), TOKEN, gate_of(clock)) as opened:
        for _ in range(3):
            opened.list(BUDGETS)
    assert clock.slept[0] == 3.0
    assert all(0 < wait < 0.05 for wait in clock.slept[1:])
    assert len(clock.slept) == 3
