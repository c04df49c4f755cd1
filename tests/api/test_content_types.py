"""In which type requests are written: the one that the service takes is learnt from its refusals."""

import httpx
import pytest

from tests.api.support import linked, script, session
from toolkit.api.outcomes import Call
from toolkit.errors import OutcomeUnknown, Refused


def not_taken() -> httpx.Response:
    """Refuse a type, as API Platform does; which it takes instead is left out."""
    body = {"title": "An error occurred", "detail": "It is not supported.", "status": 415, "type": "/errors/415"}
    return httpx.Response(415, json=body)


def test_a_service_of_plain_json_alone_is_learnt_from_its_refusal() -> None:
    """A 415 comes before anything is done, so that the same request may follow in the other type."""
    asked = script(not_taken(), linked("{}"), linked("{}"))
    with session(asked) as opened:
        for _ in range(2):
            assert opened.ask(Call("POST", "/budgets", body={"name": "x"})).ok
    types = [request.headers["Content-Type"] for request in asked.requests]
    assert types == ["application/ld+json", "application/json", "application/json"]


def test_plain_json_may_be_all_that_is_taken_of_an_edit() -> None:
    """Each method is learnt by itself: most such services take merge patches all the same."""
    asked = script(linked("{}"), not_taken(), linked("{}"), linked("{}"))
    with session(asked) as opened:
        opened.ask(Call("POST", "/budgets", body={"name": "x"}))
        for _ in range(2):
            assert opened.ask(Call("PATCH", "/budgets/1", body={"name": "x"})).ok
    types = [request.headers["Content-Type"] for request in asked.requests]
    assert types == [
        "application/ld+json",
        "application/merge-patch+json",
        "application/json",
        "application/json",
    ]


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_a_type_that_is_never_taken_is_a_refusal(method: str) -> None:
    asked = script(not_taken(), not_taken())
    with session(asked) as opened, pytest.raises(Refused) as refused:
        opened.insist(Call(method, "/budgets/1", body={"name": "x"}))
    assert (refused.value.status, asked.replies) == (415, [])


def test_a_refusal_of_something_in_front_is_not_followed_by_another_type() -> None:
    asked = script(httpx.Response(415, html="<html>nginx</html>"))
    with session(asked) as opened, pytest.raises(OutcomeUnknown):
        opened.insist(Call("POST", "/budgets", body={"name": "x"}))
    assert asked.methods == ["POST"]
