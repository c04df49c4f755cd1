"""The doctor and the self-test on a service that is as declared, and the doctor on one that is not."""

import json
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path

import httpx
import openpyxl
import pytest
from command_line import Flowtly
from served import acme

from tests.api.support import TOKEN, client, linked
from toolkit.entities import DIRECTORIES, ENTITIES, Entity, find
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.directory import BANK_ACCOUNTS, CURRENCIES
from toolkit.errors import NotAuthenticated, ServiceError, Unreachable
from toolkit.loop.diagnosis import Diagnosis, Documented, Fit, Followed, Misfit
from toolkit.loop.doctor import examine
from toolkit.loop.pull import Pulled, pull
from toolkit.loop.reach import Reached
from toolkit.reports import doctor as report
from toolkit.reports.terminal import PLAIN
from toolkit.sandbox.switches import Currencies, Dialect, Switches

ODD = """{"totalItems": 40, "member": [
  {"@id": "/v1/budgets/a", "id": "a", "name": "One", "granularity": 7, "budgetGroup": "/v1/budget-groups/gone",
   "colour": "red", "empty": null},
  {"@id": "/v1/budgets/b", "id": "b", "name": "Two", "budgetGroup": {"@id": "/v1/budget-groups/here"},
   "config": [[1, 2, 3]], "dateFrom": "not a date at all, and one that is much too long to be shown in a line"}]}"""


TOLD = {
    "paths": {
        "/budgets/{id}": {
            "get": {
                "responses": {
                    "200": {
                        "schema": {
                            "properties": {
                                "name": {"type": "integer"},
                                "dateFrom": {"type": "string"},
                                "shade": {"type": "string"},
                            }
                        }
                    }
                }
            }
        }
    }
}


def odd(request: httpx.Request) -> httpx.Response:
    """Answer as a service that is not as declared."""
    match request.url.path:
        case "/budgets":
            return linked(ODD)
        case "/budget-groups/here":
            return linked("{}")
        case "/currencies":
            return linked('{"detail": "Not for you"}', 403)
        case "/budget-groups":
            return linked('"no collection"')
        case "/docs.jsonopenapi":
            return linked(json.dumps(TOLD))
        case _:
            return httpx.Response(404)


def diagnosed(
    handler: Callable[[httpx.Request], httpx.Response], *entities: Entity, learnt: frozenset[str] = frozenset()
) -> Diagnosis:
    with client(handler, TOKEN) as opened:
        return examine(Reached(opened, TOKEN), learnt, entities)


def test_every_difference_is_found() -> None:
    found = diagnosed(odd, BUDGETS)

    (budgets,) = found.entities
    assert (found.prefix, found.page_size, found.healthy) == ("/v1", 2, False)
    assert found.documentation == {"/docs.jsonopenapi": 200, "/docs.jsonld": 404, "/docs.json": 404}
    assert (budgets.seen, budgets.total, budgets.filters) == (2, 40, None)
    assert budgets.undeclared == budgets.new == ("colour",)
    assert budgets.unseen == ("type", "dateTo", "budgetEmployees")
    assert Followed("budgetGroup", 1, ("/v1/budget-groups/gone",)) in budgets.references
    misfits = {misfit.field: misfit for misfit in budgets.misfits}
    assert misfits["dateFrom"].found.endswith("…")
    assert misfits.keys() <= {"dateFrom", "granularity", "config"}
    assert all(misfit.expected for misfit in budgets.misfits)


def test_the_document_of_the_service_is_held_against_the_declaration() -> None:
    (budgets,) = diagnosed(odd, BUDGETS).entities

    assert budgets.documented == Documented(
        more=("shade",),
        less=tuple(name for name in BUDGETS.by_field if name not in {"name", "dateFrom"}),
        types=(Misfit("name", "string", "integer"),),
    )


def test_a_document_that_says_nothing_of_an_entity_differs_in_nothing() -> None:
    (currencies,) = diagnosed(lambda _: linked('{"member": []}'), CURRENCIES).entities

    assert currencies.documented is None


def test_what_is_kept_in_another_type_is_told() -> None:
    body = '{"member": [{"@id": "/api/transactions/1", "amount": "12.50", "ignored": true, "statementNumber": 7}]}'
    found = diagnosed(lambda _: linked(body), find("transactions"))

    assert found.entities[0].otherwise == ("amount", "ignored")
    assert "kept in another type, and written in that type: amount, ignored" in report.text(found, 100, PLAIN)


def test_what_was_learnt_is_not_new() -> None:
    (budgets,) = diagnosed(odd, BUDGETS, learnt=frozenset({"budgets.colour"})).entities

    assert (budgets.undeclared, budgets.new) == (("colour",), ())


def test_a_directory_may_be_missing_and_an_entity_may_not() -> None:
    group = next(entity for entity in ENTITIES if entity.path == "budget-groups")
    currencies, groups = diagnosed(odd, CURRENCIES, group).entities

    assert (currencies.healthy, groups.healthy) == (True, False)
    assert "Not for you" in currencies.trouble
    assert "no collection" in groups.trouble


def test_a_page_of_something_else_is_no_collection() -> None:
    (budgets,) = diagnosed(lambda _: httpx.Response(200, html="<h1>Welcome</h1>"), BUDGETS).entities

    assert (budgets.healthy, budgets.trouble) == (False, "The answer is no collection of records: text/html.")


@pytest.mark.parametrize(
    ("handler", "error"),
    [(lambda _: httpx.Response(401), NotAuthenticated), (lambda _: httpx.Response(503), Unreachable)],
)
def test_without_a_service_or_a_user_there_is_nothing_to_examine(
    handler: Callable[[httpx.Request], httpx.Response], error: type[ServiceError]
) -> None:
    with pytest.raises(error):
        diagnosed(handler, BUDGETS)


def test_the_findings_are_told() -> None:
    found = diagnosed(odd, BUDGETS, CURRENCIES)

    told = report.text(found, 80, PLAIN)
    assert "It describes itself at /docs.jsonopenapi." in told
    assert "budgetGroup leads nowhere: /v1/budget-groups/gone" in told
    assert "sent and not declared: colour" in told
    assert "documented and not declared: shade" in told
    assert "name is documented as integer; declared is string" in told
    assert "Not everything is as declared; see above." in told
    assert max(map(len, told.splitlines())) <= 80
    whole = report.json(found)
    assert json.loads(json.dumps(whole, default=str))["entities"][0]["new"] == ["colour"]


def test_the_embedded_service_is_as_declared(flowtly: Flowtly) -> None:
    done = flowtly("--json", "doctor")

    told = json.loads(done.out)
    assert (done.code, told["version"], told["healthy"]) == (0, 1, True)
    assert [each["entity"] for each in told["entities"]] == [each.path for each in (*ENTITIES, *DIRECTORIES)]
    assert "Everything is as declared." in flowtly("doctor").out


@pytest.fixture
def served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Serve a service with pages of 40, and give the settings file."""
    switches = Switches(dialect=Dialect.HYDRA, max_page_size=40)
    monkeypatch.setenv("FLOWTLY_USERNAME", "demo@flowtly.test")
    monkeypatch.setenv("FLOWTLY_PASSWORD", "sandbox")
    with acme(home, switches):
        settings = home / "config.toml"
        settings.write_text("# ours\n" + settings.read_text() + "workers = 2 # not more\n")
        yield settings


def test_what_is_learnt_is_kept_in_the_profile(flowtly: Flowtly, served: Path) -> None:
    done = flowtly("doctor", "--learn")

    assert (done.code, f"kept in {served}" in done.err) == (0, True)
    text = served.read_text()
    assert text.startswith("# ours\n")
    assert "workers = 2 # not more" in text
    assert "page_size = 40" in text
    assert "[profiles.acme.learnt]" in text
    assert flowtly("doctor", "--learn").code == 0
    assert served.read_text().count("page_size") == 1


def test_a_profile_that_is_not_in_the_file_learns_nothing(flowtly: Flowtly, home: Path) -> None:
    refused = flowtly("doctor", "--learn")

    assert (refused.code, "Nothing was stored" in refused.err) == (2, True)
    assert not (home / "config.toml").exists()


@pytest.mark.parametrize("entity", ENTITIES, ids=attrgetter("path"))
def test_an_untouched_workbook_asks_for_nothing(flowtly: Flowtly, entity: Entity) -> None:
    done = flowtly("selftest", entity.path)

    assert (done.code, f" {entity.path} made the round, and nothing was found." in done.out) == (0, True)


def test_a_self_test_as_json(flowtly: Flowtly) -> None:
    told = json.loads(flowtly("--json", "selftest", "budgets").out)

    assert (told["entity"], told["records"], told["passed"], told["changes"]) == ("budgets", 12, True, 0)


@pytest.mark.parametrize(("value", "said"), [("Renamed on the way", "1 to patch"), (None, "Name")])
def test_what_does_not_make_the_round_is_shown(
    flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch, value: str | None, said: str
) -> None:
    """A cell that is lost between writing and reading is found out, changed or gone."""

    def losing(reached: Reached, entities: tuple[Entity, ...], path: Path) -> Pulled:
        pulled = pull(reached, entities, path)
        book = openpyxl.load_workbook(path)
        book["Budgets"]["C2"] = value
        book.save(path)
        return pulled

    monkeypatch.setattr("toolkit.loop.selftest.pull", losing)
    done = flowtly("selftest", "budgets")
    assert (done.code, said in done.out) == (10, True)
    assert json.loads(flowtly("--json", "selftest", "budgets").out)["passed"] is False


ACCOUNT = '{"totalItems": 1, "member": [{"@id": "/api/bank-accounts/1", "id": "1", "name": "Ours", "number": "SE1"%s}]}'


@pytest.mark.parametrize(
    ("body", "fit", "said"),
    [
        ('{"totalItems": 0, "member": []}', Fit.UNSEEN, "there is no record, so nothing of what is declared was seen"),
        (ACCOUNT % "", Fit.PARTLY, "assumed references that no record of this page has: currency"),
        (ACCOUNT % ', "currency": null', Fit.PARTLY, "assumed references that no record of this page has: currency"),
        (ACCOUNT % ', "currency": "SEK"', Fit.PARTLY, "references kept as bare words, and written so: currency"),
        (ACCOUNT % ', "currency": "/api/currencies/SEK"', Fit.DECLARED, "Everything is as declared."),
        (ACCOUNT % ', "currency": 7', Fit.DIFFERS, "currency is 7; declared is"),
        ('{"member": 1}', Fit.MISSING, "The answer is no collection"),
    ],
    ids=["empty", "left out", "null", "word", "IRI", "number", "no collection"],
)
def test_nothing_is_as_declared_that_was_not_seen(body: str, fit: Fit, said: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return linked(body) if request.url.path == "/bank-accounts" else linked("{}")

    found = diagnosed(answer, BANK_ACCOUNTS)

    (accounts,) = found.entities
    told = report.text(found, 200, PLAIN)
    assert (accounts.fit, said in told) == (fit, True), told
    assert ("as declared" in told.replace("Not everything is as declared", "")) == (fit is Fit.DECLARED), told


@pytest.mark.parametrize(
    "switches", [Switches(currencies=Currencies.CODES), Switches(account_currencies=False)], ids=["codes", "none"]
)
def test_a_service_that_keeps_currencies_otherwise_is_not_called_as_declared(
    flowtly: Flowtly, home: Path, monkeypatch: pytest.MonkeyPatch, switches: Switches
) -> None:
    monkeypatch.setenv("FLOWTLY_USERNAME", "demo@flowtly.test")
    monkeypatch.setenv("FLOWTLY_PASSWORD", "sandbox")
    with acme(home, switches):
        done = flowtly("doctor")
        told = json.loads(flowtly("--json", "doctor").out)

    assert done.code == 0
    assert "Everything is as declared." not in done.out
    assert "Nothing that was seen contradicts what is declared" in done.out
    fits = {each["entity"]: each["fit"] for each in told["entities"]}
    assert fits["bank-accounts"] == "partly seen"
    assert fits["budgets"] == "as declared"
