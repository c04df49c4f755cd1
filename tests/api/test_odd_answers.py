"""Whatever is answered, it is read, or refused in a sentence; and it comes to an end."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.support import TOKEN, Clock, client, linked
from toolkit.api import hydra, reading
from toolkit.api.transport import NoAnswer, Transport, Wire
from toolkit.entities import ENTITIES
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.entity import Entity
from toolkit.entities.invoices import INVOICES
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import NotTheApi, ToolkitError

KEYS = ("@id", "@type", "id", "member", "hydra:member", "totalItems", "hydra:totalItems", "view", "hydra:view", "next")
FIELDS = sorted({column.field for entity in ENTITIES for column in entity.columns})
TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["/api/budgets/1", "2026-01-31T00:00:00+00:00", "12.50", "?page=2", "1e999", "\ud800"]),
)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from((*KEYS, *FIELDS)), inner, max_size=5)
    ),
    max_leaves=12,
)


@st.composite
def collections(draw: st.DrawFn) -> object:
    """Draw something that looks like a collection the longer one looks away."""
    fields = st.dictionaries(st.sampled_from(("@id", "id", *FIELDS)), ANYTHING, max_size=6)
    prefix = draw(st.sampled_from(["", "hydra:"]))
    view = {f"{prefix}next": draw(st.one_of(ANYTHING, st.just("/api/budgets?page=2")))}
    return {
        f"{prefix}member": draw(st.lists(fields, max_size=3)),
        f"{prefix}totalItems": draw(st.one_of(st.integers(0, 9), ANYTHING)),
        f"{prefix}view": draw(st.one_of(st.just(view), ANYTHING)),
    }


def refusal(work: Callable[[], object]) -> str:
    """Return the sentence that work ends with, or that it ended well."""
    try:
        work()
    except ToolkitError as error:
        return str(error)
    return "It was read."


def is_sentence(text: str) -> bool:
    return text.isprintable() and len(text) < 2_000 and text[:1].isupper() | text.startswith("http")


@given(body=st.one_of(ANYTHING, collections()), entity=st.sampled_from(ENTITIES))
def test_any_json_is_read_as_a_collection_or_refused_in_a_sentence(body: object, entity: Entity) -> None:
    with client(lambda _: linked(json.dumps(body))) as opened:
        assert is_sentence(refusal(lambda: opened.list(entity)))


@given(body=st.one_of(ANYTHING, st.dictionaries(st.sampled_from(("@id", "id", *FIELDS)), ANYTHING)))
def test_any_json_is_read_as_a_record_or_refused_in_a_sentence(body: object) -> None:
    with client(lambda _: linked(json.dumps(body))) as opened:
        assert is_sentence(refusal(lambda: opened.read(INVOICES, "1")))


@given(body=st.binary(max_size=60), status=st.sampled_from([200, 201, 204, 400, 404, 422, 500]))
def test_any_bytes_are_read_or_refused_in_a_sentence(body: bytes, status: int) -> None:
    head = {"Content-Type": "application/ld+json"}
    with client(lambda _: httpx.Response(status, headers=head, content=body)) as opened:
        assert is_sentence(refusal(lambda: opened.send("POST", "/budgets", {"name": "x"})))


def test_a_field_that_cannot_be_read_is_named_without_all_that_it_holds() -> None:
    body = {"@id": "/api/transactions/1", "statementNumber": ["x" * 5_000]}
    with client(lambda _: linked(json.dumps(body))) as opened:
        opened.read(TRANSACTIONS, "1")
    (told,) = opened.warnings
    assert told.startswith('Transactions 1: Statement holds "["xxx')
    assert len(told) < 250


def test_pages_without_end_come_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that makes up a new page for every link would keep us for ever."""
    monkeypatch.setattr(hydra, "MOST_PAGES", 20)

    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("page", "1"))
        page = {"member": [{"@id": f"/api/budgets/{number}"}], "view": {"next": f"/api/budgets?page={number + 1}"}}
        return linked(json.dumps(page))

    with client(answer) as opened, pytest.raises(NotTheApi, match="more than 20 pages of one collection"):
        opened.list(BUDGETS)


def test_a_body_that_trickles_is_given_up_in_time() -> None:
    """Each byte comes well before the time for a byte is up; the whole would take hours."""
    clock = Clock(0.0)
    sent = []

    def trickle() -> Iterator[bytes]:
        while True:
            clock.now += 5.0
            sent.append(b" ")
            yield b" "

    answer = httpx.MockTransport(lambda _: httpx.Response(200, content=trickle()))
    with (
        Transport(replace(TOKEN, timeout=30.0), answer, clock.time) as transport,
        pytest.raises(NoAnswer, match="not whole after 30 seconds"),
    ):
        transport.exchange(Wire("GET", "http://localhost/budgets", {}))
    assert len(sent) == 7


@pytest.mark.parametrize("granted", [30, 100, 250, 500, 1_000])
def test_the_largest_page_that_is_granted_is_learnt_once(granted: int) -> None:
    """A service cuts what is asked for to its own size, and its links still say what was asked for."""
    sizes: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked, number = int(request.url.params["itemsPerPage"]), int(request.url.params.get("page", "1"))
        if asked == 1:
            return httpx.Response(401)
        sizes.append(asked)
        size = min(asked, granted)
        ids = range((number - 1) * size, min(number * size, 1_100))
        page: dict[str, object] = {"totalItems": 1_100, "member": [{"@id": f"/api/budgets/{n}"} for n in ids]}
        if number * size < 1_100:
            page["view"] = {"next": f"/api/budgets?itemsPerPage={asked}&page={number + 1}"}
        return linked(json.dumps(page))

    with client(answer) as opened:
        assert len(opened.list(BUDGETS)) == len(opened.list(BUDGETS)) == 1_100
        assert opened.page_size == min(granted, reading.LARGEST_SIZE)
        assert opened.warnings == []
    assert (reading.LARGEST_SIZE in sizes) is (granted > 30)
    assert sizes.count(reading.FIRST_SIZE) == 1 or granted <= reading.FIRST_SIZE


def test_a_page_that_is_too_much_for_the_service_is_asked_for_once() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.query.decode())
        if request.url.params["itemsPerPage"] == "500":
            return httpx.Response(504)
        number = int(request.url.params.get("page", "1"))
        ids = range((number - 1) * 100, number * 100)
        page: dict[str, object] = {"member": [{"@id": f"/api/budgets/{n}"} for n in ids], "totalItems": 300}
        if number < 3:
            page["view"] = {"next": f"?itemsPerPage=100&page={number + 1}"}
        return linked(json.dumps(page))

    with client(answer) as opened:
        assert len(opened.list(BUDGETS)) == len(opened.list(BUDGETS)) == 300
    assert asked.count("itemsPerPage=500") == 1


def test_a_size_that_the_profile_names_is_all_that_is_asked_for() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params["itemsPerPage"])
        return linked(json.dumps({"member": [{"@id": f"/api/budgets/{n}"} for n in range(100)], "totalItems": 100}))

    with client(answer, replace(TOKEN, page_size=40)) as opened:
        opened.list(BUDGETS)
    assert set(asked) == {"1", "40"}
