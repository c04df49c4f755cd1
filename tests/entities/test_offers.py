"""A suggestion is read in whatever shape the service tells it: only what names it is needed."""

from decimal import Decimal

import pytest

from toolkit.entities import ENTITIES, find
from toolkit.entities.canonical import JsonObject
from toolkit.entities.offers import Offer, accept_path, read_offer, suggestions_of

TRANSACTIONS = find("transactions")


def read(member: JsonObject) -> Offer:
    offer = read_offer(TRANSACTIONS, member)
    assert offer is not None
    return offer


def test_what_it_would_set_is_known_where_it_says_so() -> None:
    offer = read({"id": "month", "field": "connectedMonth", "value": "2026-10", "label": "2026-10", "score": 1})

    assert offer == Offer("month", "Month: 2026-10", Decimal(1), {"connectedMonth": "2026-10"})


def test_its_iri_names_it_where_it_has_no_id() -> None:
    assert read({"@id": "/api/transactions/t1/suggestions/a%2Fb", "name": "Fortum"}).id == "a/b"


@pytest.mark.parametrize(
    "odd",
    [
        {"field": "connectedMonth", "value": "soon"},
        {"field": "shoeSize", "value": 43},
        {"field": "transactionAttachments", "value": "[]"},
        {"field": "connectedMonth", "value": None},
        {"supplier": "Fortum"},
    ],
)
def test_it_promises_nothing_where_nobody_can_tell_what_it_sets(odd: JsonObject) -> None:
    assert read({"id": 7, **odd}).expected == {}


def test_it_says_everything_that_it_holds_where_nothing_in_it_is_a_name() -> None:
    assert read({"id": 7, "@type": "Suggestion", "supplier": 3, "sure": True}).says == '{"supplier":3,"sure":true}'
    assert read({"id": 7}).says == "7"


def test_a_score_that_is_no_number_is_none() -> None:
    assert read({"id": 7, "score": True}).score is None
    assert read({"id": 7, "score": "high"}).score is None


def test_what_nothing_names_cannot_be_accepted() -> None:
    assert read_offer(TRANSACTIONS, {"label": "Fortum"}) is None


def test_two_entities_have_suggestions() -> None:
    with_suggestions = [entity.path for entity in ENTITIES if suggestions_of(entity) is not None]

    assert with_suggestions == ["transactions", "transaction-attachments"]


def test_the_path_of_accepting_is_filled_in_and_quoted() -> None:
    assert accept_path(TRANSACTIONS, "t/1", "s 1") == "/transactions/t%2F1/suggestions/s%201/apply"
