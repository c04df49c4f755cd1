"""The service describes itself in OpenAPI, and keeps what it says there."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.sandbox.openapi import document
from toolkit.sandbox.server import running
from toolkit.sandbox.switches import Switches

Operation = APIOperation[Any, Any, Any, Any]
KEPT = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


FOUND = list(schemathesis.openapi.from_dict(dict(document())).get_all_operations())
OPERATIONS = [found.ok() for found in FOUND if isinstance(found, Ok)]


@pytest.fixture(scope="module")
def anybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a service that asks for no token, so that every request gets through to its route."""
    with running(tmp_path_factory.mktemp("described"), Switches(anonymous=True)) as url:
        yield url


@pytest.mark.parametrize("operation", OPERATIONS, ids=attrgetter("label"))
def test_every_operation_keeps_what_the_document_says(anybody: str, operation: Operation) -> None:
    # What others point at cannot be removed, and the service says so by 500; the document says so too.
    checks = KEPT[1:] if operation.method == "delete" else KEPT

    @given(case=operation.as_strategy())
    @settings(max_examples=4, phases=[Phase.generate], derandomize=True, suppress_health_check=list(HealthCheck))
    def keeps(case: schemathesis.Case[Operation]) -> None:
        case.call_and_validate(base_url=anybody, checks=checks)

    keeps()


def test_no_operation_is_described_in_a_way_that_cannot_be_read() -> None:
    assert len(OPERATIONS) == len(FOUND)


def test_the_document_has_every_operation_and_no_other(client: httpx.Client) -> None:
    answer = httpx.get(f"{client.base_url}/docs.jsonopenapi")

    assert answer.headers["content-type"] == "application/vnd.openapi+json; charset=utf-8"
    told = {(method.upper(), path) for path, item in answer.json()["paths"].items() for method in item}
    declared = {(e.method, f"/api{e.path}") for entity in (*ENTITIES, *DIRECTORIES) for e in entity.endpoints}
    assert told == declared
