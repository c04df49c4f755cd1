"""Formats: of answers, of bodies, of errors."""

import httpx
import pytest

from tests.sandbox.support import detail
from toolkit.sandbox import negotiation
from toolkit.sandbox.negotiation import Format

SUPPORTED = 'Supported MIME types are "application/ld+json", "application/json".'


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, Format.LD),
        ("", Format.LD),
        ("*/*", Format.LD),
        ("application/*", Format.LD),
        ("application/ld+json", Format.LD),
        ("application/json", Format.JSON),
        ("application/json, application/ld+json;q=0.9", Format.JSON),
        ("application/json;q=0.5, application/ld+json", Format.LD),
        ("application/json;q=0, */*;q=0.1", Format.LD),
        ("text/html, application/json;q=nonsense, */*;q=0.1", Format.LD),
        ("text/csv;charset=utf-8, application/json", Format.JSON),
    ],
)
def test_accept_chooses_the_format(accept: str | None, chosen: Format) -> None:
    assert negotiation.choose(accept) is chosen


@pytest.mark.parametrize("accept", ["text/xml", "text/html", "text/plain", "application/pdf;q=0.5"])
def test_an_unknown_accept_is_406(client: httpx.Client, accept: str) -> None:
    refused = client.get("/budgets/bgt_0001", headers={"Accept": accept})
    assert refused.status_code == 406
    assert detail(refused) == f'Requested format "{accept.split(";", maxsplit=1)[0]}" is not supported. {SUPPORTED}'


def test_nothing_acceptable_at_all_is_406(client: httpx.Client) -> None:
    assert client.get("/budgets", headers={"Accept": "application/json;q=0"}).status_code == 406


@pytest.mark.parametrize(("suffix", "media"), [("json", "application/json"), ("jsonld", "application/ld+json")])
def test_a_suffix_chooses_the_format(client: httpx.Client, suffix: str, media: str) -> None:
    for place in ("/budgets", "/budgets/bgt_0001"):
        answer = client.get(f"{place}.{suffix}", headers={"Accept": "text/html"})
        assert answer.headers["content-type"] == f"{media}; charset=utf-8"


def test_an_unknown_suffix_is_404(client: httpx.Client) -> None:
    refused = client.get("/budgets/bgt_0001.csv")
    assert (refused.status_code, detail(refused)) == (404, 'Format "csv" is not supported')


@pytest.mark.parametrize(
    ("method", "path", "given", "known"),
    [
        ("POST", "/budgets", "application/x-www-form-urlencoded", SUPPORTED),
        ("POST", "/budgets", "application/merge-patch+json", SUPPORTED),
        ("POST", "/budgets", "multipart/form-data", SUPPORTED),
        ("PATCH", "/budgets/bgt_0001", "application/json", 'types are "application/merge-patch+json".'),
        ("PATCH", "/budgets/bgt_0001", "application/ld+json", 'types are "application/merge-patch+json".'),
    ],
)
def test_a_wrong_content_type_is_415(client: httpx.Client, method: str, path: str, given: str, known: str) -> None:
    refused = client.request(method, path, content=b"{}", headers={"Content-Type": given})
    assert refused.status_code == 415
    assert detail(refused).startswith(f'The content-type "{given}" is not supported. Supported MIME ')
    assert detail(refused).endswith(known)


def test_a_missing_content_type_is_415(client: httpx.Client) -> None:
    refused = client.post("/budgets", content=b"{}")
    assert (refused.status_code, detail(refused)) == (415, 'The "Content-Type" header must exist.')


def test_a_post_answers_in_the_format_asked_for(client: httpx.Client) -> None:
    made = client.post("/budget-groups", json={"name": "x"}, headers={"Accept": "application/json"})
    assert made.status_code == 201
    assert set(made.json()) == {"id", "name"}
    assert made.headers["content-location"].endswith(".json")


def test_slashes_ampersands_and_the_like_are_escaped_as_php_does(client: httpx.Client) -> None:
    text = "a/b & <c> \"d\" 'e' å\\"
    made = client.post("/budget-groups", json={"name": text})
    assert made.json()["name"] == text
    escaped = r'"name":"a\/b \u0026 \u003Cc\u003E \u0022d\u0022 \u0027e\u0027 å\\"'
    assert escaped in made.text


def test_every_answer_says_it_comes_from_api_platform(client: httpx.Client) -> None:
    base = str(client.base_url).rstrip("/")
    docs = f'<{base}/api/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"'
    good, bad = client.get("/budgets"), client.get("/budgets/nope")
    assert good.headers["link"] == docs
    assert bad.headers["link"].endswith(docs)
    assert bad.headers["link"].startswith("<http://www.w3.org/ns/hydra/error>;")
    plain = client.get("/budgets/nope", headers={"Accept": "application/json"})
    assert plain.headers["link"] == docs
    assert list(plain.json()) == ["title", "detail", "status", "type"]


def test_reading_has_an_etag_that_is_not_honoured_and_writing_has_none(client: httpx.Client) -> None:
    first = client.get("/budgets/bgt_0001")
    again = client.get("/budgets/bgt_0001", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.text) == (200, first.text)
    assert "etag" not in client.post("/budget-groups", json={"name": "x"}).headers


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    head, get = client.head("/budgets/bgt_0001"), client.get("/budgets/bgt_0001")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(get.content))
    assert head.headers["etag"] == get.headers["etag"]
