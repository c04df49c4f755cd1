"""Every fault befalls the requests it is meant for, before the service has carried them out or after."""

import time
from dataclasses import replace

import httpx
import pytest

from tests.sandbox.support import LD, MERGE, Serve
from toolkit.sandbox.switches import Body, Fault, FaultKind, Moment, Switches

GROUP = {"name": "made in a storm"}
IN_FRONT = (408, 499, 500, 502, 503, 504)
KEPT = {Moment.BEFORE: 0, Moment.AFTER: 1}


def post(client: httpx.Client) -> httpx.Response:
    return client.post("/budget-groups", json=GROUP, headers=LD)


def count(client: httpx.Client) -> int:
    return int(client.get("/budget-groups", params={"name": GROUP["name"]}).json()["totalItems"])


def faulty(serve: Serve, fault: Fault) -> httpx.Client:
    return serve(Switches(faults=(fault,)))


def fault(kind: FaultKind, moment: Moment | None = None) -> Fault:
    return Fault("POST", "/budget-groups", kind, moment=moment)


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("body", [Body.PROBLEM, Body.HTML])
@pytest.mark.parametrize("status", IN_FRONT)
def test_any_status_comes_before_and_after_the_commit(serve: Serve, status: int, body: Body, moment: Moment) -> None:
    client = faulty(serve, replace(fault(FaultKind.STATUS, moment), status=status, body=body))
    answer = post(client)
    assert answer.status_code == status
    assert ("nginx" in answer.text) is (body is Body.HTML)
    assert count(client) == KEPT[moment]
    assert post(client).status_code == 201


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("kind", [FaultKind.DROP, FaultKind.TRUNCATED_ANSWER])
def test_an_answer_is_cut_or_torn_before_and_after_the_commit(serve: Serve, kind: FaultKind, moment: Moment) -> None:
    client = faulty(serve, fault(kind, moment))
    with pytest.raises(httpx.TransportError):
        post(client)
    assert count(client) == KEPT[moment]


@pytest.mark.parametrize("moment", Moment)
def test_no_answer_comes_before_and_after_the_commit(serve: Serve, moment: Moment) -> None:
    client = faulty(serve, fault(FaultKind.NEVER_ANSWERED, moment))
    with pytest.raises(httpx.ReadTimeout):
        client.post("/budget-groups", json=GROUP, headers=LD, timeout=0.05)
    assert count(client) == KEPT[moment]


def test_a_request_that_arrived_is_carried_out_late_though_nobody_waits(serve: Serve) -> None:
    client = faulty(serve, replace(fault(FaultKind.LATE), seconds=0.2))
    with pytest.raises(httpx.ReadTimeout):
        client.post("/budget-groups", json=GROUP, headers=LD, timeout=0.05)
    assert count(client) == 0
    deadline = time.monotonic() + 30
    while not count(client) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert count(client) == 1


def test_a_late_answer_comes_after_the_commit(serve: Serve) -> None:
    client = faulty(serve, replace(fault(FaultKind.LATE, Moment.AFTER), seconds=0.2))
    with pytest.raises(httpx.ReadTimeout):
        client.post("/budget-groups", json=GROUP, headers=LD, timeout=0.05)
    assert count(client) == 1


def test_a_slow_service_carries_out_what_arrived(serve: Serve) -> None:
    client = serve(Switches(latency=0.2))
    with pytest.raises(httpx.ReadTimeout):
        client.post("/budget-groups", json=GROUP, headers=LD, timeout=0.05)
    deadline = time.monotonic() + 30
    while not count(client) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert count(client) == 1


@pytest.mark.parametrize("status", [302, 303])
def test_a_redirect_points_at_the_login(serve: Serve, status: int) -> None:
    answer = post(faulty(serve, replace(fault(FaultKind.STATUS), status=status, body=Body.EMPTY)))
    assert (answer.status_code, answer.headers["location"], answer.content) == (status, "/login", b"")


def test_an_answer_may_be_whole_and_unreadable(serve: Serve) -> None:
    client = faulty(serve, replace(fault(FaultKind.STATUS, Moment.AFTER), status=200, body=Body.UNREADABLE))
    answer = post(client)
    assert answer.headers["content-type"] == "application/ld+json; charset=utf-8"
    with pytest.raises(ValueError, match="Unterminated string"):
        answer.json()
    assert count(client) == 1


def test_a_deletion_without_a_body_is_torn_by_a_cut(serve: Serve) -> None:
    client = serve(Switches(faults=(Fault("DELETE", "/budget-groups/", FaultKind.TRUNCATED_ANSWER),)))
    place = post(client).headers["location"]
    with pytest.raises(httpx.TransportError):
        client.delete(place)
    assert count(client) == 0


def test_what_is_named_for_its_moment_can_come_at_the_other(serve: Serve) -> None:
    client = faulty(serve, fault(FaultKind.UNAVAILABLE, Moment.AFTER))
    assert post(client).status_code == 503
    assert count(client) == 1


def test_the_nth_request_of_a_kind_is_meant(serve: Serve) -> None:
    patched = Fault("PATCH", "/budget-groups/bgr_0002", FaultKind.STATUS, skip=1, times=2, status=504)
    client = serve(Switches(faults=(patched,)))
    for place, statuses in (("bgr_0003", [200] * 4), ("bgr_0002", [200, 504, 504, 200])):
        answers = [client.patch(f"/budget-groups/{place}", json={"name": "n"}, headers=MERGE) for _ in range(4)]
        assert [answer.status_code for answer in answers] == statuses
