"""Faults, limits and slowness, on purpose."""

import asyncio
from dataclasses import replace

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Message

from tests.sandbox.support import LD, Serve
from toolkit.sandbox.middleware import Limited
from toolkit.sandbox.switches import Fault, FaultKind, Switches

GROUP = {"name": "made in a storm"}


def _post(client: httpx.Client) -> httpx.Response:
    return client.post("/budget-groups", json=GROUP, headers=LD)


def _count(client: httpx.Client) -> int:
    return int(client.get("/budget-groups", params={"name": GROUP["name"]}).json()["totalItems"])


def _fault(kind: FaultKind) -> Fault:
    return Fault("POST", "/budget-groups", kind)


def _faulty(serve: Serve, fault: Fault) -> httpx.Client:
    return serve(Switches(faults=(fault,)))


@pytest.mark.parametrize(("kind", "kept"), [(FaultKind.DROP_BEFORE_COMMIT, 0), (FaultKind.DROP_AFTER_COMMIT, 1)])
def test_a_dropped_request_is_answered_by_nothing(serve: Serve, kind: FaultKind, kept: int) -> None:
    client = _faulty(serve, _fault(kind))
    with pytest.raises(httpx.TransportError) as lost:
        _post(client)
    assert isinstance(lost.value, httpx.RemoteProtocolError | httpx.ReadError)
    assert _count(client) == kept
    assert _post(client).status_code == 201


def test_an_answer_may_end_in_the_middle(serve: Serve) -> None:
    client = _faulty(serve, _fault(FaultKind.TRUNCATED_ANSWER))
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        _post(client)
    assert _count(client) == 1


def test_an_error_may_come_after_the_commit(serve: Serve) -> None:
    client = _faulty(serve, _fault(FaultKind.ERROR_AFTER_COMMIT))
    failed = _post(client)
    assert (failed.status_code, failed.json()["detail"]) == (500, "Internal Server Error")
    assert _count(client) == 1


@pytest.mark.parametrize(("kind", "status"), [(FaultKind.UNAVAILABLE, 503), (FaultKind.TOO_MANY_REQUESTS, 429)])
def test_a_refusal_says_when_to_come_back(serve: Serve, kind: FaultKind, status: int) -> None:
    client = _faulty(serve, replace(_fault(kind), times=2, retry_after=7))
    refused = [_post(client) for _ in range(3)]
    assert [each.status_code for each in refused] == [status, status, 201]
    assert refused[0].headers["retry-after"] == "7"
    assert _count(client) == 1


def test_a_fault_waits_for_its_turn(serve: Serve) -> None:
    client = _faulty(serve, replace(_fault(FaultKind.UNAVAILABLE), skip=2))
    assert [_post(client).status_code for _ in range(4)] == [201, 201, 503, 201]


def test_faults_take_turns_and_leave_other_requests_alone(serve: Serve) -> None:
    first = Fault("*", "/budget-groups", FaultKind.UNAVAILABLE)
    second = Fault("*", "/budget-groups", FaultKind.TOO_MANY_REQUESTS, skip=1)
    client = serve(Switches(faults=(first, second)))
    assert client.get("/budgets").status_code == 200
    assert [client.get("/budget-groups").status_code for _ in range(3)] == [503, 429, 200]


def test_a_field_may_be_ignored(serve: Serve) -> None:
    fault = Fault("PATCH", "/budgets", FaultKind.IGNORE_FIELD, field="name")
    client = serve(Switches(faults=(fault,)))
    patch = {"name": "new", "granularity": "quarter"}
    merge = {"Content-Type": "application/merge-patch+json"}
    shown = client.patch("/budgets/bgt_0001", json=patch, headers=merge).json()
    assert (shown["name"], shown["granularity"]) == ("Sökannonser 2026", "quarter")


def test_a_field_may_be_rounded(serve: Serve) -> None:
    fault = Fault("PATCH", "/transactions", FaultKind.ROUND_FIELD, times=2, field="amount")
    client = serve(Switches(faults=(fault,)))
    merge = {"Content-Type": "application/merge-patch+json"}
    assert client.patch("/transactions/txn_904", json={"amount": -12.75}, headers=merge).json()["amount"] == -13
    assert client.patch("/transactions/txn_904", json={"note": "x"}, headers=merge).json()["amount"] == -13
    assert client.patch("/transactions/txn_904", json={"amount": -12.75}, headers=merge).json()["amount"] == -12.75


def test_a_rate_limit_refuses_what_is_too_much(serve: Serve) -> None:
    client = serve(Switches(rate_limit=3))
    answers = [client.get("/currencies") for _ in range(60)]
    refused = [each for each in answers if each.status_code == 429]
    assert refused
    assert refused[0].headers["retry-after"] == "1"
    assert refused[0].json()["detail"] == "Too Many Requests"
    assert answers[0].status_code == 200


def test_a_rate_limit_forgets_what_is_over_a_second_old() -> None:
    times = iter([0.0, 0.5, 0.9, 1.0, 1.4, 1.5])
    limited = Limited(Response("served"), 2, lambda: next(times))
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def ask() -> None:
        for _ in range(6):
            await limited({"type": "http", "method": "GET", "path": "/"}, receive, send)

    asyncio.run(ask())
    assert statuses == [200, 200, 429, 200, 429, 200]


def test_latency_delays_each_answer(serve: Serve) -> None:
    client = serve(Switches(latency=0.02))
    assert client.get("/currencies").elapsed.total_seconds() >= 0.02
