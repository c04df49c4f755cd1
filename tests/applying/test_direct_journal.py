"""Direct requests in the journal: committed before they leave, newest first, exact."""

from decimal import Decimal

import pytest

from toolkit.applying.direct import Direct
from toolkit.applying.direct_journal import UNANSWERED, direct_requests, sending, settle
from toolkit.applying.journal import Journal
from toolkit.applying.states import State

POST = Direct("https://acme.example", "acme", "ann", "POST", "/budgets", {"name": "Mässa", "amount": Decimal("12.50")})
DELETE = Direct("https://acme.example", "acme", "ann", "DELETE", "/budgets/1", None, {"id": "1", "tags": ["a", None]})


def test_a_request_is_there_before_it_leaves(journal: Journal) -> None:
    number = sending(journal, POST)

    (found,) = direct_requests(journal)
    assert (found.number, found.direct, found.state, found.detail) == (number, POST, State.SENDING, UNANSWERED)
    assert (found.answered_at, found.sent_at[-6:]) == (None, "+00:00")


@pytest.mark.parametrize("state", [State.DONE, State.FAILED, State.UNKNOWN])
def test_what_became_of_it_is_kept(journal: Journal, state: State) -> None:
    first, second = sending(journal, POST), sending(journal, DELETE)

    settle(journal, second, state, "The service's own words.")

    newest, oldest = direct_requests(journal)
    assert (newest.number, newest.direct, newest.state) == (second, DELETE, state)
    assert (newest.detail, newest.answered_at is None) == ("The service's own words.", False)
    assert (oldest.number, oldest.state) == (first, State.SENDING)
