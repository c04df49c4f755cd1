"""The client and a real server, in both dialects, for every entity."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.api.client import Client, connect
from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.budgets import BUDGET_GROUPS, BUDGETS
from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity, Operation
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import BadFilter, NotAuthenticated, OutcomeUnknown, Refused
from toolkit.sandbox.server import PASSWORD, USERNAME, running
from toolkit.sandbox.switches import Dialect, Fault, FaultKind, Paging, Switches
from toolkit.settings import Profile

EVERY = (*ENTITIES, *DIRECTORIES)
DROPPED = FaultKind.DROP_AFTER_COMMIT


def by_path(entity: Entity) -> str:
    return entity.path


def profile_of(url: str) -> Profile:
    return Profile("test", url, username=USERNAME, password=PASSWORD, backoff=0.0)


@pytest.fixture(scope="module", params=[Switches(), Switches(dialect=Dialect.HYDRA, nulls=True, embedded=False)])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Give a client of a server that speaks one of the dialects."""
    with running(tmp_path_factory.mktemp("sandbox"), request.param) as url, connect(profile_of(url)) as client:
        yield client


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Give the address of a server of one test's own."""
    with running(tmp_path) as address:
        yield address


def copy_of(entity: Entity, record: Record) -> JsonObject:
    """Return what makes another record like this one."""
    return {name: value for name, value in record.to_json(entity).items() if entity.column(name).writable}


@pytest.mark.parametrize("entity", EVERY, ids=by_path)
def test_every_record_is_listed_and_read_alike(service: Client, entity: Entity) -> None:
    records = service.list(entity)
    assert records
    record = next(iter(records.values()))
    assert record.iri == f"{service.prefix}{entity.collection}/{record.id}"
    again = service.read(entity, record.id)
    assert again is not None
    # By digest, as things without an IRI of their own, rows of an invoice for one, get another at every request.
    assert again.digest(entity) == record.digest(entity)
    assert service.read(entity, "no-such-record") is None
    assert service.warnings == []


@pytest.mark.parametrize("entity", ENTITIES, ids=by_path)
def test_every_entity_is_made_edited_and_removed_as_far_as_it_can_be(service: Client, entity: Entity) -> None:
    original = next(iter(service.list(entity).values()))
    made = service.send("POST", entity.collection, copy_of(entity, original))
    assert made is not None
    id = str(made["id"])  # noqa: A001 - the API's word
    path = f"{entity.collection}/{id}"
    if entity.can(Operation.PATCH):
        edited = service.send("PATCH", path, copy_of(entity, original))
        assert edited is not None
        assert edited["id"] == made["id"]
    else:
        with pytest.raises(Refused, match="405"):
            service.send("PATCH", path, {})
    if entity.can(Operation.DELETE):
        assert service.send("DELETE", path) is None
        assert service.read(entity, id) is None
    else:
        with pytest.raises(Refused, match="405"):
            service.send("DELETE", path)


def test_a_snapshot_has_everything(service: Client) -> None:
    seen: set[str] = set()
    snapshot = service.snapshot(EVERY, lambda entity, _count, _total: seen.add(entity.path))
    assert list(snapshot) == [entity.path for entity in EVERY]
    assert seen == set(snapshot)


def test_a_mistake_in_a_record_is_refused_with_its_field(service: Client) -> None:
    with pytest.raises(Refused) as refused:
        service.send("POST", "/budget-groups", {"name": ""})
    assert (refused.value.status, refused.value.retryable) == (422, False)
    assert [violation.path for violation in refused.value.violations] == ["name"]


def test_a_filter_is_applied_or_refused(service: Client) -> None:
    record = next(iter(service.list(TRANSACTIONS).values()))
    account = str(record.values["bankAccount"])
    found = list(service.records(TRANSACTIONS, {"bankAccount": account}))
    assert found
    assert {each.values["bankAccount"] for each in found} == {account}
    with pytest.raises(BadFilter, match="bankAcount"):
        list(service.records(TRANSACTIONS, {"bankAcount": account}))


@pytest.mark.parametrize("page_size", [1, 7, 10_000])
def test_the_size_of_a_page_changes_nothing(url: str, page_size: int) -> None:
    with connect(profile_of(url)) as usual, connect(replace(profile_of(url), page_size=page_size)) as other:
        assert other.list(BUDGETS) == usual.list(BUDGETS)
        assert other.warnings == []


@pytest.mark.parametrize(
    "switches", [Switches(paging=Paging.PARTIAL, page_size=5), Switches(size_by_client=False, page_size=3)]
)
def test_a_service_with_ideas_of_its_own_on_paging_is_read_whole(tmp_path: Path, switches: Switches) -> None:
    with running(tmp_path) as usual, connect(profile_of(usual)) as client:
        expected = client.list(BUDGETS)
    with running(tmp_path, switches) as url, connect(profile_of(url)) as client:
        assert client.list(BUDGETS) == expected


@pytest.mark.parametrize("ending", ["", "/", "/api", "/api/"])
def test_the_address_is_right_with_and_without_its_prefix(url: str, ending: str) -> None:
    with connect(profile_of(f"{url}{ending}")) as client:
        assert client.list(BUDGET_GROUPS)


def test_a_wrong_password_is_said_once(url: str) -> None:
    with connect(replace(profile_of(url), password="wrong")) as client, pytest.raises(NotAuthenticated) as refused:
        client.list(BUDGETS)
    assert "wrong" not in str(refused.value)


def test_without_a_user_nothing_is_read(url: str) -> None:
    with connect(Profile("test", url)) as client, pytest.raises(NotAuthenticated, match="FLOWTLY_TOKEN"):
        client.list(BUDGETS)


@pytest.mark.parametrize("token", ["not.a.token", "rubbish"])
def test_a_token_that_is_not_taken_gives_way_to_the_password(url: str, token: str) -> None:
    with connect(replace(profile_of(url), token=token)) as client:
        assert client.list(BUDGETS)


def test_a_service_that_asks_for_no_token_gets_none(tmp_path: Path) -> None:
    with running(tmp_path, Switches(anonymous=True)) as url, connect(Profile("test", url)) as client:
        assert client.list(BUDGETS)


def test_a_deletion_whose_answer_was_lost_is_unknown(tmp_path: Path) -> None:
    faults = (Fault("DELETE", "/budget-groups/", DROPPED),)
    with running(tmp_path, Switches(faults=faults)) as url, connect(profile_of(url)) as client:
        made = client.send("POST", "/budget-groups", {"name": "Short-lived"})
        assert made is not None
        with pytest.raises(OutcomeUnknown):
            client.send("DELETE", f"/budget-groups/{made['id']}")
        assert client.read(BUDGET_GROUPS, str(made["id"])) is None


@pytest.mark.parametrize("kind", [DROPPED, FaultKind.ERROR_AFTER_COMMIT, FaultKind.TRUNCATED_ANSWER])
def test_a_creation_whose_answer_was_lost_happens_once_and_is_unknown(tmp_path: Path, kind: FaultKind) -> None:
    faults = (Fault("POST", "/budget-groups", kind),)
    with running(tmp_path, Switches(faults=faults)) as url, connect(profile_of(url)) as client:
        with pytest.raises(OutcomeUnknown):
            client.send("POST", "/budget-groups", {"name": "Only once"})
        names = [record.values["name"] for record in client.list(BUDGET_GROUPS).values()]
    assert names.count("Only once") == 1


def test_a_creation_that_was_turned_away_happens_once_in_the_end(tmp_path: Path) -> None:
    faults = (Fault("POST", "/budget-groups", FaultKind.TOO_MANY_REQUESTS, times=2),)
    with running(tmp_path, Switches(faults=faults)) as url, connect(profile_of(url)) as client:
        client.send("POST", "/budget-groups", {"name": "Only once"})
        names = [record.values["name"] for record in client.list(BUDGET_GROUPS).values()]
    assert names.count("Only once") == 1
