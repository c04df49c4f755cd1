"""Every operation of the API document, called on a running service; and what is no operation."""

import zipfile
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pytest

from tests.api import scene
from toolkit.api.client import Client, connect
from toolkit.api.operations import Operations, Sent
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.entity import Endpoint
from toolkit.entities.operations import OPERATIONS, Declared, declared, find_operation
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import MissingPart, Refused, UnknownOperation
from toolkit.sandbox.server import PASSWORD, USERNAME, running
from toolkit.sandbox.switches import Dialect, Switches
from toolkit.settings import Profile

FILES = {"GET /transactions/export/mt940": "text/plain", "POST /transactions/attachments/zip": "application/zip"}
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=attrgetter("name"))


DIALECTS = {"bare": Switches(), "hydra": Switches(dialect=Dialect.HYDRA, nulls=True, embedded=False)}


@pytest.fixture(scope="module", params=list(DIALECTS.values()), ids=list(DIALECTS))
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Give a client of a server that speaks one of the dialects."""
    with running(tmp_path_factory.mktemp("sandbox"), request.param) as url:
        profile = Profile("test", url, username=USERNAME, password=PASSWORD, backoff=0.0)
        with connect(profile) as client:
            yield client


@pytest.fixture
def operations(service: Client) -> Operations:
    return Operations(service.session, service.service)


def test_there_are_as_many_as_in_the_document() -> None:
    assert len(OPERATIONS) == len({each.name for each in OPERATIONS}) == 74


@every_operation
def test_every_operation_answers(service: Client, operations: Operations, tmp_path: Path, operation: Declared) -> None:
    wanted = scene.request(service, operation)
    media_type = FILES.get(operation.name)
    target = tmp_path / "file" if media_type else None

    reply = operations.call(operation.entity, operation.endpoint, wanted.ids, wanted.sent, target)

    deletes = operation.endpoint.method == "DELETE"
    assert reply.status == (204 if deletes else 201 if _makes(operation) else 200)
    if media_type:
        assert (reply.media_type, reply.saved, reply.json) == (media_type, target, None)
        assert target is not None
        assert target.stat().st_size == reply.size > 0
    else:
        assert (reply.json is None) == deletes


def _makes(operation: Declared) -> bool:
    return operation.endpoint.method == "POST" and operation.name not in FILES


@every_operation
def test_a_filled_path_leads_back_to_its_operation(operation: Declared) -> None:
    ids = dict.fromkeys(operation.endpoint.names, "a b/c?d")
    path = operation.endpoint.fill(ids)

    assert "?" not in path
    assert path.count("/") == operation.endpoint.path.count("/")
    found = find_operation(operation.endpoint.method, path)
    assert found is operation
    assert declared(operation.name) is operation


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("PUT", "/budgets/1"), ("GET", "/budgets/1/2")])
def test_another_path_is_no_operation(method: str, path: str) -> None:
    assert find_operation(method, path) is None


def test_only_what_changes_something_writes() -> None:
    reading = {each.name for each in OPERATIONS if not each.endpoint.writes and each.endpoint.method != "GET"}
    writing = {each.name for each in OPERATIONS if each.endpoint.writes and each.endpoint.method == "GET"}

    assert reading == {"POST /transactions/attachments/zip"}
    assert writing == {"GET /invoices/{id}/send"}


def test_an_operation_of_another_entity_is_refused(operations: Operations) -> None:
    with pytest.raises(UnknownOperation, match="PATCH /nowhere"):
        operations.call(BUDGETS, Endpoint("PATCH", "/nowhere"))
    with pytest.raises(UnknownOperation, match="Did you mean GET /budgets"):
        declared("GET /budget")


def test_a_part_that_is_missing_is_named(operations: Operations) -> None:
    apply = declared("POST /transactions/{id}/suggestions/{suggestionId}/apply").endpoint

    with pytest.raises(MissingPart, match="suggestionId"):
        operations.call(TRANSACTIONS, apply, {"id": "txn_904"})
    with pytest.raises(MissingPart, match="its id"):
        operations.call(TRANSACTIONS, apply, {"id": "", "suggestionId": "month"})


def test_a_refusal_leaves_no_file(operations: Operations, tmp_path: Path) -> None:
    archive = declared("POST /transactions/attachments/zip").endpoint

    with pytest.raises(Refused, match="No attachments"):
        operations.call(TRANSACTIONS, archive, save=tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_an_archive_holds_the_documents(service: Client, operations: Operations, tmp_path: Path) -> None:
    archive = declared("POST /transactions/attachments/zip")
    wanted = scene.request(service, archive)

    operations.call(archive.entity, archive.endpoint, sent=wanted.sent, save=tmp_path / "a.zip")

    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert packed.testzip() is None
        assert packed.namelist()


def test_where_json_comes_in_place_of_a_file_it_is_read(operations: Operations, tmp_path: Path) -> None:
    reply = operations.send("GET", "/budgets", save=tmp_path / "file")

    assert reply.saved is None
    assert reply.json
    assert list(tmp_path.iterdir()) == []


def test_the_members_of_all_pages_come_once(service: Client, operations: Operations) -> None:
    warnings: list[str] = []

    members = list(operations.members("/transactions", {"itemsPerPage": "7"}, warnings))

    assert {str(member["id"]) for member in members} == service.list(TRANSACTIONS).keys()
    assert len(members) == len(service.list(TRANSACTIONS))
    assert warnings == []


def test_any_other_request_can_be_sent(operations: Operations) -> None:
    made = operations.send("POST", "/budget-groups", Sent(body={"name": "By hand"}))

    assert made.status == 201
    listed = list(operations.members("/budget-groups", {"name": "By hand"}, []))
    assert [member["name"] for member in listed] == ["By hand"]
