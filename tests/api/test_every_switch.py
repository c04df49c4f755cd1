"""Whatever the service's version and settings, the same records are read and the same refusals understood."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

from toolkit.api.client import Client, connect
from toolkit.entities.budgets import BUDGET_GROUPS, BUDGETS
from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.invoices import INVOICES
from toolkit.entities.transactions import BUDGET_TRANSACTIONS, PROJECT_TRANSACTIONS
from toolkit.errors import OutcomeUnknown, Refused
from toolkit.sandbox.server import PASSWORD, USERNAME, running
from toolkit.sandbox.switches import Dialect, Errors, Paging, Prefix, Switches
from toolkit.settings import Profile

READ = (BUDGET_GROUPS, BUDGETS, BUDGET_TRANSACTIONS, INVOICES)
"""One of them has integer ids and decimals, two embed records, and all have several of the pages below."""

FLAGS = ("nulls", "embedded", "decimals", "text_ids", "plain")
NO_YES = (False, True)


def every_position() -> Iterator[Switches]:
    """Yield every position of the six switches of a version and its settings.

    The three of how values are spelt run along: eight settings against groups of 27 meet each of the others.
    """
    axes = (NO_YES, NO_YES, Dialect, Prefix, Paging, Errors)
    for n, (nulls, embedded, dialect, prefix, paging, errors) in enumerate(product(*axes)):
        yield Switches(
            dialect=dialect,
            prefix=prefix,
            paging=paging,
            errors=errors,
            nulls=nulls,
            embedded=embedded,
            decimals=bool(n & 1),
            text_ids=bool(n & 2),
            plain=bool(n & 4),
            page_size=7,
            max_page_size=7,
        )


def position(switches: Switches) -> str:
    flags = [flag for flag in FLAGS if getattr(switches, flag)]
    return "-".join([switches.dialect, switches.prefix, switches.paging, switches.errors, *flags])


def digests(client: Client, entity: Entity) -> Mapping[str, str]:
    return {record.id: record.digest(entity) for record in client.records(entity)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the one service that every position serves."""
    return tmp_path_factory.mktemp("sandbox")


@pytest.fixture(scope="module")
def expected(folder: Path) -> Iterator[Mapping[str, Mapping[str, str]]]:
    """Give what is read at the usual position."""
    with running(folder) as url, connect(profile_of(url, "")) as client:
        yield {entity.path: digests(client, entity) for entity in READ}


def profile_of(url: str, ending: str) -> Profile:
    return Profile("test", f"{url}{ending}", username=USERNAME, password=PASSWORD, backoff=0.0)


@pytest.mark.parametrize("switches", tuple(every_position()), ids=position)
def test_every_position_gives_the_same(
    folder: Path, expected: Mapping[str, Mapping[str, str]], switches: Switches
) -> None:
    # Of the two ways to write the address, one is right behind each prefix, and both are in the end.
    ending = "/api" if switches.nulls else ""
    with running(folder, switches) as url, connect(profile_of(url, ending)) as client:
        assert {entity.path: digests(client, entity) for entity in READ} == expected
        assert client.warnings == []
        assert client.prefix == "/api"
        _refusals(client)
        # A page may be that of something in front, which has passed the request on.
        with pytest.raises(OutcomeUnknown if switches.errors is Errors.HTML else Refused, match="404") as nowhere:
            client.send("POST", "/no-such-collection", {})
        assert "<" not in str(nowhere.value)


def _refusals(client: Client) -> None:
    assert client.read(BUDGET_GROUPS, "nowhere") is None
    assert client.read(PROJECT_TRANSACTIONS, "nowhere") is None
    broken = _refusal(client, "/budgets", {"name": "", "type": "x", "granularity": "month"})
    assert {violation.path for violation in broken.violations} >= {"name", "type"}
    assert broken.status == 422
    wrong = _refusal(client, "/budgets", {"name": 7})
    assert (wrong.status, [violation.path for violation in wrong.violations]) == (400, ["name"])
    gone = _refusal(client, "/budgets", {"name": "B", "budgetGroup": "/api/budget-groups/gone"})
    assert (gone.status, [violation.path for violation in gone.violations]) == (400, ["budgetGroup"])


def _refusal(client: Client, path: str, body: JsonObject) -> Refused:
    with pytest.raises(Refused) as refused:
        client.send("POST", path, body)
    assert "<" not in str(refused.value)
    return refused.value
