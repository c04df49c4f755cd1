"""Direct requests in the journal: committed before they leave, under a lease, newest first, exact."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.applying.runs import AT_ONCE
from toolkit.applying.direct import Direct
from toolkit.applying.direct_journal import UNANSWERED, Leaving, direct_requests, settle
from toolkit.applying.journal import Journal
from toolkit.applying.lock import writing
from toolkit.applying.states import State
from toolkit.applying.timing import Timing
from toolkit.entities.canonical import Json
from toolkit.errors import StillInFlight

POST = Direct("https://acme.example", "acme", "ann", "POST", "/budgets", {"name": "Mässa", "amount": Decimal("12.50")})
DELETE = Direct("https://acme.example", "acme", "ann", "DELETE", "/budgets/1", None, {"id": "1", "tags": ["a", None]})


def sending(journal: Journal, direct: Direct, timing: Timing = AT_ONCE) -> int:
    """Let a request leave, and return its number."""
    with writing(journal, direct, timing) as lease:
        return Leaving(journal, direct, lease).number


def test_a_request_is_there_before_it_leaves(journal: Journal) -> None:
    number = sending(journal, POST)

    (found,) = direct_requests(journal)
    assert (found.number, found.direct, found.state, found.detail) == (number, POST, State.SENDING, UNANSWERED)
    assert (found.answered_at, found.sent_at[-6:]) == (None, "+00:00")
    assert found.deadline is not None
    assert found.deadline > found.sent_at


@pytest.mark.parametrize("state", [State.DONE, State.FAILED, State.UNKNOWN])
def test_what_became_of_it_is_kept(journal: Journal, state: State) -> None:
    first, second = sending(journal, POST), sending(journal, DELETE)

    settle(journal, second, state, "The service's own words.")

    newest, oldest = direct_requests(journal)
    assert (newest.number, newest.direct, newest.state) == (second, DELETE, state)
    assert (newest.detail, newest.answered_at is None) == ("The service's own words.", False)
    assert (oldest.number, oldest.state) == (first, State.SENDING)


@pytest.mark.parametrize("direct", [POST, DELETE], ids=lambda direct: direct.method)
@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN])
def test_the_same_request_does_not_leave_while_an_unanswered_one_may_arrive(
    journal: Journal, direct: Direct, state: State
) -> None:
    number = sending(journal, direct, Timing())
    settle(journal, number, state, "")

    with pytest.raises(StillInFlight, match=r"may still take effect until \d\d:\d\d:\d\d. Nothing was sent"):
        sending(journal, direct, Timing())

    assert [each.number for each in direct_requests(journal)] == [number]


@pytest.mark.parametrize("state", [State.DONE, State.FAILED])
def test_a_request_that_was_answered_may_be_sent_again(journal: Journal, state: State) -> None:
    settle(journal, sending(journal, POST, Timing()), state, "")

    sending(journal, POST, Timing())

    assert len(direct_requests(journal)) == 2


OTHERS = [
    replace(POST, path="/budget-groups"),
    replace(POST, body={"name": "B"}),
    replace(POST, service="https://b.example"),
]


@pytest.mark.parametrize("other", OTHERS, ids=["path", "body", "service"])
def test_another_request_may_leave_meanwhile(journal: Journal, other: Direct) -> None:
    sending(journal, POST, Timing())

    sending(journal, other, Timing())

    assert len(direct_requests(journal)) == 2


SECRET = "S3cr3t-Zebra-77"


@pytest.mark.parametrize("path", ["/budgets", "/users/3", "/anything/at/all"])
def test_passwords_tokens_and_keys_never_enter_the_journal(journal: Journal, path: str) -> None:
    body: dict[str, Json] = {
        "name": "Ann",
        "plainPassword": SECRET,
        "hooks": [{"url": f"https://x:{SECRET}@y/", "apiKey": SECRET}],
    }
    direct = replace(POST, path=path, body=body, before={"token": SECRET, "id": "1"})
    with writing(journal, direct, AT_ONCE) as lease:
        leaving = Leaving(journal, direct, lease)
        leaving.settle(State.FAILED, f"plainPassword: {SECRET} is too short.")

    (found,) = direct_requests(journal)
    assert found.direct.body == {
        "name": "Ann",
        "plainPassword": "***",
        "hooks": [{"url": "https://***@y/", "apiKey": "***"}],
    }
    assert (found.direct.before, found.detail) == ({"token": "***", "id": "1"}, "plainPassword: *** is too short.")
