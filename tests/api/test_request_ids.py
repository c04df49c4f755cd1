"""A request can be found in the logs of the service: by the id that goes along, and by the one that comes back."""

import httpx
import pytest

from tests.api.support import client, linked, response_of, script
from toolkit.api.session import REQUEST_ID
from toolkit.errors import Refused

MADE = '{"@id":"/api/budgets/1","name":"B"}'


def answered(headers: dict[str, str], status: int = 201) -> httpx.Response:
    """Return an answer with further headers."""
    response = linked(MADE, status)
    response.headers.update(headers)
    return response


def test_the_id_goes_along_with_every_attempt() -> None:
    service = script(linked("{}", 429), linked(MADE, 201))
    with client(service) as opened:
        opened.send("POST", "/budgets", {"name": "B"}, request_id="a-1")

    assert [request.headers[REQUEST_ID] for request in service.requests] == ["a-1", "a-1"]


def test_a_request_without_an_id_has_no_such_header() -> None:
    service = script(linked(MADE))
    with client(service) as opened:
        opened.send("GET", "/budgets/1")

    assert REQUEST_ID not in service.requests[0].headers


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"X-Request-Id": "their-1"}, ["their-1"]),
        ({"traceresponse": "00-4bf9-00f0-01"}, ["00-4bf9-00f0-01"]),
        ({"X-Correlation-ID": "c-2", "cf-ray": "ray"}, ["c-2"]),
        ({"X-Request-Id": "  "}, []),
        ({"X-Request-Id": "x" * 900}, ["x" * 200]),
        ({}, []),
    ],
)
def test_the_id_of_the_answer_is_told(headers: dict[str, str], told: list[str]) -> None:
    heard: list[str] = []
    with client(script(answered(headers))) as opened:
        opened.send("POST", "/budgets", {"name": "B"}, request_id="a-1", named=heard.append)

    assert heard == told


def test_the_id_of_a_refusal_is_told_as_well() -> None:
    heard: list[str] = []
    refused = response_of("violations-of-4")
    refused.headers["X-Request-Id"] = "their-2"
    with client(script(refused)) as opened, pytest.raises(Refused):
        opened.send("POST", "/budgets", {"name": "B"}, request_id="a-1", named=heard.append)

    assert heard == ["their-2"]
